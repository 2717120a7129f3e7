"""What the access matrix needs of growth: a check-up with an alert, a delivery of iron."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any


async def rows_of_growth(
    client: Any, make: Callable[[str, dict[str, Any]], Awaitable[int]], patient: int, mine: dict[str, str]
) -> dict[str, int]:
    """One row of each kind; ids by the word of the path."""
    day = str(date.today() - timedelta(days=2))  # the clinic's day may be behind that of the machine
    checkup = {"paciente": patient, "fecha": day, "peso_kg": 9, "talla_cm": 90, "observaciones": "Secreta", "confirmar": True}
    found = {"cred": await make("/api/cred/", checkup), "paciente": patient}
    found["hierro"] = await make("/api/cred/hierro/", {"paciente": patient, "fecha": day, "observaciones": "Secreta"})
    rows = (await client.get("/api/cred/alertas/", headers=mine)).json()
    found["alertas"] = rows[0]["alertas"][0]["id"]
    return found


TABLES = ("growth_checkup", "growth_alert", "iron_delivery")
BODIES = {"cred": {"observaciones": "Robada"}, "hierro": {"observaciones": "Robada"}, "alertas": {"estado": "vista", "nota": "Robada"}}
