"""The growth of one patient: her check-ups, the one that is looked at, the chart, her iron."""

from dataclasses import dataclass, field
from functools import partial
from typing import Any

import reflex as rx

from clinic_app.access import live
from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.core.database import Actor, Work
from clinic_app.core.errors import Invalid, NotFound
from clinic_app.core.fields import parse, path_id
from clinic_app.core.i18n import translate
from clinic_app.core.permissions import Permission
from clinic_app.growth import charts, figures, iron, rows, service
from clinic_app.growth.charts import ChartData
from clinic_app.growth.figures import Figure
from clinic_app.growth.inputs import IRON_RULES
from clinic_app.growth.models import GrowthCheckup, IronDelivery
from clinic_app.growth.shown import AgeRow, Found, GainRow, age_row, gain_rows, signed, view_of
from clinic_app.growth.velocity import said
from clinic_app.growth.who import Indicator
from clinic_app.patients import service as patients
from clinic_app.ui.i18n import N_, language_of
from clinic_app.ui.toasts import notify

P = Permission
IRON_PREFIX = "iron-"  # of the fields of the dialog
WATCHED = ("growth_checkup", "growth_alert", "iron_delivery")


@dataclass
class CheckupLine:
    """A check-up as the list shows it."""

    id: int
    on: str
    age: AgeRow
    level: str
    weight: str
    size: str
    head: str
    bmi: str
    blood: str
    z: dict[str, str]
    worst: str  # the most urgent class
    version: int


@dataclass
class Picked:
    """The check-up that is looked at."""

    id: int = 0
    on: str = ""
    found: Found = field(default_factory=Found)
    feeding: str = ""
    counselling: list[str] = field(default_factory=list)
    notes: str = ""
    iron_state: str = ""
    next_on: str = ""


@dataclass
class ChartChoice:
    """What the chart shows."""

    indicator: str = Indicator.WEIGHT_AGE.value
    span: str = "24"
    unit: str = figures.Z
    marked: bool = False  # the values stand beside the points


@dataclass
class IronLine:
    """One delivery of iron."""

    id: int
    on: str
    until: str
    product: str
    purpose: str
    mg: str
    ended: bool


def number(value: Any, digits: int = 1) -> str:
    """A measure as it is written; empty when it was not taken."""
    return "" if value is None else said(float(value), digits)


def line_of(row: GrowthCheckup, born: Any) -> CheckupLine:
    """A row of the list."""
    kept = row.result.get("scores", {})
    z = {indicator.value: signed(kept[indicator.value]["z"]) if indicator.value in kept else "" for indicator in figures.ORDER}
    alerts = sorted(row.result.get("alerts", ()), key=lambda one: one["level"] != "rojo")
    return CheckupLine(
        row.id, row.checked_on.isoformat(), age_row(born, row.checked_on), row.level, number(row.weight_kg, 3), number(row.length_cm), number(row.head_cm),
        number(row.result.get("bmi")), number((row.result.get("haemoglobin") or {}).get("adjusted")), z, alerts[0]["text"] if alerts else "", row.version,
    )  # fmt: skip


def iron_line(row: IronDelivery, today: Any) -> IronLine:
    """A delivery of iron with the day on which it runs out."""
    until = iron.lasts_until(row)
    return IronLine(row.id, row.given_on.isoformat(), until.isoformat(), row.product, row.purpose, number(row.mg_a_day), until < today)


class GrowthState(ClinicState):
    """The page of growth."""

    rows: list[CheckupLine] = []
    picked: Picked = Picked()
    figure: Figure = Figure()
    choice: ChartChoice = ChartChoice()
    gains: list[GainRow] = []
    iron: list[IronLine] = []
    status: str = "loading"  # loading, ready
    failed: bool = False
    dialog: str = ""  # iron, delete
    errors: dict[str, str] = {}
    _patient: int = 0
    _asked: int = 0  # the check-up that a person chose

    @rx.event
    @clinic_event(P.RECORDS_READ)
    async def load(self, work: Work) -> None:
        """The page was opened; `?control=ID` chooses a check-up. The head says when there is no such patient."""
        self.failed, self.dialog, self._asked = False, "", 0
        if self._patient != _id(str(self.patient_id)):  # type: ignore[attr-defined]
            self.status, self.rows, self.picked, self.figure, self.gains, self.iron = "loading", [], Picked(), Figure(), [], []
        try:
            self._patient = path_id(str(self.patient_id))  # type: ignore[attr-defined]
            data = await charts.chart_data(work, self._patient)
            self._asked = _id(self.router.url.query_parameters.get("control", ""))
            born = age_row(data.patient.birth_date, work.today())
            months = born.years * 12 + born.months
            begin, span = figures.telling(data.points, months), figures.default_span(data.points, months)
            self.choice = ChartChoice(begin.value, span, self.choice.unit, self.choice.marked)
            await self._show(work, data)
        except NotFound:
            self._patient = 0
        live.watch(self, work.actor.tenant_id or 0, WATCHED, GrowthState.refresh)

    @rx.event
    @clinic_event(P.RECORDS_READ)
    async def refresh(self, work: Work) -> None:
        """Something of hers changed."""
        if self._patient:
            await self._show(work, await self._data(work))

    async def _data(self, work: Work) -> ChartData:
        """Read again, without another line in the trail."""
        patient = await patients.get(work, self._patient)
        checkups = await rows.of_patient(work, self._patient)
        return ChartData(patient, [charts.chart_point(one) for one in checkups], checkups)

    async def _show(self, work: Work, data: ChartData) -> None:
        born = data.patient.birth_date
        self.rows = [line_of(one, born) for one in reversed(data.checkups)]
        self.gains = gain_rows(data.patient.sex, born, [rows.point(one) for one in data.checkups])
        self.iron = [iron_line(one, work.today()) for one in await iron.listed(work, self._patient)]
        await self._pick(data)
        self._draw(data)
        self.status = "ready"

    async def _pick(self, data: ChartData) -> None:
        one = next((each for each in data.checkups if each.id == self._asked), data.checkups[-1] if data.checkups else None)
        if one is None:
            self.picked = Picked()
            return
        found = view_of(one, data.patient.birth_date, partial(translate, await language_of(self)))
        self.picked = Picked(
            one.id,
            one.checked_on.isoformat(),
            found,
            one.feeding,
            list(one.counselling),
            one.notes,
            one.iron_state,
            one.next_on.isoformat() if one.next_on else "",
        )

    def _draw(self, data: ChartData) -> None:
        indicator = Indicator(self.choice.indicator)
        if indicator not in figures.indicators_of(self.choice.span):
            indicator = Indicator.BMI_AGE if indicator == Indicator.WEIGHT_LENGTH else Indicator.LENGTH_AGE
            self.choice.indicator = indicator.value
        self.figure = figures.figure(data, indicator, self.choice.span, self.choice.unit)

    @rx.event
    @clinic_event(P.RECORDS_READ)
    async def choose(self, work: Work, name: str, value: str) -> None:
        """Another indicator, span of ages, or kind of lines."""
        known = {"indicator": set(Indicator), "span": set(figures.SPANS), "unit": {figures.Z, figures.PERCENTILE}}
        if value in known.get(name, ()) and self._patient:
            setattr(self.choice, name, value)
            self._draw(await self._data(work))

    @rx.event
    @clinic_event(P.ACCOUNT_SELF, transaction=False)
    async def write_values(self, actor: Actor) -> None:
        self.choice.marked = not self.choice.marked

    @rx.event
    @clinic_event(P.RECORDS_READ)
    async def pick(self, work: Work, checkup_id: int) -> None:
        """Look at another check-up."""
        self._asked = checkup_id
        await self._pick(await self._data(work))

    @rx.event
    @clinic_event(P.RECORDS_WRITE, transaction=False)
    async def ask(self, actor: Actor, dialog: str) -> None:
        self.dialog, self.errors = dialog if dialog in ("iron", "delete") else "", {}

    @rx.event
    @clinic_event(P.ACCOUNT_SELF, transaction=False)
    async def close(self, actor: Actor) -> None:
        self.dialog = ""

    @rx.event
    @clinic_event(P.RECORDS_WRITE)
    async def delete(self, work: Work) -> Any:
        """Take the chosen check-up off the record."""
        await service.delete(work, self.picked.id)
        self.dialog, self._asked = "", 0
        await notify(self, N_("Control eliminado"))
        return GrowthState.refresh

    @rx.event
    @clinic_event(P.RECORDS_WRITE)
    async def give_iron(self, work: Work, values: dict[str, Any]) -> Any:
        """Note a delivery of iron."""
        self.errors = {}
        try:
            await iron.give(work, parse({"paciente": self._patient, **_named(values)}, IRON_RULES))
        except Invalid as error:
            raise Invalid({IRON_PREFIX + name: said for name, said in (error.fields or {}).items()}) from error
        self.dialog = ""
        await notify(self, N_("Entrega de hierro anotada"))
        return GrowthState.refresh

    @rx.event
    @clinic_event(P.RECORDS_WRITE)
    async def remove_iron(self, work: Work, delivery_id: int) -> Any:
        """Take a delivery out of the ledger."""
        await iron.remove(work, delivery_id)
        await notify(self, N_("Entrega quitada"))
        return GrowthState.refresh


def _named(values: dict[str, Any]) -> dict[str, Any]:
    """The fields of the dialog without their prefix."""
    return {name.removeprefix(IRON_PREFIX): value for name, value in values.items()}


def _id(text: str) -> int:
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 19 else 0
