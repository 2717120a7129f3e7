"""What the access matrix needs of the agenda: one of all that stands in it, on a working day of next week."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any

TABLES = (
    "appointment", "agenda_block", "recurrence_pattern", "service", "waiting_entry", "slot_hold", "room", "treatment_plan", "treatment_session",
    "group_slot", "appointment_series",
)  # fmt: skip
BODIES = {
    "citas": {"notas": "Robada", "motivo": "x", "fecha": "2030-01-25", "hora_inicio": "10:00"}, "servicios": {"nombre": "Robado"},
    "bloqueos": {"motivo": "Robado", "titulo": "Robado"}, "patrones-recurrencia": {"intervalo_dias": 2, "fecha": "2030-01-25"},
    "salas": {"nombre": "Robada"}, "cupos": {"titulo": "Robado", "paciente": 1, "cupo": 1},
    "series": {"hora_inicio": "10:00", "alcance": "todas"}, "grupos": {"hora_inicio": "10:00"}, "lista-espera": {"notas": "Robada"},
    "planes-tratamiento": {"nombre": "Robado", "hora": "10:00"},
}  # fmt: skip
Make = Callable[[str, dict[str, Any]], Awaitable[int]]


async def rows_of_agenda(client: Any, make: Make, patient: int, mine: dict[str, str]) -> dict[str, int]:
    """One row of each kind; ids by the word of the path."""
    day = date.today() + timedelta(days=7)
    while day.isoweekday() > 5:
        day += timedelta(days=1)
    service = (await client.get("/api/agenda/servicios/", headers=mine)).json()[0]["id"]
    found = {"servicios": service} | await _visits(make, patient, service, str(day)) | await _blocks(make, str(day))
    waits = {"paciente": patient, "tipo_servicio": service, "fecha_deseada": str(day), "notas": "Secreta"}
    found["lista-espera"] = await make("/api/agenda/lista-espera/", waits)
    group = {"tipo_servicio": service, "fecha": str(day), "hora_inicio": "12:00", "capacidad": 5, "titulo": "Secreta"}
    found["cupos"] = await make("/api/agenda/cupos/", group)
    await client.post(f"/api/agenda/cupos/{found['cupos']}/reservar/", json={"paciente": patient}, headers=mine)
    room = await client.post("/api/agenda/salas/", json={"nombre": "Secreta"}, headers=mine)
    return found | ({"salas": room.json()["id"]} if room.status_code == 201 else {})  # who only attends makes no rooms


async def _visits(make: Make, patient: int, service: int, day: str) -> dict[str, int]:
    """One by itself, two in a row, a series, a plan."""
    whose = {"paciente": patient, "tipo_servicio": service}
    one = {"fecha": day, "hora_inicio": "10:00", "notas": "Secreta"}
    weekly = {"frecuencia": "semanal", "veces": 2, "fecha_inicio": day, "hora_inicio": "13:00", "notas": "Secreta"}
    together = {"servicios": [service] * 2, "fecha": day, "hora_inicio": "16:00", "notas": "Secreta"}
    plan = {"nombre": "Secreta", "total_sesiones": 3, "frecuencia": "semanal", "fecha_inicio": day}
    return {
        "citas": await make("/api/agenda/citas/", whose | one),
        "series": await make("/api/agenda/series/", whose | weekly),
        "grupos": await make("/api/agenda/citas/", {"paciente": patient} | together),
        "planes-tratamiento": await make("/api/agenda/planes-tratamiento/", whose | plan),
    }


async def _blocks(make: Make, day: str) -> dict[str, int]:
    """A time nobody can book, and how it comes back."""
    span = {"fecha_inicio": day, "fecha_fin": day, "hora_inicio": "15:00", "hora_fin": "16:00"}
    block = await make("/api/agenda/bloqueos/", span | {"motivo": "Secreta", "tipo": "PERSONAL", "titulo": "Secreta"})
    again = {"bloqueo": block, "tipo_recurrencia": "diario", "intervalo_dias": 7, "fecha_inicio_recurrencia": day}
    return {"bloqueos": block, "patrones-recurrencia": await make("/api/agenda/patrones-recurrencia/", again)}
