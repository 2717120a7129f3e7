"""The week of the booking dialog, and the name typed for a new patient."""

from datetime import date
from typing import Any

import pytest

from clinic_app.agenda.booking import days, slots
from clinic_app.agenda.booking.days import DayChoice, first_in_sight, free_counts
from clinic_app.agenda.free_times import FreeDay, Offer
from clinic_app.patients.typed_names import TypedName, taken_apart
from tests.agenda.conftest import working_day

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("day", "first"),
    [(TODAY, TODAY), (date(2026, 11, 28), TODAY), (date(2026, 11, 29), date(2026, 11, 29)), (date(2026, 11, 20), date(2026, 11, 20))],
)
def test_the_days_in_sight_stand_still_while_one_of_them_is_chosen(day: date, first: date) -> None:
    assert first_in_sight(day, TODAY) == first


def test_free_times_are_counted_unless_the_visit_has_several_turns() -> None:
    found = [FreeDay(TODAY, True, [Offer("08:00", (1,)), Offer("08:15", ())]), FreeDay(TODAY, False, [])]
    assert free_counts(found, counted=True) == [DayChoice("2026-11-22", 1, True), DayChoice("2026-11-22", 0, False)]
    assert free_counts(found, counted=False)[0].free == -1


async def test_booking_begins_on_the_first_day_with_a_free_time(cast: Any, client: Any, headers: Any) -> None:
    service = (await client.get("/api/agenda/servicios/", headers=headers(cast.owner))).json()[0]["id"]
    asked = slots.Asked(cast.owner.today(), service, [slots.Turn(30, None)])
    found = await days.first_free(cast.owner, asked)
    assert asked.day <= found <= working_day(cast.owner, 1)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("71234567", TypedName(number="71234567")),
        ("thiago", TypedName(given="Thiago")),
        ("Thiago Huanca", TypedName("", "Thiago", "Huanca")),
        ("Thiago Huanca Quispe", TypedName("", "Thiago", "Huanca", "Quispe")),
        ("Ana María Huanca Quispe", TypedName("", "Ana María", "Huanca", "Quispe")),
        ("huanca quispe, ana maría", TypedName("", "Ana María", "Huanca", "Quispe")),
        ("", TypedName()),
    ],
)
def test_a_typed_name_fills_the_fields_of_a_new_patient(words: str, name: TypedName) -> None:
    assert taken_apart(words) == name
