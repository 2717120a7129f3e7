"""What the tests of encounters share: the nurse's desk."""

import pytest

from tests.agenda.conftest import URL as AGENDA
from tests.agenda.conftest import add_patient, working_day

URL = "/api/atendimientos/"


@pytest.fixture
async def desk(client, cast, headers):
    """The nurse's desk: `open(**body)`, `patch(id, **body)`, `get(id)`, `book(nth)`, `group(nth)`, `appointment(id)`, `slot(id)`."""

    class Desk:
        mine = headers(cast.nurse)
        patient = service = 0

        async def send(self, method, url, status, body=None):
            answer = await client.request(method, url, headers=self.mine, **({} if body is None else {"json": body}))
            assert answer.status_code == status, answer.text
            return answer.json() if answer.content else None

        async def open(self, status=201, **body):
            return await self.send("POST", URL, status, {"paciente": self.patient} | body)

        async def patch(self, key, status=200, **body):
            return await self.send("PATCH", f"{URL}{key}/", status, body)

        async def get(self, key, status=200):
            return await self.send("GET", f"{URL}{key}/", status)

        async def book(self, nth, hour="09:00"):
            day = str(working_day(cast.owner, nth))
            body = {"paciente": self.patient, "tipo_servicio": self.service, "fecha": day, "hora_inicio": hour}
            return await self.send("POST", f"{AGENDA}citas/", 201, body)

        async def group(self, nth, hour="15:00", **more):
            body = {
                "tipo_servicio": self.service,
                "fecha": str(working_day(cast.owner, nth)),
                "hora_inicio": hour,
                "capacidad": 2,
                "duracion_minutos": 60,
            }
            return await self.send("POST", f"{AGENDA}cupos/", 201, body | more)

        async def appointment(self, key):
            return await self.send("GET", f"{AGENDA}citas/{key}/", 200)

        async def taken(self, key):
            return (await self.send("GET", f"{AGENDA}cupos/{key}/", 200))["ocupados"]

    made = Desk()
    made.patient = await add_patient(cast.owner)
    made.service = (await client.get(f"{AGENDA}servicios/", headers=made.mine)).json()[0]["id"]
    return made
