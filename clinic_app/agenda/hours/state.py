"""The settings of the agenda: when the clinic works."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import reflex as rx

from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.agenda.hours import periods
from clinic_app.agenda.hours import service as hours
from clinic_app.agenda.rooms.models import AgendaSettings
from clinic_app.agenda.wire import SETTINGS_RULES
from clinic_app.core.database import Work
from clinic_app.core.errors import Invalid
from clinic_app.core.fields import parse
from clinic_app.core.permissions import Permission
from clinic_app.ui.toasts import notify

PREFIX = "agenda_"
WEEK = range(1, 8)
TICKED = ("true", "on", "1")
# A screen sends every field: an emptied one is a mistake to point at, not a field left out.
RULES = {name: replace(rule, required=True) for name, rule in SETTINGS_RULES.items()}


def hours_values(row: AgendaSettings) -> dict[str, str]:
    """What the form starts with; a weekday is one box."""
    texts = {
        "hora_inicio": f"{row.start_time:%H:%M}", "hora_fin": f"{row.end_time:%H:%M}", "intervalo_minutos": str(row.interval_minutes),
        "tiempo_entre_citas": str(row.gap_minutes), "dias_anticipacion_maxima": str(row.horizon_days),
        "minutos_traslado": str(row.travel_minutes), "minutos_reserva_espera": str(row.hold_minutes),
        "permite_citas_mismo_dia": str(row.allow_same_day).lower(), "cierra_feriados": str(row.closes_on_holidays).lower(),
    }  # fmt: skip
    days = {f"dia_{day}": str(day in row.working_days).lower() for day in WEEK}
    return {PREFIX + name: value for name, value in {**texts, **days}.items()}


def hours_body(data: Mapping[str, Any]) -> dict[str, Any]:
    """The form in the shape of the documented API."""

    def ticked(name: str) -> bool:
        return str(data.get(PREFIX + name, "")).lower() in TICKED

    body = {name: data.get(PREFIX + name, "") for name in RULES}
    return {
        **body,
        "dias_laborables": [day for day in WEEK if ticked(f"dia_{day}")],
        "permite_citas_mismo_dia": ticked("permite_citas_mismo_dia"),
        "cierra_feriados": ticked("cierra_feriados"),
    }


class HoursState(ClinicState):
    """The form of the hours."""

    values: dict[str, str] = {}
    errors: dict[str, str] = {}
    loaded: bool = False
    can_write: bool = False
    ruled: bool = False  # by the periods of each day
    box: int = 0  # the form is drawn anew when what is stored is no longer what it began with

    @rx.event
    @clinic_event(Permission.SETTINGS_READ)
    async def load(self, work: Work) -> None:
        """Read what is stored; what is being typed stays, unless somebody changed it meanwhile."""
        values = hours_values(await hours.get_settings(work))
        ruled = await periods.rule(work)
        if values != self.values or ruled != self.ruled:
            self.values, self.ruled, self.box, self.errors = values, ruled, self.box + 1, {}
        self.can_write = Permission.SETTINGS_WRITE in work.actor.permissions
        self.loaded = True

    @rx.event
    @clinic_event(Permission.SETTINGS_WRITE)
    async def save(self, work: Work, data: dict[str, Any]) -> None:
        """Change when the clinic works; appointments that stand are kept."""
        try:
            rules = (
                RULES if not await periods.rule(work) else {name: rule for name, rule in RULES.items() if name not in hours.RULED.values()}
            )
            row = await hours.update_settings(work, parse(hours_body(data), rules))
        except Invalid as error:
            raise Invalid({PREFIX + name: said for name, said in (error.fields or {}).items()}) from error
        self.values, self.errors = hours_values(row), {}
        await notify(self, "Horario guardado")
