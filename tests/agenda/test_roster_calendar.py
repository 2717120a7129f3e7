"""A hospital's calendar file with repeating events: expanded in its own wall clock, without what it excludes, and never without end."""

import time as clock
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from clinic_app.agenda.blocks.recurrence import Shift
from clinic_app.agenda.blocks.roster import LONGEST, Roster
from clinic_app.agenda.blocks.roster_calendar import MOST_SERIES, read_calendar

START, LIMA, SANTIAGO = date(2026, 12, 1), ZoneInfo("America/Lima"), ZoneInfo("America/Santiago")
GUARD = "UID:g\nSUMMARY:N\nDTSTART;TZID=America/Lima:20261202T190000\nDTEND;TZID=America/Lima:20261203T070000\n"


def read(*events: str, zone: ZoneInfo = LIMA, since: date = START) -> Roster:
    body = "".join(f"BEGIN:VEVENT\n{each}END:VEVENT\n" for each in events)
    return read_calendar(f"BEGIN:VCALENDAR\nVERSION:2.0\n{body}END:VCALENDAR\n".replace("\n", "\r\n").encode(), zone, since)


def days(roster: Roster) -> list[str]:
    assert not roster.unread
    return [f"{duty.day:%m-%d}" for duty in roster.duties]


def test_a_weekly_guard_with_a_count_and_a_day_off():
    found = read(GUARD + "RRULE:FREQ=WEEKLY;COUNT=4;BYDAY=WE\nEXDATE;TZID=America/Lima:20261209T190000\n")
    assert days(found) == ["12-02", "12-16", "12-23"]
    assert {(duty.hours, duty.shift) for duty in found.duties} == {((time(19), time(7)), Shift.NIGHT)}


def test_the_end_of_a_rule_is_the_last_one_and_may_be_written_in_utc_or_as_a_day():
    every = GUARD + "RRULE:FREQ=DAILY;INTERVAL=4;UNTIL={}\n"
    for until in ("20261211T000000Z", "20261210"):  # 19:00 in Lima is midnight in Greenwich
        assert days(read(every.format(until))) == ["12-02", "12-06", "12-10"], until


def test_one_occurrence_moved_and_one_cancelled():
    series = GUARD + "RRULE:FREQ=DAILY;COUNT=4\n"
    moved = "UID:g\nRECURRENCE-ID;TZID=America/Lima:20261203T190000\nSUMMARY:D\nDTSTART;TZID=America/Lima:20261208T070000\nDTEND;TZID=America/Lima:20261208T190000\n"
    gone = "UID:g\nRECURRENCE-ID:20261205T000000Z\nSTATUS:CANCELLED\nDTSTART:20261205T000000Z\n"
    found = read(series, moved, gone)
    assert days(found) == ["12-02", "12-05", "12-08"]
    assert found.duties[-1].shift is Shift.DAY


def test_more_dates_whole_days_and_cancelled_events():
    listed = GUARD + "RDATE;TZID=America/Lima:20261204T190000,20261207T190000\nRDATE;TZID=America/Lima:20261209T190000\n"
    assert days(read(listed)) == ["12-02", "12-04", "12-07", "12-09"]
    whole = "UID:w\nSUMMARY:D\nDTSTART;VALUE=DATE:20261207\nRRULE:FREQ=WEEKLY;BYDAY=MO,TU;COUNT=3\nEXDATE;VALUE=DATE:20261208\n"
    assert days(read(whole)) == ["12-07", "12-14"]
    assert days(read(GUARD + "STATUS:CANCELLED\n")) == []


def test_a_series_keeps_its_hour_when_the_clocks_change():
    own = GUARD.replace("America/Lima", "America/Santiago").replace("202612", "202609")
    found = read(own + "RRULE:FREQ=DAILY;COUNT=7\n", zone=SANTIAGO, since=date(2026, 9, 1))
    assert len(found.duties) == 7 and {duty.hours for duty in found.duties} == {(time(19), time(7))}
    elsewhere = read(own + "RRULE:FREQ=DAILY;COUNT=7\n", since=date(2026, 9, 1))  # the same guard seen from Lima
    assert {duty.hours[0] for duty in elsewhere.duties} == {time(18), time(17)}


@pytest.mark.parametrize("rule", ["FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;UNTIL=20991231", "FREQ=DAILY;COUNT=999999999"])
def test_a_rule_without_end_is_read_for_a_bounded_time_from_the_first_day_asked(rule):
    found = read(GUARD.replace("20261202", "20150102").replace("20261203", "20150103") + f"RRULE:{rule}\n")
    assert len(found.duties) == LONGEST and found.duties[0].day == START and found.duties[-1].day == START + timedelta(days=LONGEST - 1)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=HOURLY;COUNT=3",
        "FREQ=SOMETIMES",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;BYHOUR=99",
        "X=1",
        "FREQ=DAILY;COUNT=x",
    ],
)
def test_a_rule_that_makes_no_sense_is_shown(rule):
    try:
        found = read(GUARD + f"RRULE:{rule}\n")
    except ValueError:  # the whole file is refused: no calendar
        return
    assert not found.duties or [duty.day for duty in found.duties] == [date(2026, 12, 2)]
    assert found.duties or found.unread


def test_a_hostile_file_takes_no_long_time():
    old = GUARD.replace("20261202", "20100102").replace("20261203", "20100103")
    never = [old.replace("UID:g", f"UID:{number}") + "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30\n" for number in range(MOST_SERIES + 30)]
    began = clock.process_time()
    found = read(*never)
    impossible = (
        "MONTHLY;BYMONTH=2;BYMONTHDAY=30",
        "YEARLY;BYMONTH=2,4;BYMONTHDAY=31",
        "MONTHLY;BYDAY=5MO;BYMONTHDAY=1",
        "MONTHLY;BYDAY=1MO;BYSETPOS=2",
        "YEARLY;BYWEEKNO=53",
    )
    assert len(read(*[old.replace("UID:g", f"UID:{rule}") + f"RRULE:FREQ={rule}\n" for rule in impossible]).unread) == len(impossible)
    assert clock.process_time() - began < 5
    assert not found.duties and len(found.unread) == 30


def test_an_age_old_or_forked_series_is_shown_instead_of_guessed():
    assert read(GUARD.replace("20261202", "19800102").replace("20261203", "19800103") + "RRULE:FREQ=DAILY\n").unread
    forked = "UID:g\nRECURRENCE-ID;RANGE=THISANDFUTURE;TZID=America/Lima:20261203T190000\nSUMMARY:Otro\nDTSTART;TZID=America/Lima:20261203T200000\n"
    found = read(GUARD + "RRULE:FREQ=DAILY;COUNT=2\n", forked)
    assert [each.text for each in found.unread] == ["Otro"] and len(found.duties) == 2


def test_rules_of_months_and_narrowed_ones():
    for rule, expected in (
        ("FREQ=MONTHLY;COUNT=3;BYDAY=1WE", ["12-02", "01-06", "02-03"]),
        ("FREQ=MONTHLY;COUNT=2;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", ["12-02", "12-31", "01-29"]),
        ("FREQ=YEARLY;COUNT=2;BYMONTH=12;BYMONTHDAY=2", ["12-02", "12-02"]),
        ("FREQ=DAILY;COUNT=3;BYDAY=SA,SU,WE", ["12-02", "12-05", "12-06"]),
        ("FREQ=DAILY;COUNT=3;BYMONTHDAY=2,-1", ["12-02", "12-31", "01-02"]),
        ("FREQ=WEEKLY;COUNT=3;INTERVAL=2;BYDAY=WE,FR", ["12-02", "12-04", "12-16"]),
    ):
        assert days(read(GUARD + f"RRULE:{rule}\n")) == expected, rule
