"""What the access matrix needs of encounters: one of a patient without an appointment."""

from collections.abc import Awaitable, Callable
from typing import Any

TABLES = ("encounter",)
BODIES: dict[str, dict[str, Any]] = {"atendimientos": {"observaciones": "Robada", "estado": "CANCELADO"}}


async def rows_of_encounters(
    client: Any, make: Callable[[str, dict[str, Any]], Awaitable[int]], patient: int, service: int, mine: dict[str, str]
) -> dict[str, int]:
    """Their ids by the word of the path."""
    return {"atendimientos": await make("/api/atendimientos/", {"paciente": patient, "servicio": service, "observaciones": "Secreta"})}
