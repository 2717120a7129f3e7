"""The sheet of one appointment: what it shows and what may be done with it."""

from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

import reflex as rx

from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.agenda import contacts, queries, service
from clinic_app.agenda.choices import ProfessionalChoice, choices_of
from clinic_app.agenda.models import Status
from clinic_app.agenda.professionals import professionals
from clinic_app.agenda.state import look_of, room_choices, wall
from clinic_app.agenda.transitions import MOVABLE, is_legal
from clinic_app.core.database import Actor, Work
from clinic_app.core.errors import Invalid, NotFound
from clinic_app.core.i18n import translate
from clinic_app.core.permissions import Permission
from clinic_app.patients import allergies
from clinic_app.patients.age import age_on, age_text
from clinic_app.patients.rows import whatsapp_number
from clinic_app.ui import routes
from clinic_app.ui.i18n import N_, language_of
from clinic_app.ui.toasts import notify

P = Permission
MOST_MINUTES = int(queries.LONGEST.total_seconds()) // 60


@dataclass
class Sheet:
    """One appointment, as its side sheet shows it."""

    id: int = 0
    version: int = 0
    patient_id: int = 0
    patient: str = ""
    age: str = ""
    service: str = ""
    color: str = ""
    start: str = ""
    end: str = ""
    look: str = "programada"
    care_type: str = ""
    notes: str = ""
    cancel_reason: str = ""
    arrived: str = ""
    price: str = ""
    professional_id: str = ""
    room_id: str = "0"
    minutes: int = 0
    phone: str = ""  # E.164
    whatsapp: str = ""  # the digits of wa.me
    allergies: list[str] = field(default_factory=list)  # what she must not be given
    movable: bool = False
    actions: list[str] = field(default_factory=list)


ACTIONS = {  # code of the button -> what the service does; cancelling asks for a reason first
    "confirm": (service.confirm, N_("Cita confirmada")),
    "arrive": (service.arrive, N_("Llegada registrada")),
    "start": (service.start, N_("Atención iniciada")),
    "attend": (service.attend, N_("Cita atendida")),
    "no_show": (service.no_show, N_("Inasistencia registrada")),
    "reopen": (service.reopen, N_("Cita reabierta")),
}
LEADS_TO = {"confirm": Status.CONFIRMED, "start": Status.IN_PROGRESS, "attend": Status.ATTENDED, "no_show": Status.NO_SHOW, "reopen": Status.SCHEDULED, "cancel": Status.CANCELLED}  # fmt: skip


def actions_of(row: queries.Row) -> list[str]:
    """What may be done with an appointment now."""
    legal = [code for code, after in LEADS_TO.items() if is_legal(Status(row.status), after)]
    return [*legal, "arrive"] if row.status in MOVABLE and row.arrived_at is None else legal


def sheet_of(actor: Actor, row: queries.Row) -> Sheet:
    """An appointment as its sheet shows it; the actions only to who may write."""
    return Sheet(
        id=row.id, version=row.version, patient_id=row.patient_id, patient=row.patient_name, age=age_text(age_on(row.birth_date, actor.today())),
        service=row.service_name, color=row.color, price=str(row.price), start=wall(actor, row.starts_at), end=wall(actor, row.ends_at),
        look=look_of(row), care_type=row.care_type, notes=row.notes, cancel_reason=row.cancel_reason,
        arrived=wall(actor, row.arrived_at) if row.arrived_at else "", professional_id=str(row.professional_id),
        room_id=str(row.room_id or 0), minutes=int((row.ends_at - row.starts_at).total_seconds()) // 60,
        movable=row.status in MOVABLE and P.AGENDA_WRITE in actor.permissions,
        actions=actions_of(row) if P.AGENDA_WRITE in actor.permissions else [],
    )  # fmt: skip


class AppointmentState(ClinicState):
    """The side sheet of one appointment."""

    is_open: bool = False
    cancelling: bool = False
    moving: bool = False
    seen: int = 0  # the version that the person saw when she began to fill in a form; a live change does not touch it
    sheet: Sheet = Sheet()
    professionals: list[ProfessionalChoice] = []  # empty while there is only one
    rooms: list[ProfessionalChoice] = []
    errors: dict[str, str] = {}

    @rx.event
    @clinic_event(P.AGENDA_READ)
    async def show(self, work: Work, key: str) -> None:
        """Open an appointment; a block of closed time opens nothing."""
        if key.isdecimal():
            await self._take(work, int(key), opening=True)
            self.cancelling, self.moving, self.errors, self.is_open = False, False, {}, True

    @rx.event
    @clinic_event(P.AGENDA_READ)
    async def reload(self, work: Work) -> None:
        """After an action, also one that was refused because somebody was faster."""
        if self.sheet.id:
            await self._take(work, self.sheet.id)
            self.seen = self.sheet.version

    @rx.event
    @clinic_event(P.AGENDA_READ)
    async def follow(self, work: Work) -> None:
        """Something changed in the clinic: an open sheet shows it."""
        if self.is_open:
            await self._take(work, self.sheet.id)

    @rx.event
    @clinic_event(P.ACCOUNT_SELF, transaction=False)
    async def close(self, actor: Actor) -> None:
        self.is_open = self.cancelling = self.moving = False

    @rx.event
    @clinic_event(P.ACCOUNT_SELF, transaction=False)
    async def ask_reason(self, actor: Actor) -> None:
        self.cancelling, self.moving, self.seen = not self.cancelling, False, self.sheet.version

    @rx.event
    @clinic_event(P.ACCOUNT_SELF, transaction=False)
    async def ask_time(self, actor: Actor) -> None:
        """Show the form for another time, or put it away."""
        self.moving, self.cancelling, self.errors, self.seen = not self.moving, False, {}, self.sheet.version

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def move(self, work: Work, form: dict[str, Any]) -> None:
        """Another day, hour or length, without dragging."""
        self.errors = {}
        try:
            day, clock = date.fromisoformat(str(form.get("mueve_fecha"))), time.fromisoformat(str(form.get("mueve_hora")))
            minutes = int(str(form.get("mueve_minutos")))
        except ValueError:
            raise Invalid(fecha=N_("Indica el día, la hora y los minutos.")) from None
        if not 1 <= minutes <= MOST_MINUTES:
            raise Invalid(duracion=N_("Una cita dura de 1 minuto a 12 horas."))
        await service.change(work, self.sheet.id, service.Change(date=day, start=clock, minutes=minutes, version=self.seen))
        self.moving = False
        await notify(self, N_("Cita movida al {day} a las {time}"), day=f"{day:%d/%m}", time=f"{clock:%H:%M}")
        for said in work.told:  # too near to another session
            await notify(self, said, "info")

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def act(self, work: Work, code: str) -> Any:
        """One of ACTIONS on the open appointment, in the state that the person saw."""
        if code not in ACTIONS:
            raise NotFound
        action, sentence = ACTIONS[code]
        await action(work, self.sheet.id, self.sheet.version)
        await notify(self, sentence)
        if code == "start" and P.RECORDS_WRITE in work.actor.permissions:  # whoever attends goes on to the note
            return rx.redirect(str(routes.visit_note(self.sheet.patient_id, self.sheet.id)))
        return None

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def give_to(self, work: Work, key: str) -> None:
        """Another professional attends; her time must be free."""
        if not any(each.value == key for each in self.professionals):
            raise NotFound
        self.errors = {}
        await service.change(work, self.sheet.id, service.Change(professional_id=int(key), version=self.sheet.version))
        await notify(self, N_("La cita pasó a otra profesional"))

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def put_in(self, work: Work, key: str) -> None:
        """Another room, or none."""
        if not any(each.value == key for each in self.rooms):
            raise NotFound
        self.errors = {}
        await service.change(work, self.sheet.id, service.Change(room_id=int(key), version=self.sheet.version))
        await notify(self, N_("La cita cambió de sala"))

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def cancel(self, work: Work, form: dict[str, Any]) -> None:
        """Give the time back, with the reason."""
        await service.cancel(work, self.sheet.id, str(form.get("reason", "")).strip()[:500], self.seen)
        self.cancelling = False
        await notify(self, N_("Cita cancelada"))

    async def _take(self, work: Work, appointment_id: int, *, opening: bool = False) -> None:
        row = await queries.one(work, appointment_id)
        sheet = sheet_of(work.actor, row)
        sheet.phone = (await contacts.phones_of(work, [row.patient_id])).get(row.patient_id, "")
        sheet.whatsapp = whatsapp_number(sheet.phone)
        sheet.allergies = await allergies.shown(work, row.patient_id, opening=opening)
        language = await language_of(self)
        sheet.age = translate(language, sheet.age)
        self.sheet, self.rooms = sheet, await room_choices(work, language)
        choices = choices_of(await professionals(work))
        if all(each.value != self.sheet.professional_id for each in choices):
            self.sheet.professional_id = ""
            choices.insert(0, ProfessionalChoice("", translate(language, "Quien la atendía ya no está")))
        self.professionals = choices if len(choices) > 1 else []
