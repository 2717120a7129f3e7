"""A day as a list: who comes, what is closed, what is still free. For telephones, and for whoever reads better than looks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from clinic_app.agenda import calendar_events, contacts, queries
from clinic_app.agenda.calendar_events import CalendarEvent, Seen, is_late, look_of, wall
from clinic_app.agenda.models import Status
from clinic_app.agenda.open_times import Open, open_times, without
from clinic_app.agenda.transitions import LIVE, MOVABLE, is_legal
from clinic_app.core.database import Work
from clinic_app.core.i18n import DEFAULT_LANGUAGE, translate
from clinic_app.core.permissions import Permission
from clinic_app.patients.age import age_on, age_text
from clinic_app.patients.rows import whatsapp_number

SHORTEST_GAP = timedelta(minutes=15)
APPOINTMENT, FREE, CLOSED, OTHER = "appointment", "free", "closed", "other"


@dataclass
class ListRow:
    """One line of the day; `kind` says which."""

    key: str
    kind: str
    start: str  # wall time of the clinic
    end: str
    title: str = ""
    id: int = 0
    version: int = 0
    patient_id: int = 0
    age: str = ""
    service: str = ""
    color: str = ""
    look: str = ""
    late: bool = False
    note: str = ""
    phone: str = ""  # E.164
    whatsapp: str = ""  # the digits of wa.me
    professional: str = ""
    can_arrive: bool = False
    can_cancel: bool = False
    came: bool = False  # she has arrived, which can be taken back


def _appointment(work: Work, row: queries.Row, phone: str, name: str, now: datetime, language: str) -> ListRow:
    writes, actor = Permission.AGENDA_WRITE in work.actor.permissions, work.actor
    movable = row.status in MOVABLE
    return ListRow(
        key=str(row.id), kind=APPOINTMENT, start=wall(actor, row.starts_at), end=wall(actor, row.ends_at), title=row.patient_name, id=row.id,
        version=row.version, patient_id=row.patient_id, age=translate(language, age_text(age_on(row.birth_date, actor.today()))), service=row.service_name, color=row.color,
        look=look_of(row), late=is_late(row, now), phone=phone, whatsapp=whatsapp_number(phone), professional=name,
        can_arrive=writes and movable and row.arrived_at is None, can_cancel=writes and is_legal(Status(row.status), Status.CANCELLED),
        came=writes and movable and row.arrived_at is not None,
    )  # fmt: skip


def _closed(event: CalendarEvent) -> ListRow:
    kind = CLOSED if event.display == "background" else OTHER
    return ListRow(
        key=event.id,
        kind=kind,
        start=event.start,
        end=event.end,
        title=event.title,
        note=event.note,
        service=event.service,
        professional=event.professional,
    )


def gaps(open_: list[Open], taken: list[tuple[datetime, datetime]], now: datetime) -> list[tuple[datetime, datetime]]:
    """What can still be booked of a day, from now on; shreds are left out."""
    free = [part for each in open_ for part in without((each.since, each.until), taken)]
    coming = [(max(begins, now), ends) for begins, ends in free]
    return [(begins, ends) for begins, ends in coming if ends - begins >= SHORTEST_GAP]


async def list_rows(work: Work, seen: Seen, professional_id: int | None, language: str = DEFAULT_LANGUAGE) -> list[ListRow]:
    """The day of `seen`, by time; its free times only where one professional's agenda is seen."""
    (rows,) = await queries.ask(
        work, queries.list_query(work.actor, queries.Filters(since=seen.since, until=seen.until, professional_id=seen.professional_id))
    )
    found = [queries.Row(*each) for each in rows]
    phones, now = await contacts.phones_of(work, {row.patient_id for row in found}), datetime.now(UTC)
    listed = [_appointment(work, row, phones.get(row.patient_id, ""), seen.name(row.professional_id), now, language) for row in found]
    for source in calendar_events.SOURCES:
        if source is not calendar_events.appointments:
            listed += [_closed(event) for event in await source(work, seen)]
    if professional_id is not None and seen.since >= work.today():
        taken = [(row.starts_at, row.ends_at) for row in found if row.status in LIVE and row.professional_id == professional_id]
        for begins, ends in gaps(await open_times(work, seen.since, seen.until, [professional_id]), taken, now):
            listed.append(ListRow(key=f"free-{begins:%H%M}", kind=FREE, start=wall(work.actor, begins), end=wall(work.actor, ends)))
    return sorted(listed, key=lambda each: (each.start, each.end))
