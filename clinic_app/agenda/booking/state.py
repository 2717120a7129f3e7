"""What the booking dialog keeps while an appointment is being made. What is typed stays in the browser until it is sent."""

from dataclasses import replace
from datetime import date, time
from typing import Any

import reflex as rx

from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.agenda import service
from clinic_app.agenda.booking import days as booking_days
from clinic_app.agenda.booking import more_state as booking_more_state
from clinic_app.agenda.booking import needs as booking_needs
from clinic_app.agenda.booking import slots as booking_slots
from clinic_app.agenda.booking.more_state import BookingMoreState
from clinic_app.agenda.booking.rows import PERSON_FIELDS, Draft, PatientChoice, ServiceChoice, SlotChoice
from clinic_app.agenda.choices import ProfessionalChoice, choices_of
from clinic_app.agenda.models import CareType
from clinic_app.agenda.professionals import professionals
from clinic_app.agenda.series import bundles
from clinic_app.agenda.series import service as series
from clinic_app.agenda.state import AgendaState
from clinic_app.agenda.waiting import service as waiting
from clinic_app.catalog import service as catalog
from clinic_app.core.database import Actor, Work
from clinic_app.core.errors import Invalid
from clinic_app.core.i18n import translate
from clinic_app.core.permissions import Permission
from clinic_app.patients import allergies
from clinic_app.patients import service as patients
from clinic_app.patients.age import age_and_document, age_on, age_text
from clinic_app.patients.identity import shown_number
from clinic_app.patients.typed_names import taken_apart
from clinic_app.shell.state import initials_of
from clinic_app.ui.i18n import N_, language_of
from clinic_app.ui.toasts import notify

__all__ = ["BookingState", "Draft", "PatientChoice", "ServiceChoice", "SlotChoice"]

P = Permission


class BookingState(ClinicState):
    """The dialog "new appointment"; any page may open it with `open_for`."""

    is_open: bool = False
    adding: bool = False  # the patient is new
    draft: Draft = Draft()
    words: str = ""
    found: list[PatientChoice] = []
    services: list[ServiceChoice] = []
    slots: list[SlotChoice] = []
    professionals: list[ProfessionalChoice] = []  # whom the appointment can be with
    working: bool = True  # the clinic attends on that weekday
    errors: dict[str, str] = {}

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def open_for(self, work: Work, patient_id: int = 0, day: str = "", hour: str = "") -> None:
        """Begin an appointment; 0 and "" leave the choice to the person."""
        await self._begin(work, patient_id, day, hour)

    @rx.event
    @clinic_event(P.AGENDA_READ)
    async def open_asked(self, work: Work) -> None:
        """A page was opened: a dialog left open before is gone; `?paciente=ID` (from a patient's record) begins her appointment, `?nueva=1` one without a patient."""
        self.is_open = False
        asked = self.router.url.query_parameters.get("paciente", "")
        if asked.isascii() and asked.isdigit() and len(asked) < 19 and P.AGENDA_WRITE in work.actor.permissions:
            await self._begin(work, int(asked), "", "")
        elif "nueva" in self.router.url.query_parameters and P.AGENDA_WRITE in work.actor.permissions:
            await self._begin(work, 0, "", "")

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def open_at(self, work: Work, moment: str) -> None:
        """A free time of the calendar was clicked: `2026-11-20T10:15:00`, or a date alone."""
        await self._begin(work, 0, moment[:10], moment[11:16])

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
        await self._take(work, patient_id)
        self.adding, self.found = False, []

    @rx.event
    @clinic_event(P.PATIENTS_READ, transaction=False)
    async def forget_patient(self, actor: Actor) -> None:
        """Search again."""
        self.draft = replace(self.draft, patient_id=0, patient_name="", allergies=[])
        self.adding, self.found, self.words = False, [], ""
        await self._look(actor)

    @rx.event
    @clinic_event(P.PATIENTS_WRITE, transaction=False)
    async def add_patient(self, actor: Actor) -> None:
        """Show the fields of a new patient."""
        self.draft = replace(self.draft, typed=taken_apart(self.words))
        self.adding, self.found = True, []
        self._forgive("paciente")

    @rx.event
    @clinic_event(P.AGENDA_READ, transaction=False)
    async def choose_service(self, actor: Actor, service_id: int) -> None:
        self.draft = replace(self.draft, service_id=service_id)
        self._forgive("tipo_servicio")
        await self._find_slots(actor)

    @rx.event
    @clinic_event(P.AGENDA_READ, transaction=False)
    async def choose_professional(self, actor: Actor, key: str) -> None:
        """Another one attends: her free times are other ones."""
        self.draft = replace(self.draft, professional=key if any(each.value == key for each in self.professionals) else "")
        self._forgive("profesional", "hora_inicio")
        await self._find_slots(actor)

    @rx.event
    @clinic_event(P.AGENDA_READ, transaction=False)
    async def choose_date(self, actor: Actor, day: str) -> None:
        self.draft = replace(self.draft, date=day[:10])
        self._forgive("fecha", "hora_inicio")
        await self._find_slots(actor)

    @rx.event
    @clinic_event(P.AGENDA_READ, transaction=False)
    async def choose_time(self, actor: Actor, hour: str) -> None:
        self.draft = replace(self.draft, time=hour[:5])
        self._forgive("hora_inicio")

    @rx.event
    @clinic_event(P.AGENDA_READ, transaction=False)
    async def choose_care(self, actor: Actor, care_type: str) -> None:
        self.draft = replace(self.draft, care_type=care_type if care_type in set(CareType) else CareType.CLINIC)
        await self._find_slots(actor)

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def save(self, work: Work, form: dict[str, Any]) -> Any:
        """Book; a new patient is added in the same transaction, so a refused booking leaves nothing behind."""
        self.errors = {}
        self._check()
        patient_id = self.draft.patient_id
        if self.adding:
            patient_id = (await patients.create(work, {name: form.get(name) or "" for name in PERSON_FIELDS})).id
        more = await self.get_state(BookingMoreState)
        if more.rule.on:
            return await self._save_series(work, form, patient_id, more)
        wish = service.Booking(
            patient_id=patient_id, service_id=self.draft.service_id, date=date.fromisoformat(self.draft.date), start=time.fromisoformat(self.draft.time),
            care_type=CareType(self.draft.care_type), notes=str(form.get("notas") or "").strip()[:2000],
            professional_id=self._professional(), room_id=booking_more_state.room_of(more),
        )  # fmt: skip
        row, *_others = await bundles.book(work, wish, booking_more_state.parts_of(more, self.draft.service_id))
        await waiting.settle(work, row.patient_id, row.service_id, row.id)  # what she waited for she has now
        self.is_open = False
        begins = row.starts_at.astimezone(work.tz)
        await notify(self, N_("Cita agendada para el {day} a las {time}"), day=f"{begins:%d/%m}", time=f"{begins:%H:%M}")
        for said in work.told:  # what the service requires and the patient lacks
            await notify(self, said, "info")
        return AgendaState.refresh

    async def _save_series(self, work: Work, form: dict[str, Any], patient_id: int, more: BookingMoreState) -> Any:
        """Book all of a series; what cannot be had stands in the dialog, and nothing is booked."""
        wish = replace(self._series(patient_id, more), notes=str(form.get("notas") or "").strip()[:2000])
        try:
            _row, outcomes = await series.book(work, wish)
        except series.Clashes as clashes:
            booking_more_state.take(more, clashes.outcomes, await language_of(self))
            raise
        self.is_open = False
        await notify(self, N_("Se agendaron {count} citas"), count=sum(each.appointment_id is not None for each in outcomes))
        return AgendaState.refresh

    def _series(self, patient_id: int, more: BookingMoreState) -> series.Wish:
        first, start = date.fromisoformat(self.draft.date), time.fromisoformat(self.draft.time)
        wish = booking_more_state.wish_of(more, patient_id, self.draft.service_id, first, start)
        return replace(wish, care_type=CareType(self.draft.care_type), professional_id=self._professional())

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def preview(self, work: Work) -> None:
        """The days of the series, and which of them can be had."""
        self.errors = {}
        if self.adding:
            raise Invalid(paciente=N_("Guarda primero a la paciente nueva con una cita, o elige a alguien de la lista."))
        self._check()
        more = await self.get_state(BookingMoreState)
        booking_more_state.take(more, await series.preview(work, self._series(self.draft.patient_id, more)), await language_of(self))

    @rx.event
    @clinic_event(P.AGENDA_READ, transaction=False)
    async def find_slots(self, actor: Actor) -> None:
        """The visit is another one: longer, or in another room."""
        self._forgive("hora_inicio", "sala")
        await self._find_slots(actor)

    async def _begin(self, work: Work, patient_id: int, day: str, hour: str) -> None:
        offered = await catalog.list_services(work)
        self.services = [ServiceChoice(each.id, each.name, each.color, each.duration_minutes, str(each.price)) for each in offered]
        self.draft = Draft(
            service_id=offered[0].id if offered else 0, date=day[:10] or work.today().isoformat(), time=hour[:5], country=await patients.country(work),
            professional=await self._offer_professionals(work),
        )  # fmt: skip
        await booking_more_state.begin(await self.get_state(BookingMoreState), work)
        if patient_id:
            await self._take(work, patient_id)
        self.adding, self.words, self.found, self.errors, self.is_open = False, "", [], {}, True
        if offered and not day:  # nobody is asked to find out on which day there is room
            asked = await self._asked(work.today())
            self.draft = replace(self.draft, date=(await booking_days.first_free(work.actor, asked)).isoformat())
        await self._find_slots(work.actor)

    async def _offer_professionals(self, work: Work) -> str:
        """Who can be booked; returns whom the dialog begins with: the one whose agenda is seen, else the person herself, else the owner."""
        self.professionals = choices_of(await professionals(work))
        keys = [each.value for each in self.professionals]
        wanted = ((await self.get_state(AgendaState)).professional, str(work.actor.membership_id))
        return next((key for key in wanted if key in keys), keys[0] if keys else "")

    def _professional(self) -> int | None:
        return int(self.draft.professional) if self.draft.professional else None

    def _check(self) -> None:
        problems = {}
        if not self.draft.patient_id and not self.adding:
            problems["paciente"] = [N_("Elige un paciente o crea uno nuevo.")]
        if not self.draft.service_id:
            problems["tipo_servicio"] = [N_("Elige un servicio.")]
        for name, value, read, sentence in (
            ("fecha", self.draft.date, date.fromisoformat, N_("Elige un día.")),
            ("hora_inicio", self.draft.time, time.fromisoformat, N_("Elige una hora.")),
        ):
            try:
                read(value)
            except ValueError:
                problems[name] = [sentence]
        if self.draft.care_type not in set(CareType):
            problems["tipo_atencion"] = [N_("Elige el tipo de atención.")]
        if problems:
            raise Invalid(problems)

    def _forgive(self, *names: str) -> None:
        self.errors = {name: sentence for name, sentence in self.errors.items() if name not in names}

    async def _take(self, work: Work, patient_id: int) -> None:
        row = await patients.get(work, patient_id)
        age, document = age_text(age_on(row.birth_date, work.today())), shown_number(row.document_type, row.document_number)
        name, detail = row.full_name, translate(await language_of(self), age_and_document(age, document))
        self.draft = replace(
            self.draft, patient_id=row.id, patient_name=name, patient_detail=detail, initials=initials_of(name),
            allergies=await allergies.shown(work, row.id),
        )  # fmt: skip
        self._forgive("paciente")
        await self._look(work.actor)

    async def _look(self, actor: Actor) -> None:
        await booking_needs.look(self, actor, self.draft.patient_id, self.draft.service_id, self.draft.date)

    async def _find_slots(self, actor: Actor) -> None:
        """The times of the chosen day; the chosen hour stays chosen, saving says whether it can be had."""
        self.slots, self.working = [], True
        await self._look(actor)
        try:
            day = date.fromisoformat(self.draft.date)
        except ValueError:
            return
        if self.draft.service_id:
            asked = await self._asked(day)
            self.working, slots = await booking_slots.of_day(actor, asked)
            self.slots = [SlotChoice(slot.hour, slot.free, slot.hour < "12:00") for slot in slots]
            await booking_days.look(self, actor, asked)

    async def _asked(self, day: date) -> booking_slots.Asked:
        """The visit as it was chosen so far."""
        more = await self.get_state(BookingMoreState)
        minutes = {each.id: each.minutes for each in self.services}
        parts = booking_more_state.parts_of(more, self.draft.service_id)
        turns = booking_slots.turns([(minutes.get(each.service_id, 0), each.professional_id) for each in parts], self._professional())
        return booking_slots.Asked(day, self.draft.service_id, turns, booking_more_state.room_of(more), CareType(self.draft.care_type))
