"""Reading the trail of one clinic, newest first. Names come from the tables of the domains above, read within the clinic's wall."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from clinic_app.audit.filters import KINDS, UNCHANGED, Cursor, Filters
from clinic_app.core.database import Actor, read

PAGE_SIZE = 50
ROWS_AT_ONCE = 2_000

# The names are looked up for the entries of the page only. A former member keeps her name here: her membership stays when she is removed.
_PAGE = """
select e.id, e.at, e.user_id, coalesce(btrim(u.first_name || ' ' || u.last_name), ''), e.action, e.entity, e.entity_id, e.patient_id,
  coalesce(btrim(concat_ws(' ', p.given_names, p.first_surname, p.second_surname)), ''), e.detail, e.request_id
from (
  select * from app.audit_entry where {where} order by at desc, id desc limit %s
) e
left join app.membership m on m.tenant_id = e.tenant_id and m.user_id = e.user_id
left join app.user_account u on u.id = m.user_id
left join app.patient p on p.tenant_id = e.tenant_id and p.id = e.patient_id
order by e.at desc, e.id desc
"""
_FOUND_PATIENTS = """patient_id = any(array(
    select id from app.patient
    where tenant_id = %s and search like all (array(select '%%' || replace(replace(app.norm(word), '\\', '\\\\'), '%%', '\\%%') || '%%' from unnest(%s::text[]) word))
    limit 500
  ))"""
# she, and those that were merged into her
_SAME_PATIENT = """patient_id = any(array(
    with recursive same(id) as (
      select %s::bigint union select p.id from app.patient p join same on p.merged_into = same.id where p.tenant_id = %s
    ) select id from same
  ))"""
_PEOPLE = """
select m.user_id, btrim(u.first_name || ' ' || u.last_name), m.is_active
from app.membership m join app.user_account u on u.id = m.user_id
where m.tenant_id = %s order by m.is_active desc, 2
"""
_PATIENT = "select id, btrim(concat_ws(' ', given_names, first_surname, second_surname)) from app.patient where tenant_id = %s and id = %s"
_OPENINGS = """
select e.user_id, coalesce(btrim(u.first_name || ' ' || u.last_name), ''), count(*), min(e.at), max(e.at)
from app.audit_entry e
left join app.membership m on m.tenant_id = e.tenant_id and m.user_id = e.user_id
left join app.user_account u on u.id = m.user_id
where e.tenant_id = %s and e.{same_patient} and e.entity = 'patient' and e.action = 'open'
group by 1, 2 order by max(e.at) desc
""".replace("{same_patient}", _SAME_PATIENT)


class Entry(NamedTuple):
    """A fact with the names of who did it and of the patient it is about."""

    id: int
    at: datetime
    user_id: int | None
    user: str
    action: str
    entity: str
    entity_id: int | None
    patient_id: int | None
    patient: str
    detail: dict[str, Any] | None
    request_id: str

    @property
    def cursor(self) -> Cursor:
        return Cursor(self.at, self.id)


class Person(NamedTuple):
    """Who is or was a member of the clinic."""

    id: int
    name: str
    is_active: bool


class Patient(NamedTuple):
    """Whose trail is shown."""

    id: int
    name: str


class Openings(NamedTuple):
    """How often one person opened a patient's record."""

    user_id: int | None
    user: str
    times: int
    first: datetime
    last: datetime


def page_query(actor: Actor, filters: Filters, size: int) -> tuple[str, list[Any]]:
    """The statement and its values; its plan is looked at by a test."""
    where, values = ["tenant_id = %s"], [actor.tenant_id]

    def only(condition: str, *given: Any) -> None:
        where.append(condition)
        values.extend(given)

    if filters.user_id is not None:
        only("user_id = %s", filters.user_id)
    if filters.kind == "changed":
        only("action <> all(%s)", list(UNCHANGED))
    elif filters.kind:
        only("action = any(%s)", list(KINDS[filters.kind]))
    if filters.entity:
        only("entity = %s", filters.entity)
    if filters.patient_id is not None:
        only(_SAME_PATIENT, filters.patient_id, actor.tenant_id)
    if words := filters.words.split():
        only(_FOUND_PATIENTS, actor.tenant_id, words)
    if filters.since:
        only("at >= %s", filters.since)
    if filters.until:
        only("at < %s", filters.until)
    if filters.before:
        only("(at, id) < (%s, %s)", *filters.before)
    return _PAGE.format(where="\n  and ".join(where)), [*values, size]


async def page(actor: Actor, filters: Filters, size: int = PAGE_SIZE) -> tuple[list[Entry], Cursor | None]:
    """The newest entries that fit, and where the next page begins, if there is one."""
    [rows] = await read(actor, page_query(actor, filters, size + 1))
    entries = [Entry(*row) for row in rows]
    return entries[:size], entries[size - 1].cursor if len(entries) > size else None


async def everything(actor: Actor, filters: Filters) -> AsyncIterator[list[Entry]]:
    """All entries that fit, some thousands at a time; no connection is held between."""
    while True:
        entries, following = await page(actor, filters, ROWS_AT_ONCE)
        yield entries
        if following is None:
            return
        filters = replace(filters, before=following)


async def people(actor: Actor) -> list[Person]:
    """Everybody who may appear in the trail, former members last."""
    [rows] = await read(actor, (_PEOPLE, (actor.tenant_id,)))
    return [Person(*row) for row in rows]


async def openings(actor: Actor, patient_id: int) -> list[Openings]:
    """Who opened this patient's record, how often, first and last; the latest first."""
    [rows] = await read(actor, (_OPENINGS, (actor.tenant_id, patient_id, actor.tenant_id)))
    return [Openings(*row) for row in rows]


async def patient(actor: Actor, patient_id: int) -> Patient | None:
    """The patient of this clinic, archived or not."""
    [rows] = await read(actor, (_PATIENT, (actor.tenant_id, patient_id)))
    return Patient(*rows[0]) if rows else None
