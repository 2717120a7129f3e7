"""The clinical history of a patient: one each, with a number of the clinic's own."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlmodel import select

from clinic_app.audit import service as audit
from clinic_app.core import hooks
from clinic_app.core.database import Work
from clinic_app.core.errors import ClinicError, NotFound
from clinic_app.core.permissions import Permission
from clinic_app.patients import service as patients
from clinic_app.patients.models import Patient
from clinic_app.records import profile
from clinic_app.records.history.models import ClinicalHistory, FactKind, FactSource

EXISTS = "El paciente ya tiene una historia clínica."
NO_HISTORY = "El paciente no tiene historia clínica."
# the row is locked until the end of the transaction: whoever comes next waits for it, and what is rolled back gives its number back
_NEXT_NUMBER = """
insert into app.history_counter (tenant_id, year, last) values (app.tenant(), %s, 1)
on conflict (tenant_id, year) do update set last = history_counter.last + 1 returning last
"""


class History(NamedTuple):
    """A history, whose it is, and how many notes it holds."""

    row: ClinicalHistory
    patient: Patient
    notes: int


async def _row(work: Work, patient_id: int) -> ClinicalHistory | None:
    query = select(ClinicalHistory).where(ClinicalHistory.patient_id == patient_id)
    return (await work.session.execute(query.execution_options(populate_existing=True))).scalars().first()


async def _whole(work: Work, row: ClinicalHistory, patient: Patient) -> History:
    return History(row, patient, sum([await count(work, patient.id) for count in hooks.NOTE_COUNTS]))


async def find(work: Work, patient_id: int) -> History | None:
    """The history of a patient, or None while she has none; leaves no line in the trail. Raises NotFound without the patient."""
    work.require(Permission.RECORDS_READ)
    patient = await patients.get(work, patient_id)
    row = await _row(work, patient_id)
    return await _whole(work, row, patient) if row and row.is_active else None


async def get(work: Work, patient_id: int, history_id: int | None = None) -> History:
    """Read a history; the trail keeps who did. With `history_id` it must be that one. Raises NotFound."""
    found = await find(work, patient_id)
    if found is None or (history_id is not None and found.row.id != history_id):
        raise NotFound(NO_HISTORY)
    await audit.record(work, "open", "clinical_history", found.row.id, patient_id=patient_id)
    return found


async def open_history(work: Work, patient_id: int, values: Mapping[str, Any]) -> History:
    """Begin the history of a patient; a deleted one begins anew with the number it had.

    Raises NotFound, Conflict for a merged patient, ClinicError (400) when she has one.
    """
    work.require(Permission.RECORDS_WRITE)
    patient = await patients.get(work, patient_id, lock=True)  # two people who open it at once: the second sees the first one's
    row = await _row(work, patient_id)
    if row is not None and row.is_active:
        raise ClinicError(EXISTS)
    if row is None:
        row = ClinicalHistory(patient_id=patient_id, number="", opened_on=work.today(), created_by=work.actor.user_id)
        await _assign(work, row, patient, values)
        row.number = await _number(work)
        work.session.add(row)
    else:
        row.is_active, row.opened_on = True, work.today()
        await _assign(work, row, patient, {**_EMPTY, **values})
    await work.session.flush()
    await _tell_profile(work, row)
    await audit.record(work, "create", "clinical_history", row.id, patient_id=patient_id)
    return await _whole(work, row, patient)


async def change(work: Work, patient_id: int, values: Mapping[str, Any], history_id: int | None = None) -> History:
    """Change the fields that came. Raises NotFound."""
    work.require(Permission.RECORDS_WRITE)
    patient = await patients.get(work, patient_id, lock=True)
    row = await _row(work, patient_id)
    if row is None or not row.is_active or (history_id is not None and row.id != history_id):
        raise NotFound(NO_HISTORY)
    changed = await _assign(work, row, patient, values)
    await work.session.flush()
    if changed:
        await _tell_profile(work, row)
        await audit.record(work, "update", "clinical_history", row.id, {"fields": sorted(changed)}, patient_id=patient_id)
    return await _whole(work, row, patient)


async def remove(work: Work, patient_id: int, history_id: int | None = None) -> None:
    """Take a history off that was opened by mistake; its number stays hers. Raises NotFound, ClinicError (400) when it holds notes."""
    work.require(Permission.RECORDS_WRITE)
    patient = await patients.get(work, patient_id, lock=True)
    row = await _row(work, patient_id)
    if row is None or not row.is_active or (history_id is not None and row.id != history_id):
        raise NotFound(NO_HISTORY)
    if (await _whole(work, row, patient)).notes:
        raise ClinicError("La historia tiene notas: no se puede eliminar.")
    row.is_active, row.updated_at = False, datetime.now(UTC)
    await work.session.flush()
    for kind in (FactKind.ALLERGY, FactKind.CONDITION):
        await profile.put_facts(work, patient_id, kind, [], profile.Source(FactSource.HISTORY, row.id))
    await audit.record(work, "delete", "clinical_history", row.id, patient_id=patient_id)


_EMPTY: dict[str, Any] = {
    "birth_weight_g": None, "birth_length_cm": None, "birth_head_cm": None, "gestation_weeks": None, "delivery": "", "apgar_1": None, "apgar_5": None,
    "personal": "", "family": "", "perinatal": "", "allergies": "", "feeding": "", "notes": "",
}  # fmt: skip


async def _number(work: Work) -> str:
    year = work.today().year
    ((row,),) = await work.ask((_NEXT_NUMBER, (year,)))
    return f"HC{year}-{row[0]:05d}"


async def _assign(work: Work, row: ClinicalHistory, patient: Patient, values: Mapping[str, Any]) -> list[str]:
    """Write the values; the blood group goes where it is kept, the patient's own column. Returns the names of what changed."""
    own = {name: value for name, value in values.items() if name != "blood_group"}
    changed = [name for name, value in own.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, own[name])
    group = values.get("blood_group")
    if group is not None and group != patient.blood_group:
        patient.blood_group = str(group)
        patient.updated_at = datetime.now(UTC)
        changed.append("blood_group")
        await audit.record(work, "update", "patient", patient.id, {"fields": ["blood_group"]})
    if changed:
        row.updated_at, row.updated_by = datetime.now(UTC), work.actor.user_id
    return changed


async def _tell_profile(work: Work, row: ClinicalHistory) -> None:
    """What the history says of allergies and conditions is part of the profile, and of the banner."""
    source = profile.Source(FactSource.HISTORY, row.id)
    await profile.put_facts(work, row.patient_id, FactKind.ALLERGY, profile.split_facts(row.allergies), source)
    await profile.put_facts(work, row.patient_id, FactKind.CONDITION, profile.split_facts(row.personal), source)
