"""What the drawer of the waiting list and its form keep."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import reflex as rx

from clinic_app.access import live
from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.agenda.booking.state import BookingState, PatientChoice
from clinic_app.agenda.choices import ProfessionalChoice, choices_of, choices_of_several
from clinic_app.agenda.groups.state import GroupState
from clinic_app.agenda.links_state import LinksState
from clinic_app.agenda.models import CareType
from clinic_app.agenda.professionals import professionals
from clinic_app.agenda.sheet_state import AppointmentState
from clinic_app.agenda.state import WATCHED, AgendaState, wall
from clinic_app.agenda.waiting import holds as waiting_holds
from clinic_app.agenda.waiting import offer as waiting_offer
from clinic_app.agenda.waiting import service as waiting
from clinic_app.agenda.waiting.models import HoldState
from clinic_app.agenda.waiting.wire import FIELDS
from clinic_app.catalog import service as catalog
from clinic_app.core.database import Actor, Work
from clinic_app.core.errors import Invalid, NotFound
from clinic_app.core.fields import parse
from clinic_app.core.i18n import translate
from clinic_app.core.permissions import Permission
from clinic_app.patients import service as patients
from clinic_app.patients.identity import shown_number
from clinic_app.shell.state import initials_of
from clinic_app.ui.i18n import N_, language_of
from clinic_app.ui.toasts import notify

P = Permission
PREFIX = "espera_"  # the booking dialog of the same page has fields of these names


@dataclass
class EntryView:
    """One entry, as the drawer shows it; times are the clinic's wall time."""

    id: int
    patient_id: int
    patient: str
    service_id: int
    service: str
    color: str
    professional: str
    wanted_from: str
    wanted_until: str
    care_type: str
    priority: int
    notes: str
    since: str
    book_on: str  # the day that the booking dialog begins with
    held: bool
    held_from: str
    held_until: str
    seconds: int
    last: str  # what became of the last offer: refused, expired or ""
    late: bool = False  # for something: offered first


def view_of(actor: Actor, row: waiting.Row, names: dict[int, str], late: bool) -> EntryView:
    """An entry for the drawer."""
    left = int((row.expires_at - datetime.now(UTC)).total_seconds()) if row.is_held and row.expires_at else 0
    ended = row.held in (HoldState.REFUSED, HoldState.EXPIRED)
    return EntryView(
        id=row.id, patient_id=row.patient_id, patient=row.patient_name, service_id=row.service_id, service=row.service_name, color=row.color,
        professional=names.get(row.professional_id or 0, ""), wanted_from=str(row.wanted_from), wanted_until=str(row.wanted_until or ""),
        care_type=row.care_type, priority=row.priority, notes=row.notes, since=wall(actor, row.created_at),
        book_on=str(max(row.wanted_from, actor.today())), held=row.is_held, held_from=wall(actor, row.held_from) if row.held_from else "",
        held_until=wall(actor, row.held_until) if row.held_until else "", seconds=left, last=str(row.held) if ended else "", late=late,
    )  # fmt: skip


@dataclass
class OfferChoice:
    """A free time that would suit somebody who waits."""

    day: str
    hour: str
    professional_id: int
    professional: str  # only where there are several


class WaitingState(ClinicState):
    """The list beside the calendar."""

    is_open: bool = False
    ready: bool = False
    failed: bool = False
    entries: list[EntryView] = []
    held: int = 0  # for how many a time is kept now
    can_write: bool = False
    offering: int = 0  # the entry whose free times are shown
    choices: list[OfferChoice] = []

    @rx.event
    @clinic_event(P.AGENDA_READ)
    async def load(self, work: Work) -> None:
        """The page was opened. It watches for the calendar too: a tab watches with one handler."""
        await self._fill(work)
        self.ready, self.failed = True, False
        live.watch(self, work.actor.tenant_id or 0, WATCHED, WaitingState.refresh)

    @rx.event
    @clinic_event(P.AGENDA_READ)
    async def refresh(self, work: Work) -> Any:
        """Something changed: ask again."""
        await self._fill(work)
        return [AgendaState.refresh, AppointmentState.follow, LinksState.follow, GroupState.follow]

    @rx.event
    @clinic_event(P.ACCOUNT_SELF, transaction=False)
    async def toggle(self, actor: Actor) -> None:
        """Show or put away."""
        self.is_open = not self.is_open

    @rx.event
    @clinic_event(P.AGENDA_READ, transaction=False)
    async def reveal(self, actor: Actor, key: str) -> None:
        """Something of the calendar was clicked: a kept time opens the list."""
        self.is_open = self.is_open or key.startswith("hold-")

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def take(self, work: Work, entry_id: int) -> Any:
        """Book the time that is kept for an entry."""
        booked = await waiting_holds.take(work, entry_id)
        begins = booked.starts_at.astimezone(work.tz)
        await notify(self, N_("Cita agendada para el {day} a las {time}"), day=f"{begins:%d/%m}", time=f"{begins:%H:%M}")
        await self._fill(work)
        return AgendaState.refresh

    @rx.event
    @clinic_event(P.AGENDA_READ)
    async def look(self, work: Work, entry_id: int) -> None:
        """Show the next free times for an entry; once more puts them away."""
        if entry_id == self.offering:
            self.offering, self.choices = 0, []
            return
        people = await professionals(work)
        names = {each.id: each.name for each in people} if len(people) > 1 else {}
        found = await waiting_offer.suggestions(work, entry_id)
        self.choices = [OfferChoice(str(each.day), each.hour, each.professional_id, names.get(each.professional_id, "")) for each in found]
        self.offering = entry_id

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def offer(self, work: Work, entry_id: int, day: str, hour: str, professional_id: int) -> Any:
        """Keep one of them for her."""
        if not any((each.day, each.hour, each.professional_id) == (day, hour, professional_id) for each in self.choices):
            raise NotFound
        self.offering, self.choices = 0, []
        await waiting_offer.offer(work, entry_id, waiting_offer.Suggestion(date.fromisoformat(day), hour, professional_id))
        await notify(self, N_("Hora reservada para quien espera"))
        await self._fill(work)
        return AgendaState.refresh

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def refuse(self, work: Work, entry_id: int) -> Any:
        """The patient does not want the kept time."""
        await waiting_holds.refuse(work, entry_id)
        await notify(self, N_("Horario rechazado: se ofrece a la siguiente persona"))
        await self._fill(work)
        return AgendaState.refresh

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def remove(self, work: Work, entry_id: int) -> Any:
        """She waits no more."""
        await waiting.cancel(work, entry_id)
        await notify(self, N_("Se quitó de la lista de espera"))
        await self._fill(work)
        return AgendaState.refresh

    async def _fill(self, work: Work) -> None:
        (rows,) = await work.ask(waiting.list_query(work.actor, waiting.ACTIVE))
        people = await professionals(work)
        names = {each.id: each.name for each in people}
        waits = [waiting.Row(*row) for row in rows]
        late = await waiting.late(work, [row.patient_id for row in waits])
        self.entries = [view_of(work.actor, row, names, row.patient_id in late) for row in waits]
        self.entries.sort(key=lambda each: (not each.held, not each.late))  # what can run out stands first, then as it is offered
        self.held = sum(each.held for each in self.entries)
        self.can_write = P.AGENDA_WRITE in work.actor.permissions


class WaitingFormState(ClinicState):
    """The form that puts somebody on the list."""

    is_open: bool = False
    patient: PatientChoice = PatientChoice(0, "", "", "")  # id 0: none chosen yet
    words: str = ""
    found: list[PatientChoice] = []
    services: list[ProfessionalChoice] = []
    professionals: list[ProfessionalChoice] = []
    care_type: str = CareType.CLINIC
    today: str = ""
    errors: dict[str, str] = {}

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def open_new(self, work: Work) -> None:
        """An empty form."""
        self.services = choices_of(await catalog.list_services(work))
        people = await professionals(work)
        self.professionals = choices_of_several(people)
        self.patient, self.words, self.found, self.errors = PatientChoice(0, "", "", ""), "", [], {}
        self.care_type, self.today, self.is_open = CareType.CLINIC, work.today().isoformat(), True

    @rx.event
    @clinic_event(P.ACCOUNT_SELF, transaction=False)
    async def close(self, actor: Actor) -> None:
        self.is_open = False

    @rx.event
    @clinic_event(P.PATIENTS_READ, transaction=False)
    async def search(self, actor: Actor, words: str) -> None:
        """The patients that the words name, while they are typed."""
        self.words = words.strip()[:80]
        rows = await patients.for_picker(actor, self.words) if self.words else []
        language = await language_of(self)
        self.found = [PatientChoice(row.id, row.name, initials_of(row.name), translate(language, row.detail)) for row in rows]

    @rx.event
    @clinic_event(P.PATIENTS_READ)
    async def choose_patient(self, work: Work, patient_id: int) -> None:
        row = await patients.get(work, patient_id)
        self.patient = PatientChoice(
            row.id, row.full_name, initials_of(row.full_name), shown_number(row.document_type, row.document_number)
        )
        self.words, self.found = "", []
        self.errors = {name: sentence for name, sentence in self.errors.items() if name != "paciente"}

    @rx.event
    @clinic_event(P.PATIENTS_READ, transaction=False)
    async def forget_patient(self, actor: Actor) -> None:
        """Search again."""
        self.patient, self.words, self.found = PatientChoice(0, "", "", ""), "", []

    @rx.event
    @clinic_event(P.AGENDA_READ, transaction=False)
    async def choose_care(self, actor: Actor, care_type: str) -> None:
        self.care_type = care_type

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def save(self, work: Work, form: dict[str, Any]) -> Any:
        """Put her on the list."""
        sent = {name.removeprefix(PREFIX): value for name, value in form.items()}
        values = parse({**sent, "paciente": self.patient.id or None, "tipo_atencion": self.care_type}, FIELDS)
        await waiting.create(work, values)
        self.is_open, self.errors = False, {}
        await notify(self, N_("Se añadió a la lista de espera"))
        return WaitingState.refresh

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def add_from_booking(self, work: Work) -> Any:
        """No time of the booking dialog suits: who and what were chosen there wait from that day on."""
        booking = await self.get_state(BookingState)
        draft = booking.draft
        asked = {
            "paciente": draft.patient_id or None,
            "tipo_servicio": draft.service_id or None,
            "fecha_deseada": draft.date,
            "tipo_atencion": draft.care_type,
        }
        alone = len(booking.professionals) < 2  # with one professional there is nothing to prefer
        try:
            await waiting.create(work, parse({**asked, "profesional": None if alone else draft.professional}, FIELDS))
        except Invalid as error:  # beside the fields of that dialog
            language = await language_of(self)
            named = {
                "fecha" if name == "fecha_deseada" else name: translate(language, said[0]) for name, said in (error.fields or {}).items()
            }
            booking.errors = {**booking.errors, **named}
            return None
        booking.is_open = False
        await notify(self, N_("Se añadió a la lista de espera"))
        return WaitingState.refresh
