"""The check-up that is being written: what follows from it while it is typed, what is asked before it is saved."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import reflex as rx

from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.core.database import Actor, Work
from clinic_app.core.errors import Invalid, NotFound
from clinic_app.core.fields import path_id
from clinic_app.core.i18n import translate
from clinic_app.core.permissions import Permission
from clinic_app.growth import assessment, checkup_values, norms, service
from clinic_app.growth.checkup_values import Doubt, Helps
from clinic_app.growth.diagnoses import Level
from clinic_app.growth.growth_state import GrowthState
from clinic_app.growth.next_visit import SOON_DAYS
from clinic_app.growth.next_visit_state import NextVisitState
from clinic_app.growth.shown import Found, age_row, found_of, plain
from clinic_app.patients import service as patients
from clinic_app.patients.models import Patient
from clinic_app.ui.i18n import N_, language_of
from clinic_app.ui.toasts import notify

P = Permission


@dataclass
class Desk:
    """What the form begins with."""

    open: bool = False
    box: str = ""  # another one for each opening: the form is made anew
    checkup: int = 0
    version: int = 1
    latest: str = ""  # no day after this one
    texts: dict[str, str] = field(default_factory=dict)


@dataclass
class Live:
    """What follows from what is typed."""

    found: Found = field(default_factory=Found)
    problems: dict[str, str] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    helps: Helps = field(default_factory=Helps)
    suggested: str = ""  # the day of the next check-up


@dataclass
class Fix:
    """A value that the person chose in place of the one she typed."""

    name: str = ""
    value: str = ""
    round: int = 0


class CheckupState(ClinicState):
    """The form of a check-up."""

    desk: Desk = Desk()
    live: Live = Live()
    errors: dict[str, str] = {}
    asked: list[str] = []  # what is asked before saving
    fix: Fix = Fix()
    round: int = 0  # grows with each answer to "save"
    _patient: int = 0
    _held: dict[str, Any] = {}  # what waits for the answer

    @rx.event
    @clinic_event(P.RECORDS_READ)
    async def load(self, work: Work) -> None:
        """`?nuevo=1` or `?cita=ID` begin a check-up."""
        self.desk, self.live, self.errors, self.asked, self._held = Desk(), Live(), {}, [], {}
        query = self.router.url.query_parameters
        if P.RECORDS_WRITE not in work.actor.permissions or not (query.get("nuevo") or query.get("cita")):
            return
        try:
            await self._begin(work, query.get("cita", ""))
        except NotFound:  # the head says so
            return

    @rx.event
    @clinic_event(P.RECORDS_WRITE)
    async def begin(self, work: Work) -> None:
        """Begin a check-up of today."""
        await self._begin(work, "")

    async def _begin(self, work: Work, appointment: str) -> None:
        patient = await self._open(work)
        today = work.today().isoformat()
        self.desk = Desk(True, uuid4().hex, latest=today, texts={"fecha": today, "cita": appointment})
        await self._judge(work, patient, dict(self.desk.texts))

    async def _open(self, work: Work) -> Patient:
        self._patient = path_id(str(self.patient_id))  # type: ignore[attr-defined]
        self.errors, self.asked, self._held, self.live = {}, [], {}, Live()
        return await patients.get(work, self._patient)

    @rx.event
    @clinic_event(P.RECORDS_WRITE)
    async def edit(self, work: Work, checkup_id: int) -> None:
        """Correct a check-up."""
        patient = await self._open(work)
        checkup = (await service.get(work, checkup_id)).checkup
        if checkup.patient_id != patient.id:
            raise NotFound
        texts = checkup_values.texts_of(checkup)
        self.desk = Desk(True, uuid4().hex, checkup.id, checkup.version, work.today().isoformat(), texts)
        await self._judge(work, patient, texts)

    @rx.event
    @clinic_event(P.RECORDS_WRITE)
    async def preview(self, work: Work, values: dict[str, Any]) -> None:
        """Judge what is typed so far; nothing is saved."""
        if self.desk.open and self._patient:
            await self._judge(work, await patients.get(work, self._patient), values)

    async def _judge(self, work: Work, patient: Patient, values: dict[str, Any]) -> None:
        say = partial(translate, await language_of(self))
        on = checkup_values.day_of(values) or work.today()
        helps = checkup_values.helps(patient, on)
        try:
            parsed = checkup_values.parsed(values, patient.id)
        except Invalid as error:
            problems = {name: plain(messages[0], say) for name, messages in (error.fields or {}).items()}
            self.live = Live(Found(age=age_row(patient.birth_date, on)), problems, helps=helps, suggested=self.live.suggested)
            return
        whole = await service.completed(work, patient, {"checked_on": on, **parsed})
        found = await service.preview(work, patient.id, whole, self.desk.checkup or None)
        problems = {name: plain(said[0], say) for name, said in found.problems.items() if name != "non_field_errors"}
        doubts = checkup_values.doubts(patient, whole, {**found.problems, **found.doubts}, say)
        for one in doubts:
            problems.pop(one.name, None)
        live = Live(problems=problems, doubts=doubts, questions=[plain(one, say) for one in found.questions], helps=helps)
        live.found.age = age_row(patient.birth_date, on)
        if found.assessment is not None:
            live.found = found_of(assessment.stored(found.assessment), whole, patient.birth_date, say, found.assessment.notes)
            dose = found.assessment.iron
            live.helps.iron = checkup_values.iron_text(dose, say)
            live.helps.iron_confirmed = dose is None or norms.norms()[dose.norm].confirmed
        live.suggested = suggested_day(patient.birth_date, on, live.found.level)
        self.live = live

    @rx.event
    @clinic_event(P.RECORDS_WRITE)
    async def save(self, work: Work, values: dict[str, Any]) -> Any:
        """Save it; what is likelier a slip is asked first."""
        self.errors, self.asked = {}, []
        patient = await patients.get(work, self._patient)
        parsed = checkup_values.parsed(values, patient.id)
        whole = await service.completed(work, patient, parsed)
        found = await service.preview(work, patient.id, whole, self.desk.checkup or None)
        if "non_field_errors" in found.problems:
            raise Invalid({"peso_kg": found.problems.pop("non_field_errors"), **found.problems})
        if found.problems:
            raise Invalid(found.problems)
        doubts = [said for many in found.doubts.values() for said in many]
        if doubts or found.questions:
            say = partial(translate, await language_of(self))
            self._held, self.asked = values, [say(one) for one in (*doubts, *found.questions)]
            return None
        return await self._store(work, values, confirmed=False)

    @rx.event
    @clinic_event(P.RECORDS_WRITE)
    async def confirm(self, work: Work) -> Any:
        """It is meant as it stands."""
        self.asked = []
        return await self._store(work, self._held, confirmed=True) if self._held else None

    @rx.event
    @clinic_event(P.ACCOUNT_SELF, transaction=False)
    async def look_again(self, actor: Actor) -> None:
        """Back to the form."""
        self.asked, self._held = [], {}

    async def _store(self, work: Work, values: dict[str, Any], *, confirmed: bool) -> Any:
        given = checkup_values.parsed(values, self._patient)
        if self.desk.checkup:
            changed = checkup_values.EMPTY | given | {"version": self.desk.version}
            changed.pop("patient_id", None)
            checkup, _asked = await service.update(work, self.desk.checkup, changed, confirmed=confirmed)
        else:
            checkup, _asked = await service.create(work, given, confirmed=confirmed)
            await checkup_values.give_iron(work, values, checkup)
        self.desk, self._held = Desk(), {}
        said = N_("Control guardado") if checkup.level == Level.GREEN else N_("Control guardado. Tiene una alerta: mira qué hacer.")
        await notify(self, said, "ok" if checkup.level == Level.GREEN else "info")
        return [GrowthState.refresh, GrowthState.pick(checkup.id), NextVisitState.load]

    @rx.event
    @clinic_event(P.ACCOUNT_SELF, transaction=False)
    async def answered(self, actor: Actor) -> None:
        """The saving is over, well or not: the button works again."""
        self.round += 1

    @rx.event
    @clinic_event(P.ACCOUNT_SELF, transaction=False)
    async def use(self, actor: Actor, name: str, value: str) -> None:
        """Take what was probably meant."""
        self.fix = Fix(name, value, self.fix.round + 1)

    @rx.event
    @clinic_event(P.ACCOUNT_SELF, transaction=False)
    async def close(self, actor: Actor) -> None:
        self.desk, self.errors, self.asked, self._held = Desk(), {}, [], {}


def suggested_day(born: date, on: date, level: str) -> str:
    """When she should come again: the calendar's next check-up, sooner with an alert."""
    turn = norms.next_turn(born, on)
    soon = on + timedelta(days=SOON_DAYS)
    if level in (Level.AMBER, Level.RED):
        return min(turn.on, soon).isoformat() if turn else soon.isoformat()
    return turn.on.isoformat() if turn else ""
