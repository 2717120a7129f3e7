"""The providers that messages may go by, and the accounts of a clinic; one without any has the sandbox."""

from collections.abc import Mapping

from clinic_app.core.database import Work
from clinic_app.integrations import registry, sandbox
from clinic_app.integrations.protocol import Account, Provider
from clinic_app.messaging import accounts

SANDBOX = sandbox.PROVIDER.name


def providers() -> Mapping[str, Provider]:
    """All of them, by name."""
    return registry.PROVIDERS


def sandbox_account(tenant_id: int) -> Account:
    """What a clinic without accounts sends by: the screen "Phone of the patient"."""
    return Account(tenant_id, 0, SANDBOX, {})


async def accounts_of(work: Work) -> list[Account]:
    """The accounts by which this clinic sends, the preferred first."""
    return await accounts.sending(work) or [sandbox_account(work.actor.tenant_id or 0)]
