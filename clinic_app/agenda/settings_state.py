"""The settings: when the clinic works, what it is called, who the person is, and what the plan allows."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import reflex as rx

from clinic_app.access import profile
from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.agenda import hours
from clinic_app.agenda.models import AgendaSettings
from clinic_app.agenda.wire import SETTINGS_RULES
from clinic_app.core.database import Work
from clinic_app.core.errors import Invalid
from clinic_app.core.fields import parse
from clinic_app.core.permissions import Permission
from clinic_app.subscriptions import service as subscriptions
from clinic_app.ui.toasts import notify

# Before the names of each form's fields: three forms stand on one page and a form reads its fields by id.
HOURS, PRACTICE, PERSON = "agenda_", "consultorio_", "perfil_"
PRACTICE_FIELDS = ("nombre_consultorio", "direccion_consultorio", "telefono_consultorio", "ruc")
PERSON_FIELDS = ("first_name", "last_name", "telefono", "numero_colegiatura", "rne")
WEEK = range(1, 8)
TICKED = ("true", "on", "1")
# A screen sends every field: an emptied one is a mistake to point at, not a field left out.
HOURS_RULES = {name: replace(rule, required=True) for name, rule in SETTINGS_RULES.items()}


@dataclass
class UsageRow:
    """How much of what the plan counts is used; limit -1 means without limit."""

    feature: str
    used: int
    limit: int


@dataclass
class PlanCard:
    """The plan as the page shows it."""

    name: str = ""
    valid: bool = True
    cancelled: bool = False
    end_date: str = ""


def hours_values(row: AgendaSettings) -> dict[str, str]:
    """What the form of the agenda starts with; a weekday is one box."""
    texts = {
        "hora_inicio": f"{row.start_time:%H:%M}", "hora_fin": f"{row.end_time:%H:%M}", "intervalo_minutos": str(row.interval_minutes),
        "tiempo_entre_citas": str(row.gap_minutes), "dias_anticipacion_maxima": str(row.horizon_days),
        "permite_citas_mismo_dia": str(row.allow_same_day).lower(),
    }  # fmt: skip
    days = {f"dia_{day}": str(day in row.working_days).lower() for day in WEEK}
    return {HOURS + name: value for name, value in {**texts, **days}.items()}


def hours_body(data: Mapping[str, Any]) -> dict[str, Any]:
    """The form of the agenda in the shape of the documented API."""

    def ticked(name: str) -> bool:
        return str(data.get(HOURS + name, "")).lower() in TICKED

    body = {name: data.get(HOURS + name, "") for name in HOURS_RULES}
    return {**body, "dias_laborables": [day for day in WEEK if ticked(f"dia_{day}")], "permite_citas_mismo_dia": ticked("permite_citas_mismo_dia")}


class SettingsState(ClinicState):
    """The forms of the settings and the card of the plan."""

    values: dict[str, str] = {}
    errors: dict[str, str] = {}
    usage: list[UsageRow] = []
    plan: PlanCard = PlanCard()
    loaded: bool = False
    can_write: bool = False
    has_profile: bool = False
    box: int = 0  # the forms are drawn anew when what is stored is no longer what they began with

    @rx.event
    @clinic_event(Permission.SETTINGS_READ)
    async def load(self, work: Work) -> None:
        """Read what is stored; what is being typed stays, unless somebody changed it meanwhile."""
        values = await self._stored(work)
        if values != self.values:
            self.values, self.box, self.errors = values, self.box + 1, {}
        subscription = await subscriptions.current(work)
        end = subscription.end_date.isoformat() if subscription.end_date else ""
        self.plan = PlanCard(subscriptions.plan_of(subscription).name, subscriptions.is_valid(subscription, work.today()), subscription.cancelled, end)
        self.usage = [UsageRow(each.feature.value, each.current, -1 if each.limit is None else each.limit) for each in await subscriptions.usage(work)]
        self.can_write = Permission.SETTINGS_WRITE in work.actor.permissions
        self.has_profile = Permission.ACCOUNT_SELF in work.actor.permissions
        self.loaded = True

    async def _stored(self, work: Work) -> dict[str, str]:
        whole = await profile.full(work, "")
        person = {**whole, **whole["usuario"]}
        own = {PERSON + name: person[name] for name in PERSON_FIELDS} | {PRACTICE + name: whole[name] for name in PRACTICE_FIELDS}
        return {**hours_values(await hours.get_settings(work)), **own}

    async def _keep(self, work: Work, words: str) -> None:
        self.values, self.errors = await self._stored(work), {}
        await notify(self, words)

    @rx.event
    @clinic_event(Permission.SETTINGS_WRITE)
    async def save_hours(self, work: Work, data: dict[str, Any]) -> None:
        """Change when the clinic works; appointments that stand are kept."""
        try:
            await hours.update_settings(work, parse(hours_body(data), HOURS_RULES))
        except Invalid as error:
            raise _under(HOURS, error) from error
        await self._keep(work, "Horario guardado")

    @rx.event
    @clinic_event(Permission.SETTINGS_WRITE)
    async def save_practice(self, work: Work, data: dict[str, Any]) -> None:
        """Change what is printed about the practice."""
        await _change(work, PRACTICE, PRACTICE_FIELDS, data)
        await self._keep(work, "Datos del consultorio guardados")

    @rx.event
    @clinic_event(Permission.ACCOUNT_SELF)
    async def save_person(self, work: Work, data: dict[str, Any]) -> None:
        """Change one's own data."""
        await _change(work, PERSON, PERSON_FIELDS, data)
        await self._keep(work, "Tus datos se guardaron")


def _under(prefix: str, error: Invalid) -> Invalid:
    """The same refusal under the names of the fields on the page."""
    return Invalid({prefix + name: said for name, said in (error.fields or {}).items()})


async def _change(work: Work, prefix: str, names: tuple[str, ...], data: Mapping[str, Any]) -> None:
    given = {name: str(data[prefix + name]).strip() for name in names if prefix + name in data}
    try:
        await profile.change(work, given)
    except Invalid as error:
        raise _under(prefix, error) from error
