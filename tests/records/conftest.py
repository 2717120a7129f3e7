"""What the tests of the record share: a child, and the API as her nurse."""

from datetime import date
from types import SimpleNamespace

import pytest

from clinic_app.core.database import start_work
from clinic_app.patients.models import Patient


async def add_patients(actor, count: int = 1, **more) -> list[int]:
    """Children born in 2022, with documents of their own."""
    async with start_work(actor) as work:
        rows = [
            Patient(document_number=f"{70000000 + each}", given_names="Juan Carlos", first_surname="García", second_surname="López", birth_date=date(2022, 6, 15), sex="M", **more)
            for each in range(count)
        ]  # fmt: skip
        work.session.add_all(rows)
        await work.session.flush()
        return [row.id for row in rows]


@pytest.fixture
async def child(client, cast, headers):
    """A patient of the clinic: `id`, the nurse's headers `mine`, `url`, and `open(**fields)` that opens the history."""
    (key,) = await add_patients(cast.owner)
    mine, url = headers(cast.nurse), f"/api/pacientes/{key}/historia/"

    async def open_history(**fields):
        answer = await client.post(url, json=fields, headers=mine)
        assert answer.status_code == 201, answer.text
        return answer.json()

    return SimpleNamespace(id=key, mine=mine, url=url, open=open_history)
