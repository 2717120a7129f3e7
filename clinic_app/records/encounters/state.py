"""The encounters of a patient on the screen: the list, and the dialog of one."""

from dataclasses import replace
from typing import Any

import reflex as rx

from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.audit import service as audit
from clinic_app.core.database import Actor, Work
from clinic_app.core.errors import Invalid, NotFound
from clinic_app.core.fields import parse, path_id
from clinic_app.core.i18n import N_, translate
from clinic_app.core.permissions import Permission
from clinic_app.patients import service as patients
from clinic_app.records import requirements
from clinic_app.records.encounters import queries as encounters_queries
from clinic_app.records.encounters import rows as encounters_rows
from clinic_app.records.encounters import service as encounters
from clinic_app.records.encounters.rows import PREFIX, SLOT, EncounterForm, EncounterLine
from clinic_app.records.encounters.wire import CHANGE_RULES, asks_to_cancel
from clinic_app.ui.i18n import language_of
from clinic_app.ui.toasts import notify

P = Permission


def beside(wrong: Invalid) -> Invalid:
    """The same refusal under the names of this form's fields; what has no field here stands beside the time."""
    here = {*CHANGE_RULES} - {"cita", "cupo", "version"}
    return Invalid({PREFIX + (name if name in here else "lugar"): messages for name, messages in (wrong.fields or {}).items()})


class EncountersState(ClinicState):
    """The encounters of the patient that the address names."""

    rows: list[EncounterLine] = []
    loaded: bool = False
    failed: bool = False  # the guard says so when the database is away
    can_write: bool = False
    dialog: bool = False
    form: EncounterForm = EncounterForm()
    values: dict[str, str] = {}
    errors: dict[str, str] = {}
    _patient: int = 0

    async def _refill(self, work: Work) -> None:
        self.rows = await encounters_rows.lines(work, self._patient)

    async def _show(self, work: Work, encounter_id: int) -> None:
        row = await encounters.read(work, encounter_id)
        if row.patient_id != self._patient:
            raise NotFound
        self.form = await encounters_rows.opened(work, row, await language_of(self))
        self.form.editable = self.form.editable and self.can_write
        self.values, self.errors, self.dialog = encounters_rows.values_of(work, row), {}, True

    @rx.event
    @clinic_event(P.RECORDS_READ)
    async def load(self, work: Work) -> Any:
        """The list; `?atencion=ID` opens one, `?cita=ID` that of an appointment (it is made if it is not there yet)."""
        self.dialog, self.loaded, self.failed, self._patient, self.rows = False, False, False, 0, []
        self.can_write = P.RECORDS_WRITE in work.actor.permissions
        query = self.router.url.query_parameters
        try:
            self._patient = (await patients.get(work, path_id(str(self.patient_id)))).id  # type: ignore[attr-defined]
            await audit.record(work, "open", "encounter", None, patient_id=self._patient)
            await self._refill(work)
            if asked := query.get("atencion", ""):
                await self._show(work, path_id(asked))
        except NotFound:  # no such patient: the head says so
            pass
        self.loaded = True
        visit = query.get("cita", "")
        if visit.isdecimal() and len(visit) < 19 and self.can_write and self._patient:
            return EncountersState.begin_for(visit)
        return None

    @rx.event
    @clinic_event(P.RECORDS_WRITE)
    async def begin_for(self, work: Work, visit: str) -> None:
        """The encounter of an appointment, opened if it is not yet."""
        row = await encounters.open_for(work, path_id(visit))
        if row.patient_id != self._patient:
            raise NotFound
        told = list(work.told)
        await self._show(work, row.id)
        self.form.told = told
        await self._refill(work)

    @rx.event
    @clinic_event(P.RECORDS_READ)
    async def show(self, work: Work, encounter_id: int) -> None:
        """Open one; the trail keeps who did."""
        await self._show(work, encounter_id)

    @rx.event
    @clinic_event(P.RECORDS_WRITE)
    async def begin(self, work: Work) -> None:
        """The form of a new one."""
        self.form = await encounters_rows.blank(work, self._patient, await language_of(self))
        mine = str(work.actor.membership_id or "")
        known = any(each.value == mine for each in self.form.professionals)
        self.values = encounters_rows.new_values(work, work.actor.membership_id if known else None)
        self.errors, self.dialog = {}, True

    @rx.event
    @clinic_event(P.RECORDS_READ, transaction=False)
    async def close(self, actor: Actor) -> None:
        self.dialog, self.errors = False, {}

    @rx.event
    @clinic_event(P.RECORDS_WRITE, transaction=False)
    async def choose(self, actor: Actor, place: str) -> None:
        """An appointment or a group fills and locks the date; nothing chosen unlocks it."""
        found = next((each for each in self.form.times if each.value == place), None)
        self.form = replace(
            self.form, place=place if found else "", place_at=found.at if found else "", place_label=found.label if found else "",
            fixed_minutes=bool(found) and place.startswith(SLOT), told=[],
        )  # fmt: skip
        self.errors = {}
        if found:
            self.values = {**self.values, PREFIX + "fecha_hora": found.at[:16], PREFIX + "duracion_minutos": str(found.minutes)}

    @rx.event
    @clinic_event(P.RECORDS_WRITE)
    async def look(self, work: Work, service_id: str) -> None:
        """What the chosen service requires and this patient lacks today."""
        missing = await requirements.missing(work, self._patient, int(service_id), work.today()) if service_id.isdecimal() else []
        language = await language_of(self)
        self.form = replace(self.form, told=[translate(language, one.sentence) for one in missing])

    def _said(self, data: dict[str, Any]) -> dict[str, Any]:
        body = {name: data[PREFIX + name] for name in CHANGE_RULES if PREFIX + name in data}
        kind, _colon, key = self.form.place.partition(":")
        body |= {"cita": None, "cupo": None} | ({kind: key} if key else {})
        if key:
            body = {name: value for name, value in body.items() if name not in ("fecha_hora", "servicio", "profesional")}
            body = {name: value for name, value in body.items() if name != ("cupo" if kind == "cita" else "cita")}
        if self.form.id and not self.form.editable:
            body = {name: value for name, value in body.items() if name in ("observaciones", "estado", "motivo_cancelacion")}
        return body | ({"version": self.form.version} if self.form.id else {})

    @rx.event
    @clinic_event(P.RECORDS_WRITE)
    async def save(self, work: Work, data: dict[str, Any]) -> None:
        """Open the encounter, or write what the form says. To cancel always works, whatever else is wrong in the form."""
        self.errors = {}
        body = self._said(data)
        if self.form.id and asks_to_cancel(body):
            return await self._cancel(work, body)
        try:
            values = parse(body, CHANGE_RULES, partial=True)
            if self.form.id:
                await encounters.change(work, self.form.id, values)
            else:
                values = {name: values.get(name) for name in encounters.Wish.__dataclass_fields__ if name in values}
                await encounters.open_encounter(
                    work, encounters.Wish(patient_id=self._patient, **{**values, "notes": values.get("notes") or ""})
                )
        except Invalid as wrong:
            raise beside(wrong) from wrong
        self.dialog = False
        await self._refill(work)
        await notify(self, N_("Atención guardada") if self.form.id else N_("Atención abierta"))
        for sentence in work.told:
            await notify(self, sentence, "info")
        return None

    async def _cancel(self, work: Work, body: dict[str, Any]) -> None:
        _row, problems = await encounters.cancel_anyway(work, self.form.id, lambda: parse(body, CHANGE_RULES, partial=True))
        await self._refill(work)
        await notify(self, N_("Atención cancelada: su hora queda libre"))
        if not problems:
            self.dialog = False
            return
        language = await language_of(self)
        self.form = await encounters_rows.opened(work, await encounters_queries.one(work, self.form.id), language)
        shown = beside(Invalid(problems)).fields or {}
        self.errors = {name: translate(language, messages[0]) for name, messages in shown.items()}
