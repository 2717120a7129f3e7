"""One patient's page: what it shows, and the dialogs that change it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import reflex as rx

from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.agenda import queries as agenda
from clinic_app.core.database import Actor, Work
from clinic_app.core.errors import Invalid, NotFound
from clinic_app.core.fields import path_id
from clinic_app.core.permissions import Permission
from clinic_app.patients import service as patients
from clinic_app.patients.identity import document_kinds
from clinic_app.patients.rows import GuardianRow, PatientCard, form_body, form_values, guardian_body, guardian_row, local_iso, patient_card
from clinic_app.records import queries
from clinic_app.ui import routes
from clinic_app.ui.i18n import N_
from clinic_app.ui.theme import ARRIVED
from clinic_app.ui.toasts import notify

PENDING = ("programada", "confirmada", "en_atencion")
LONGEST_TIMELINE = 30
GUARDIAN = "responsable_"  # before the guardian's field names: ids of the two forms of one page must differ


@dataclass
class VisitRow:
    """An appointment of this patient."""

    id: int
    service: str
    starts: str
    ends: str
    status: str
    notes: str


@dataclass
class Moment:
    """A fact of the timeline. kind: created, visit or opened; `text` is a name, `status` only of visits."""

    kind: str
    at: str
    text: str = ""
    status: str = ""


@dataclass
class Loaded:
    """What `PatientState` shows, read in one go."""

    patient: PatientCard = field(default_factory=PatientCard)
    guardians: list[GuardianRow] = field(default_factory=list)
    coming: list[VisitRow] = field(default_factory=list)
    past: list[VisitRow] = field(default_factory=list)
    timeline: list[Moment] = field(default_factory=list)


def _visit(row: agenda.Row, actor: Actor) -> VisitRow:
    status = ARRIVED if row.status == "confirmada" and row.arrived_at else str(row.status)
    return VisitRow(row.id, row.service_name, local_iso(row.starts_at, actor.tz), local_iso(row.ends_at, actor.tz), status, row.notes)


def _timeline(card: PatientCard, visits: Sequence[VisitRow], opened: Sequence[queries.Opening], actor: Actor) -> list[Moment]:
    moments = [Moment("created", card.created), *(Moment("visit", one.starts, one.service, one.status) for one in visits)]
    moments += [Moment("opened", local_iso(one.at, actor.tz), one.name) for one in opened]
    return sorted(moments, key=lambda one: one.at, reverse=True)[:LONGEST_TIMELINE]


async def load_record(work: Work, patient_id: int, *, opening: bool) -> Loaded:
    """All of a patient's page; `opening` leaves a line in the trail, a reload after a change does not. Raises NotFound."""
    opened = await queries.last_openings(work, patient_id)
    record = await patients.open_record(work, patient_id) if opening else await patients.record_of(work, await patients.get(work, patient_id))
    rows = await agenda.list_range(work.actor, agenda.Filters(patient_id=patient_id)) if Permission.AGENDA_READ in work.actor.permissions else []
    visits, now = [_visit(row, work.actor) for row in rows], local_iso(datetime.now(UTC), work.tz)
    card = patient_card(record.patient, work.today(), record.country, work.tz)
    coming = [one for one in visits if one.status in (*PENDING, ARRIVED) and one.ends >= now]
    past = [one for one in reversed(visits) if one not in coming]
    return Loaded(card, [guardian_row(one, record.country) for one in record.guardians], coming, past, _timeline(card, visits, opened, work.actor))


class PatientState(ClinicState):
    """The patient that the address names."""

    shown: Loaded = Loaded()
    status: str = "loading"  # loading, ready, missing
    failed: bool = False  # the guard says so when the database is away
    can_write: bool = False
    can_book: bool = False
    can_audit: bool = False

    @rx.event
    @clinic_event(Permission.PATIENTS_READ)
    async def load(self, work: Work) -> Any:
        """Open the record; the trail keeps who did."""
        asked, self.failed = str(self.patient_id), False  # type: ignore[attr-defined]
        if str(self.shown.patient.id) != asked:
            self.shown, self.status = Loaded(), "loading"
        self.can_write = Permission.PATIENTS_WRITE in work.actor.permissions
        self.can_book = Permission.AGENDA_WRITE in work.actor.permissions
        self.can_audit = Permission.AUDIT_READ in work.actor.permissions
        (await self.get_state(PatientEditState)).dialog = ""
        try:
            if kept := (await patients.get(work, path_id(asked))).merged_into:
                return await self._follow(work, kept)
            self.shown, self.status = await load_record(work, path_id(asked), opening=True), "ready"
        except NotFound:
            self.shown, self.status = Loaded(), "missing"
        return None

    async def _follow(self, work: Work, kept: int) -> Any:
        """She was merged into another: lead to the one who stayed."""
        patient = await patients.get(work, kept)
        await notify(self, N_("Esa ficha se fusionó con la de {name}."), "info", name=patient.full_name)
        return rx.redirect(str(routes.patient(kept)), replace=True)


    @rx.event
    @clinic_event(Permission.PATIENTS_READ)
    async def reload(self, work: Work) -> None:
        """After a change that reached other domains: what they say is read once it is committed."""
        self.shown = await load_record(work, self.shown.patient.id, opening=False)


class PatientEditState(ClinicState):
    """The dialogs of the patient's page: edit, guardian, remove a guardian, archive."""

    dialog: str = ""  # edit, guardian, remove, archive
    values: dict[str, str] = {}
    errors: dict[str, str] = {}
    guardian_id: int = 0  # 0 while a new one is added
    guardian_name: str = ""
    country: str = "PE"
    coming: int = 0  # appointments that would be left behind by archiving

    async def _patient(self) -> tuple["PatientState", int]:
        shown = await self.get_state(PatientState)
        return shown, shown.shown.patient.id

    async def _done(self, work: Work, sentence: str, **values: object) -> None:
        """Close the dialog, show the record as it is now, say what was done."""
        state, patient_id = await self._patient()
        await work.session.flush()
        state.shown, self.dialog, self.errors = await load_record(work, patient_id, opening=False), "", {}
        await notify(self, sentence, **values)

    @rx.event
    @clinic_event(Permission.ACCOUNT_SELF, transaction=False)
    async def close(self, actor: Actor) -> None:
        self.dialog, self.errors = "", {}

    @rx.event
    @clinic_event(Permission.PATIENTS_WRITE)
    async def edit(self, work: Work) -> None:
        _, patient_id = await self._patient()
        patient, self.country = await patients.get(work, patient_id), await patients.country(work)
        self.values, self.errors, self.dialog = form_values(patient, self.country), {}, "edit"

    @rx.event
    @clinic_event(Permission.PATIENTS_WRITE)
    async def save(self, work: Work, data: dict[str, Any]) -> None:
        """Write the whole form."""
        self.errors = {}
        _, patient_id = await self._patient()
        await patients.replace(work, patient_id, data)
        await self._done(work, "Cambios guardados")

    @rx.event
    @clinic_event(Permission.PATIENTS_WRITE)
    async def ask_archive(self, work: Work) -> None:
        """Say first what is still to come for her."""
        _, patient_id = await self._patient()
        self.coming, self.errors, self.dialog = await patients.coming(work, patient_id), {}, "archive"

    @rx.event
    @clinic_event(Permission.PATIENTS_WRITE)
    async def archive(self, work: Work, data: dict[str, Any]) -> Any:
        """Take the patient off the lists, and what is to come out of the agenda if that is wished; the page stays open and offers to undo it."""
        state, patient_id = await self._patient()
        reason = str(data.get("motivo", "")).strip() if data.get("citas") == "cancel" else None
        if reason == "":
            raise Invalid(motivo="Escribe por qué se cancelan.")
        await patients.archive(work, patient_id, reason)
        await self._done(work, "Paciente archivado: {name}", name=state.shown.patient.name)
        return PatientState.reload

    @rx.event
    @clinic_event(Permission.PATIENTS_WRITE)
    async def restore(self, work: Work) -> None:
        """Put the patient back on the lists."""
        state, patient_id = await self._patient()
        await patients.restore(work, patient_id)
        await self._done(work, "{name} vuelve a estar en tus listas", name=state.shown.patient.name)

    @rx.event
    @clinic_event(Permission.PATIENTS_WRITE)
    async def begin_guardian(self, work: Work, guardian_id: int) -> None:
        """Open the form of a guardian, or with 0 that of a new one."""
        state, patient_id = await self._patient()
        self.guardian_id, self.errors, self.country = guardian_id, {}, await patients.country(work)
        if guardian_id:
            values = form_values(await patients.guardian(work, patient_id, guardian_id), self.country)
        else:
            values = {"tipo_documento": document_kinds(self.country)[0], "es_principal": "false" if state.shown.guardians else "true", "puede_autorizar_procedimientos": "true", "parentesco": "madre"}
        self.values, self.dialog = {GUARDIAN + name: value for name, value in values.items()}, "guardian"

    @rx.event
    @clinic_event(Permission.PATIENTS_WRITE)
    async def save_guardian(self, work: Work, data: dict[str, Any]) -> None:
        self.errors = {}
        _, patient_id = await self._patient()
        body = guardian_body(form_body(data, GUARDIAN))
        try:
            if self.guardian_id:
                await patients.update_guardian(work, patient_id, self.guardian_id, body, full=True)
            else:
                await patients.add_guardian(work, patient_id, body)
        except Invalid as error:
            raise Invalid({GUARDIAN + name: said for name, said in (error.fields or {}).items()}) from error
        await self._done(work, "Responsable guardado")

    @rx.event
    @clinic_event(Permission.PATIENTS_WRITE)
    async def make_principal(self, work: Work, guardian_id: int) -> None:
        _, patient_id = await self._patient()
        row = await patients.update_guardian(work, patient_id, guardian_id, {"es_principal": True})
        await self._done(work, "{name} es ahora el responsable principal", name=f"{row.given_names} {row.surnames}".strip())

    @rx.event
    @clinic_event(Permission.PATIENTS_WRITE, transaction=False)
    async def ask_remove(self, actor: Actor, guardian_id: int, name: str) -> None:
        self.guardian_id, self.guardian_name, self.dialog = guardian_id, name, "remove"

    @rx.event
    @clinic_event(Permission.PATIENTS_WRITE)
    async def remove_guardian(self, work: Work) -> None:
        _, patient_id = await self._patient()
        await patients.remove_guardian(work, patient_id, self.guardian_id)
        await self._done(work, "Responsable quitado: {name}", name=self.guardian_name)
