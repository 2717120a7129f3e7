"""The next check-up: when the calendar wants it, which times are free around then, and its booking with one click."""

from datetime import date, time, timedelta
from typing import Any

import reflex as rx

from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.agenda import free_times
from clinic_app.agenda import queries as agenda
from clinic_app.agenda import service as booking
from clinic_app.agenda.models import Status
from clinic_app.agenda.state import AgendaState
from clinic_app.catalog import service as catalog
from clinic_app.core.database import Actor, Work
from clinic_app.core.errors import ClinicError, NotFound
from clinic_app.core.fields import path_id
from clinic_app.core.permissions import Permission
from clinic_app.growth.next_visit import CHOSEN, FreeDay, Plan, ServiceOption, suggestion
from clinic_app.patients import service as patients
from clinic_app.patients.rows import local_iso
from clinic_app.ui.i18n import N_
from clinic_app.ui.toasts import notify

P = Permission
HORIZON = 400  # days: the calendar of check-ups looks a year ahead, whatever the agenda's own rule
LOOK_DAYS, MOST_DAYS, MOST_HOURS = 14, 4, 8
COMING = (Status.SCHEDULED, Status.CONFIRMED, Status.IN_PROGRESS)


class NextVisitState(ClinicState):
    """The card of the next check-up."""

    plan: Plan = Plan()
    errors: dict[str, str] = {}
    _patient: int = 0

    @rx.event
    @clinic_event(P.RECORDS_READ)
    async def load(self, work: Work) -> None:
        """What is suggested for the patient of the page."""
        self.errors = {}
        try:
            self._patient = path_id(str(self.patient_id))  # type: ignore[attr-defined]
            await self._suggest(work)
        except NotFound:
            self._patient, self.plan = 0, Plan()

    async def _suggest(self, work: Work) -> None:
        patient = await patients.get(work, self._patient)
        self.plan = await suggestion(work, patient.id, patient.birth_date)
        if P.AGENDA_READ not in work.actor.permissions:
            return
        row = await _coming(work, patient.id)
        if row is not None:
            self.plan.booked, self.plan.booked_for = local_iso(row.starts_at, work.tz), row.service_name
        elif self.plan.day and patient.is_active and P.AGENDA_WRITE in work.actor.permissions:
            offered = await catalog.list_services(work)
            self.plan.services = [ServiceOption(str(one.id), one.name) for one in offered]
            own = next((one for one in offered if "cred" in one.name.lower()), offered[0] if offered else None)
            self.plan.service = str(own.id) if own else ""
            await self._look(work.actor)

    async def _look(self, actor: Actor) -> None:
        """The free times from the suggested day on."""
        self.plan.days, self.plan.looked = [], True
        if not self.plan.service or not self.plan.day:
            return
        since = max(date.fromisoformat(self.plan.day), actor.today())
        asked = free_times.Asked(since, since + timedelta(days=LOOK_DAYS), int(self.plan.service))
        free = [(day.date, [offer.hour[:5] for offer in day.offers if offer.who]) for day in await free_times.of_range(actor, asked)]
        self.plan.days = [FreeDay(day.isoformat(), _spread(hours)) for day, hours in free if hours][:MOST_DAYS]

    @rx.event
    @clinic_event(P.AGENDA_WRITE, transaction=False)
    async def move(self, actor: Actor, day: str) -> None:
        """Look from another day on."""
        try:
            self.plan.day, self.plan.reason = date.fromisoformat(day).isoformat(), CHOSEN
        except ValueError:
            return
        await self._look(actor)

    @rx.event
    @clinic_event(P.AGENDA_WRITE, transaction=False)
    async def choose_service(self, actor: Actor, key: str) -> None:
        """For another service other times are free."""
        if any(one.value == key for one in self.plan.services):
            self.plan.service = key
            await self._look(actor)

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def book(self, work: Work, day: str, hour: str) -> Any:
        """Book the next check-up."""
        wish = booking.Booking(
            self._patient,
            int(self.plan.service or 0),
            date.fromisoformat(day[:10]),
            time.fromisoformat(hour[:5]),
            notes="",
            horizon=HORIZON,
        )
        try:
            row = await booking.book(work, wish)
        except ClinicError as error:
            await notify(self, error.first, "bad")
            await self._look(work.actor)
            return None
        begins = row.starts_at.astimezone(work.tz)
        await notify(self, N_("Cita agendada para el {day} a las {time}"), day=f"{begins:%d/%m}", time=f"{begins:%H:%M}")
        for said in work.told:
            await notify(self, said, "info")
        self.plan.booked, self.plan.booked_for, self.plan.days = local_iso(row.starts_at, work.tz), row.service_name, []
        return AgendaState.refresh


async def _coming(work: Work, patient_id: int) -> agenda.Row | None:
    found = await agenda.list_range(work.actor, agenda.Filters(patient_id=patient_id, since=work.today() + timedelta(days=1)))
    return next((row for row in found if row.status in COMING), None)


def _spread(hours: list[str]) -> list[str]:
    """Some times of a day, spread over it."""
    if len(hours) <= MOST_HOURS:
        return hours
    step = (len(hours) - 1) / (MOST_HOURS - 1)
    return [hours[round(number * step)] for number in range(MOST_HOURS)]
