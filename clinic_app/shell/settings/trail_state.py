"""The trail of the clinic. Its filters live in the address, so that a finding can be kept, shared and gone back to."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import reflex as rx

from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.audit import filters as asked
from clinic_app.audit import queries
from clinic_app.core.database import Actor
from clinic_app.core.errors import Invalid
from clinic_app.core.permissions import Permission
from clinic_app.shell.settings.trail_details import other_details
from clinic_app.shell.settings.trail_words import FORMER, NOBODY, action_words, changed_fields, entity_words
from clinic_app.shell.state import initials_of
from clinic_app.ui import routes
from clinic_app.ui.i18n import N_, language_of


@dataclass
class TrailRow:
    """One entry. Its words are Spanish; the screen translates them."""

    id: int = 0
    at: str = ""
    person: str = ""
    initials: str = ""
    kind: str = ""
    action: str = ""
    entity: str = ""
    number: int = 0
    patient: str = ""
    patient_id: int = 0
    fields: list[str] = field(default_factory=list)
    more: str = ""


@dataclass
class PersonChoice:
    """A member, or somebody who was one."""

    value: str = ""
    label: str = ""


def local_time(at: Any, actor: Actor) -> str:
    """A moment as the wall time of the clinic."""
    return at.astimezone(actor.tz).strftime("%Y-%m-%dT%H:%M:%S")


def trail_row(entry: queries.Entry, actor: Actor, language: str) -> TrailRow:
    """An entry as a screen shows it; `language`: the browser's."""
    person = entry.user or (FORMER if entry.user_id else NOBODY)
    return TrailRow(
        id=entry.id, at=local_time(entry.at, actor), person=person, initials=initials_of(entry.user) or "·",
        kind=asked.kind_of(entry.action), action=action_words(entry.action), entity=entity_words(entry.entity),
        number=entry.entity_id or 0, patient=entry.patient, patient_id=entry.patient_id or 0,
        fields=changed_fields(entry.detail), more=other_details(entry.detail, language),
    )  # fmt: skip


class TrailState(ClinicState):
    """A page of the trail as the address asks for it."""

    rows: list[TrailRow] = []
    people: list[PersonChoice] = []
    chosen: dict[str, str] = dict.fromkeys(asked.NAMES, "")
    problem: str = ""  # a filter that could not be read
    patient: str = ""  # the name of the one patient that is asked for
    following: str = ""  # where the next page begins
    query: str = ""  # the filters as the address of the file has them
    status: str = "loading"  # loading, ready, failed
    box: int = 0  # the fields are drawn anew when their values came from elsewhere
    _typed: str = ""

    @rx.event
    @clinic_event(Permission.AUDIT_READ, transaction=False)
    async def load(self, actor: Actor) -> None:
        """Read the filters from the address and show that page."""
        given = self.router.url.query_parameters
        values = {name: str(given.get(name, ""))[:100] for name in asked.NAMES}
        if {**values, "q": "", "before": ""} != {**self.chosen, "q": "", "before": ""} or values["q"] != self._typed:
            self.box, self._typed = self.box + 1, values["q"]
        self.chosen, self.problem = values, ""
        self.query = urlencode({name: value for name, value in values.items() if value and name != "before"})
        try:
            filters = asked.parse(values, actor.tz)
        except Invalid:
            self.rows, self.following, self.status = [], "", "ready"
            self.problem = N_("Un filtro de la dirección no se entiende. Quítalo y elige de nuevo.")
            return
        self.status = "failed"  # unless the reading below ends well
        await self._show(actor, filters)
        self.status = "ready"

    async def _show(self, actor: Actor, filters: asked.Filters) -> None:
        entries, following = await queries.page(actor, filters)
        members = await queries.people(actor)
        one = await queries.patient(actor, filters.patient_id) if filters.patient_id is not None else None
        language = await language_of(self)
        self.rows = [trail_row(entry, actor, language) for entry in entries]
        self.following = str(following or "")
        self.people = [PersonChoice(str(person.id), person.name) for person in members]
        self.patient = one.name if one else ""

    def _go(self, **changes: str) -> Any:
        wanted = {**self.chosen, "before": "", **changes}
        kept = {name: value for name, value in wanted.items() if value}
        return rx.redirect(routes.SETTINGS_TRAIL + ("?" + urlencode(kept) if kept else ""))

    @rx.event
    @clinic_event(Permission.AUDIT_READ, transaction=False)
    async def choose(self, actor: Actor, name: str, value: str) -> Any:
        """Change one filter; the newest entries that fit are shown."""
        if name not in asked.NAMES:
            return None
        if name == "q":
            self._typed = value
        return self._go(**{name: value.strip()})

    @rx.event
    @clinic_event(Permission.AUDIT_READ, transaction=False)
    async def clear(self, actor: Actor) -> Any:
        """The whole trail again."""
        return self._go(**dict.fromkeys(asked.NAMES, ""))

    @rx.event
    @clinic_event(Permission.AUDIT_READ, transaction=False)
    async def older(self, actor: Actor) -> Any:
        """The next page; the browser's back button returns."""
        return self._go(before=self.following)

    @rx.event
    @clinic_event(Permission.AUDIT_READ, transaction=False)
    async def newest(self, actor: Actor) -> Any:
        return self._go()
