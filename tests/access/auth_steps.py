"""What the tests of the accounts share."""

from typing import Any

AUTH = "/api/auth/"
FORM = {
    "email": "Maria.Garcia@Email.com", "password": "MiPassword123!", "password_confirm": "MiPassword123!", "first_name": "María",
    "last_name": "García López", "telefono": "987654321", "numero_colegiatura": "CEP12345", "especialidad": "pediatrica",
    "nombre_consultorio": "Consultorio Pediátrico San Miguel", "sexo": "F", "rne": "RNE-12345",
}  # fmt: skip
NURSE = {
    "numero_colegiatura": "CEP12345", "especialidad": "pediatrica", "nombre_consultorio": "Consultorio Pediátrico San Miguel",
    "sexo": "F", "rne": "RNE-12345", "plan_actual": {"code": "freemium", "name": "Freemium"}, "total_pacientes": 0,
}  # fmt: skip
OWNER = "owner@hampiq.test"


async def sign_in(client: Any, email: str = OWNER, password: str = "Consultorio-2026") -> Any:
    return await client.post(f"{AUTH}login/", json={"email": email, "password": password})


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
