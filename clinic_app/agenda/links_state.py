"""What an appointment belongs to: a series, a booking with several services; and what is done to all of it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import reflex as rx

from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.agenda import queries
from clinic_app.agenda.series import bundles
from clinic_app.agenda.series import changes as series_changes
from clinic_app.agenda.series import service as series
from clinic_app.agenda.series.changes import Edit, Scope
from clinic_app.agenda.sheet_state import AppointmentState
from clinic_app.agenda.state import AgendaState, wall
from clinic_app.agenda.transitions import MOVABLE
from clinic_app.core.database import Actor, Work
from clinic_app.core.errors import Invalid, NotFound
from clinic_app.core.fields import Rule, a_date, a_time, one_of, parse
from clinic_app.core.permissions import Permission
from clinic_app.ui.i18n import N_
from clinic_app.ui.toasts import notify

P = Permission
PREFIX = "enlace_"
BUNDLE = "reserva"
RULES = {"fecha": Rule("day", a_date), "hora": Rule("start", a_time)}


@dataclass
class MateView:
    """Another appointment of the same booking."""

    id: int
    service: str
    start: str
    look: str


@dataclass
class Links:
    """What the open appointment belongs to; 0: nothing."""

    id: int = 0
    series_id: int = 0
    coming: int = 0  # of the series
    bundle_id: int = 0
    mates: list[MateView] = field(default_factory=list)
    start: str = ""
    can_write: bool = False


class LinksState(ClinicState):
    """The part of an appointment's sheet that speaks of the others."""

    links: Links = Links()
    mode: str = ""  # move or cancel
    errors: dict[str, str] = {}

    @rx.event
    @clinic_event(P.AGENDA_READ)
    async def show(self, work: Work, key: str) -> None:
        """Something of the calendar was opened: of an appointment, what it belongs to."""
        self.mode, self.errors, self.links = "", {}, Links()
        if key.isdecimal():
            self.links = await _links(work, await queries.one(work, int(key)))

    @rx.event
    @clinic_event(P.AGENDA_READ)
    async def follow(self, work: Work) -> None:
        """Something changed in the clinic: the others of an open appointment are shown as they are now; a form stays open."""
        if self.links.id and (await self.get_state(AppointmentState)).is_open:
            self.links = await _links(work, await queries.one(work, self.links.id))

    @rx.event
    @clinic_event(P.AGENDA_READ, transaction=False)
    async def ask(self, actor: Actor, mode: str) -> None:
        """Show one of the small forms, or put it away."""
        self.mode, self.errors = "" if self.mode == mode else mode, {}

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def move(self, work: Work, form: dict[str, Any]) -> Any:
        """The others go by as much as this one."""
        self.errors = {}
        links, scope = self.links, _scope(form)
        values = parse({name.removeprefix(PREFIX): value for name, value in form.items()}, RULES)
        if scope is None:
            await bundles.move(work, links.bundle_id, day=values.get("day"), start=values.get("start"))
        else:
            begins = datetime.fromisoformat(links.start)
            day = values.get("day")
            edit = Edit(day=None if day == begins.date() else day, start=values.get("start"))
            try:
                await series_changes.change(work, links.series_id, scope, edit, appointment_id=links.id)
            except series.Clashes as clashes:
                days = ", ".join(f"{each.day:%d/%m}" for each in clashes.outcomes if each.reason)
                await notify(self, N_("No se movió nada: sin hora libre el {days}."), "bad", days=days)
                raise Invalid(hora=clashes.sentence) from clashes
        await notify(self, N_("Citas movidas"))
        return self._done()

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def cancel(self, work: Work, form: dict[str, Any]) -> Any:
        """Give back the time of all that is meant."""
        links, scope, reason = self.links, _scope(form), str(form.get(f"{PREFIX}motivo", "")).strip()[:500]
        if scope is None:
            await bundles.cancel(work, links.bundle_id, reason)
        else:
            await series_changes.cancel(work, links.series_id, scope, appointment_id=links.id, reason=reason)
        await notify(self, N_("Citas canceladas"))
        return self._done()

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def confirm(self, work: Work) -> Any:
        """All of a booking at once."""
        await bundles.confirm(work, self.links.bundle_id)
        await notify(self, N_("Reserva confirmada"))
        return self._done()

    def _done(self) -> Any:
        self.mode = ""
        return [AppointmentState.reload, LinksState.show(str(self.links.id)), AgendaState.refresh]


def _scope(form: dict[str, Any]) -> Scope | None:
    """Which are meant; None: the whole booking. Raises NotFound."""
    asked = form.get(f"{PREFIX}alcance")
    if asked == BUNDLE:
        return None
    try:
        return one_of(Scope)(asked)
    except ValueError:
        raise NotFound from None


async def _links(work: Work, row: queries.Row) -> Links:
    mates, coming = [], 0
    if row.bundle_id:
        mates = [
            MateView(each.id, each.service_name, wall(work.actor, each.starts_at), str(each.status))
            for each in await bundles.rows_of(work, row.bundle_id)
        ]
    if row.series_id:
        now = datetime.now(UTC)
        coming = sum(each.starts_at >= now and each.status in MOVABLE for each in await series.rows_of(work, row.series_id))
    return Links(
        row.id, row.series_id or 0, coming, row.bundle_id or 0, mates, wall(work.actor, row.starts_at),
        P.AGENDA_WRITE in work.actor.permissions and row.status in MOVABLE,
    )  # fmt: skip
