"""The settings of reminders: what holds for all, the rule and the text of each kind, of the clinic or of one service, and what messages cost."""

from dataclasses import dataclass, field
from datetime import time
from typing import Any

import reflex as rx

from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.core.database import Actor, Work
from clinic_app.core.errors import Invalid
from clinic_app.core.i18n import LANGUAGES, N_
from clinic_app.core.permissions import Permission
from clinic_app.integrations.protocol import CHANNELS
from clinic_app.reminders import costs, rules, service, templates, visits
from clinic_app.reminders.rules import AGAIN_DAYS, OWED, Kind
from clinic_app.reminders.templates import Template
from clinic_app.ui.toasts import notify

P = Permission
FORM, GENERAL, PRICE = "rec_", "gral_", "precio_"  # before the names of the fields: ids of one page must differ
NAMES = {"minutes": "horas", "again_days": "dias", "channels": "canales", "text": "texto", "subject": "asunto", "template": "plantilla"}
BAD_TIME = N_("Escribe la hora como 21:00.")


@dataclass
class RuleRow:
    """One kind as the list shows it. `hours`: before or after; `again`: days until it is told once more; empty where there is no such time."""

    kind: str
    is_on: bool
    hours: str
    channels: list[str]
    own: bool
    text: str
    again: str = ""


@dataclass
class Choice:
    value: str
    label: str


@dataclass
class View:
    """What is shown. `service`: "" for the whole clinic; `kind`: of the open form, "" for none."""

    rows: list[RuleRow] = field(default_factory=list)
    services: list[Choice] = field(default_factory=list)
    service: str = ""
    language: str = "es"
    kind: str = ""
    preview: str = ""


class RemindersState(ClinicState):
    """The page of the reminders' settings."""

    view: View = View()
    values: dict[str, str] = {}
    errors: dict[str, str] = {}
    ready: bool = False
    failed: bool = False
    can_write: bool = False
    box: int = 0  # another number: the form of the general settings starts anew

    @rx.event
    @clinic_event(P.SETTINGS_READ)
    async def load(self, work: Work) -> None:
        """Read everything."""
        self.failed, self.can_write = False, P.SETTINGS_WRITE in work.actor.permissions
        where = await visits.clinic(work)
        [services] = await work.ask(("select id, name from app.service where is_active order by position, name", ()))
        self.view = View(services=[Choice(str(key), name) for key, name in services], language=where.language)
        await self._fill(work)
        self.ready = True

    @property
    def _service(self) -> int | None:
        return int(self.view.service) if self.view.service.isdigit() else None

    async def _fill(self, work: Work) -> None:
        decided, said, view = await rules.read(work), await templates.read(work), self.view
        rows = []
        for kind in rules.shown():
            if kind in OWED and self._service is not None:
                continue  # what is due is no service's
            text = said.of(kind, self._service, view.language)
            rule = decided.own.get((kind, self._service)) or decided.of(kind, self._service) if kind is not Kind.JOINT else None
            hours = _hours(rule.minutes) if rule and kind not in (Kind.BOOKED, *OWED) else ""
            again = str(rule.again_days) if rule and kind in OWED else ""
            own = text.own or bool(rule and rule.own)
            rows.append(RuleRow(kind, rule.is_on if rule else True, hours, list(rule.channels) if rule else [], own, text.text, again))
        self.view = View(rows, view.services, view.service, view.language)
        since, until = decided.quiet
        self.values = {
            GENERAL + "activo": str(decided.is_on).lower(), GENERAL + "desde": f"{since:%H:%M}", GENERAL + "hasta": f"{until:%H:%M}",
            GENERAL + "al_momento": str(decided.at_once).lower(),
            **{PRICE + channel: f"{price.normalize():f}" for channel, price in (await costs.prices(work)).items()},
        }  # fmt: skip
        self.errors, self.box = {}, self.box + 1

    @rx.event
    @clinic_event(P.SETTINGS_READ)
    async def choose(self, work: Work, service_id: str) -> None:
        """The rules of one service, or of the whole clinic."""
        known = {each.value for each in self.view.services}
        self.view.service = service_id if service_id in known else ""
        await self._fill(work)

    @rx.event
    @clinic_event(P.SETTINGS_READ)
    async def speak(self, work: Work, language: str) -> None:
        """The texts in another language."""
        if language in LANGUAGES:
            self.view.language = language
            await self._fill(work)

    @rx.event
    @clinic_event(P.SETTINGS_WRITE)
    async def save_general(self, work: Work, data: dict[str, Any]) -> None:
        """What holds for all reminders."""
        self.errors = {}
        hours, wrong = {}, {}
        for name in ("desde", "hasta"):
            try:
                hours[name] = time.fromisoformat(str(data.get(GENERAL + name, "")))
            except ValueError:
                wrong[GENERAL + name] = BAD_TIME
        if wrong:
            raise Invalid(**wrong)
        await service.save_settings(
            work, is_on=bool(data.get(GENERAL + "activo")), quiet_since=hours["desde"], quiet_until=hours["hasta"],
            at_once=bool(data.get(GENERAL + "al_momento")),
        )  # fmt: skip
        await self._fill(work)
        await notify(self, N_("Recordatorios guardados"))

    @rx.event
    @clinic_event(P.SETTINGS_WRITE)
    async def save_prices(self, work: Work, data: dict[str, Any]) -> None:
        """What a message of each channel costs."""
        self.errors = {}
        try:
            await costs.save_prices(work, {channel: str(data.get(PRICE + channel, "")) for channel in CHANNELS})
        except Invalid as error:
            raise Invalid({PRICE + name: said for name, said in (error.fields or {}).items()}) from error
        await self._fill(work)
        await notify(self, N_("Precios guardados"))

    @rx.event
    @clinic_event(P.SETTINGS_WRITE)
    async def edit(self, work: Work, kind: str) -> None:
        """Open the form of one kind."""
        row = next((each for each in self.view.rows if each.kind == kind), None)
        if row is None:
            return
        text = (await templates.read(work)).of(Kind(kind), self._service, self.view.language)
        values = {
            "activo": str(row.is_on).lower(),
            "horas": row.hours,
            "dias": row.again,
            "asunto": text.subject,
            "texto": text.text,
            "plantilla": text.name,
        }
        values |= {f"canal_{each}": str(each in row.channels).lower() for each in CHANNELS}
        self.values = self.values | {FORM + name: value for name, value in values.items()}
        self.errors = {}
        self.view.kind = kind
        self.view.preview = await templates.preview(work, kind, self.view.language, text.text)

    @rx.event
    @clinic_event(P.SETTINGS_WRITE)
    async def look(self, work: Work, text: str) -> None:
        """How the text reads on a real appointment."""
        if self.view.kind:
            self.view.preview = await templates.preview(work, self.view.kind, self.view.language, text)

    @rx.event
    @clinic_event(P.SETTINGS_READ, transaction=False)
    async def close(self, actor: Actor) -> None:
        self.view.kind, self.errors = "", {}

    @rx.event
    @clinic_event(P.SETTINGS_WRITE)
    async def save(self, work: Work, data: dict[str, Any]) -> None:
        """Keep the rule and the text of the open form."""
        self.errors, kind, where = {}, self.view.kind, (self._service, self.view.language)
        row = next((each for each in self.view.rows if each.kind == kind), None)
        if row is None:
            return
        given = {name.removeprefix(FORM): value for name, value in data.items()}
        try:
            if kind != Kind.JOINT:
                chosen = [each for each in CHANNELS if given.get(f"canal_{each}")]
                await service.save_rule(
                    work,
                    kind,
                    is_on=bool(given.get("activo")),
                    minutes=_minutes(given.get("horas", "")) if row.hours else 0,
                    channels=chosen,
                    service_id=where[0],
                    again_days=_days(given.get("dias", "")) if row.again else AGAIN_DAYS,
                )
            wish = Template(
                str(given.get("asunto", "")), str(given.get("texto", "")).replace("\r\n", "\n"), str(given.get("plantilla", ""))
            )
            before = (await templates.read(work)).of(Kind(kind), *where)
            if (wish.subject.strip(), wish.text.strip(), wish.name.strip()) != (before.subject, before.text, before.name):
                await templates.save(work, kind, where[1], wish, where[0])
        except Invalid as error:
            raise Invalid({FORM + NAMES.get(name, name): said for name, said in (error.fields or {}).items()}) from error
        await self._fill(work)
        await notify(self, N_("Recordatorio guardado"))

    @rx.event
    @clinic_event(P.SETTINGS_WRITE)
    async def back(self, work: Work) -> None:
        """Back to the rule and the text that hold without these."""
        await templates.reset(work, self.view.kind, self.view.language, self._service)
        await service.drop_rule(work, self.view.kind, self._service)
        await self._fill(work)
        await notify(self, N_("Se volvió al texto y a la regla originales"))


def _hours(minutes: int) -> str:
    return f"{minutes / 60:g}"


def _minutes(written: str) -> int:
    """Raises Invalid beside `minutes`."""
    try:
        found = round(float(str(written).strip().replace(",", ".")) * 60)
    except (ValueError, OverflowError):
        raise Invalid(minutes=service.TOO_MANY) from None
    return found


def _days(written: str) -> int:
    """Raises Invalid beside `again_days`."""
    try:
        return int(str(written).strip())
    except ValueError:
        raise Invalid(again_days=service.WRONG_DAYS) from None
