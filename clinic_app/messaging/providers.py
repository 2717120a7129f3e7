"""The providers that messages may go by, and the account of a clinic that has none."""

from collections.abc import Mapping

from clinic_app.integrations import sandbox
from clinic_app.integrations.protocol import Account, Provider

SANDBOX = sandbox.PROVIDER.name


def providers() -> Mapping[str, Provider]:
    """All of them, by name."""
    return {SANDBOX: sandbox.PROVIDER}


def sandbox_account(tenant_id: int) -> Account:
    """What a clinic without accounts sends by: the screen "Phone of the patient"."""
    return Account(tenant_id, 0, SANDBOX, {})
