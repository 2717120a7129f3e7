"""The clinical history of a patient on the screen: what it says, and the dialogs that change it."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import reflex as rx

from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.core.database import Actor, Work
from clinic_app.core.errors import Invalid, NotFound
from clinic_app.core.fields import path_id
from clinic_app.core.i18n import N_
from clinic_app.core.permissions import Permission
from clinic_app.patients import service as patients
from clinic_app.patients.rows import local_iso
from clinic_app.records import profile
from clinic_app.records.head_state import PatientHeadState, load_head
from clinic_app.records.history import service as history
from clinic_app.records.history.fields import RULES, from_form
from clinic_app.records.history.models import FactKind, FactSource
from clinic_app.ui.toasts import notify

PREFIX = "hc_"  # before its field names: the head's own dialogs stand on the same page
FACT = "dato_"


@dataclass
class FactRow:
    """A fact of the clinical profile, and where it was said."""

    id: int
    kind: str
    text: str
    source: str
    at: str
    person: str


@dataclass
class HistoryView:
    """What the page shows. Numbers are texts: an empty one was never noted."""

    id: int = 0
    number: str = ""
    opened: str = ""
    updated: str = ""
    said: dict[str, str] = field(default_factory=dict)  # by wire name
    facts: list[FactRow] = field(default_factory=list)


def wire_values(found: history.History) -> dict[str, str]:
    """The history as its form shows it, by wire name."""
    row, group = found.row, found.patient.blood_group
    values = {name: getattr(row, rule.attribute) for name, rule in RULES.items() if rule.attribute != "blood_group"}
    shown = {
        name: "" if value is None else f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
        for name, value in values.items()
    }
    return shown | {"grupo_sanguineo": "" if group == "ND" else group}


class HistoryState(ClinicState):
    """The history of the patient that the address names."""

    shown: HistoryView = HistoryView()
    loaded: bool = False
    failed: bool = False  # the guard says so when the database is away
    dialog: str = ""  # history, fact
    values: dict[str, str] = {}
    errors: dict[str, str] = {}
    _patient: int = 0

    async def _fill(self, work: Work, found: history.History | None) -> None:
        facts = [
            FactRow(one.id, one.kind, one.text, one.source, local_iso(one.at, work.tz), one.person)
            for one in (await profile.of(work, self._patient)).facts
        ]
        if found is None:
            self.shown = HistoryView(facts=facts)
            return
        row = found.row
        self.shown = HistoryView(
            row.id, row.number, row.opened_on.isoformat(), local_iso(row.updated_at, work.tz), wire_values(found), facts
        )

    async def _done(self, work: Work, found: history.History | None, sentence: str, **values: object) -> None:
        await self._fill(work, found)
        head = await self.get_state(PatientHeadState)
        head.head = await load_head(work, self._patient, opening=False)
        self.dialog, self.errors = "", {}
        await notify(self, sentence, **values)

    @rx.event
    @clinic_event(Permission.RECORDS_READ)
    async def load(self, work: Work) -> None:
        """Open the history; the trail keeps who did."""
        self.dialog, self.loaded, self.failed, self._patient = "", False, False, 0
        try:
            self._patient = (await patients.get(work, path_id(str(self.patient_id)))).id  # type: ignore[attr-defined]
            try:
                found = await history.get(work, self._patient)
            except NotFound:
                found = None
            await self._fill(work, found)
        except NotFound:
            self.shown = HistoryView()
        self.loaded = True

    @rx.event
    @clinic_event(Permission.RECORDS_READ, transaction=False)
    async def close(self, actor: Actor) -> None:
        self.dialog, self.errors = "", {}

    @rx.event
    @clinic_event(Permission.RECORDS_WRITE)
    async def edit(self, work: Work) -> None:
        """The form, with what is known: of a history that is not open yet, the blood group."""
        patient = await patients.get(work, self._patient)
        known = self.shown.said or {"grupo_sanguineo": "" if patient.blood_group == "ND" else patient.blood_group}
        self.values, self.errors, self.dialog = {PREFIX + name: known.get(name, "") for name in RULES}, {}, "history"

    @rx.event
    @clinic_event(Permission.RECORDS_WRITE)
    async def save(self, work: Work, data: dict[str, Any]) -> None:
        """Open the history, or write all that the form says."""
        self.errors = {}
        values = from_form(data, PREFIX)
        if self.shown.id:
            await self._done(work, await history.change(work, self._patient, values), N_("Historia guardada"))
        else:
            found = await history.open_history(work, self._patient, values)
            await self._done(work, found, N_("Historia abierta: {number}"), number=found.row.number)

    @rx.event
    @clinic_event(Permission.RECORDS_WRITE, transaction=False)
    async def begin_fact(self, actor: Actor) -> None:
        """The form of one more fact of the profile."""
        self.values, self.errors, self.dialog = {FACT + "tipo": FactKind.CONDITION.value, FACT + "texto": ""}, {}, "fact"

    @rx.event
    @clinic_event(Permission.RECORDS_WRITE)
    async def save_fact(self, work: Work, data: dict[str, Any]) -> None:
        """Note a fact that no document says."""
        self.errors = {}
        text, kind = " ".join(str(data.get(FACT + "texto") or "").split()), str(data.get(FACT + "tipo") or "")
        if not text:
            raise Invalid({FACT + "texto": [N_("Escribe el dato.")]})
        if kind not in set(FactKind):
            raise Invalid({FACT + "tipo": [N_("Elige qué es.")]})
        await profile.add(work, self._patient, FactKind(kind), text)
        await self._done(work, await history.find(work, self._patient), N_("Dato anotado"))

    @rx.event
    @clinic_event(Permission.RECORDS_WRITE)
    async def end_fact(self, work: Work, fact_id: int) -> None:
        """Take back a fact that was noted by hand; those of a document are changed there."""
        await profile.end(work, self._patient, fact_id)
        await self._done(work, await history.find(work, self._patient), N_("Dato quitado"))


MANUAL = FactSource.MANUAL.value
