"""Reads of the agenda. The hot ones are one round trip each, straight to the driver; every query names its clinic."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple, Protocol

from clinic_app.agenda.availability import bounds
from clinic_app.agenda.blocks import closed_time as blocks_time
from clinic_app.agenda.day_facts import DayFacts as DayFacts
from clinic_app.agenda.day_facts import Offered
from clinic_app.agenda.day_facts import day_facts as day_facts
from clinic_app.agenda.hours import working_time as hours_time
from clinic_app.agenda.models import CareType, Status
from clinic_app.agenda.rooms.occupied_time import GROUP_KEY
from clinic_app.agenda.transitions import LIVE, PENDING
from clinic_app.core.database import Actor, Query, Work, read
from clinic_app.core.errors import NotFound
from clinic_app.core.fields import BIGGEST_ID, Page
from clinic_app.core.permissions import CARING_ROLES
from clinic_app.patients.models import full_name

LONGEST = timedelta(hours=12)  # no appointment is longer: one that reaches into a day began after this much before it
MARGIN = timedelta(hours=4)  # no gap and no way is longer: so far do the days beside reach into one


def _written(words: Iterable[str]) -> str:
    """Constants of ours as SQL: as parameters the driver would turn each enum into text again and again."""
    return ", ".join(f"'{word}'" for word in words)


# the asked one, if a person who attends in this clinic; else the clinic's first owner
PROFESSIONAL = f"""
select id from app.membership
where tenant_id = %s and is_active and role in ({_written(CARING_ROLES)}) and (%s::bigint is null and role = 'owner' or id = %s::bigint)
order by id limit 1"""  # noqa: S608
# those that take no time. "Not in these" and not "in the others": the latter is the condition of the exclusion constraint's index,
# and a prepared statement would read through all the years of a professional in it
FREED = [status for status in Status if status not in LIVE]
# What stands in one agenda in some days (WHO: whose), and the row that says all that decides about them: the professional, the hours,
# the service, what is busy and what is closed.
BUSY = f"""busy as materialized (
  select id, starts_at, ends_at, care_type from app.appointment
  where tenant_id = %s and starts_at >= %s and starts_at < %s and status not in ({_written(FREED)}) and professional_id = WHO
    and slot_id is null  -- the group itself takes the time, once
  union all select {GROUP_KEY} + id, starts_at, ends_at, care_type from app.group_slot
  where tenant_id = %s and starts_at >= %s and starts_at < %s and status = 'abierto' and professional_id = WHO
  union all select -id, starts_at, ends_at, (select w.care_type from app.waiting_entry w where w.tenant_id = o.tenant_id and w.id = o.entry_id)
  from app.slot_hold o
  where tenant_id = %s and period && tstzrange(%s, %s) and state = 'open' and expires_at > %s and professional_id = WHO)"""  # noqa: S608
FACTS = f"""
select WHO,
  h.start_time, h.end_time, h.working_days, h.interval_minutes, h.gap_minutes, h.allow_same_day, h.horizon_days, h.travel_minutes,
  s.id, s.name, s.duration_minutes, s.price, s.color, s.requires_consent or s.requires_anamnesis or s.min_interval_days > 0,
  array(select id from busy order by id), array(select starts_at from busy order by id), array(select ends_at from busy order by id),
  array(select id from busy where care_type = '{CareType.HOME}' and h.travel_minutes > 0),
  {hours_time.PERIODS.format(who="WHO")},
  (select jsonb_agg(to_jsonb(r)) from ({blocks_time.ROWS} and b.professional_id = WHO) r), {blocks_time.HOLIDAY_COUNTRY}
from (select %s::bigint as clinic, %s::date as since, %s::date as until) c
left join app.agenda_settings h on h.tenant_id = c.clinic
left join app.service s on s.tenant_id = c.clinic and s.id = %s and s.is_active"""  # noqa: S608
DAY = f"with who as materialized ({PROFESSIONAL}), {BUSY} {FACTS}".replace("WHO", "(select id from who)")
# with the id of the appointment to come: known beforehand, it and its line in the trail go in one message
PATIENT = """
select id, first_surname, second_surname, given_names, birth_date, nextval('app.appointment_id_seq')
from app.patient where tenant_id = %s and id = %s and is_active"""

# `lateral … limit 1`: the planner takes a large clinic's day for a hundred times its size, and would read all patients to join thirty
ROW = """
select a.id, a.patient_id, btrim(p.first_surname || ' ' || p.second_surname) || ', ' || p.given_names, p.birth_date,
       a.service_id, s.name, s.color, s.duration_minutes, s.price, a.professional_id,
       a.starts_at, a.ends_at, a.care_type, a.status, a.notes, a.cancel_reason,
       a.arrived_at, a.started_at, a.reminder_sent, a.created_at, a.version, a.slot_id, a.bundle_id, a.series_id, a.room_id,
       case when a.room_id is not null then (select m.name from app.room m where m.tenant_id = a.tenant_id and m.id = a.room_id) end
from app.appointment a,
lateral (select * from app.patient where tenant_id = a.tenant_id and id = a.patient_id limit 1) p,
lateral (select * from app.service where tenant_id = a.tenant_id and id = a.service_id limit 1) s
where a.tenant_id = %s"""


class Row(NamedTuple):
    """One appointment with what a list shows of it; in the order of ROW."""

    id: int
    patient_id: int
    patient_name: str
    birth_date: date
    service_id: int
    service_name: str
    color: str
    service_minutes: int
    price: Decimal
    professional_id: int
    starts_at: datetime
    ends_at: datetime
    care_type: str
    status: Status
    notes: str
    cancel_reason: str
    arrived_at: datetime | None
    started_at: datetime | None
    reminder_sent: bool
    created_at: datetime
    version: int
    slot_id: int | None = None
    bundle_id: int | None = None
    series_id: int | None = None
    room_id: int | None = None
    room_name: str | None = None


COLUMNS = (
    "tenant_id, id, patient_id, professional_id, service_id, room_id, starts_at, ends_at, care_type, "
    "status, notes, cancel_reason, reminder_sent, version"
)
INSERT = f"""
insert into app.appointment ({COLUMNS}) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, 'programada', %s, '', false, 1)
on conflict do nothing returning created_at"""  # noqa: S608


def insertion(actor: Actor, row: Row) -> Query:
    """A new row; it answers with nothing when its time is taken."""
    values = (row.patient_id, row.professional_id, row.service_id, row.room_id, row.starts_at, row.ends_at, str(row.care_type), row.notes)
    return INSERT, (actor.tenant_id, row.id, *values)


@dataclass(frozen=True)
class Filters:
    """What a list of appointments is narrowed by; `since` and `until` are local dates, both included."""

    since: date | None = None
    until: date | None = None
    statuses: Sequence[Status] = ()
    patient_id: int | None = None
    professional_id: int | None = None
    without: Sequence[Status] = field(default=())
    slot_id: int | None = None
    bundle_id: int | None = None
    series_id: int | None = None


def safe_id(key: int | None) -> int | None:
    """An id no row can have, in place of one that the database cannot even hold."""
    return key if key is None or 0 < key <= BIGGEST_ID else -1


def professional_params(actor: Actor, asked: int | None) -> tuple[int | None, int | None, int | None]:
    """For PROFESSIONAL: who was asked for; else the actor, if she attends patients; else (None) the owner."""
    chosen = asked if asked is not None else actor.membership_id if actor.role in CARING_ROLES else None
    return actor.tenant_id, safe_id(chosen), safe_id(chosen)


def day_query(actor: Actor, day: date, service_id: int | None, asked: int | None, until: date | None = None) -> Query:
    """DAY for a service, of one day or of all to `until`; without a service (an appointment that moves keeps its length) those columns are empty."""
    return DAY, (*professional_params(actor, asked), *day_params(actor, day, until or day, service_id))


def day_params(actor: Actor, since: date, until: date, service_id: int | None) -> tuple[Any, ...]:
    """For BUSY and FACTS."""
    clinic, first, last = actor.tenant_id, bounds(since, actor.tz)[0] - MARGIN, bounds(until, actor.tz)[1] + MARGIN
    held = (clinic, first, last, datetime.now(UTC))  # times kept for the waiting list; one that ran out closes nothing
    return *2 * (clinic, first - LONGEST, last), *held, clinic, since, until, safe_id(service_id) or -1


class Wish(Protocol):
    """The part of a booking that is stored as it was asked for."""

    @property
    def care_type(self) -> str: ...
    @property
    def notes(self) -> str: ...
    @property
    def room_id(self) -> int | None: ...


def fresh_row(patient: Sequence[Any], facts: DayFacts, wish: Wish, starts_at: datetime) -> Row:
    """A booking as a list would show it, from what was read to decide on it."""
    patient_id, first_surname, second_surname, given_names, birth_date, key = patient
    service = facts.service or Offered(0, "", 0, Decimal(0), "")
    return Row(
        id=key, patient_id=patient_id, patient_name=full_name(first_surname, second_surname, given_names), birth_date=birth_date,
        service_id=service.id, service_name=service.name, color=service.color, service_minutes=service.minutes, price=service.price,
        professional_id=facts.professional_id, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=service.minutes),
        care_type=wish.care_type, status=Status.SCHEDULED, notes=wish.notes, cancel_reason="", arrived_at=None, started_at=None,
        reminder_sent=False, created_at=starts_at, version=1, room_id=wish.room_id, room_name=facts.room and facts.room.name,
    )  # fmt: skip


def _where(actor: Actor, filters: Filters) -> Query:
    parts: list[str] = []
    params: list[Any] = []
    for value, sql in (
        (filters.since and bounds(filters.since, actor.tz)[0], "a.starts_at >= %s"),
        (filters.until and bounds(filters.until, actor.tz)[1], "a.starts_at < %s"),
        (list(filters.statuses), "a.status = any(%s)"),
        (list(filters.without), "a.status <> all(%s)"),
        (safe_id(filters.patient_id), "a.patient_id = %s"),
        (safe_id(filters.professional_id), "a.professional_id = %s"),
        (safe_id(filters.slot_id), "a.slot_id = %s"),
        (safe_id(filters.bundle_id), "a.bundle_id = %s"),
        (safe_id(filters.series_id), "a.series_id = %s"),
    ):
        if value:
            parts.append(f" and {sql}")
            params.append(value)
    return "".join(parts), params


def list_query(actor: Actor, filters: Filters) -> Query:
    """All appointments that pass, by time; the caller bounds them by dates or a patient."""
    where, params = _where(actor, filters)
    return f"{ROW}{where} order by a.starts_at, a.id", [actor.tenant_id, *params]


async def list_range(actor: Actor, filters: Filters) -> list[Row]:
    """Every appointment that the filters let through, by time. For ranges that are short by nature."""
    (rows,) = await read(actor, list_query(actor, filters))
    return [Row(*row) for row in rows]


async def list_page(actor: Actor, filters: Filters, page: Page) -> tuple[int, list[Row]]:
    """How many there are, and one page of them."""
    where, params = _where(actor, filters)
    sql, all_params = list_query(actor, filters)
    counted, rows = await read(
        actor,
        (f"select count(*) from app.appointment a where a.tenant_id = %s{where}", [actor.tenant_id, *params]),  # noqa: S608
        (f"{sql} limit %s offset %s", [*all_params, page.size, page.offset]),
    )
    return counted[0][0], [Row(*row) for row in rows]


async def list_day(actor: Actor, day: date, professional_id: int | None = None) -> list[Row]:
    """The day's appointments without the cancelled ones."""
    return await list_range(actor, Filters(since=day, until=day, without=(Status.CANCELLED,), professional_id=professional_id))


async def list_next(actor: Actor, days: int = 7) -> list[Row]:
    """What is to come, from today on."""
    today = actor.today()
    return await list_range(actor, Filters(since=today, until=today + timedelta(days=days), statuses=PENDING))


async def one(work: Work, appointment_id: int) -> Row:
    """One appointment as this very transaction sees it. Raises NotFound."""
    await work.session.flush()
    cursor = await (await work.driver()).execute(f"{ROW} and a.id = %s", (work.actor.tenant_id, safe_id(appointment_id)))
    if not (row := await cursor.fetchone()):
        raise NotFound
    return Row(*row)


async def ask(work: Work, *queries: Query) -> list[list[Any]]:
    """Several queries in one round trip, inside this transaction; each sees what was committed before it began."""
    return await work.ask(*queries)
