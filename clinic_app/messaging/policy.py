"""Where a message goes next, and when. Pure: no clock, no chance, no database of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from clinic_app.integrations.protocol import Account, Provider, SendFailed

MOST_TRIES = 5  # on one channel
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=5), timedelta(minutes=10)
LONGEST_RETRY_AFTER = timedelta(hours=6)
PATIENCE = timedelta(minutes=30)  # with a provider that rests, before the next channel is tried
OPEN_AFTER = 5  # failures in a row
FIRST_REST, LONGEST_REST = timedelta(seconds=30), timedelta(minutes=10)


@dataclass
class Circuit:
    """Whether a provider rests in a clinic."""

    failures: int = 0
    held_until: datetime | None = None

    def held(self, now: datetime) -> bool:
        return self.held_until is not None and self.held_until > now

    @property
    def doubtful(self) -> bool:
        """It rested after failures: one message is tried before the others."""
        return self.failures >= OPEN_AFTER


@dataclass(frozen=True)
class Due:
    """A message whose turn has come, with whom it is for."""

    id: int
    state: str
    text: str
    subject: str
    buttons: Sequence[Mapping[str, str]]
    template: str
    template_values: Sequence[str]
    language: str
    channels: Sequence[str]
    channel: str
    tries: int
    round: int
    not_after: datetime | None
    channel_since: datetime | None
    contact_id: int
    name: str
    phone: str
    email: str
    opted_out: Sequence[str]
    handles: Mapping[str, str] = field(default_factory=dict)
    last_account: int | None = None
    provider: str = ""  # by which it was being sent when its worker died
    patient_id: int | None = None
    kind: str = ""
    has_waited: bool = False  # since it was written

    def following(self, channel: str) -> str:
        """The channel after this one; empty when it is the last."""
        place = self.channels.index(channel) if channel in self.channels else -1
        return self.channels[place + 1] if place + 1 < len(self.channels) else ""


@dataclass(frozen=True)
class Go:
    account: Account
    channel: str
    to: str
    handle: str


@dataclass(frozen=True)
class Wait:
    until: datetime


@dataclass(frozen=True)
class Dead:
    """Nothing is left to try: somebody has to telephone."""

    code: str


@dataclass(frozen=True)
class Unknown:
    """It may have arrived: never repeated by itself."""

    code: str


@dataclass(frozen=True)
class Retry:
    channel: str
    wait: timedelta
    code: str
    anew: bool  # on another channel: the tries are counted from the start


def _account(message: Due, channel: str, accounts: Sequence[Account], providers: Mapping[str, Provider]) -> Account | None:
    """The account she wrote by last, else the first that serves the channel."""
    able = [each for each in accounts if each.provider in providers and channel in providers[each.provider].channels]
    return next((each for each in able if each.account_id == message.last_account), able[0] if able else None)


def route(
    message: Due, accounts: Sequence[Account], providers: Mapping[str, Provider], circuits: Mapping[str, Circuit], now: datetime
) -> Go | Wait | Dead:
    """The first of the remaining channels that is served, wanted and has an address; or until when its provider rests."""
    if message.not_after is not None and now > message.not_after:
        return Dead("expired")
    code, channel = "no_channel", message.channel or (message.channels[0] if message.channels else "")
    rests: list[datetime] = []
    while channel:
        account = _account(message, channel, accounts, providers)
        to = message.email if channel == "email" else message.phone
        handle = message.handles.get(account.provider, "") if account else ""
        if channel in message.opted_out:
            code = "opted_out"
        elif account is None:
            code = "no_account"
        elif not (to or handle):
            code = "no_address"
        else:
            circuit = circuits.get(account.provider, Circuit())
            if not circuit.held(now):
                return Go(account, channel, to, handle)
            until = circuit.held_until or now
            if message.not_after is not None and until > message.not_after:
                code = "provider_down"
            elif message.channel_since is None or now - message.channel_since <= PATIENCE:
                return Wait(until)
            else:  # long enough: whatever goes another way does; with no other way it still waits
                rests.append(until)
        channel = message.following(channel)
    return Wait(min(rests)) if rests else Dead(code)


def backoff(tries: int, chance: float) -> timedelta:
    """Twice as long each time, and by chance (0 to 1) up to half less, so that not everything comes back at once."""
    return min(FIRST_WAIT * 2 ** min(tries - 1, 20), LONGEST_WAIT) * (1 - chance / 2)


def after_failure(
    message: Due, channel: str, tries: int, error: SendFailed, idempotent: bool, now: datetime, chance: float
) -> Retry | Dead | Unknown:
    """What becomes of a message that could not be sent. `tries`: on this channel, this one counted."""
    if error.unknown and not idempotent:
        return Unknown(error.code)
    if not (error.permanent or error.opted_out) and tries < MOST_TRIES:
        asked = timedelta(seconds=error.retry_after or 0)
        wait = max(backoff(tries, chance), min(asked, LONGEST_RETRY_AFTER))
        if message.not_after is None or now + wait <= message.not_after:
            return Retry(channel, wait, error.code, anew=False)
    following = message.following(channel)
    return Retry(following, timedelta(0), error.code, anew=True) if following else Dead(error.code)


def rest(failures: int) -> timedelta | None:
    """How long a provider is left alone after so many failures in a row; None: not at all."""
    return None if failures < OPEN_AFTER else min(FIRST_REST * 2 ** min(failures - OPEN_AFTER, 20), LONGEST_REST)
