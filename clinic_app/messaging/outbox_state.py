"""What went wrong on its way out, and how messages are kept."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from clinic_app.access import live
from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.core.database import Work
from clinic_app.core.errors import Invalid
from clinic_app.core.permissions import Permission
from clinic_app.integrations import registry
from clinic_app.messaging import deliveries, hooks, phone, queries, quick, retention, service
from clinic_app.messaging.rows import again, wall
from clinic_app.ui.i18n import N_
from clinic_app.ui.toasts import notify

P = Permission
WATCHED = ("message", "provider_circuit")


@dataclass
class TroubleRow:
    """A message that did not arrive."""

    id: int
    conversation_id: int
    name: str
    patient: str
    phone: str
    state: str
    text: str
    channel: str
    provider: str
    code: str
    at: str
    to_call: bool
    tries: int
    round: int
    again: str  # how it can be repeated (rows.again)


@dataclass
class RestRow:
    """A provider that is left alone for a while."""

    label: str
    until: str
    code: str


@dataclass
class StuckRow:
    """What a provider posted and could not be taken in."""

    id: int
    label: str
    at: str
    left: int


@dataclass
class QuickRow:
    id: int
    text: str


@dataclass
class Outlook:
    """Numbers and settings above and below the list."""

    due: int = 0
    queued: int = 0
    oldest: str = ""
    months: str = ""
    sandbox: bool = False
    can_write: bool = False
    can_set: bool = False


class OutboxState(ClinicState):
    """Failed messages, resting providers, retention and quick replies."""

    rows: list[TroubleRow] = []
    resting: list[RestRow] = []
    stuck: list[StuckRow] = []
    quick: list[QuickRow] = []
    look: Outlook = Outlook()
    box: int = 0
    ready: bool = False
    failed: bool = False
    errors: dict[str, str] = {}

    @rx.event
    @clinic_event(P.MESSAGES_READ)
    async def load(self, work: Work) -> None:
        await self._fill(work)
        self.errors, self.ready, self.failed = {}, True, False
        live.watch(self, work.actor.tenant_id or 0, WATCHED, OutboxState.refresh)

    @rx.event
    @clinic_event(P.MESSAGES_READ)
    async def refresh(self, work: Work) -> None:
        await self._fill(work)

    @rx.event
    @clinic_event(P.MESSAGES_WRITE)
    async def arrived(self, work: Work, message_id: int) -> None:
        """Somebody knows that it did arrive."""
        await service.arrived(work, message_id)
        await notify(self, N_("Anotado: el mensaje llegó"))
        await self._fill(work)

    @rx.event
    @clinic_event(P.MESSAGES_WRITE)
    async def take_again(self, work: Work, delivery_id: int) -> None:
        """Have a provider's post taken in once more."""
        await deliveries.again(work, delivery_id)
        await notify(self, N_("Se procesa otra vez"))
        await self._fill(work)

    @rx.event
    @clinic_event(P.MESSAGES_WRITE)
    async def called(self, work: Work, message_id: int) -> None:
        """Somebody telephoned instead."""
        await service.called(work, message_id)
        await notify(self, N_("Llamada anotada"))
        await self._fill(work)

    @rx.event
    @clinic_event(P.SETTINGS_WRITE)
    async def keep_for(self, work: Work, form: dict[str, Any]) -> None:
        """For how many months texts are kept; empty: for ever."""
        raw = str(form.get("months", "")).strip()
        if raw and not (raw.isascii() and raw.isdigit() and len(raw) < 4):
            raise Invalid(months=retention.WRONG_MONTHS)
        await retention.choose(work, int(raw) if raw else None)
        self.errors = {}
        await notify(self, N_("Cambios guardados"))
        await self._fill(work)

    @rx.event
    @clinic_event(P.MESSAGES_WRITE)
    async def add_quick(self, work: Work, form: dict[str, Any]) -> None:
        """Keep one more quick reply."""
        await quick.add(work, str(form.get("quick", "")))
        self.errors, self.box = {}, self.box + 1
        await self._fill(work)

    @rx.event
    @clinic_event(P.MESSAGES_WRITE)
    async def drop_quick(self, work: Work, reply_id: int) -> None:
        await quick.remove(work, reply_id)
        await self._fill(work)

    async def _fill(self, work: Work) -> None:
        found = await queries.troubles(work)
        names = await hooks.names(work, [each.patient_id for each in found if each.patient_id])
        self.rows = [
            TroubleRow(
                each.id, each.conversation_id, each.name or each.phone or each.email, names.get(each.patient_id or 0, ""), each.phone, each.state, each.text[:300],
                each.channel, _label(each.provider), each.code, wall(work, each.at), each.to_call, each.tries,
                each.round, again(each),
            )
            for each in found
        ]  # fmt: skip
        self.resting = [RestRow(_label(provider), wall(work, until), code) for provider, _, until, code in await queries.resting(work)]
        self.stuck = [StuckRow(key, _label(name), wall(work, at), left) for key, name, at, left in await deliveries.stuck(work)]
        self.quick = [QuickRow(key, text) for key, text in await queries.quick_replies(work)]
        due, queued, oldest = await queries.backlog(work)
        months, held = await retention.months_of(work), work.actor.permissions
        self.look = Outlook(
            due,
            queued,
            wall(work, oldest),
            str(months or ""),
            await phone.is_open(work),
            P.MESSAGES_WRITE in held,
            P.SETTINGS_WRITE in held,
        )


def _label(name: str) -> str:
    return registry.PROVIDERS[name].label if name in registry.PROVIDERS else name
