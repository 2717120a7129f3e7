"""The calendar without a browser: what stands in it, the list of a day, what is taken back, and a free time offered by hand."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine

from clinic_app.agenda import service, undo
from clinic_app.agenda.calendar_events import DAY, LIST, Seen, events_of
from clinic_app.agenda.day.list_state import APPOINTMENT, CLOSED, FREE, gaps, list_rows
from clinic_app.agenda.models import CareType
from clinic_app.agenda.open_times import Open, without
from clinic_app.agenda.waiting import offer as waiting_offer
from clinic_app.agenda.waiting import service as waiting
from clinic_app.agenda.waiting.models import HoldState
from clinic_app.core.database import start_work
from clinic_app.core.errors import ClinicError, Conflict, Invalid
from tests.agenda.conftest import URL, add_patient


def at(hour: float) -> datetime:
    return datetime(2030, 1, 7, tzinfo=UTC) + timedelta(hours=hour)


@pytest.mark.parametrize(("taken", "left"), [([], [(8, 18)]), ([(9, 10)], [(8, 9), (10, 18)]), ([(7, 9), (8.5, 12), (17, 20)], [(12, 17)]),
                                             ([(8, 18)], []), ([(10, 10)], [(8, 18)]), ([(19, 20), (1, 8)], [(8, 18)])])  # fmt: skip
def test_what_is_left_of_an_interval(taken, left):
    cut = [(at(since), at(until)) for since, until in taken if since != until]
    assert without((at(8), at(18)), cut) == [(at(since), at(until)) for since, until in left]


def test_the_gaps_of_a_day_begin_now_and_leave_out_shreds():
    opened = [Open(1, date(2030, 1, 7), at(8), at(12)), Open(1, date(2030, 1, 7), at(14), at(18))]
    assert gaps(opened, [(at(9.2), at(11.9)), (at(15), at(18))], at(9)) == [(at(14), at(15))]


async def test_a_row_of_the_list_says_how_to_reach_whom_and_what_may_be_done(client, agenda, cast):
    await client.patch(f"/api/pacientes/{agenda.patient}/", json={"telefono": "984123456"}, headers=agenda.mine)
    booked = await agenda.book(1, "10:00")
    body = {
        "fecha_inicio": agenda.day(1),
        "fecha_fin": agenda.day(1),
        "hora_inicio": "13:00",
        "hora_fin": "15:00",
        "tipo": "PERSONAL",
        "titulo": "Almuerzo",
    }
    assert (await client.post(f"{URL}bloqueos/", json=body, headers=agenda.mine)).status_code == 201
    seen = Seen(agenda.date(1), agenda.date(1), LIST)
    async with start_work(cast.owner) as work:
        rows = await list_rows(work, seen, cast.owner.membership_id)
    assert [(row.kind, row.start[11:16], row.end[11:16]) for row in rows] == [
        (FREE, "08:00", "10:00"), (APPOINTMENT, "10:00", "10:45"), (FREE, "10:45", "13:00"), (CLOSED, "13:00", "15:00"), (FREE, "15:00", "18:00"),
    ]  # fmt: skip
    one = rows[1]
    assert (one.id, one.phone, one.whatsapp, one.can_arrive, one.can_cancel, one.came) == (
        booked["id"],
        "+51984123456",
        "51984123456",
        True,
        True,
        False,
    )


async def test_an_event_names_its_columns_and_is_late_after_a_quarter_of_an_hour(client, agenda, cast):
    booked = await agenda.book(1, "10:00")
    begins = datetime.combine(agenda.date(1), time(10), cast.owner.tz)
    seen = Seen(agenda.date(1), agenda.date(1), DAY)
    for minutes, late in ((14, False), (16, True)):
        with time_machine.travel(begins + timedelta(minutes=minutes), tick=False):
            async with start_work(cast.owner) as work:
                (event,) = [each for each in await events_of(work, seen) if each.id == str(booked["id"])]
        assert (event.whose, event.room, event.late, event.editable) == (str(cast.owner.membership_id), "0", late, True)


async def test_an_arrival_is_taken_back_only_while_she_waits(agenda, cast):
    key = (await agenda.book(1, "10:00"))["id"]
    async with start_work(cast.owner) as work:
        await service.arrive(work, key)
        row = await undo.not_arrived(work, key)
        assert row.arrived_at is None and row.version == 3
        with pytest.raises(ClinicError):
            await undo.not_arrived(work, key)


@pytest.fixture
async def entry(agenda, cast):
    values = {"patient_id": agenda.patient, "service_id": agenda.service, "wanted_from": agenda.date(1), "care_type": CareType.CLINIC}
    values["professional_id"] = cast.owner.membership_id
    async with start_work(cast.owner) as work:
        return (await waiting.create(work, values)).id


async def test_a_suggested_time_is_kept_for_her_and_closed_to_others(client, agenda, cast, entry):
    await agenda.book(1, "08:00", paciente=await add_patient(cast.owner, "87654321"))
    async with start_work(cast.owner) as work:
        found = await waiting_offer.suggestions(work, entry)
        assert found[0].day == agenda.date(1) and found[0].hour >= "08:45" and len({each.day for each in found}) > 1
        hold = await waiting_offer.offer(work, entry, found[0])
        assert hold.state == HoldState.OPEN
        with pytest.raises(Conflict):
            await waiting_offer.offer(work, entry, found[1])
    refused = await client.post(f"{URL}citas/", json=agenda.body(1, found[0].hour), headers=agenda.mine)
    assert refused.status_code == 400 and "hora_inicio" in refused.json()


async def test_a_time_that_is_taken_cannot_be_offered(agenda, cast, entry):
    await agenda.book(1, "10:00", paciente=await add_patient(cast.owner, "87654321"))
    async with start_work(cast.owner) as work:
        for hour in ("10:15", "03:00"):
            with pytest.raises(Invalid):
                await waiting_offer.offer(work, entry, waiting_offer.Suggestion(agenda.date(1), hour, cast.owner.membership_id))
