"""How full the agenda is: minutes by weekday and hour, and how they are read."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from clinic_app.agenda.occupancy import service as part
from clinic_app.agenda.occupancy.service import Fullness, by_hour, occupancy
from clinic_app.agenda.occupancy.state import rows_of, total_of
from clinic_app.core.database import start_work
from clinic_app.core.errors import Invalid
from tests import plans
from tests.agenda.conftest import URL

LIMA = ZoneInfo("America/Lima")


def test_minutes_fall_into_the_hours_of_the_wall_clock():
    begins = datetime(2026, 11, 23, 8, 40, tzinfo=LIMA)
    assert by_hour([(begins, begins + timedelta(minutes=90))], LIMA) == {(1, 8): 20, (1, 9): 60, (1, 10): 10}


def test_a_skipped_hour_has_no_minutes():
    santiago = ZoneInfo("America/Santiago")  # on 6 September 2026 the clock goes from 0:00 to 1:00
    since = datetime(2026, 9, 6, 3, 30, tzinfo=UTC)
    assert by_hour([(since, since + timedelta(hours=1))], santiago) == {(6, 23): 30, (7, 1): 30}


def test_the_table_and_its_sum():
    found = {(1, 8): Fullness(60, 60), (1, 9): Fullness(60, 0), (3, 10): Fullness(0, 30)}
    days, rows = rows_of(found)
    assert days == ["1", "3"] and [row.hour for row in rows] == ["08:00", "09:00", "10:00"]
    assert [(cell.percent, cell.level) for row in rows for cell in row.cells] == [(100, 4), (0, -1), (0, 0), (0, -1), (0, -1), (100, 4)]
    total = total_of(found)
    assert (total.share, total.fullest_hour, total.emptiest_hour) == (75, "08:00", "09:00")
    assert rows_of({}) == ([], []) and total_of({}).share == 0


async def test_booked_minutes_of_the_open_ones(client, agenda, cast):
    await agenda.book(1, "10:30")  # 45 minutes
    gone = await agenda.book(1, "15:00")
    await client.post(f"{URL}citas/{gone['id']}/cancelar/", json={}, headers=agenda.mine)
    body = {
        "fecha_inicio": agenda.day(1),
        "fecha_fin": agenda.day(1),
        "hora_inicio": "12:00",
        "hora_fin": "13:00",
        "tipo": "PERSONAL",
        "titulo": "Almuerzo",
    }
    await client.post(f"{URL}bloqueos/", json=body, headers=agenda.mine)
    day, weekday = agenda.date(1), agenda.date(1).isoweekday()
    async with start_work(cast.owner) as work:
        found = await occupancy(work, day, day, [cast.owner.membership_id])
        with pytest.raises(Invalid):
            await occupancy(work, day, day - timedelta(days=1), [])
        with pytest.raises(Invalid):
            await occupancy(work, day, day + timedelta(days=400), [])
    assert found[weekday, 10] == Fullness(60, 30) and found[weekday, 11] == Fullness(60, 15) and found[weekday, 15] == Fullness(60, 0)
    assert (weekday, 12) not in found and sum(each.open for each in found.values()) == 9 * 60


async def test_a_month_of_a_large_clinic_is_read_from_its_index(database, cast):
    superuser = database.replace("clinic_app@", "postgres@", 1).replace("+psycopg", "")
    plans.fill(superuser, cast.owner.tenant_id)
    today = cast.owner.today()
    query = part.booked_query(cast.owner, today - timedelta(days=27), today)
    read = plans.scans(database.replace("+psycopg", ""), cast.owner.tenant_id, *query)
    (booked,) = [node for node in read if node["Relation Name"] == "appointment"]
    assert booked["Index Name"].startswith("ix_appointment") and "starts_at" in booked["Index Cond"]
