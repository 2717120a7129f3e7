"""What every provider folder speaks: `send(account, message)` out, `verify(account, delivery)` and `parse(delivery)` in.

A folder `integrations/<name>/` holds `send.py` and `receive.py` and names itself in its `__init__.py` as `PROVIDER`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clinic_app.integrations.media import Source

CHANNELS = ("whatsapp", "sms", "email")


@dataclass(frozen=True)
class Account:
    """A clinic's own access to a provider. `values`: the opened keys; never logged. `public_url`: the address that the provider calls."""

    tenant_id: int
    account_id: int
    provider: str
    values: Mapping[str, str] = field(repr=False)
    public_url: str = ""


@dataclass(frozen=True)
class Button:
    """A quick reply; `payload` comes back when it is pressed."""

    payload: str
    label: str


@dataclass(frozen=True)
class Outgoing:
    """One message to one person. `to`: an E.164 phone, an e-mail address, or `contact_id` alone where the provider knows her by its own id.

    `reference`: our own id of the message; providers that keep one give it back in their statuses, or refuse a second of the same.
    `template`, `template_values`: the provider's approved template, needed by some outside the 24-hour window.
    """

    reference: str
    channel: str
    to: str
    text: str
    subject: str = ""
    contact_id: str = ""
    buttons: Sequence[Button] = ()
    template: str = ""
    template_values: Sequence[str] = ()
    language: str = "es"
    name: str = ""


@dataclass(frozen=True)
class Sent:
    """The provider took it. `contact_id`: its own id of the person, to be remembered."""

    provider_id: str
    contact_id: str = ""


class SendFailed(Exception):
    """It was not sent. `permanent`: no use to try again on this channel. `unknown`: it may have arrived; never repeat it blindly.

    `account`: the account itself is refused or disconnected, so nothing else would pass either: open the circuit.
    """

    def __init__(
        self, code: str, *, permanent: bool = False, unknown: bool = False, retry_after: float | None = None, opted_out: bool = False, account: bool = False
    ):  # fmt: skip
        super().__init__(code)
        self.code, self.permanent, self.unknown, self.retry_after, self.opted_out = code, permanent, unknown, retry_after, opted_out
        self.account = account


@dataclass(frozen=True)
class Delivery:
    """One call of a webhook, exactly as it came."""

    method: str
    url: str
    headers: Mapping[str, str]  # lower-case names
    body: bytes
    query: Mapping[str, str] = field(default_factory=dict)


class Forged(Exception):
    """The signature, token or shape of a delivery is not the provider's. `status`: the HTTP status that answers it."""

    def __init__(self, why: str = "", *, status: int = 401) -> None:
        super().__init__(why)
        self.status = status


@dataclass(frozen=True)
class Inbound:
    """One thing that a provider told us.

    kind: message, status, opt_out, opt_in, or note (`code`: connected, disconnected, or number_changed, where `phone` is the old number).
    An opt_out with the code `marketing` was said to the provider about advertising only. `to`: which of the clinic's own numbers was written to.
    `provider_id`: of the message told about (status) or received (message). `context_id`: the provider's id of our message that is answered.
    `status`: sent, delivered, read, failed; `code` why, `permanent` whether another try is of no use.
    `at`: when it happened; without a zone it is the clinic's own clock, as an automation of the clinic writes it.
    """

    kind: str
    provider_id: str = ""
    phone: str = ""
    contact_id: str = ""
    name: str = ""
    text: str = ""
    payload: str = ""
    context_id: str = ""
    reference: str = ""
    media: str = ""  # image, audio, video, document, location, sticker, reaction, unsupported
    media_url: str = ""
    status: str = ""
    code: str = ""
    permanent: bool = False
    edited: bool = False
    at: datetime | None = None
    channel: str = "whatsapp"
    to: str = ""
    appointment_id: int | None = None  # only where the clinic's own automation sends it back


@dataclass(frozen=True)
class Key:
    """One value of an account's set-up. `secret`: never shown again. `operator`: set by the command line only, for it says which machine is called."""

    name: str
    label: str
    secret: bool = False
    required: bool = True
    operator: bool = False


@dataclass(frozen=True)
class Provider:
    """A provider's own folder, as the rest of the product sees it. `own`: the key whose value a delivery's `to` must be, so that one
    app of a provider with the numbers of two clinics never mixes them. `made`: secrets that we make up when nobody gives them.
    """

    name: str
    label: str
    channels: tuple[str, ...]
    keys: tuple[Key, ...]
    send: Callable[[Account, Outgoing], Awaitable[Sent]]
    verify: Callable[[Account, Delivery], None]
    parse: Callable[[Delivery], list[Inbound]]
    check: Callable[[Account], Awaitable[None]]  # raises SendFailed when the account cannot be used
    idempotent: bool = False  # a second send with the same reference reaches nobody twice
    challenge: Callable[[Account, Delivery], str] | None = None  # what to answer to a GET that asks whether the address is ours
    own: str = ""
    made: tuple[str, ...] = ()
    media: Callable[[Account, str], Awaitable[Source]] | None = (
        None  # where what a person attached lies, by what `media_url` of the Inbound says
    )
    sends_with: str = ""  # the key without which an account only receives
    answer: tuple[str, str] = ("application/json", '{"status":"ok"}')  # what the provider likes to read
