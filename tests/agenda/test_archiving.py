"""A patient is archived while appointments are still to come."""

from typing import Any

from clinic_app.core.database import start_work
from clinic_app.patients import service as patients
from tests.rows_of_all import rows_of_a_clinic


async def test_the_coming_appointments_are_counted_and_kept_or_cancelled_with_the_reason(client: Any, cast: Any, headers: Any) -> None:
    rows, mine = await rows_of_a_clinic(client, headers(cast.nurse)), headers(cast.nurse)
    url = f"/api/agenda/citas/{rows['citas']}/"
    async with start_work(cast.nurse) as work:
        coming = await patients.coming(work, rows["pacientes"])
        assert coming == 6  # the single one, and those of the group, the series and the booking of several services
        assert await patients.archive(work, rows["pacientes"]) == 0
    assert (await client.get(url, headers=mine)).json()["estado"] == "programada"
    async with start_work(cast.nurse) as work:
        await patients.restore(work, rows["pacientes"])
        assert await patients.archive(work, rows["pacientes"], "  Se mudó a otra ciudad ") == coming
        assert await patients.coming(work, rows["pacientes"]) == 0
        work.events.clear()
    found = (await client.get(url, headers=mine)).json()
    assert found["estado"] == "cancelada" and "Se mudó a otra ciudad" in str(found)
