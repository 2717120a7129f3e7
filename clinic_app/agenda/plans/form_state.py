"""What the form of a treatment plan keeps. What is typed stays in the browser until it is sent."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.agenda.plans import service as plans
from clinic_app.agenda.plans.rows import plan_row
from clinic_app.agenda.plans.state import TICKED, PlansState, PlanState, number_of
from clinic_app.agenda.plans.wire import CHANGE_RULES, PLAN_RULES
from clinic_app.catalog import service as catalog
from clinic_app.core.database import Actor, Work
from clinic_app.core.errors import Invalid
from clinic_app.core.fields import parse
from clinic_app.core.i18n import translate
from clinic_app.core.permissions import Permission
from clinic_app.patients import service as patients
from clinic_app.ui.i18n import N_, language_of
from clinic_app.ui.toasts import notify

P = Permission
PREFIX = "plan_"
WEEK = range(1, 8)


@dataclass
class Choice:
    """An option of a select, or a patient that was found."""

    value: str
    label: str
    detail: str = ""


class PlanFormState(ClinicState):
    """The form of a plan: a new one (`plan_id` 0), or an open one that is changed."""

    is_open: bool = False
    plan_id: int = 0
    patient: Choice = Choice("", "")
    found: list[Choice] = []
    services: list[Choice] = []
    values: dict[str, str] = {}
    errors: dict[str, str] = {}
    frequency: str = "diaria"
    box: int = 0  # drawn anew when it begins with other values

    @rx.event
    @clinic_event(P.AGENDA_READ)
    async def open_asked(self, work: Work) -> None:
        """The page was opened: a dialog left open before is gone; `?nuevo=1` begins a plan, for `?paciente=ID` if there is one."""
        self.is_open = False
        asked = self.router.url.query_parameters
        if "nuevo" in asked and P.AGENDA_WRITE in work.actor.permissions:
            await self._begin(work, number_of(asked.get("paciente", "")))

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def begin(self, work: Work, patient_id: int = 0) -> None:
        """A new plan, for a patient when one is known."""
        await self._begin(work, patient_id)

    async def _begin(self, work: Work, patient_id: int) -> None:
        self.patient = Choice("", "")
        if patient_id:
            self.patient = Choice(str(patient_id), (await patients.get(work, patient_id)).full_name)
        values = {"fecha_inicio": work.today().isoformat(), "total_sesiones": "5"}
        await self._open(work, 0, "diaria", values, [])

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def edit(self, work: Work, plan_id: int) -> None:
        row = await plan_row(work, plan_id)
        plan = row.plan
        self.patient = Choice(str(plan.patient_id), row.patient.full_name)
        values = {
            "nombre": plan.name, "descripcion": plan.description, "tipo_servicio": str(plan.service_id), "total_sesiones": str(plan.total_sessions),
            "fecha_inicio": plan.start_date.isoformat(), "notas": plan.notes, "requiere_orden_medica": str(plan.needs_order).lower(),
        }  # fmt: skip
        await self._open(work, plan.id, plan.frequency, values, list(plan.weekdays or []))

    async def _open(self, work: Work, plan_id: int, frequency: str, values: dict[str, str], days: list[int]) -> None:
        self.services = [Choice(str(each.id), each.name) for each in await catalog.list_services(work)]
        boxes = {f"dia_{day}": str(day in days).lower() for day in WEEK}
        blank = dict.fromkeys(("nombre", "descripcion", "tipo_servicio", "notas", "requiere_orden_medica"), "")
        self.values = {PREFIX + name: value for name, value in (blank | values | boxes).items()}
        self.plan_id, self.frequency, self.errors, self.found, self.box, self.is_open = plan_id, frequency, {}, [], self.box + 1, True

    @rx.event
    @clinic_event(P.ACCOUNT_SELF, transaction=False)
    async def close(self, actor: Actor) -> None:
        self.is_open = False

    @rx.event
    @clinic_event(P.AGENDA_READ, transaction=False)
    async def choose_frequency(self, actor: Actor, frequency: str) -> None:
        self.frequency = frequency

    @rx.event
    @clinic_event(P.PATIENTS_READ, transaction=False)
    async def search(self, actor: Actor, words: str) -> None:
        """The patients that the words name, while they are typed."""
        rows = await patients.for_picker(actor, words.strip()[:80]) if words.strip() else []
        language = await language_of(self)
        self.found = [Choice(str(row.id), row.name, translate(language, row.detail)) for row in rows]

    @rx.event
    @clinic_event(P.AGENDA_WRITE, transaction=False)
    async def choose_patient(self, actor: Actor, value: str) -> None:
        self.patient = next((each for each in self.found if each.value == value), Choice("", ""))
        self.found = []

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def save(self, work: Work, data: dict[str, Any]) -> Any:
        """Create or change; the sheet of the plan opens, where its order is uploaded and its sessions are booked."""
        self.errors = {}
        body: dict[str, Any] = {name: data.get(PREFIX + name, "") for name in PLAN_RULES}
        body |= {
            "paciente": self.patient.value,
            "frecuencia": self.frequency,
            "requiere_orden_medica": str(body["requiere_orden_medica"]).lower() in TICKED,
        }
        body["dias_semana"] = [day for day in WEEK if str(data.get(f"{PREFIX}dia_{day}", "")).lower() in TICKED]
        try:
            if self.plan_id:
                plan = await plans.update(work, self.plan_id, parse(body, CHANGE_RULES, partial=True))
            else:
                plan = await plans.create(work, parse(body, PLAN_RULES))
        except Invalid as error:
            raise Invalid({PREFIX + name: said for name, said in (error.fields or {}).items()}) from error
        await notify(self, N_("Plan guardado"))
        self.is_open = False
        return [PlansState.refresh(), PlanState.show(plan.id)]
