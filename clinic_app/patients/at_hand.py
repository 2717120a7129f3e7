"""Patients that one person keeps at hand: her favourites and those she opened last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from clinic_app.audit import service as audit
from clinic_app.core.database import Work
from clinic_app.core.errors import NotFound
from clinic_app.core.permissions import Permission
from clinic_app.patients.age import age_and_document, age_on, age_text
from clinic_app.patients.identity import shown_number
from clinic_app.patients.models import full_name

KEPT_OPENINGS = 20
MOST_FAVOURITES = 50


@dataclass(frozen=True)
class PickerRow:
    """The little that is needed to choose the right person."""

    id: int
    name: str
    document: str
    age: str
    born: date | None = None

    @property
    def detail(self) -> str:
        """Age and document, for `translate`."""
        return age_and_document(self.age, self.document)


_ROWS = "select p.id, p.first_surname, p.second_surname, p.given_names, p.document_type, p.document_number, p.birth_date"
_RECENTS = f"""
{_ROWS} from app.patient_last_opening o join app.patient p on p.tenant_id = o.tenant_id and p.id = o.patient_id
where o.tenant_id = (select app.tenant()) and o.user_id = (select app.person()) and p.is_active order by o.at desc limit %s
"""
_FAVOURITES = f"""
{_ROWS} from app.patient_favourite f join app.patient p on p.tenant_id = f.tenant_id and p.id = f.patient_id
where f.tenant_id = (select app.tenant()) and f.user_id = (select app.person()) and p.is_active order by p.search, p.id limit %s
"""
_OPENED = """
insert into app.patient_last_opening (tenant_id, user_id, patient_id) values (app.tenant(), app.person(), %s)
on conflict (tenant_id, user_id, patient_id) do update set at = now()
"""
# `skip locked`: two tabs of one person that open records at once must not wait for each other to forget old ones
_FORGET = """
delete from app.patient_last_opening where tenant_id = app.tenant() and id in (
  select id from app.patient_last_opening where tenant_id = app.tenant() and user_id = app.person()
  order by at desc offset %s for update skip locked)
"""
_ADD = """
insert into app.patient_favourite (tenant_id, user_id, patient_id)
select p.tenant_id, app.person(), p.id from app.patient p where p.tenant_id = app.tenant() and p.id = %s
on conflict (tenant_id, user_id, patient_id) do nothing
"""
_REMOVE = "delete from app.patient_favourite where tenant_id = app.tenant() and user_id = app.person() and patient_id = %s"
_IS = "select exists (select from app.patient_favourite where tenant_id = app.tenant() and user_id = app.person() and patient_id = %s)"
_KNOWN = "select exists (select from app.patient where tenant_id = app.tenant() and id = %s)"


def picker_row(row: Sequence[Any], work: Work) -> PickerRow:
    """A row of the database as pickers show it."""
    key, first, second, given, kind, number, born = row
    return PickerRow(key, full_name(first, second, given), shown_number(kind, number), age_text(age_on(born, work.today())), born)


async def _listed(work: Work, sql: str, most: int) -> list[PickerRow]:
    work.require(Permission.PATIENTS_READ)
    rows = await (await (await work.driver()).execute(sql, (most,))).fetchall()  # type: ignore[arg-type]
    return [picker_row(row, work) for row in rows]


async def recents(work: Work, most: int = KEPT_OPENINGS) -> list[PickerRow]:
    """The active patients whose record this person opened last, newest first."""
    return await _listed(work, _RECENTS, most)


async def favourites(work: Work, most: int = MOST_FAVOURITES) -> list[PickerRow]:
    """The active patients that this person marked, in alphabetical order."""
    return await _listed(work, _FAVOURITES, most)


async def is_favourite(work: Work, patient_id: int) -> bool:
    """Whether this person keeps the patient at hand."""
    work.require(Permission.PATIENTS_READ)
    row = await (await (await work.driver()).execute(_IS, (patient_id,))).fetchone()
    return bool(row and row[0])


async def mark(work: Work, patient_id: int, wanted: bool) -> None:
    """Make a patient a favourite of this person, or no longer. Raises NotFound."""
    work.require(Permission.PATIENTS_READ)
    driver = await work.driver()
    known = await (await driver.execute(_KNOWN, (patient_id,))).fetchone()
    if not known or not known[0]:
        raise NotFound
    changed = await driver.execute(_ADD if wanted else _REMOVE, (patient_id,))
    if changed.rowcount:
        await audit.record(work, "favourite" if wanted else "unfavourite", "patient", patient_id)


async def note_opening(work: Work, patient_id: int) -> None:
    """Remember that this person opened a record. Jobs and programs without a person leave no trace here (the trail has them)."""
    if work.actor.user_id:
        driver = await work.driver()
        await driver.execute(_OPENED, (patient_id,))
        await driver.execute(_FORGET, (KEPT_OPENINGS,))
