"""The API of section 6 of the documented API, as one nurse uses it."""

from typing import Any

BORN = "2022-06-15"
CHECKED = {"fecha": "2024-01-25", "peso_kg": 10.5, "talla_cm": 78.5}
CHILD = {
    "tipo_documento": "dni", "numero_documento": "71234567", "nombres": "Juan Carlos", "apellido_paterno": "García", "apellido_materno": "López",
    "fecha_nacimiento": BORN, "sexo": "M",
}  # fmt: skip


class Desk:
    """Short ways to the routes; each checks the status it expects."""

    def __init__(self, client: Any, headers: dict[str, str]) -> None:
        self.client, self.headers = client, headers

    async def send(self, method: str, path: str, status: int, body: Any = None, **query: Any) -> Any:
        answer = await self.client.request(method, path, json=body, params=query or None, headers=self.headers)
        assert answer.status_code == status, (path, answer.status_code, answer.text)
        return answer.json() if answer.content else None

    async def child(self, **changes: Any) -> int:
        return (await self.send("POST", "/api/pacientes/", 201, CHILD | changes))["id"]

    async def check(self, patient: int, status: int = 201, **changes: Any) -> Any:
        return await self.send("POST", "/api/cred/", status, {"paciente": patient, **CHECKED, **changes})

    async def shown(self, path: str, **query: Any) -> Any:
        return await self.send("GET", path, 200, **query)
