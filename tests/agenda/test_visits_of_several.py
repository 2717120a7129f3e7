"""A visit of several services, each with its own professional: the times offered are those that booking accepts."""

from dataclasses import replace
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from clinic_app.agenda import service
from clinic_app.agenda.availability import Day, Hours
from clinic_app.agenda.booking import slots as visit_slots
from clinic_app.agenda.booking.more_state import BookingMoreState, Extra, parts_of
from clinic_app.agenda.booking.slots import Later, Turn, continues
from clinic_app.agenda.series import bundles
from clinic_app.agenda.series.bundles import Part
from clinic_app.core.database import start_work
from clinic_app.core.errors import Invalid
from tests.agenda.conftest import URL


def test_neighbours_of_the_same_professional_are_one_turn():
    assert visit_slots.turns([(45, None), (20, 1), (15, 2), (5, None)], 1) == [Turn(65, 1), Turn(15, 2), Turn(5, 1)]
    assert visit_slots.turns([(45, None), (20, 7)], None) == [Turn(45, None), Turn(20, 7)]


def test_each_service_of_the_dialog_keeps_its_own_professional():
    state = BookingMoreState(_reflex_internal_init=True)
    state.extras = [Extra(5), Extra(6, "31")]
    assert parts_of(state, 4) == [Part(4), Part(5), Part(6, 31)]


@pytest.fixture
async def two(client, cast, agenda):
    """A 20-minute service done by the nurse right after the owner's 45 minutes; the nurse has no time from 10 to 12."""
    made = await client.post(f"{URL}servicios/", json={"nombre": "Corto", "duracion_minutos": 20, "precio": "10.00"}, headers=agenda.mine)
    block = {"fecha_inicio": agenda.day(3), "fecha_fin": agenda.day(3), "hora_inicio": "10:00", "hora_fin": "12:00"}
    block["profesional"] = cast.nurse.membership_id
    assert (await client.post(f"{URL}bloqueos/", json=block, headers=agenda.mine)).status_code == 201
    return made.json()["id"]


async def test_a_time_is_offered_only_if_everybody_is_free_in_her_turn(agenda, cast, two):
    await agenda.book(3, "15:00", profesional=cast.nurse.membership_id)
    both = [Turn(45, cast.owner.membership_id), Turn(20, cast.nurse.membership_id)]
    works, slots = await visit_slots.of_day(cast.owner, visit_slots.Asked(agenda.date(3), agenda.service, both))
    assert works
    free = {slot.hour for slot in slots if slot.free}
    accepted = set()
    for slot in slots:
        try:
            async with start_work(cast.owner) as work:
                wish = service.Booking(
                    agenda.patient, agenda.service, agenda.date(3), time.fromisoformat(slot.hour), professional_id=cast.owner.membership_id
                )
                await bundles.book(work, wish, [Part(agenda.service), Part(two, cast.nurse.membership_id)])
                raise RuntimeError  # only asked: nothing is kept
        except Invalid:
            continue
        except RuntimeError:
            accepted.add(slot.hour)
    assert free == accepted and "09:15" not in free and "14:30" not in free and {"08:45", "11:15", "15:00"} <= free


async def test_with_one_professional_the_whole_visit_must_fit(agenda, cast, two):
    asked = visit_slots.Asked(agenda.date(4), agenda.service, [Turn(65, cast.owner.membership_id)])
    _, slots = await visit_slots.of_day(cast.owner, asked)
    assert [slot.hour for slot in slots if slot.free][-1] == "16:45"
    with pytest.raises(Invalid):
        await visit_slots.of_day(cast.owner, replace(asked, turns=[Turn(45, None), Turn(20, 999_999)]))


def test_a_visit_is_not_continued_where_the_clocks_jump_or_on_a_day_off():
    zone, day = ZoneInfo("America/Santiago"), date(2026, 9, 6)  # a Sunday: 0:00 becomes 1:00
    every_day, weekdays = Hours(time(0), time(3), range(1, 8)), Hours(time(0), time(3))
    for hour, hours, fits in (
        ("00:15", every_day, False),
        ("01:00", every_day, True),
        ("02:30", every_day, False),
        ("01:00", weekdays, False),
    ):
        later = Later(timedelta(minutes=30), 20, hours, Day(day, [], []))
        assert continues(hour, [later], zone, home=False) is fits, hour
