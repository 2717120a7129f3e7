"""What the page of the occupancy keeps."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import reflex as rx

from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.agenda.choices import ProfessionalChoice, choices_of_several
from clinic_app.agenda.occupancy.service import Fullness, Place, occupancy
from clinic_app.agenda.professionals import professionals
from clinic_app.core.database import Work
from clinic_app.core.errors import Invalid, NotFound
from clinic_app.core.permissions import Permission
from clinic_app.ui.i18n import N_

P = Permission
FOUR_WEEKS = timedelta(days=27)
PRESETS = {"past": (-FOUR_WEEKS, timedelta(0)), "next": (timedelta(0), FOUR_WEEKS), "quarter": (-timedelta(days=90), timedelta(0))}
LEVELS = (1, 35, 70, 95)  # from so many percent on the next darker one


@dataclass
class HeatCell:
    """One hour of a weekday; level -1: nobody attends."""

    key: str
    open: int = 0
    booked: int = 0
    percent: int = 0
    level: int = -1


@dataclass
class HeatRow:
    """One hour of all weekdays."""

    hour: str
    cells: list[HeatCell] = field(default_factory=list)


@dataclass
class Total:
    """All together, and the two hours that stand out."""

    share: int = 0
    open_hours: int = 0
    booked_hours: int = 0
    fullest_day: str = ""
    fullest_hour: str = ""
    emptiest_day: str = ""
    emptiest_hour: str = ""


def cell_of(place: Place, full: Fullness) -> HeatCell:
    """An hour as it is drawn."""
    key = f"{place[0]}-{place[1]}"
    if not full.open and not full.booked:
        return HeatCell(key)
    percent = full.percent if full.percent is not None else 100  # booked while nobody attends: full
    return HeatCell(key, round(full.open), round(full.booked), percent, sum(percent >= each for each in LEVELS))


def rows_of(found: dict[Place, Fullness]) -> tuple[list[str], list[HeatRow]]:
    """The weekdays and the rows of the table, from the first hour with anything to the last."""
    used = {place: full for place, full in found.items() if full.open or full.booked}
    if not used:
        return [], []
    days = sorted({day for day, _ in used})
    hours = range(min(hour for _, hour in used), max(hour for _, hour in used) + 1)
    rows = [HeatRow(f"{hour:02}:00", [cell_of((day, hour), used.get((day, hour), Fullness())) for day in days]) for hour in hours]
    return [str(day) for day in days], rows


def total_of(found: dict[Place, Fullness]) -> Total:
    """The sum, and the fullest and emptiest hour of those in which somebody attends; none when all are alike."""
    whole = sum(found.values(), Fullness())
    attended = sorted((full.percent or 0, place) for place, full in found.items() if full.open)
    total = Total(whole.percent or 0, round(whole.open / 60), round(whole.booked / 60))
    if attended and attended[0][0] < attended[-1][0]:
        (_, (low_day, low_hour)), (_, (day, hour)) = attended[0], attended[-1]
        total.fullest_day, total.fullest_hour = str(day), f"{hour:02}:00"
        total.emptiest_day, total.emptiest_hour = str(low_day), f"{low_hour:02}:00"
    return total


class OccupancyState(ClinicState):
    """A range of dates, whose agenda, and how full it is."""

    ready: bool = False
    failed: bool = False
    since: str = ""
    until: str = ""
    professional: str = ""
    people: list[ProfessionalChoice] = []  # empty while there is only one
    days: list[str] = []
    rows: list[HeatRow] = []
    total: Total = Total()
    errors: dict[str, str] = {}

    @rx.event
    @clinic_event(P.AGENDA_READ)
    async def load(self, work: Work) -> None:
        """The page was opened: the last four weeks."""
        self._take(work, "past")
        await self._fill(work)
        self.ready, self.failed = True, False

    @rx.event
    @clinic_event(P.AGENDA_READ)
    async def preset(self, work: Work, code: str) -> None:
        """A range with one tap."""
        if code not in PRESETS:
            raise NotFound
        self._take(work, code)
        await self._fill(work)

    @rx.event
    @clinic_event(P.AGENDA_READ)
    async def show(self, work: Work, form: dict[str, Any]) -> None:
        """The dates of the form, and whose agenda."""
        self.errors = {}
        try:
            since, until = (date.fromisoformat(str(form.get(name) or "")) for name in ("desde", "hasta"))
        except ValueError:
            raise Invalid(desde=N_("Indica las dos fechas.")) from None
        key = str(form.get("profesional") or "")
        self.professional = key if any(each.value == key for each in self.people) else ""
        self.since, self.until = since.isoformat(), until.isoformat()
        await self._fill(work)

    def _take(self, work: Work, code: str) -> None:
        first, last = PRESETS[code]
        self.since, self.until = (work.today() + first).isoformat(), (work.today() + last).isoformat()
        self.errors = {}

    async def _fill(self, work: Work) -> None:
        people = await professionals(work)
        self.people = choices_of_several(people)
        only = next((each.id for each in people if str(each.id) == self.professional), None)
        found = await occupancy(work, date.fromisoformat(self.since), date.fromisoformat(self.until), [each.id for each in people], only)
        self.days, self.rows = rows_of(found)
        self.total = total_of(found)
