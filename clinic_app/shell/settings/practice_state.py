"""The practice: its name, its place, its clocks, its money, its logo."""

from dataclasses import dataclass, field
from typing import Any

import reflex as rx

from clinic_app.access import actors, profile
from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.clinics import districts, service
from clinic_app.clinics.countries import COUNTRIES, zones
from clinic_app.clinics.models import Clinic
from clinic_app.core.database import Work
from clinic_app.core.files import signed_path
from clinic_app.core.permissions import Permission
from clinic_app.shell.state import ShellState
from clinic_app.ui.toasts import notify

PREFIX = "practice_"
TEXTS = ("name", "address", "phone", "tax_id", "timezone", "currency", "language")
PLACE = ("department", "province", "district")


@dataclass
class Choice:
    """An option of a list."""

    value: str
    label: str


@dataclass
class Place:
    """Where the practice is, and what may be chosen next; `altitude` as the field shows it."""

    department: str = ""
    province: str = ""
    district: str = ""
    ubigeo: str = ""
    altitude: str = ""
    provinces: list[Choice] = field(default_factory=list)
    districts: list[Choice] = field(default_factory=list)


def place_of(country: str, department: str, province: str, district: str, ubigeo: str, altitude: str) -> Place:
    """The place with the lists that belong to it; other countries than Peru have no lists."""
    if country != districts.COUNTRY:
        return Place(department, province, district, "", altitude)
    of_province = [Choice(each.ubigeo, each.district) for each in districts.districts(department, province)]
    of_department = [Choice(name, name) for name in districts.provinces(department)]
    return Place(department, province, district, ubigeo, altitude, of_department, of_province)


class PracticeState(ClinicState):
    """The form of the practice."""

    values: dict[str, str] = {}
    errors: dict[str, str] = {}
    country: str = "PE"
    place: Place = Place()
    zones: list[str] = []
    logo: str = ""
    loaded: bool = False
    can_write: bool = False
    box: int = 0  # the form is drawn anew when what is stored is no longer what it began with

    @rx.event
    @clinic_event(Permission.SETTINGS_READ)
    async def load(self, work: Work) -> None:
        """Read what is stored; what is being typed stays, unless somebody changed it meanwhile."""
        row = await service.current(work)
        stored = {PREFIX + name: str(getattr(row, name)) for name in TEXTS}
        place = self._place_of(row)
        if (stored, place, row.country) != (self.values, self.place, self.country):
            self.values, self.place, self.country, self.zones = stored, place, row.country, zones(row.country)
            self.box, self.errors = self.box + 1, {}
        self._show_logo(row)
        self.can_write = Permission.SETTINGS_WRITE in work.actor.permissions
        self.loaded = True

    def _place_of(self, row: Clinic) -> Place:
        return place_of(
            row.country, row.department, row.province, row.district, row.ubigeo, "" if row.altitude is None else str(row.altitude)
        )

    def _show_logo(self, row: Clinic) -> None:
        self.logo = signed_path(row.logo) if row.logo else ""

    @rx.event
    @clinic_event(Permission.SETTINGS_READ, transaction=False)
    async def pick_country(self, _actor: object, country: str) -> None:
        """Another country proposes its own money and clocks."""
        if country not in COUNTRIES or country == self.country:
            return
        chosen = COUNTRIES[country]
        self.country, self.zones = country, zones(country)
        self.place = place_of(country, "", "", "", "", "")
        self.values = {
            **self.values,
            PREFIX + "timezone": chosen.zones[0],
            PREFIX + "currency": chosen.currency,
            PREFIX + "language": chosen.language,
        }

    @rx.event
    @clinic_event(Permission.SETTINGS_READ, transaction=False)
    async def pick_department(self, _actor: object, department: str) -> None:
        """Show its provinces."""
        self.place = place_of(self.country, department, "", "", "", "")

    @rx.event
    @clinic_event(Permission.SETTINGS_READ, transaction=False)
    async def pick_province(self, _actor: object, province: str) -> None:
        """Show its districts."""
        self.place = place_of(self.country, self.place.department, province, "", "", "")

    @rx.event
    @clinic_event(Permission.SETTINGS_READ, transaction=False)
    async def pick_district(self, _actor: object, ubigeo: str) -> None:
        """Know its altitude."""
        found = districts.find(ubigeo)
        altitude = "" if found is None or found.altitude is None else str(found.altitude)
        self.place = place_of(self.country, self.place.department, self.place.province, found.district if found else "", ubigeo, altitude)

    @rx.event
    @clinic_event(Permission.SETTINGS_WRITE)
    async def save(self, work: Work, data: dict[str, Any]) -> None:
        """Change what is written; a refusal stands beside its field and nothing is lost."""
        given = {name: data[PREFIX + name] for name in (*service.RULES,) if PREFIX + name in data}
        given["country"] = self.country
        if self.country == districts.COUNTRY:
            given |= {name: getattr(self.place, name) for name in (*PLACE, "ubigeo")}
        try:
            row = await service.change(work, given)
        except service.Invalid as error:
            raise service.Invalid({PREFIX + name: said for name, said in (error.fields or {}).items()}) from error
        actors.forget()  # its people work by the new clock from now on
        self.values = {PREFIX + name: str(getattr(row, name)) for name in TEXTS}
        self.errors, self.place, self.box = {}, self._place_of(row), self.box + 1
        shell = await self.get_state(ShellState)
        shell.clinic_name, shell.currency = row.name, row.currency
        await notify(self, "Datos del consultorio guardados")

    @rx.event
    @clinic_event(Permission.SETTINGS_READ)
    async def show_logo(self, work: Work) -> None:
        """After an upload."""
        self._show_logo(await service.current(work))

    @rx.event
    @clinic_event(Permission.SETTINGS_WRITE)
    async def remove_logo(self, work: Work) -> None:
        """Take the logo away."""
        await profile.change(work, {"logo": None})
        self.logo = ""
        await notify(self, "Logo quitado")
