"""The dialog that finds times for the sessions of a plan and books them."""

from dataclasses import dataclass, replace
from datetime import date, time

import reflex as rx

from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.agenda.choices import ProfessionalChoice, choices_of
from clinic_app.agenda.hours.service import get_settings
from clinic_app.agenda.plans import booking as plan_booking
from clinic_app.agenda.plans.booking import Choice, Clashes, Wish
from clinic_app.agenda.plans.rows import plan_row
from clinic_app.agenda.plans.state import PlansState, PlanState
from clinic_app.agenda.professionals import professionals
from clinic_app.core import hooks
from clinic_app.core.database import Actor, Work, start_work
from clinic_app.core.errors import Invalid
from clinic_app.core.i18n import translate
from clinic_app.core.permissions import Permission
from clinic_app.ui.i18n import N_, language_of
from clinic_app.ui.toasts import notify

P = Permission


@dataclass
class Line:
    """A session with the time that is meant for it; `reason`: why it cannot be had."""

    number: int
    wanted: str
    day: str
    hour: str
    reason: str = ""


class PlanBookingState(ClinicState):
    """Times for the sessions of one plan: suggested, changed by hand, booked."""

    is_open: bool = False
    lines: list[Line] = []
    hour: str = ""
    professional: str = ""
    professionals: list[ProfessionalChoice] = []
    timed: int = 0  # lines that have a day and an hour
    fits: int = 0  # sessions whose turn comes before the last day that can be booked
    horizon: int = 0
    clashed: bool = False
    errors: dict[str, str] = {}
    _plan: tuple[int, int] = (0, 0)  # id, and the version that the person sees

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def begin(self, work: Work, plan_id: int) -> None:
        self.professionals = choices_of(await professionals(work))
        keys = [each.value for each in self.professionals]
        mine = str(work.actor.membership_id)
        self.professional = mine if mine in keys else keys[0] if keys else ""
        self.hour, self._plan = "", (plan_id, 0)
        await self._suggest(work)
        self.is_open = True

    @rx.event
    @clinic_event(P.ACCOUNT_SELF, transaction=False)
    async def close(self, actor: Actor) -> None:
        self.is_open = False

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def prefer(self, work: Work, hour: str) -> None:
        """Look again, near another hour."""
        self.hour = hour[:5]
        await self._suggest(work)

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def choose_professional(self, work: Work, key: str) -> None:
        """Another one attends: her free times are other ones."""
        self.professional = key if any(each.value == key for each in self.professionals) else ""
        await self._suggest(work)

    @rx.event
    @clinic_event(P.AGENDA_WRITE, transaction=False)
    async def set_day(self, actor: Actor, number: int, day: str) -> None:
        self._change(number, day=day[:10])

    @rx.event
    @clinic_event(P.AGENDA_WRITE, transaction=False)
    async def set_hour(self, actor: Actor, number: int, hour: str) -> None:
        self._change(number, hour=hour[:5])

    @rx.event
    @clinic_event(P.AGENDA_WRITE, transaction=False)
    async def drop(self, actor: Actor, number: int) -> None:
        """Leave a session for later."""
        self._show([line for line in self.lines if line.number != number])

    def _change(self, number: int, **values: str) -> None:
        self._show([replace(line, reason="", **values) if line.number == number else line for line in self.lines])

    def _show(self, lines: list[Line]) -> None:
        self.lines, self.timed = lines, sum(bool(line.day and line.hour) for line in lines)

    @rx.event
    @clinic_event(P.AGENDA_WRITE, transaction=False)
    async def book(self, actor: Actor, partial: bool) -> list[rx.event.EventSpec] | None:
        """Book all that is listed, or with `partial` what can be had. A clash undoes everything and is shown beside its session."""
        self.errors = {}
        wish = Wish(
            professional_id=int(self.professional) if self.professional else None, partial=partial, chosen=self._chosen(), version=self._plan[1]
        )  # fmt: skip
        try:
            async with start_work(actor) as work:  # a refusal must leave this transaction, so that nothing of it stays
                await hooks.check_writable(work)
                outcomes = await plan_booking.book_all(work, self._plan[0], wish)
        except Clashes as clashes:
            language = await language_of(self)
            reasons = {each.number: translate(language, each.reason) for each in clashes.outcomes}
            self.lines = [replace(line, reason=reasons.get(line.number, line.reason)) for line in self.lines]
            self.clashed = True
            await notify(self, clashes.sentence, "bad")
            return None
        booked = sum(each.appointment_id is not None for each in outcomes)
        self.is_open = False
        await notify(self, N_("{n} de {total} sesiones agendadas"), n=booked, total=len(self.lines))
        return [PlansState.refresh(), PlanState.reload()]

    def _chosen(self) -> list[Choice]:
        """The lines that have a time. Raises Invalid when none has, or one is no date or hour."""
        timed = [line for line in self.lines if line.day and line.hour]
        if not timed:
            raise Invalid(sesiones=N_("Ninguna sesión tiene día y hora."))
        try:
            return [Choice(line.number, date.fromisoformat(line.day), time.fromisoformat(line.hour)) for line in timed]
        except ValueError:
            raise Invalid(sesiones=N_("Revisa los días y las horas.")) from None

    async def _suggest(self, work: Work) -> None:
        plan_id = self._plan[0]
        self._plan = (plan_id, (await plan_row(work, plan_id)).plan.version)
        found = await plan_booking.suggest(work, plan_id, self.hour, int(self.professional) if self.professional else None)
        lines = [
            Line(
                one.number,
                one.wanted.isoformat(),
                one.day.isoformat() if one.day else "",
                one.hour,
                plan_booking.LACKS[one.lack] if one.lack else "",
            )
            for one in found
        ]
        self._show(lines)
        self.horizon = (await get_settings(work)).horizon_days
        self.fits = sum(one.lack is not plan_booking.Lack.TOO_FAR for one in found)
        self.clashed, self.errors = False, {}
