"""When a reminder goes out: exact under clock changes, quiet at night, never too late."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as some

from clinic_app.reminders.timing import APART, LEAST, SETTLE, Due, Quiet, Skip, after, before, on_booking, reminders

LIMA, NEW_YORK, SANTIAGO = ZoneInfo("America/Lima"), ZoneInfo("America/New_York"), ZoneInfo("America/Santiago")
ZONES = some.sampled_from(
    [LIMA, NEW_YORK, SANTIAGO, ZoneInfo("America/Sao_Paulo"), ZoneInfo("Europe/Madrid"), ZoneInfo("Australia/Lord_Howe")]
)
MOMENTS = some.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=some.just(UTC))
CLOCKS = some.times().map(lambda each: each.replace(second=0, microsecond=0))
QUIETS = some.builds(Quiet, CLOCKS, CLOCKS, ZONES).filter(lambda quiet: awake(quiet) >= 2)
NIGHT = Quiet(time(21), time(8), LIMA)


def awake(quiet: Quiet) -> float:
    """Hours of a day without quiet."""
    since, until = (each.hour + each.minute / 60 for each in (quiet.since, quiet.until))
    return 24 - (until - since) % 24


def at(*parts: int, tz: ZoneInfo = LIMA) -> datetime:
    return datetime(*parts, tzinfo=tz)  # type: ignore[misc]


@given(MOMENTS, some.integers(30, 60 * 24 * 7), some.integers(0, 60 * 24 * 10), QUIETS, some.none() | some.integers(0, 600))
def test_a_reminder_is_never_late_never_in_the_past_and_quiet_unless_nothing_else_is_left(
    starts: datetime, minutes: int, ahead: int, quiet: Quiet, told: int | None
) -> None:
    now = starts - timedelta(minutes=ahead)
    due = before(starts, minutes, now, quiet, None if told is None else now + timedelta(minutes=told))
    if isinstance(due, Skip):
        assert due.why in ("late", "told")
        return
    assert now <= due.at <= due.until < starts
    assert not quiet.holds(due.at) or due.at == now
    if due.at > now and not quiet.holds(now):
        assert due.at <= starts - timedelta(minutes=minutes)  # earlier, never after


@given(MOMENTS, QUIETS)
def test_around_quiet_hours_there_is_always_a_good_moment(moment: datetime, quiet: Quiet) -> None:
    assert quiet.before(moment) <= moment <= quiet.after(moment)
    assert not quiet.holds(quiet.before(moment)) and not quiet.holds(quiet.after(moment))
    assert moment - quiet.before(moment) <= timedelta(hours=27) and quiet.after(moment) - moment <= timedelta(hours=25)


def test_forty_eight_hours_are_forty_eight_hours_when_the_clocks_change() -> None:
    starts = at(2026, 3, 9, 10, tz=NEW_YORK)  # the night to the 8th has 23 hours
    due = before(starts, 48 * 60, at(2026, 3, 1, 10, tz=NEW_YORK), Quiet(time(21), time(8), NEW_YORK))
    assert due == Due(at(2026, 3, 7, 9, tz=NEW_YORK), starts - LEAST)
    assert due.at.astimezone(UTC) == starts.astimezone(UTC) - timedelta(hours=48)


def test_quiet_hours_that_begin_in_an_hour_that_does_not_exist_or_comes_twice() -> None:
    gap = Quiet(time(2, 30), time(7), NEW_YORK)
    moment = at(2026, 3, 8, 5, tz=NEW_YORK)
    assert gap.holds(moment) and not gap.holds(gap.before(moment)) and moment - gap.before(moment) < timedelta(hours=3)
    fold = Quiet(time(1, 30), time(7), NEW_YORK)
    second = datetime(2026, 11, 1, 1, 40, tzinfo=NEW_YORK, fold=1)
    assert fold.holds(second) and not fold.holds(fold.before(second))


def test_what_would_fall_into_the_night_goes_out_before_it() -> None:
    starts, now = at(2026, 6, 10, 9), at(2026, 6, 1, 9)
    assert before(starts, 12 * 60, now, NIGHT) == Due(at(2026, 6, 9, 20, 45).astimezone(UTC), starts - LEAST)


def test_booked_after_the_moment_of_a_reminder_the_confirmation_says_it_all() -> None:
    starts, now = at(2026, 6, 10, 15), at(2026, 6, 10, 9)
    assert before(starts, 12 * 60, now, NIGHT, told_at=now) == Skip("told")
    assert before(starts, 12 * 60, now, NIGHT) == Due(now, starts - LEAST)  # nobody told her: at once
    assert before(starts, 12 * 60, at(2026, 6, 10, 14, 45), NIGHT) == Skip("late")


def test_a_reminder_soon_after_the_booking_is_left_out() -> None:
    starts = at(2026, 6, 12, 15)
    now = starts - timedelta(hours=49)
    assert before(starts, 48 * 60, now, NIGHT, told_at=now) == Skip("told")
    assert isinstance(before(starts, 48 * 60, now - APART, NIGHT, told_at=now - APART), Due)


def test_booked_at_night_without_a_word_she_hears_of_it_in_the_morning_or_at_once() -> None:
    night = at(2026, 6, 10, 1)
    assert before(at(2026, 6, 10, 11), 12 * 60, night, NIGHT) == Due(at(2026, 6, 10, 8).astimezone(UTC), at(2026, 6, 10, 10, 30))
    assert before(at(2026, 6, 10, 8, 15), 12 * 60, night, NIGHT) == Due(night, at(2026, 6, 10, 7, 45))


def test_after_an_outage_only_the_nearest_reminder_goes_out() -> None:
    starts = at(2026, 6, 10, 15)
    wanted = [("first", 48 * 60), ("second", 12 * 60)]
    assert reminders(starts, wanted, at(2026, 6, 10, 10), NIGHT) == {
        "first": Skip("nearer"),
        "second": Due(at(2026, 6, 10, 10), starts - LEAST),
    }
    both = reminders(starts, wanted, at(2026, 6, 1, 10), NIGHT)
    assert [type(each) for each in both.values()] == [Due, Due]


def test_a_booking_is_confirmed_at_once_or_when_the_clinic_wants_it_after_the_night() -> None:
    night = at(2026, 6, 10, 23)
    assert on_booking(night, at(2026, 6, 12, 9), NIGHT) == Due(night + SETTLE, at(2026, 6, 12, 8, 30))
    assert on_booking(night, at(2026, 6, 12, 9), NIGHT, at_once=False) == Due(at(2026, 6, 11, 8).astimezone(UTC), at(2026, 6, 12, 8, 30))
    assert on_booking(night, night + timedelta(minutes=10), NIGHT) == Skip("late")


def test_a_word_after_the_visit_waits_for_the_morning_and_not_for_a_week() -> None:
    ended = at(2026, 6, 10, 20, 30)
    assert after(ended, 60, ended, NIGHT) == Due(at(2026, 6, 11, 8).astimezone(UTC), ended + timedelta(minutes=60, days=3))
    assert after(ended, 60, ended + timedelta(days=7), NIGHT) == Skip("late")


def test_equal_hours_are_no_quiet_hours() -> None:
    assert not Quiet(time(8), time(8), LIMA).holds(at(2026, 6, 10, 8))


def test_clocks_that_change_at_midnight_in_santiago_and_once_in_sao_paulo() -> None:
    sao_paulo = ZoneInfo("America/Sao_Paulo")
    for tz, starts, before_change in (
        (SANTIAGO, at(2026, 9, 7, 9, tz=SANTIAGO), at(2026, 9, 5, 8, tz=SANTIAGO)),  # forward in the night to the 6th
        (SANTIAGO, at(2026, 4, 6, 9, tz=SANTIAGO), at(2026, 4, 4, 10, tz=SANTIAGO)),  # back in the night to the 5th
        (sao_paulo, at(2018, 11, 5, 9, tz=sao_paulo), at(2018, 11, 3, 8, tz=sao_paulo)),  # forward, midnight itself was left out
        (sao_paulo, at(2019, 2, 18, 9, tz=sao_paulo), at(2019, 2, 16, 10, tz=sao_paulo)),  # back: the last time
    ):
        due = before(starts, 48 * 60, starts - timedelta(days=9), Quiet(time(21), time(7), tz))
        assert due == Due(before_change.astimezone(UTC), starts.astimezone(UTC) - LEAST), tz
        assert starts.astimezone(UTC) - due.at == timedelta(hours=48)


def test_quiet_hours_that_end_in_the_hour_that_midnight_left_out_end_when_the_clock_goes_on() -> None:
    for tz, year, month, day in ((SANTIAGO, 2026, 9, 6), (ZoneInfo("America/Sao_Paulo"), 2018, 11, 4)):
        quiet = Quiet(time(22), time(0, 30), tz)
        evening = at(year, month, day, 0, tz=tz).astimezone(UTC) - timedelta(minutes=90)
        assert quiet.holds(evening) and not quiet.holds(quiet.after(evening))
        assert quiet.after(evening).astimezone(tz).date().day == day and quiet.after(evening) - evening <= timedelta(hours=3)
    assert Quiet(time(21), time(8), ZoneInfo("America/Sao_Paulo")).after(at(2019, 6, 1, 23, tz=ZoneInfo("America/Sao_Paulo"))) == datetime(
        2019, 6, 2, 11, tzinfo=UTC
    )
