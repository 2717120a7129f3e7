"""What the Today page remembers: the day's list and its numbers."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import reflex as rx

from clinic_app.access import live
from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.agenda import queries
from clinic_app.agenda import service as agenda
from clinic_app.agenda.models import Status
from clinic_app.core.database import Actor, Work
from clinic_app.core.i18n import translate
from clinic_app.core.permissions import Permission
from clinic_app.growth import told as growth_told
from clinic_app.patients.age import age_on, age_text
from clinic_app.reports import service
from clinic_app.shell.state import initials_of
from clinic_app.ui import routes
from clinic_app.ui.i18n import N_, language_of
from clinic_app.ui.theme import ARRIVED
from clinic_app.ui.toasts import notify

LATE = timedelta(minutes=15)
LOOK_DAYS = 30  # how far an empty day looks for the next appointment
TABLES = ("appointment", "patient", "growth_alert")
DONE = {
    "confirm": N_("Cita confirmada"),
    "arrive": N_("Llegada registrada"),
    "start": N_("Atención iniciada"),
    "attend": N_("Atención terminada"),
    "no_show": N_("Marcada como no asistió"),
    "reopen": N_("Cita programada de nuevo"),
}


@dataclass
class DayRow:
    """One appointment of today as a row; `step` is the one next action."""

    id: int = 0
    version: int = 0
    patient_id: int = 0
    patient: str = ""
    initials: str = ""
    age: str = ""
    time: str = ""
    until: str = ""
    service: str = ""
    color: str = ""
    status: str = ""
    step: str = ""
    late: bool = False
    at_home: bool = False
    alert: str = ""  # of growth: amarillo, rojo


@dataclass
class Numbers:
    total: int = 0
    attended: int = 0
    pending: int = 0
    waiting: int = 0
    patients: int = 0
    month: int = 0
    alerts: int | None = None  # children with an alert of growth that nobody looked at; None: not for this person


def next_step(status: Status, arrived: bool, late: bool) -> str:
    """The action that a row offers first."""
    if status in (Status.SCHEDULED, Status.CONFIRMED):
        return "start" if arrived else "arrive"
    return {Status.IN_PROGRESS: "attend", Status.NO_SHOW: "reopen"}.get(status, "")


def day_row(row: queries.Row, actor: Actor, now: datetime) -> DayRow:
    """An appointment as the page shows it, in the clinic's own time."""
    waiting = row.arrived_at is not None and row.status in (Status.SCHEDULED, Status.CONFIRMED)
    late = row.arrived_at is None and row.status in (Status.SCHEDULED, Status.CONFIRMED) and now > row.starts_at + LATE
    return DayRow(
        id=row.id,
        version=row.version,
        patient_id=row.patient_id,
        patient=row.patient_name,
        initials=initials_of(row.patient_name.replace(",", " ")),
        age=age_text(age_on(row.birth_date, actor.today())),
        time=f"{row.starts_at.astimezone(actor.tz):%H:%M}",
        until=f"{row.ends_at.astimezone(actor.tz):%H:%M}",
        service=row.service_name,
        color=row.color,
        status=ARRIVED if waiting else str(row.status),
        step=next_step(Status(row.status), row.arrived_at is not None, late),
        late=late,
        at_home=row.care_type == "domicilio",
    )


@dataclass
class Coming:
    """The next day with appointments, for a day that has none; `day` is empty when nothing is to come."""

    day: str = ""
    time: str = ""
    total: int = 0


def coming_of(rows: list[queries.Row], actor: Actor) -> Coming:
    """The first of the days to come and how many appointments it has. `rows`: in the order of their times."""
    if not rows:
        return Coming()
    starts = [row.starts_at.astimezone(actor.tz) for row in rows]
    return Coming(starts[0].date().isoformat(), f"{starts[0]:%H:%M}", sum(each.date() == starts[0].date() for each in starts))


class TodayState(ClinicState):
    """The day of the clinic, kept fresh while the page is open."""

    rows: list[DayRow] = []
    numbers: Numbers = Numbers()
    coming: Coming = Coming()
    loaded: bool = False
    failed: bool = False  # the guard says so when the database is away

    @rx.event
    @clinic_event(Permission.AGENDA_READ, transaction=False)
    async def load(self, actor: Actor) -> None:
        """Open the page and keep listening for changes."""
        live.watch(self, actor.tenant_id or 0, TABLES, TodayState.refresh)
        await self._read(actor)

    @rx.event
    @clinic_event(Permission.AGENDA_READ, transaction=False)
    async def refresh(self, actor: Actor) -> None:
        """Something changed in the clinic: read the day again."""
        await self._read(actor)

    async def _read(self, actor: Actor) -> None:
        day, counts = await queries.list_day(actor, actor.today()), await service.dashboard(actor)
        now = datetime.now(UTC)
        levels = await growth_told.levels(actor, [row.patient_id for row in day])
        language = await language_of(self)
        told = [(day_row(row, actor, now), levels.get(row.patient_id, "")) for row in day]
        self.rows = [replace(each, age=translate(language, each.age), alert=level) for each, level in told]
        waiting = sum(row.status == ARRIVED for row in self.rows)
        self.numbers = Numbers(
            counts.today_total,
            counts.today_attended,
            counts.today_pending,
            waiting,
            counts.patients,
            counts.month_attended,
            await growth_told.new_alerts(actor),
        )
        self.coming = Coming() if day else coming_of(await queries.list_next(actor, LOOK_DAYS), actor)
        self.loaded, self.failed = True, False

    @rx.event
    @clinic_event(Permission.AGENDA_WRITE)
    async def act(self, work: Work, step: str, appointment_id: int, version: int) -> rx.event.EventSpec | None:
        """Take the row one step on; refused when somebody else changed it meanwhile."""
        steps = {
            "confirm": agenda.confirm,
            "arrive": agenda.arrive,
            "start": agenda.start,
            "attend": agenda.attend,
            "no_show": agenda.no_show,
            "reopen": agenda.reopen,
        }
        if step not in steps:
            return None
        await steps[step](work, appointment_id, version)
        await notify(self, DONE[step])
        whose = next((row.patient_id for row in self.rows if row.id == appointment_id), 0)
        if step == "start" and whose and Permission.RECORDS_WRITE in work.actor.permissions:  # whoever attends goes on to the note
            return rx.redirect(str(routes.visit_note(whose, appointment_id)))  # type: ignore[return-value]
        return TodayState.refresh  # type: ignore[return-value]
