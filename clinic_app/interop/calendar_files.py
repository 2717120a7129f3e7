"""The agenda in the words of a calendar program: what stands in a feed, and in the file of one appointment. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from clinic_app.agenda.blocks.closed_time import Closed
from clinic_app.agenda.models import CareType, Status
from clinic_app.core.i18n import N_, translate
from clinic_app.interop.feeds import Agenda, Row, uid
from clinic_app.interop.ical import Entry, Feed, Method, Person, State, feed, is_whole_day, message, whole_days

STATES = {
    Status.SCHEDULED: State.TENTATIVE, Status.CONFIRMED: State.CONFIRMED, Status.IN_PROGRESS: State.CONFIRMED, Status.ATTENDED: State.CONFIRMED,
    Status.CANCELLED: State.CANCELLED, Status.NO_SHOW: State.CANCELLED,
}  # fmt: skip
STATE_WORDS = {
    Status.SCHEDULED: N_("Programada"), Status.CONFIRMED: N_("Confirmada"), Status.IN_PROGRESS: N_("En atención"), Status.ATTENDED: N_("Atendida"),
    Status.CANCELLED: N_("Cancelada"), Status.NO_SHOW: N_("No asistió"),
}  # fmt: skip
CARE_WORDS = {CareType.CLINIC: N_("Consultorio"), CareType.HOME: N_("Domicilio"), CareType.REMOTE: N_("Teleconsulta")}
AGENDA_OF, VISIT, BUSY, ALARM = N_("Agenda de {name}"), N_("Cita: {service}"), N_("Ocupado"), timedelta(hours=2)
BLOCKS_SINCE = datetime(2020, 1, 1, tzinfo=UTC)  # the day a block was written says nothing; the same file for the same facts


def _entry(agenda: Agenda, row: Row) -> Entry:
    """For the professional herself: initials, unless she chose names."""
    who = row.patient if agenda.shows_names else row.initials
    home = row.care_type == CareType.HOME
    words = (translate(agenda.language, STATE_WORDS[Status(row.status)]), translate(agenda.language, CARE_WORDS[CareType(row.care_type)]))
    place = (row.address if agenda.shows_names else "") if home else agenda.address if row.care_type == CareType.CLINIC else ""
    return Entry(
        uid(agenda.clinic_id, "appointment", str(row.id)), row.starts_at, row.ends_at, f"{who} · {row.service}", row.updated_at, row.version,
        STATES[Status(row.status)], "\n".join(words), place,
    )  # fmt: skip


def _busy(agenda: Agenda, closed: Closed, zone: ZoneInfo) -> Entry | None:
    name = uid(agenda.clinic_id, "block", f"{closed.block_id}|{closed.pattern_id}|{closed.origin or closed.day}")
    ends = whole_days(closed.day) if is_whole_day(*closed.hours) else closed.interval(zone)
    if ends[0] >= ends[1]:  # type: ignore[operator] - an hour that the clocks skip
        return None
    return Entry(name, *ends, closed.title or translate(agenda.language, BUSY), BLOCKS_SINCE)


def feed_file(agenda: Agenda) -> bytes:
    """The whole calendar of a professional."""
    zone = ZoneInfo(agenda.zone)
    entries = [_entry(agenda, row) for row in agenda.rows]
    entries += [made for each in agenda.closed if (made := _busy(agenda, each, zone)) is not None]
    return feed(Feed(translate(agenda.language, AGENDA_OF, name=agenda.professional), agenda.zone), entries)


def sender(clinic: str, mail_from: str, host: str) -> Person:
    """Who invites: the clinic, at the address from which it writes."""
    return Person(parseaddr(mail_from)[1] or f"agenda@{urlsplit(f'//{host}').hostname or 'localhost'}", clinic)


def appointment_file(row: Row, clinic: Any, method: Method, organizer: Person, language: str) -> bytes:
    """One appointment as the patient may have it; one that is cancelled, or was missed, strikes itself out."""
    state = STATES[Status(row.status)]
    chosen = Method.CANCEL if state is State.CANCELLED else method
    place = row.address if row.care_type == CareType.HOME else clinic.address if row.care_type == CareType.CLINIC else ""
    words = [translate(language, CARE_WORDS[CareType(row.care_type)]), clinic.name, clinic.phone]
    entry = Entry(
        uid(clinic.id, "appointment", str(row.id)), row.starts_at, row.ends_at, translate(language, VISIT, service=row.service), row.updated_at,
        row.version, state, "\n".join(word for word in words if word), ", ".join(word for word in (clinic.name, place) if word), ALARM,
    )  # fmt: skip
    patient = Person(row.email, row.patient) if row.email else None
    return message(entry, clinic.timezone, chosen, organizer, patient, now=datetime.now(UTC))
