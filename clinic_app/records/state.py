"""The first page of a patient's record: what it shows below the head."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import reflex as rx

from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.agenda import queries as agenda
from clinic_app.core import hooks
from clinic_app.core.database import Actor, Work
from clinic_app.core.errors import NotFound
from clinic_app.core.fields import path_id
from clinic_app.core.permissions import Permission
from clinic_app.patients import service as patients
from clinic_app.patients.rows import GuardianRow, guardian_row, local_iso
from clinic_app.records import profile
from clinic_app.records.history import service as history
from clinic_app.records.history.models import FactKind
from clinic_app.ui.theme import ARRIVED

PENDING = ("programada", "confirmada", "en_atencion")


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
class Sign:
    """One of the last vital signs."""

    name: str
    value: str


@dataclass
class Clinical:
    """What whoever attends her must know first."""

    history: str = ""  # its number
    allergies: list[str] = field(default_factory=list)
    conditions: list[str] = field(default_factory=list)
    medication: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)  # skin and habits
    signs: list[Sign] = field(default_factory=list)
    signs_at: str = ""


@dataclass
class Loaded:
    """What `PatientState` shows, read in one go."""

    guardians: list[GuardianRow] = field(default_factory=list)
    coming: list[VisitRow] = field(default_factory=list)
    past: list[VisitRow] = field(default_factory=list)
    clinical: Clinical = field(default_factory=Clinical)


def _visit(row: agenda.Row, actor: Actor) -> VisitRow:
    status = ARRIVED if row.status == "confirmada" and row.arrived_at else str(row.status)
    return VisitRow(row.id, row.service_name, local_iso(row.starts_at, actor.tz), local_iso(row.ends_at, actor.tz), status, row.notes)


async def _clinical(work: Work, patient_id: int) -> Clinical:
    if Permission.RECORDS_READ not in work.actor.permissions:
        return Clinical()
    found, known = await history.find(work, patient_id), await profile.of(work, patient_id)
    signs = {name: value for tell in hooks.VITALS for name, value in (await tell(work, patient_id)).items()}
    at = signs.pop("at", "")

    def texts(*kinds: FactKind) -> list[str]:
        return list(dict.fromkeys(fact.text for kind in kinds for fact in known.of(kind)))

    return Clinical(
        found.row.number if found else "", texts(FactKind.ALLERGY), texts(FactKind.CONDITION), texts(FactKind.MEDICATION), texts(FactKind.SKIN, FactKind.HABIT),
        [Sign(name, value) for name, value in signs.items()], local_iso(datetime.fromisoformat(at), work.tz) if at else "",
    )  # fmt: skip


async def load_summary(work: Work, patient_id: int) -> Loaded:
    """What stands below the head. Raises NotFound."""
    record = await patients.record_of(work, await patients.get(work, patient_id))
    rows = (
        await agenda.list_range(work.actor, agenda.Filters(patient_id=patient_id))
        if Permission.AGENDA_READ in work.actor.permissions
        else []
    )
    visits, now = [_visit(row, work.actor) for row in rows], local_iso(datetime.now(UTC), work.tz)
    coming = [one for one in visits if one.status in (*PENDING, ARRIVED) and one.ends >= now]
    past = [one for one in reversed(visits) if one not in coming]
    return Loaded([guardian_row(one, record.country) for one in record.guardians], coming, past, await _clinical(work, patient_id))


class PatientState(ClinicState):
    """The first page of a record: who answers for her, when she comes, what happened."""

    shown: Loaded = Loaded()
    _number: int = 0

    @rx.event
    @clinic_event(Permission.PATIENTS_READ)
    async def load(self, work: Work) -> None:
        """Read the page; the head says when there is no such patient."""
        try:
            self._number = path_id(str(self.patient_id))  # type: ignore[attr-defined]
            await refill(self, work, self._number)
        except NotFound:
            self.shown, self._number = Loaded(), 0

    @rx.event
    @clinic_event(Permission.PATIENTS_READ)
    async def reload(self, work: Work) -> None:
        """After a change that reached other domains: what they say is read once it is committed."""
        await refill(self, work, self._number)


async def refill(state: PatientState, work: Work, patient_id: int) -> None:
    """Read the page again, when it is this patient's that is open."""
    if patient_id and patient_id == state._number:
        state.shown = await load_summary(work, patient_id)
