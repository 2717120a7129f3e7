"""What the screens of treatment plans keep: the list and the open plan. Its form: plans_form_state.py; booking: plans_booking_state.py."""

from dataclasses import dataclass, field
from typing import Any

import reflex as rx

from clinic_app.access import live
from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.agenda.plans import service as plans
from clinic_app.agenda.plans.models import PlanStatus
from clinic_app.agenda.plans.rows import PlanRow, SessionRow, plan_row, sessions
from clinic_app.agenda.plans.rows import plans as listed
from clinic_app.agenda.plans.wire import session_state
from clinic_app.agenda.state import wall
from clinic_app.core.database import Actor, Work
from clinic_app.core.errors import NotFound
from clinic_app.core.fields import path_id
from clinic_app.core.files import signed_path
from clinic_app.core.permissions import Permission
from clinic_app.patients import service as patients
from clinic_app.ui.i18n import N_
from clinic_app.ui.toasts import notify

P = Permission
TICKED = ("true", "on", "1")
WATCHED = ("treatment_plan", "appointment")


@dataclass
class PlanCard:
    """A plan as lists and its own sheet show it."""

    id: int = 0
    version: int = 0
    patient_id: int = 0
    patient: str = ""
    service: str = ""
    color: str = ""
    name: str = ""
    description: str = ""
    notes: str = ""
    done: int = 0
    total: int = 1
    percent: float = 0.0
    left: int = 0
    frequency: str = ""
    days: list[int] = field(default_factory=list)
    start: str = ""
    end: str = ""
    status: str = "activo"
    order: str = ""  # the link to the scanned order
    order_missing: bool = False


@dataclass
class SessionLine:
    """One session of the open plan."""

    number: int
    state: str
    when: str = ""
    done_at: str = ""
    by_hand: bool = False


def card_of(row: PlanRow) -> PlanCard:
    """A plan as the lists show it."""
    plan = row.plan
    return PlanCard(
        id=plan.id, version=plan.version, patient_id=plan.patient_id, patient=row.patient.full_name, service=row.service.name, color=row.service.color,
        name=plan.name, description=plan.description, notes=plan.notes, done=plan.done_sessions, total=plan.total_sessions,
        percent=round(100 * plan.done_sessions / plan.total_sessions, 1), left=plan.total_sessions - plan.done_sessions, frequency=plan.frequency,
        days=list(plan.weekdays or []), start=plan.start_date.isoformat(), end=plan.expected_end.isoformat() if plan.expected_end else "",
        status=plan.status, order=signed_path(plan.order_file) if plan.order_file else "", order_missing=plan.needs_order and not plan.order_file,
    )  # fmt: skip


def session_line(actor: Actor, row: SessionRow) -> SessionLine:
    """A session as the sheet shows it, in wall time."""
    when = wall(actor, row.starts_at) if row.starts_at and not row.open else ""
    return SessionLine(row.number, session_state(row), when, wall(actor, row.done_at) if row.done_at else "", row.done_by == "hand")


class PlansState(ClinicState):
    """The list of plans, by state and by patient."""

    rows: list[PlanCard] = []
    status: str = "activo"
    whose_id: int = 0
    patient: str = ""
    ready: bool = False
    failed: bool = False
    can_write: bool = False

    @rx.event
    @clinic_event(P.AGENDA_READ)
    async def load(self, work: Work) -> None:
        """`?paciente=ID` shows one patient's plans."""
        asked = self.router.url.query_parameters
        self.whose_id = number_of(asked.get("paciente", ""))
        self.status = "" if self.whose_id else "activo"
        self.can_write = P.AGENDA_WRITE in work.actor.permissions
        await self._read(work)
        self.ready, self.failed = True, False
        live.watch(self, work.actor.tenant_id or 0, WATCHED, PlansState.refresh)

    @rx.event
    @clinic_event(P.AGENDA_READ)
    async def refresh(self, work: Work) -> Any:
        """Something changed, here or elsewhere: the list, and the plan that is open."""
        await self._read(work)
        return PlanState.follow

    @rx.event
    @clinic_event(P.AGENDA_READ)
    async def filter_by(self, work: Work, status: str) -> None:
        """Show the plans of one state, or with "" all."""
        self.status = status if status in set(PlanStatus) else ""
        await self._read(work)

    @rx.event
    @clinic_event(P.AGENDA_READ)
    async def of_everybody(self, work: Work) -> None:
        self.whose_id, self.patient = 0, ""
        await self._read(work)

    async def _read(self, work: Work) -> None:
        self.patient = ""
        if self.whose_id:
            try:
                self.patient = (await patients.get(work, self.whose_id)).full_name
            except NotFound:
                self.whose_id = 0
        found = await listed(work, status=PlanStatus(self.status) if self.status else None, patient_id=self.whose_id or None)
        self.rows = [card_of(row) for row in found]


def number_of(raw: str) -> int:
    """A typed id; 0 for what is none."""
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 19 else 0


class PatientPlansState(ClinicState):
    """The plans on one patient's page."""

    rows: list[PlanCard] = []

    @rx.event
    @clinic_event(P.AGENDA_READ)
    async def load(self, work: Work) -> None:
        try:
            patient_id = path_id(str(self.patient_id))  # type: ignore[attr-defined]
        except NotFound:
            patient_id = -1
        self.rows = [card_of(row) for row in await listed(work, patient_id=patient_id)]


STEPS = {"suspend": N_("Plan suspendido"), "reactivate": N_("Plan reactivado"), "cancel": N_("Plan cancelado")}


class PlanState(ClinicState):
    """The plan that is open."""

    is_open: bool = False
    plan: PlanCard = PlanCard()
    sessions: list[SessionLine] = []
    asking: str = ""  # suspend or cancel: the form that asks for the reason

    @rx.event
    @clinic_event(P.AGENDA_READ)
    async def open_asked(self, work: Work) -> None:
        """The page was opened: a sheet left open before is gone; `?plan=ID` opens one."""
        self.is_open, self.asking = False, ""
        if plan_id := number_of(self.router.url.query_parameters.get("plan", "")):
            await self._take(work, plan_id)
            self.is_open = True

    @rx.event
    @clinic_event(P.AGENDA_READ)
    async def show(self, work: Work, plan_id: int) -> None:
        await self._take(work, plan_id)
        self.asking, self.is_open = "", True

    @rx.event
    @clinic_event(P.AGENDA_READ)
    async def reload(self, work: Work) -> None:
        """After an action, also one that was refused because somebody was faster."""
        if self.plan.id:
            await self._take(work, self.plan.id)

    @rx.event
    @clinic_event(P.AGENDA_READ)
    async def follow(self, work: Work) -> None:
        """The same, when somebody else changed something; a question that is being answered keeps the plan that it was asked about."""
        if self.is_open and not self.asking:
            await self._take(work, self.plan.id)

    @rx.event
    @clinic_event(P.ACCOUNT_SELF, transaction=False)
    async def close(self, actor: Actor) -> None:
        self.is_open, self.asking = False, ""

    @rx.event
    @clinic_event(P.AGENDA_WRITE, transaction=False)
    async def ask(self, actor: Actor, what: str) -> None:
        self.asking = what if what in STEPS else ""

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def complete(self, work: Work, number: int) -> None:
        """One session was held; a second click on it changes nothing."""
        plan = await plans.complete(work, self.plan.id, number=number)
        done = plan.status == PlanStatus.COMPLETED
        await notify(self, N_("Sesión {n} completada. El plan está completo.") if done else N_("Sesión {n} completada"), n=number)

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def step(self, work: Work, data: dict[str, Any]) -> None:
        """Suspend or cancel, with the reason."""
        reason, seen = str(data.get("motivo", "")).strip()[:500], self.plan.version
        if self.asking == "cancel":
            await plans.cancel(work, self.plan.id, reason, seen)
        else:
            free = str(data.get("liberar", "")).lower() in TICKED
            await plans.suspend(work, self.plan.id, reason, seen, free=free)
        await notify(self, STEPS["cancel" if self.asking == "cancel" else "suspend"])
        self.asking = ""

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def reactivate(self, work: Work) -> None:
        await plans.reactivate(work, self.plan.id, self.plan.version)
        await notify(self, STEPS["reactivate"])

    @rx.event
    @clinic_event(P.AGENDA_READ)
    async def order_kept(self, work: Work) -> None:
        """The browser has sent the order."""
        await self._take(work, self.plan.id)
        await notify(self, N_("Orden médica guardada"))

    async def _take(self, work: Work, plan_id: int) -> None:
        self.plan = card_of(await plan_row(work, plan_id))
        self.sessions = [session_line(work.actor, row) for row in await sessions(work, plan_id)]
