"""Calendars out: instants survive the way through a file and back, across the clock changes; text too; rules are those of the zones."""

import io
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import icalendar
import pytest
from dateutil import tz as dateutil_zones
from dateutil.tz import tzical

from clinic_app.agenda.blocks.closed_time import Closed
from clinic_app.interop import calendar_files, ical
from clinic_app.interop.feeds import Agenda, Row
from clinic_app.interop.ical import Entry, Method, Person, State
from clinic_app.interop.vtimezone import changes, rule_of, timezone_of

pytestmark = pytest.mark.usefixtures("data_folder")  # the secret that makes names unguessable
NOW = datetime(2026, 11, 21, 15, tzinfo=UTC)
ZONES = ("America/Lima", "America/Sao_Paulo", "America/Santiago")


def row(**more) -> Row:
    values = {
        "id": 7, "starts_at": datetime(2026, 12, 3, 14, tzinfo=UTC), "ends_at": datetime(2026, 12, 3, 14, 45, tzinfo=UTC), "care_type": "consultorio",
        "status": "confirmada", "version": 3, "updated_at": NOW, "service": "Vacunación", "given_names": "Juan Carlos", "first_surname": "García",
        "second_surname": "Ñahui", "email": "mama@example.com", "address": "Av. El Sol 1, Wanchaq",
    }  # fmt: skip
    return Row(**values | more)


def agenda(*rows: Row, zone: str = "America/Lima", closed: tuple[Closed, ...] = (), names: bool = False) -> Agenda:
    return Agenda(1, "Consultorio Sonqo", "Jr. Unión 5; piso 2, Cusco", zone, "es", "Rosa Mamani", names, rows or (row(),), closed)


def entry(at: datetime) -> Entry:
    return Entry("a@b", at, at + timedelta(minutes=30), "Cita", NOW)


def events(body: bytes) -> list:
    return icalendar.Calendar.from_ical(body).walk("VEVENT")


class OnlyTheFile:
    """The zone as a program reads it that knows no other rules than the file's (dateutil's reader; Outlook does so too)."""

    def __init__(self, zone: str, first: date, last: date) -> None:
        text = b"BEGIN:VCALENDAR\r\n" + timezone_of(zone, first, last).to_ical() + b"END:VCALENDAR\r\n"
        self.zone = tzical(io.StringIO(text.decode())).get(zone)

    def utc(self, wall: datetime) -> datetime:
        return dateutil_zones.resolve_imaginary(wall.replace(tzinfo=self.zone)).astimezone(UTC)


@pytest.mark.parametrize("zone", [*ZONES, "Europe/Madrid"])
@pytest.mark.parametrize("years", [(2017, 2019), (2018, 2019), (2022, 2023), (2026, 2027), (2028, 2031), (2020, 2021)])
def test_the_rules_written_are_those_of_the_zone(zone, years):
    first, last = date(years[0], 2, 1), date(years[1], 11, 30)
    read, real = OnlyTheFile(zone, first, last), ZoneInfo(zone)
    day = datetime(first.year, first.month, first.day, 12)
    while day.date() <= last:
        assert read.utc(day) == day.replace(tzinfo=real).astimezone(UTC), (zone, day)
        day += timedelta(days=1)


@pytest.mark.parametrize("zone", ZONES)
def test_instants_come_back_the_same_through_a_feed_across_the_clock_changes(zone):
    begins = [datetime(2026, 4, 3, 12, tzinfo=UTC) + timedelta(hours=each) for each in range(0, 96, 3)]
    begins += [datetime(2026, 9, 5, tzinfo=UTC) + timedelta(hours=each) for each in range(0, 60)]
    found = events(ical.feed(ical.Feed("Agenda", zone), [entry(at) for at in begins]))
    assert [each.decoded("DTSTART").astimezone(UTC) for each in found] == begins
    assert [each.decoded("DTEND").astimezone(UTC) for each in found] == [at + timedelta(minutes=30) for at in begins]


def test_the_hour_that_comes_twice_is_named_exactly():
    twice = [datetime(2026, 4, 5, 2, 30, tzinfo=UTC), datetime(2026, 4, 5, 3, 30, tzinfo=UTC)]  # 23:30 and again 23:30 in Santiago
    body = ical.feed(ical.Feed("Agenda", "America/Santiago"), [entry(at) for at in twice])
    assert b"DTSTART;TZID=America/Santiago:20260404T233000" in body and b"DTSTART:20260405T033000Z" in body
    assert [each.decoded("DTSTART").astimezone(UTC) for each in events(body)] == twice


def test_a_rule_is_as_simple_as_the_years_allow():
    def rules(first: date, last: date) -> list[str]:
        made = timezone_of("America/Santiago", first, last)
        return [each["RRULE"].to_ical().decode() for each in made.subcomponents if "RRULE" in each]

    assert rules(date(2026, 1, 1), date(2027, 6, 1)) == ["FREQ=YEARLY;BYDAY=1SU;BYMONTH=4", "FREQ=YEARLY;BYDAY=1SU;BYMONTH=9"]
    assert all("BYMONTHDAY=2,3,4,5,6,7,8" in rule for rule in rules(date(2028, 1, 1), date(2030, 12, 31)))
    lima = timezone_of("America/Lima", date(2026, 1, 1), date(2027, 1, 1))
    assert [each.name for each in lima.subcomponents] == ["STANDARD"]
    assert rule_of([each.at for each in changes("America/Santiago", 2021, 2023) if each.saves]) is None  # 2022 came a week later


def test_a_feed_shows_initials_unless_names_were_chosen():
    hidden, shown = (calendar_files.feed_file(agenda(names=names)).decode() for names in (False, True))
    assert events(hidden.encode())[0]["SUMMARY"] == "J.C.G.Ñ. · Vacunación"
    assert not any(secret in hidden for secret in ("García", "Juan", "mama@", "El Sol"))
    assert events(shown.encode())[0]["SUMMARY"] == "Juan Carlos García Ñahui · Vacunación"


def test_a_feed_has_what_programs_look_for():
    calendar = icalendar.Calendar.from_ical(calendar_files.feed_file(agenda(row(), row(id=8, status="programada"))))
    assert calendar["X-WR-CALNAME"] == "Agenda de Rosa Mamani" and calendar["X-WR-TIMEZONE"] == "America/Lima"
    assert "METHOD" not in calendar and [each["TZID"] for each in calendar.walk("VTIMEZONE")] == ["America/Lima"]
    first, second = calendar.walk("VEVENT")
    assert (first["STATUS"], second["STATUS"]) == ("CONFIRMED", "TENTATIVE")
    assert first["SEQUENCE"] == 3 and first["LOCATION"] == "Jr. Unión 5; piso 2, Cusco" and first["CLASS"] == "PRIVATE"
    assert first.decoded("DTSTAMP") == NOW and first["UID"] != second["UID"]


def test_lines_are_folded_at_75_octets_and_text_comes_back_as_it_was():
    odd = "Ñandú; coma, barra \\ y\nlínea 😀 " * 9
    body = calendar_files.feed_file(agenda(row(service=odd)))
    assert max(len(line) for line in body.split(b"\r\n")) <= 75 and b"\n" not in body.replace(b"\r\n", b"")
    assert events(body)[0]["SUMMARY"] == f"J.C.G.Ñ. · {odd}"


def test_the_same_facts_give_the_same_file_and_tag():
    assert calendar_files.feed_file(agenda()) == calendar_files.feed_file(agenda())
    assert agenda().tag == agenda().tag != agenda(names=True).tag != agenda(row(version=4)).tag


def test_blocks_are_busy_times():
    day = date(2026, 9, 5)  # in the night to the 6th the clocks of Santiago skip an hour
    at = datetime.strptime
    night = Closed(1, 1, "PERSONAL", "Guardia", "", day, (at("19:00", "%H:%M").time(), at("07:00", "%H:%M").time()), 4, day)
    whole = Closed(2, 1, "VACACIONES", "", "", day, (at("00:00", "%H:%M").time(), at("00:00", "%H:%M").time()))
    first, second = events(calendar_files.feed_file(agenda(zone="America/Santiago", closed=(night, whole))))[1:]
    assert first["SUMMARY"] == "Guardia" and first.decoded("DTEND").astimezone(UTC) - first.decoded("DTSTART").astimezone(UTC) == timedelta(
        hours=11
    )
    assert (second["SUMMARY"], second.decoded("DTSTART"), second.decoded("DTEND")) == ("Ocupado", day, day + timedelta(days=1))


CLINIC = SimpleNamespace(id=1, name='Consultorio "Sonqo"', address="Jr. Unión 5, Cusco", phone="084 123", timezone="America/Santiago")
ORGANIZER = Person("citas@sonqo.example", CLINIC.name)


def one(method: Method, **more):
    calendar = icalendar.Calendar.from_ical(calendar_files.appointment_file(row(**more), CLINIC, method, ORGANIZER, "es"))
    return calendar, calendar.walk("VEVENT")[0]


def test_an_invitation_asks_the_patient_and_a_notice_asks_nobody():
    calendar, event = one(Method.REQUEST)
    assert calendar["METHOD"] == "REQUEST" and event["ATTENDEE"] == "mailto:mama@example.com" and event["ATTENDEE"].params["RSVP"] == "TRUE"
    assert event["ORGANIZER"] == "mailto:citas@sonqo.example" and event["SUMMARY"] == "Cita: Vacunación"
    assert event.walk("VALARM")[0]["TRIGGER"].to_ical() == b"-PT2H"
    calendar, event = one(Method.PUBLISH)
    assert calendar["METHOD"] == "PUBLISH" and "ATTENDEE" not in event
    assert one(Method.REQUEST, email="")[0]["METHOD"] == "PUBLISH"


@pytest.mark.parametrize("status", ["cancelada", "no_asistio"])
def test_a_cancelled_one_strikes_out_the_very_same_thing_with_a_higher_number(status):
    before, after = one(Method.REQUEST)[1], one(Method.REQUEST, status=status, version=4)
    assert after[0]["METHOD"] == "CANCEL" and after[1]["STATUS"] == State.CANCELLED and not after[1].walk("VALARM")
    assert after[1]["UID"] == before["UID"] and after[1]["SEQUENCE"] > before["SEQUENCE"]
