"""One row of each kind for the test of routes (test_access_matrix.py), what a stranger would send to them, and how they look."""

from datetime import date, timedelta
from typing import Any

import rows_of_anamnesis
import rows_of_encounters
import rows_of_growth
import rows_of_media
import rows_of_notes
from sqlalchemy import text

from clinic_app.core.database import start_work


async def rows_of_a_clinic(client: Any, mine: dict[str, str]) -> dict[str, int]:
    """One row of each kind, made over the API itself; ids by the word of the path."""
    patient = {
        "tipo_documento": "dni", "numero_documento": "12345678", "nombres": "Secreta", "apellido_paterno": "Quispe", "apellido_materno": "Mamani",
        "fecha_nacimiento": "2022-06-15", "sexo": "F",
    }  # fmt: skip
    guardian = {
        "nombres": "Secreta",
        "apellidos": "Mamani",
        "parentesco": "madre",
        "telefono": "987654321",
        "tipo_documento": "dni",
        "numero_documento": "87654321",
    }
    day = date.today() + timedelta(days=7)
    while day.isoweekday() > 5:
        day += timedelta(days=1)

    async def make(path: str, body: dict[str, Any]) -> int:
        answer = await client.post(path, json=body, headers=mine)
        assert answer.status_code == 201, answer.text
        return answer.json()["id"]

    found = {"pacientes": await make("/api/pacientes/", patient)}
    found["responsables"] = await make(f"/api/pacientes/{found['pacientes']}/responsables/", guardian)
    found["servicios"] = (await client.get("/api/agenda/servicios/", headers=mine)).json()[0]["id"]
    found["citas"] = await make(
        "/api/agenda/citas/",
        {
            "paciente": found["pacientes"],
            "tipo_servicio": found["servicios"],
            "fecha": str(day),
            "hora_inicio": "10:00",
            "notas": "Secreta",
        },
    )
    block = {
        "fecha_inicio": str(day),
        "fecha_fin": str(day),
        "hora_inicio": "15:00",
        "hora_fin": "16:00",
        "motivo": "Secreta",
        "tipo": "PERSONAL",
        "titulo": "Secreta",
    }
    found["bloqueos"] = await make("/api/agenda/bloqueos/", block)
    series = {"bloqueo": found["bloqueos"], "tipo_recurrencia": "diario", "intervalo_dias": 7, "fecha_inicio_recurrencia": str(day)}
    found["patrones-recurrencia"] = await make("/api/agenda/patrones-recurrencia/", series)
    plan = {
        "paciente": found["pacientes"],
        "tipo_servicio": found["servicios"],
        "nombre": "Secreta",
        "total_sesiones": 3,
        "frecuencia": "semanal",
        "fecha_inicio": str(day),
    }
    found["planes-tratamiento"] = await make("/api/agenda/planes-tratamiento/", plan)
    room = await client.post("/api/agenda/salas/", json={"nombre": "Secreta"}, headers=mine)
    found |= {"salas": room.json()["id"]} if room.status_code == 201 else {}  # who only attends makes no rooms
    found["etiquetas"] = await make("/api/pacientes/etiquetas/", {"nombre": "Secreta"})
    waits = {"paciente": found["pacientes"], "tipo_servicio": found["servicios"], "fecha_deseada": str(day), "notas": "Secreta"}
    found["lista-espera"] = await make("/api/agenda/lista-espera/", waits)
    place = {"tipo_servicio": found["servicios"], "fecha": str(day), "hora_inicio": "12:00", "capacidad": 5, "titulo": "Secreta"}
    found["cupos"] = await make("/api/agenda/cupos/", place)
    await client.post(f"/api/agenda/cupos/{found['cupos']}/reservar/", json={"paciente": found["pacientes"]}, headers=mine)
    weekly = {
        "paciente": found["pacientes"],
        "tipo_servicio": found["servicios"],
        "frecuencia": "semanal",
        "veces": 2,
        "fecha_inicio": str(day),
        "hora_inicio": "13:00",
        "notas": "Secreta",
    }
    found["series"] = await make("/api/agenda/series/", weekly)
    visit = {
        "paciente": found["pacientes"],
        "servicios": [found["servicios"]] * 2,
        "fecha": str(day),
        "hora_inicio": "16:00",
        "notas": "Secreta",
    }
    found["grupos"] = await make("/api/agenda/citas/", visit)
    scan = {"archivo": ("secreta.pdf", b"%PDF-1.4 Secreta %%EOF")}
    kept = await client.post(f"/api/pacientes/{found['pacientes']}/documentos/", files=scan, data={"titulo": "Secreta"}, headers=mine)
    found["documentos"] = kept.json()["id"]
    found |= await rows_of_media.rows_of_media(client, found["pacientes"], mine)
    found |= await rows_of_notes.rows_of_notes(client, make, found["pacientes"], mine)
    found |= await rows_of_growth.rows_of_growth(client, make, found["pacientes"], mine)
    found |= await rows_of_encounters.rows_of_encounters(client, make, found["pacientes"], found["servicios"], mine)
    found |= await rows_of_anamnesis.rows_of_anamnesis(client, make, found["pacientes"], mine)
    return found


BODIES = {
    "pacientes": {"nombres": "Robada"}, "citas": {"notas": "Robada", "motivo": "x", "fecha": "2030-01-25", "hora_inicio": "10:00"},
    "servicios": {"nombre": "Robado"}, "bloqueos": {"motivo": "Robado", "titulo": "Robado"}, "responsables": {"nombres": "Robada"},
    "patrones-recurrencia": {"intervalo_dias": 2, "fecha": "2030-01-25"}, "salas": {"nombre": "Robada"},
    "cupos": {"titulo": "Robado", "paciente": 1, "cupo": 1}, "series": {"hora_inicio": "10:00", "alcance": "todas"}, "grupos": {"hora_inicio": "10:00"},
    "etiquetas": {"nombre": "Robada"}, "documentos": {"titulo": "Robado"}, "lista-espera": {"notas": "Robada"}, "planes-tratamiento": {"nombre": "Robado", "hora": "10:00"},
}  # fmt: skip
BODIES |= rows_of_media.BODIES | rows_of_notes.BODIES | rows_of_growth.BODIES | rows_of_encounters.BODIES | rows_of_anamnesis.BODIES
SNAPSHOT = (
    "select md5(string_agg(t::text, '|' order by t::text)) from (select * from app.{table} where tenant_id = app.tenant()) t",
    (
        "patient",
        "guardian",
        "appointment",
        "agenda_block",
        "recurrence_pattern",
        "service",
        "patient_tag",
        "patient_document",
        "waiting_entry",
        "slot_hold",
        "room",
        "treatment_plan",
        "treatment_session",
        "group_slot",
        "appointment_series",
        *rows_of_media.TABLES,
        *rows_of_notes.TABLES,
        *rows_of_growth.TABLES,
        *rows_of_encounters.TABLES,
        *rows_of_anamnesis.TABLES,
    ),
)


async def picture_of(actor: Any) -> list[str]:
    async with start_work(actor) as work:
        return [(await work.session.execute(text(SNAPSHOT[0].format(table=table)))).scalar_one() for table in SNAPSHOT[1]]
