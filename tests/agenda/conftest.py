"""What the tests of the agenda share: patients, free days, and a short way to book."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from clinic_app.core.database import start_work
from clinic_app.patients.models import Patient

URL = "/api/agenda/"
PLANS_URL = f"{URL}planes-tratamiento/"


def working_day(actor, nth: int) -> date:
    """The nth weekday after today, where the clinic is."""
    day = actor.today()
    while nth:
        day += timedelta(days=1)
        nth -= day.isoweekday() <= 5
    return day


async def add_patient(actor, number: str = "12345678") -> int:
    async with start_work(actor) as work:
        row = Patient(
            document_number=number, given_names="Juan Carlos", first_surname="García", second_surname="López",
            birth_date=date(2022, 6, 15), sex="M",
        )  # fmt: skip
        work.session.add(row)
        await work.session.flush()
        return row.id


@pytest.fixture(autouse=True)
def awake(monkeypatch):
    """Nobody sleeps here, at whatever hour these tests run; the nights of the waiting list: tests/reminders/test_night.py."""
    import clinic_app.wiring  # noqa: F401
    from clinic_app.core import hooks

    monkeypatch.setattr(hooks, "WHEN_TOLD", [])


@pytest.fixture
async def agenda(client, cast, headers):
    """The owner's agenda: `patient`, `service` (45 minutes), `body(nth day, hour)`, `book(…)`."""
    mine = headers(cast.owner)
    patient = await add_patient(cast.owner)
    service = (await client.get(f"{URL}servicios/", headers=mine)).json()[0]["id"]

    def body(nth: int, hour: str, **more):
        return {"paciente": patient, "tipo_servicio": service, "fecha": str(working_day(cast.owner, nth)), "hora_inicio": hour, **more}

    async def book(nth: int, hour: str, **more):
        answer = await client.post(f"{URL}citas/", json=body(nth, hour, **more), headers=mine)
        assert answer.status_code == 201, answer.text
        return answer.json()

    return SimpleNamespace(
        owner=cast.owner,
        patient=patient,
        service=service,
        body=body,
        book=book,
        mine=mine,
        date=lambda nth: working_day(cast.owner, nth),
        day=lambda nth: str(working_day(cast.owner, nth)),
    )


@pytest.fixture
def plan(client, agenda):
    """`plan(total_sesiones=…)` begins a plan from the next working day on; `plan.post(id, action)`."""

    def body(**more):
        started = {
            "paciente": agenda.patient,
            "tipo_servicio": agenda.service,
            "nombre": "5 inyectables",
            "total_sesiones": 5,
            "frecuencia": "diaria",
        }
        return started | {"fecha_inicio": agenda.day(1)} | more

    async def begin(**more):
        answer = await client.post(PLANS_URL, json=body(**more), headers=agenda.mine)
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def post(key, action, **sent):
        return await client.post(f"{PLANS_URL}{key}/{action}/", json=sent, headers=agenda.mine)

    async def get(key, what=""):
        return (await client.get(f"{PLANS_URL}{key}/{what}", headers=agenda.mine)).json()

    begin.body, begin.post, begin.get = body, post, get
    return begin
