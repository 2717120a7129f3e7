"""iCalendar files (RFC 5545, RFC 5546) from plain values. Pure: no database, no framework; folding and escaping are the library's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, vCalAddress, vText

from clinic_app.interop.vtimezone import timezone_of

PRODUCT = "-//Hampiq//Agenda//ES"
REFRESH = timedelta(minutes=30)  # how often a program is asked to look again; Google does as it likes


class Method(StrEnum):
    """What the one who opens the file is asked to do."""

    PUBLISH = "PUBLISH"  # note it
    REQUEST = "REQUEST"  # say whether she comes
    CANCEL = "CANCEL"  # strike it out


class State(StrEnum):
    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True)
class Person:
    """Somebody with an address."""

    email: str
    name: str = ""


@dataclass(frozen=True)
class Entry:
    """One time in a calendar. Both ends are moments; or dates for whole days, the end not included."""

    uid: str
    start: datetime | date
    end: datetime | date
    summary: str
    stamp: datetime  # when it was last changed
    sequence: int = 0
    state: State = State.CONFIRMED
    description: str = ""
    location: str = ""
    alarm: timedelta | None = None  # so long before, the telephone rings


@dataclass(frozen=True)
class Feed:
    """What stands at the head of a calendar that is read again and again."""

    name: str
    zone: str


def _wall(at: datetime | date, zone: ZoneInfo) -> datetime | date:
    """In the zone's wall clock; the second of two equal hours in autumn, which a wall clock cannot name, stays in UTC."""
    if not isinstance(at, datetime):
        return at
    local = at.astimezone(zone)
    return at.astimezone(UTC) if local.fold else local


def _address(person: Person) -> vCalAddress:
    made = vCalAddress(f"mailto:{person.email}")
    if person.name:
        made.params["CN"] = vText(person.name.replace('"', "'").replace("\n", " "))
    return made


def _event(entry: Entry, zone: ZoneInfo, organizer: Person | None) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.stamp.astimezone(UTC))
    event.add("last-modified", entry.stamp.astimezone(UTC))
    event.add("sequence", entry.sequence)
    event.add("dtstart", _wall(entry.start, zone))
    event.add("dtend", _wall(entry.end, zone))
    event.add("summary", entry.summary)
    event.add("status", str(entry.state))
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT" if entry.state is State.CANCELLED else "OPAQUE")
    for name, text in (("description", entry.description), ("location", entry.location)):
        if text:
            event.add(name, text)
    if organizer is not None:
        event["organizer"] = _address(organizer)
    return event


def _calendar(entries: Sequence[Entry], zone: ZoneInfo) -> Calendar:
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    moments = [at for each in entries for at in (each.start, each.end) if isinstance(at, datetime)]
    if moments:
        first, last = (at.astimezone(zone).date() for at in (min(moments), max(moments)))
        made.add_component(timezone_of(zone.key, first, last))
    return made


def feed(head: Feed, entries: Sequence[Entry]) -> bytes:
    """A calendar to subscribe to. The same entries give the same bytes."""
    zone = ZoneInfo(head.zone)
    made = _calendar(entries, zone)
    made.add("name", head.name)
    made.add("x-wr-calname", head.name)
    made.add("x-wr-timezone", head.zone)
    made.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT30M")
    for each in entries:
        made.add_component(_event(each, zone, None))
    return made.to_ical()


def message(entry: Entry, zone: str, method: Method, organizer: Person, attendee: Person | None = None, *, now: datetime) -> bytes:
    """One appointment as a file: to note, to answer, or to strike out. An invitation needs somebody who is invited."""
    if method is Method.REQUEST and attendee is None:
        method = Method.PUBLISH
    place = ZoneInfo(zone)
    made = _calendar([entry], place)
    made.add("method", str(method))
    event = _event(entry, place, organizer)
    event["dtstamp"] = type(event["dtstamp"])(now.astimezone(UTC).replace(microsecond=0))  # with a method: when this message was made
    if attendee is not None and method is not Method.PUBLISH:
        invited = _address(attendee)
        invited.params |= {"ROLE": vText("REQ-PARTICIPANT"), "PARTSTAT": vText("NEEDS-ACTION"), "RSVP": vText("TRUE")}
        event.add("attendee", invited)
    if entry.alarm is not None and method is not Method.CANCEL:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", entry.summary)
        alarm.add("trigger", -entry.alarm)
        event.add_component(alarm)
    made.add_component(event)
    return made.to_ical()


def whole_days(first: date, days: int = 1) -> tuple[date, date]:
    """The ends of an entry that takes whole days."""
    return first, first + timedelta(days=days)


def is_whole_day(start: time, end: time) -> bool:
    """Hours as blocks keep them: midnight to midnight."""
    return start == end == time(0)
