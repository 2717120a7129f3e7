"""What a service requires: the booking warns or refuses, and says which requirement is missing."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from clinic_app.core import hooks
from clinic_app.core.database import start_work
from clinic_app.records import requirements
from tests.agenda.conftest import working_day

SERVICES, BOOK = "/api/agenda/servicios/", "/api/agenda/citas/"


@pytest.fixture
async def desk(client, cast, headers, child):
    """Books for the child: `ask(nth day, hour)`; `need(**fields)` changes what the service requires; `refuse()` sets the clinic."""

    class Desk:
        mine = headers(cast.owner)
        service = 0

        async def need(self, **fields):
            self.service = self.service or (await client.get(SERVICES, headers=self.mine)).json()[0]["id"]
            answer = await client.patch(f"{SERVICES}{self.service}/", json=fields, headers=self.mine)
            assert answer.status_code == 200, answer.text
            return answer.json()

        async def ask(self, nth: int, hour: str = "09:00"):
            body = {"paciente": child.id, "tipo_servicio": self.service, "fecha": str(working_day(cast.owner, nth)), "hora_inicio": hour}
            return await client.post(BOOK, json=body, headers=self.mine)

        async def refuse(self):
            async with start_work(cast.owner) as work:
                await work.session.execute(text("update app.clinic set refuse_missing = true where id = app.tenant()"))

    return Desk()


async def test_a_session_too_soon_is_told_of(desk, cast):
    kept = await desk.need(intervalo_minimo_dias=30)
    assert kept["intervalo_minimo_dias"] == 30
    first = await desk.ask(1)
    assert first.status_code == 201 and "advertencias" not in first.json()
    second = await desk.ask(3)
    day = f"{working_day(cast.owner, 1):%d/%m/%Y}"
    assert second.status_code == 201
    assert second.json()["advertencias"] == [f"Entre dos sesiones de Control CRED deben pasar 30 días; la más cercana es del {day}."]


async def test_or_refused_when_the_clinic_wants_it_so(desk):
    await desk.need(intervalo_minimo_dias=30)
    await desk.refuse()
    assert (await desk.ask(1)).status_code == 201
    refused = await desk.ask(3)
    assert refused.status_code == 400 and list(refused.json()) == ["tipo_servicio"]


async def test_just_enough_days_are_enough_and_a_cancelled_session_is_none(client, desk, cast):
    await desk.need(intervalo_minimo_dias=3)
    made = (await desk.ask(1)).json()
    first = working_day(cast.owner, 1)
    nth = next(each for each in range(2, 9) if working_day(cast.owner, each) - first >= timedelta(days=3))
    assert "advertencias" not in (await desk.ask(nth)).json()
    for nearer in range(2, nth):
        assert "advertencias" in (await desk.ask(nearer)).json()
    await desk.need(intervalo_minimo_dias=1)
    await client.post(f"{BOOK}{made['id']}/cancelar/", json={"motivo": "x"}, headers=desk.mine)
    assert "advertencias" not in (await desk.ask(1)).json()


async def test_consent_and_anamnesis_are_asked_of_those_who_keep_them(desk, cast, child, monkeypatch):
    await desk.need(requiere_consentimiento=True, requiere_anamnesis=True)
    day = working_day(cast.owner, 1)
    monkeypatch.setattr(hooks, "HAS_CONSENT", [])
    monkeypatch.setattr(hooks, "HAS_ANAMNESIS", [])
    async with start_work(cast.nurse) as work:
        assert await requirements.missing(work, child.id, desk.service, day) == []  # nobody keeps them: they cannot be missing

    async def none(work, patient_id, service_id):
        return False

    async def has(work, patient_id, service_id):
        return True

    monkeypatch.setattr(hooks, "HAS_CONSENT", [none])
    monkeypatch.setattr(hooks, "HAS_ANAMNESIS", [none])
    async with start_work(cast.nurse) as work:
        assert [one.code for one in await requirements.missing(work, child.id, desk.service, day)] == ["consentimiento", "anamnesis"]
    monkeypatch.setattr(hooks, "HAS_CONSENT", [none, has])
    assert (await desk.ask(1)).json()["advertencias"] == ["Falta la anamnesis que pide Control CRED."]


async def test_other_peoples_and_unknown_ids_require_nothing(cast, child):
    async with start_work(cast.outsider) as work:
        for patient, service in ((child.id, 1), (-1, 2**70), (0, 0)):
            assert await requirements.missing(work, patient, service, work.today()) == []


async def test_a_session_that_is_moved_too_near_to_another_is_told_of_or_refused(client, desk, cast):
    await desk.need(intervalo_minimo_dias=3)
    await desk.ask(1)
    first = working_day(cast.owner, 1)
    far = next(each for each in range(2, 12) if working_day(cast.owner, each) - first >= timedelta(days=6))
    made = (await desk.ask(far)).json()

    async def move(**body):
        return await client.patch(f"{BOOK}{made['id']}/", json=body, headers=desk.mine)

    near = str(working_day(cast.owner, 2))
    told = await move(fecha=near, hora_inicio="10:00")
    assert told.status_code == 200 and len(told.json()["advertencias"]) == 1 and f"{first:%d/%m/%Y}" in told.json()["advertencias"][0]
    same_day = await move(hora_inicio="11:00")
    assert same_day.status_code == 200 and "advertencias" not in same_day.json()
    await move(fecha=str(working_day(cast.owner, far)))
    await desk.refuse()
    await desk.need(requiere_consentimiento=True)  # what it lacks otherwise was told when it was booked: that does not hold it fast
    refused = await move(fecha=near)
    assert refused.status_code == 400 and list(refused.json()) == ["fecha"], refused.text
    assert (await move(fecha=str(working_day(cast.owner, far + 1)))).status_code == 200
