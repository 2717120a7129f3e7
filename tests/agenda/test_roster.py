"""A hospital's roster, as nurses paste it."""

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic_app.agenda.blocks.recurrence import Shift
from clinic_app.agenda.blocks.roster import LONGEST, read_line, read_table
from clinic_app.agenda.blocks.roster_calendar import read_calendar

START, LIMA = date(2026, 12, 1), ZoneInfo("America/Lima")


@pytest.mark.parametrize(
    "text", ["D N X X D N", "d,n,x,x,d,n", "DNXXDN", "Día Noche Libre Descanso DIURNA nocturna", "D|N|-|-|D|N", " D\tN\nX X\n D N "]
)
def test_one_sign_a_day(text: str) -> None:
    roster = read_line(text, START)
    assert [(duty.day.day, duty.shift) for duty in roster.duties] == [(1, Shift.DAY), (2, Shift.NIGHT), (5, Shift.DAY), (6, Shift.NIGHT)]
    assert roster.days == 6 and not roster.unread


def test_what_is_not_understood_is_shown_and_keeps_its_day() -> None:
    roster = read_line("D ?? N", START)
    assert [(each.place, each.text) for each in roster.unread] == [(2, "??")]
    assert [duty.day.day for duty in roster.duties] == [1, 3]


def test_a_roster_has_an_end() -> None:
    roster = read_line("D " * (LONGEST + 50), START)
    assert roster.days == LONGEST and len(roster.duties) == LONGEST and roster.unread


def test_a_table_of_dates_and_shifts() -> None:
    roster = read_table("fecha;turno\n01/12/2026;D\n2026-12-02;Noche\n03/12/2026;X\n04/12/2026;Q\n")
    assert [(duty.day.day, duty.shift) for duty in roster.duties] == [(1, Shift.DAY), (2, Shift.NIGHT)]
    assert [each.place for each in roster.unread] == [5] and roster.days == 3


def test_a_table_of_dates_and_times() -> None:
    duty = read_table("2026-12-01,19:00,7h,Rebagliati\n").duties[0]
    assert (duty.hours, duty.title) == ((time(19), time(7)), "Rebagliati")


CALENDAR = """BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Hospital//ES\r\n
BEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Guardia\r\nDTSTART:20261202T000000Z\r\nDTEND:20261202T120000Z\r\nEND:VEVENT\r\n
BEGIN:VEVENT\r\nUID:2\r\nSUMMARY:Curso\r\nDTSTART;VALUE=DATE:20261205\r\nDTEND;VALUE=DATE:20261207\r\nEND:VEVENT\r\n
BEGIN:VEVENT\r\nUID:3\r\nSUMMARY:Viaje\r\nDTSTART:20261210T000000Z\r\nDTEND:20261215T120000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n""".replace(
    "\r\n\n", "\r\n"
)


def test_a_calendar_file_is_read_in_the_time_of_the_clinic() -> None:
    roster = read_calendar(CALENDAR.encode(), LIMA, START)
    assert [(duty.day.day, duty.hours[0].hour, duty.title) for duty in roster.duties] == [
        (1, 19, "Guardia"),
        (5, 0, "Curso"),
        (6, 0, "Curso"),
    ]
    assert [each.text for each in roster.unread] == ["Viaje"]


def test_what_is_no_calendar_is_refused() -> None:
    with pytest.raises(ValueError):
        read_calendar(b"%PDF-1.7 not a calendar", LIMA, START)


@given(st.text(max_size=300))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    roster = read_line(text, START)
    assert len(roster.duties) + len(roster.unread) <= LONGEST + 1
    assert read_table(text).days <= LONGEST
