"""Children who missed a check-up: who is late, that the waiting list puts them first, and what the navigation counts."""

from datetime import date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from cred_desk import Desk
from dateutil.relativedelta import relativedelta

import clinic_app.wiring  # noqa: F401 -- who reacts to what
from clinic_app.agenda.models import CareType
from clinic_app.agenda.waiting import holds
from clinic_app.agenda.waiting import service as waiting
from clinic_app.agenda.waiting.matching import Freed
from clinic_app.core import hooks
from clinic_app.core.database import start_work
from clinic_app.growth import due, told


@pytest.fixture
async def queue(client: Any, cast: Any, headers: Any, desk: Desk) -> SimpleNamespace:
    """A waiting list of one service: `put(patient)` and `free()`, which says whom a free hour was kept for."""
    service = (await client.get("/api/agenda/servicios/", headers=headers(cast.owner))).json()[0]["id"]
    day = cast.owner.today() + timedelta(days=1)
    while day.isoweekday() > 5:
        day += timedelta(days=1)

    async def put(patient: int, **more: Any) -> int:
        values = {"patient_id": patient, "service_id": service, "wanted_from": day, "care_type": CareType.CLINIC, **more}
        async with start_work(cast.owner) as work:
            return (await waiting.create(work, values)).id

    async def free() -> list[int]:
        begins = datetime.combine(day, time(10), cast.owner.tz)
        async with start_work(cast.owner) as work:
            return [one.entry_id for one in await holds.fill(work, Freed(cast.owner.membership_id, begins, begins + timedelta(minutes=45)))]

    return SimpleNamespace(put=put, free=free)


async def test_a_child_late_for_her_checkup_gets_a_freed_hour_first(desk: Desk, queue: SimpleNamespace, cast: Any) -> None:
    today = cast.owner.today()
    born = str(today - relativedelta(months=13))
    seen = await desk.child(fecha_nacimiento=born)
    late = await desk.child(fecha_nacimiento=born, numero_documento="71234568", nombres="Ana")
    await desk.check(seen, fecha=str(today - timedelta(days=3)), peso_kg=9.6, talla_cm=77)
    await queue.put(seen, priority=2)
    entry = await queue.put(late)
    assert await queue.free() == [entry]


async def test_late_are_those_whose_turn_is_over_and_nobody_else(desk: Desk, cast: Any) -> None:
    today = cast.owner.today()
    numbers = iter(range(71234600, 71234700))

    async def born(age: relativedelta) -> int:
        return await desk.child(fecha_nacimiento=str(today - age), numero_documento=str(next(numbers)))

    late, on_the_day, adult = [
        await born(age) for age in (relativedelta(months=12, days=1), relativedelta(months=12), relativedelta(years=40))
    ]
    async with start_work(cast.owner) as work:
        assert await due.overdue(work, [late, on_the_day, adult, 999_999]) == {late}
        assert await due.overdue(work, []) == set()
    assert [due.overdue] == hooks.OVERDUE


def test_a_missed_blood_test_is_late_since_its_last_turn() -> None:
    today = date(2026, 6, 1)
    assert due.haemoglobin_due(today - relativedelta(months=50), None, today) == today - relativedelta(months=2)
    born = today - relativedelta(months=50)
    assert due.haemoglobin_due(born, born + relativedelta(months=6), today) == today - relativedelta(months=2)
    assert due.haemoglobin_due(born, today - relativedelta(months=3), today) is None


async def test_the_navigation_counts_children_with_a_new_alert(desk: Desk, cast: Any) -> None:
    patient = await desk.child()
    await desk.check(patient, peso_kg=8.1, dosaje_hemoglobina=9.0)
    async with start_work(cast.nurse) as work:
        assert await told.place_counts(work) == {"growth": 1}  # children, not alerts
    assert await told.new_alerts(cast.nurse) == 1
    (row,) = await desk.shown("/api/cred/alertas/")
    for one in row["alertas"]:
        await desk.send("PATCH", f"/api/cred/alertas/{one['id']}/", 200, {"estado": "vista"})
    assert await told.new_alerts(cast.nurse) == 0
    assert await told.new_alerts(cast.receptionist) is None
    async with start_work(cast.receptionist) as work:
        assert await told.place_counts(work) == {}
