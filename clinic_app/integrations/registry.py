"""Every provider by its name: the one table."""

from clinic_app.integrations import botconversa, llm, meta_whatsapp, sandbox, smtp, twilio, zapi
from clinic_app.integrations.protocol import Provider

PROVIDERS: dict[str, Provider] = {
    each.PROVIDER.name: each.PROVIDER for each in (botconversa, meta_whatsapp, zapi, twilio, smtp, llm, sandbox)
}
ALIASES = {"n8n": "botconversa", "whatsapp": "meta_whatsapp", "meta": "meta_whatsapp"}


def find(name: str) -> Provider | None:
    """The provider of a name or of another name for it."""
    return PROVIDERS.get(ALIASES.get(name, name))
