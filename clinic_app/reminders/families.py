"""Which reminders are told in one message: the same person's, about appointments of the same day - her own and her children's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from clinic_app.core.database import Work
from clinic_app.messaging import hooks as people
from clinic_app.reminders import visits
from clinic_app.reminders.letters import SERIES, Row
from clinic_app.reminders.rules import ASKING, Kind
from clinic_app.reminders.visits import Visit

# two simple questions for a whole batch: the planner goes wrong over one that joins and chooses at once, most of all with a plan that it
# made for a small clinic
THEIRS = """
select unnest(%(patients)s::bigint[])
union select p.id from app.patient p join unnest(%(phones)s::text[]) as x (phone) on p.phone = x.phone
union select g.patient_id from app.guardian g join unnest(%(phones)s::text[]) as x (phone) on g.phone = x.phone
union select g.patient_id from app.guardian g join unnest(%(phones)s::text[]) as x (phone) on g.alternative_phone = x.phone
union select p.id from app.patient p join unnest(%(emails)s::text[]) as x (email) on lower(p.email) = x.email where p.phone = ''
union select g.patient_id from app.guardian g join unnest(%(emails)s::text[]) as x (email) on lower(g.email) = x.email where g.phone = ''"""
SISTERS = """
select d.appointment_id, d.kind, d.starts_at, d.due_at, d.not_after, d.round, d.why
from unnest(%(patients)s::bigint[]) as x (patient_id)
join app.appointment a on a.patient_id = x.patient_id and a.starts_at >= %(since)s and a.starts_at < %(until)s
join app.reminder_due d on d.clinic_id = %(clinic)s and d.appointment_id = a.id and d.kind = any(%(kinds)s) and d.state = 'waiting'
order by d.due_at, d.appointment_id for update of d skip locked"""


# the others of a series, or sessions of a plan, of which nothing is said by messages of their own when they are booked or moved
FOLLOWING = """
select l.id, a.starts_at from app.appointment l
join app.appointment a on a.tenant_id = l.tenant_id and a.patient_id = l.patient_id and a.starts_at > l.starts_at and a.status in ('programada', 'confirmada')
join app.reminder_due d on d.clinic_id = a.tenant_id and d.appointment_id = a.id and d.kind = 'confirmation' and d.state = 'skipped' and d.why = 'along'
  and d.starts_at = a.starts_at
where l.id = any(%s) and (a.series_id = l.series_id or exists (
  select from app.treatment_session x join app.treatment_session y on y.tenant_id = x.tenant_id and y.plan_id = x.plan_id
  where x.tenant_id = l.tenant_id and x.appointment_id = l.id and y.appointment_id = a.id))
order by a.starts_at, a.id"""


@dataclass
class Family:
    """Reminders of one kind that one message tells. `person`: to whom; None when nobody is known."""

    person: people.Addressee | None
    rows: list[Row]
    visits: list[Visit]
    is_late: bool = False

    @property
    def kind(self) -> str:
        return self.rows[0].kind


def reach(person: people.Addressee | None) -> str:
    """By what two people are one: the telephone, else the address; "" for nobody."""
    return (person.phone or person.email.lower()) if person else ""


def is_over(row: Row, visit: Visit | None) -> bool:
    """Whether the appointment is no more what it was when this was planned."""
    if visit is None or row.kind == Kind.AFTERCARE:
        return visit is None or visit.status != "atendida"
    return row.kind in ASKING and not (visit.is_open and visit.starts_at == row.starts_at)


async def gather(work: Work, rows: Sequence[Row], now: datetime) -> tuple[list[Family], list[Row]]:
    """These reminders, with what is told along with them, by message; and those whose appointment is over or another one now."""
    known = await visits.read(work, {row.appointment_id for row in rows})
    over = [row for row in rows if is_over(row, known.get(row.appointment_id))]
    gone = {(row.appointment_id, row.kind) for row in over}
    live = [(row, known[row.appointment_id]) for row in rows if (row.appointment_id, row.kind) not in gone]
    persons = await people.addressees(work, sorted({visit.patient_id for _, visit in live}))
    others = await _others(work, [(row, visit) for row, visit in live if row.not_after >= now], persons)
    found: dict[tuple[object, ...], Family] = {}
    for row, visit in live:
        if row.not_after < now:
            found[row.appointment_id, row.kind] = Family(None, [row], [visit], is_late=True)
        else:
            _put(work, found, row, visit, persons.get(visit.patient_id))
    for row, visit, person in others:
        key = _key(work, row, visit, person)
        if key in found:  # of those that are due; what is not told with one of them waits for its own moment
            found[key].rows.append(row)
            found[key].visits.append(visit)
    return list(found.values()), over


def _key(work: Work, row: Row, visit: Visit, person: people.Addressee | None) -> tuple[object, ...]:
    whom = reach(person)
    if row.kind not in ASKING or not whom:
        return row.appointment_id, row.kind
    return whom, row.kind, visit.starts_at.astimezone(work.tz).date()


def _put(work: Work, found: dict[tuple[object, ...], Family], row: Row, visit: Visit, person: people.Addressee | None) -> None:
    family = found.setdefault(_key(work, row, visit, person), Family(person, [], []))
    family.rows.append(row)
    family.visits.append(visit)


async def _others(
    work: Work, live: Sequence[tuple[Row, Visit]], persons: dict[int, people.Addressee]
) -> list[tuple[Row, Visit, people.Addressee]]:  # fmt: skip
    """What else waits for the same people on the same days, with whom it is told to."""
    asking = [(row, visit) for row, visit in live if row.kind in ASKING and reach(persons.get(visit.patient_id))]
    if not asking:
        return []
    days = [visit.starts_at.astimezone(work.tz).date() for _, visit in asking]
    whom = [persons[visit.patient_id] for _, visit in asking]
    asked = {
        "patients": [visit.patient_id for _, visit in asking], "phones": sorted({each.phone for each in whom if each.phone}),
        "emails": sorted({each.email.lower() for each in whom if not each.phone}),
    }  # fmt: skip
    driver = await work.driver()
    related = [key for (key,) in await (await driver.execute(THEIRS, asked)).fetchall()]
    window = {
        "clinic": work.actor.tenant_id, "kinds": sorted({row.kind for row, _ in asking}), "patients": related,
        "since": datetime.combine(min(days), time(), work.tz), "until": datetime.combine(max(days) + timedelta(days=1), time(), work.tz),
    }  # fmt: skip
    mine = {(row.appointment_id, row.kind) for row, _ in live}
    waiting = [Row(*row) for row in await (await driver.execute(SISTERS, window)).fetchall()]
    rows = [row for row in waiting if (row.appointment_id, row.kind) not in mine]
    if not rows:
        return []
    theirs = await visits.read(work, {row.appointment_id for row in rows})
    at = await people.addressees(work, sorted({visit.patient_id for visit in theirs.values()}))
    found = [(row, theirs.get(row.appointment_id)) for row in rows]
    return [(row, visit, at[visit.patient_id]) for row, visit in found if visit and not is_over(row, visit) and visit.patient_id in at]


async def following(work: Work, families: Sequence[Family]) -> dict[int, list[datetime]]:
    """The times of those for which a message speaks too, by the first appointment that it names."""
    first = {row.appointment_id: family.rows[0].appointment_id for family in families for row in family.rows if row.why == SERIES}
    if not first:
        return {}
    [rows] = await work.ask((FOLLOWING, (list(first),)))
    found: dict[int, list[datetime]] = {}
    for key, at in sorted(rows, key=lambda row: row[1]):
        found.setdefault(first[key], []).append(at)
    return found
