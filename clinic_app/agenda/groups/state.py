"""The sheet of a group: who has a place, and what may be done with the places and with the group."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import reflex as rx

from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.agenda import queries, service
from clinic_app.agenda.booking.state import PatientChoice
from clinic_app.agenda.choices import ProfessionalChoice
from clinic_app.agenda.groups import queries as groups_queries
from clinic_app.agenda.groups import service as groups
from clinic_app.agenda.groups import slots as group_slots
from clinic_app.agenda.groups.models import SlotStatus
from clinic_app.agenda.groups.queries import SlotFilters, SlotRow
from clinic_app.agenda.groups.wire import CHANGE_RULES
from clinic_app.agenda.models import Status
from clinic_app.agenda.sheet_state import actions_of
from clinic_app.agenda.state import AgendaState, look_of, wall
from clinic_app.core.database import Actor, Work
from clinic_app.core.errors import NotFound
from clinic_app.core.fields import parse
from clinic_app.core.i18n import translate
from clinic_app.core.permissions import Permission
from clinic_app.patients import service as patients
from clinic_app.shell.state import initials_of
from clinic_app.ui.i18n import N_, language_of
from clinic_app.ui.toasts import notify

P = Permission
PREFIX = "cupo_"  # other forms of the page have fields of these names
AHEAD = timedelta(days=90)  # groups that one may change to
STEPS = {
    "attend": (service.attend, N_("Cita atendida")), "no_show": (service.no_show, N_("Inasistencia registrada")), "arrive": (service.arrive, N_("Llegada registrada")),
    "confirm": (service.confirm, N_("Cita confirmada")), "reopen": (service.reopen, N_("Cita reabierta")),
}  # fmt: skip


@dataclass
class GroupView:
    """A group, as its sheet shows it; times are the clinic's wall time."""

    id: int = 0
    version: int = 0
    name: str = ""
    title: str = ""
    service: str = ""
    color: str = ""
    start: str = ""
    end: str = ""
    professional: str = ""
    room: str = ""
    notes: str = ""
    capacity: int = 0
    taken: int = 0
    places: str = ""
    is_open: bool = False
    can_write: bool = False


@dataclass
class SeatView:
    """Somebody who has, or had, a place."""

    id: int
    patient_id: int
    name: str
    initials: str
    look: str
    actions: list[str] = field(default_factory=list)
    can_go: bool = False  # to another group, or out of this one


def view_of(actor: Actor, row: SlotRow) -> GroupView:
    """A group for its sheet."""
    return GroupView(
        id=row.id, version=row.version, name=row.name, title=row.title, service=row.service_name, color=row.color, start=wall(actor, row.starts_at),
        end=wall(actor, row.ends_at), professional=row.professional, room=row.room, notes=row.notes, capacity=row.capacity, taken=row.taken,
        places=f"{row.taken}/{row.capacity}", is_open=row.status == SlotStatus.OPEN, can_write=P.AGENDA_WRITE in actor.permissions,
    )  # fmt: skip


def seat_of(actor: Actor, row: queries.Row) -> SeatView:
    """A place for the sheet; the actions only to who may write."""
    legal = actions_of(row) if P.AGENDA_WRITE in actor.permissions else []
    return SeatView(
        row.id,
        row.patient_id,
        row.patient_name,
        initials_of(row.patient_name),
        look_of(row),
        [each for each in legal if each in STEPS],
        "cancel" in legal,
    )


class GroupState(ClinicState):
    """The side sheet of one group."""

    is_open: bool = False
    mode: str = ""  # edit, cancel, or the id of the appointment that goes to another group
    group: GroupView = GroupView()
    seats: list[SeatView] = []
    others: list[ProfessionalChoice] = []  # groups with a free place
    words: str = ""
    found: list[PatientChoice] = []
    errors: dict[str, str] = {}

    @rx.event
    @clinic_event(P.AGENDA_READ)
    async def show(self, work: Work, key: str) -> None:
        """Open a group (`group-7`); the key of anything else opens nothing."""
        if key.startswith("group-") and key[6:].isdecimal():
            await self._take(work, int(key[6:]))
            self.is_open = True

    @rx.event
    @clinic_event(P.AGENDA_READ)
    async def follow(self, work: Work) -> None:
        """Something changed: an open sheet shows it."""
        if self.is_open and self.group.id:
            await self._read(work, self.group.id)

    @rx.event
    @clinic_event(P.ACCOUNT_SELF, transaction=False)
    async def close(self, actor: Actor) -> None:
        self.is_open = False

    @rx.event
    @clinic_event(P.AGENDA_READ, transaction=False)
    async def ask(self, actor: Actor, mode: str) -> None:
        """Show one of the small forms, or put it away."""
        self.mode, self.errors = "" if self.mode == mode else mode, {}

    @rx.event
    @clinic_event(P.PATIENTS_READ, transaction=False)
    async def search(self, actor: Actor, words: str) -> None:
        """The patients that the words name, while they are typed."""
        self.words = words.strip()[:80]
        rows = await patients.for_picker(actor, self.words) if self.words else []
        language = await language_of(self)
        self.found = [PatientChoice(row.id, row.name, initials_of(row.name), translate(language, row.detail)) for row in rows]

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def add(self, work: Work, patient_id: int) -> Any:
        """A place for a patient."""
        _, new = await groups.reserve(work, self.group.id, patient_id)
        await notify(self, N_("Cupo reservado") if new else N_("Este paciente ya tiene un cupo en el grupo."))
        return await self._done(work)

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def release(self, work: Work, patient_id: int) -> Any:
        """Her place is free again."""
        await groups.release(work, self.group.id, patient_id)
        await notify(self, N_("Cupo liberado"))
        return await self._done(work)

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def act(self, work: Work, appointment_id: int, code: str) -> Any:
        """Arrived, attended, missed: as for any appointment."""
        if code not in STEPS or all(each.id != appointment_id for each in self.seats):
            raise NotFound
        action, sentence = STEPS[code]
        await action(work, appointment_id)
        await notify(self, sentence)
        return await self._done(work)

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def go(self, work: Work, patient_id: int, to: str) -> Any:
        """To another group, in one step."""
        if not any(each.value == to for each in self.others):
            raise NotFound
        await groups.change(work, self.group.id, patient_id, int(to))
        await notify(self, N_("El paciente cambió de grupo"))
        return await self._done(work)

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def save(self, work: Work, form: dict[str, Any]) -> Any:
        """Another time, size or name; who has a place goes along."""
        self.errors = {}
        sent = {name.removeprefix(PREFIX): value for name, value in form.items()}
        rules = {name: CHANGE_RULES[name] for name in ("fecha", "hora_inicio", "capacidad", "titulo", "notas")}
        await group_slots.update(work, self.group.id, parse(sent, rules) | {"version": self.group.version})
        await notify(self, N_("Grupo guardado"))
        return await self._done(work)

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def cancel(self, work: Work, form: dict[str, Any]) -> Any:
        """The group does not take place."""
        await group_slots.cancel(work, self.group.id, str(form.get(f"{PREFIX}motivo", "")).strip()[:500])
        await notify(self, N_("Grupo cancelado"))
        self.is_open = False
        return AgendaState.refresh

    async def _done(self, work: Work) -> Any:
        await self._take(work, self.group.id)
        return AgendaState.refresh

    async def _take(self, work: Work, slot_id: int) -> None:
        self.mode, self.words, self.found, self.errors = "", "", [], {}
        await self._read(work, slot_id)

    async def _read(self, work: Work, slot_id: int) -> None:
        row = await groups_queries.one(work, slot_id)
        (seats,) = await queries.ask(work, queries.list_query(work.actor, queries.Filters(slot_id=row.id, without=(Status.CANCELLED,))))
        self.group, self.seats = view_of(work.actor, row), [seat_of(work.actor, queries.Row(*each)) for each in seats]
        near = SlotFilters(since=work.today(), until=work.today() + AHEAD, free=True)
        self.others = [
            ProfessionalChoice(str(each.id), f"{each.starts_at.astimezone(work.tz):%d/%m %H:%M} · {each.name} ({each.taken}/{each.capacity})")
            for each in await groups_queries.list_slots(work, near) if each.id != slot_id
        ]  # fmt: skip
