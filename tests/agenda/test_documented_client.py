"""A client written against sections 4.7 to 4.10 of the document, word for word: its own bodies, dates of long ago included."""

import pytest

from tests.agenda.conftest import URL

BLOCK = {
    "fecha_inicio": "2024-02-01", "fecha_fin": "2024-02-01", "hora_inicio": "14:00:00", "hora_fin": "18:00:00", "motivo": "Guardia en Rebagliati",
    "tipo": "TRABAJO_PRINCIPAL", "titulo": "Guardia Rebagliati", "es_recurrente": True, "color": "#EF4444",
}  # fmt: skip
WEEKLY = {
    "tipo_recurrencia": "semanal",
    "dias_semana": [1, 3, 5],
    "fecha_inicio_recurrencia": "2024-02-01",
    "fecha_fin_recurrencia": "2024-06-30",
}
CYCLE = {
    "tipo_recurrencia": "patron", "patron_ciclo": ["DIURNA", "NOCTURNA", "DESCANSO", "DESCANSO"], "fecha_inicio_recurrencia": "2024-02-01",
    "fecha_fin_recurrencia": None,
}  # fmt: skip
TEN_YEARS = {
    "tipo_recurrencia": "diario",
    "intervalo_dias": 2,
    "fecha_inicio_recurrencia": "2024-02-01",
    "fecha_fin_recurrencia": "2034-02-01",
}


@pytest.fixture
def ask(client, agenda):
    async def send(method, path, expected, body=None, **query):
        answer = await client.request(method, f"{URL}{path}", json=body, params=query, headers=agenda.mine)
        assert answer.status_code == expected, (method, path, answer.text)
        return answer.json() if answer.content else None

    return send


async def test_blocks(ask):
    made = await ask("POST", "bloqueos/", 201, BLOCK)
    assert {name: made[name] for name in BLOCK} == BLOCK and (made["tipo_display"], made["is_active"]) == ("Trabajo Principal", True)
    assert (await ask("GET", "bloqueos/", 200)) == [made] == [await ask("GET", f"bloqueos/{made['id']}/", 200)]
    for kind in ("TRABAJO_SECUNDARIO", "personal", "VACACIONES"):
        assert (await ask("PATCH", f"bloqueos/{made['id']}/", 200, {"tipo": kind}))["tipo"] == kind.upper()
    assert list(await ask("PATCH", f"bloqueos/{made['id']}/", 400, {"fecha_fin": "2024-01-31"})) == ["fecha_fin"]
    assert list(await ask("POST", "bloqueos/", 400, {**BLOCK, "hora_fin": "14:00:00"})) == ["hora_fin"]
    assert list(await ask("POST", "bloqueos/", 400, {**BLOCK, "hora_inicio": "18:00:00", "hora_fin": "14:00:00"})) == ["hora_fin"]  # a slip
    night = await ask("POST", "bloqueos/", 201, {**BLOCK, "hora_inicio": "19:00:00", "hora_fin": "07:00:00"})
    await ask("DELETE", f"bloqueos/{night['id']}/", 204)
    assert (await ask("POST", "bloqueos/", 201, {"fecha_inicio": "2024-03-01", "fecha_fin": "2024-03-02"}))["tipo"] == "PERSONAL"
    assert await ask("DELETE", f"bloqueos/{made['id']}/", 204) is None
    await ask("DELETE", f"bloqueos/{made['id']}/", 404)
    assert [each["fecha_inicio"] for each in await ask("GET", "bloqueos/", 200)] == ["2024-03-01"]


@pytest.mark.parametrize("series", [WEEKLY, CYCLE, TEN_YEARS])
async def test_series(ask, agenda, series):
    block = (await ask("POST", "bloqueos/", 201, {**BLOCK, "es_recurrente": False}))["id"]
    made = await ask("POST", "patrones-recurrencia/", 201, {"bloqueo": block, **series})
    assert {name: made[name] for name in series} == series
    assert (await ask("GET", "patrones-recurrencia/", 200)) == [made]
    assert (await ask("GET", f"bloqueos/{block}/", 200))["es_recurrente"] is True
    assert (await ask("GET", "disponibilidad/", 200, fecha=agenda.day(3), tipo_servicio=agenda.service))["slots"]
    assert (await ask("PATCH", f"patrones-recurrencia/{made['id']}/", 200, {"fecha_fin_recurrencia": "2025-01-01"}))["bloqueo"] == block
    assert list(await ask("PATCH", f"patrones-recurrencia/{made['id']}/", 400, {"fecha_fin_recurrencia": "2023-01-01"})) == [
        "fecha_fin_recurrencia"
    ]
    await ask("DELETE", f"patrones-recurrencia/{made['id']}/", 204)
    assert await ask("GET", "patrones-recurrencia/", 200) == []


async def test_waiting_list(ask, agenda):
    body = {
        "paciente": agenda.patient, "tipo_servicio": agenda.service, "fecha_deseada": "2024-02-15", "tipo_atencion": "consultorio",
        "notas": "Esperando stock de vacuna SPR",
    }  # fmt: skip
    made = await ask("POST", "lista-espera/", 201, body)
    assert {name: made[name] for name in body} == body
    assert (made["paciente_nombre"], made["tipo_atencion_display"]) == ("García López, Juan Carlos", "Consultorio")
    assert (made["estado"], made["estado_display"]) == ("esperando", "Esperando") and made["created_at"].endswith("Z")
    for state, shown in (("esperando", 1), ("notificado", 0), ("agendado", 0), ("cancelado", 0)):
        assert len(await ask("GET", "lista-espera/", 200, estado=state)) == shown
    assert (await ask("PATCH", f"lista-espera/{made['id']}/", 200, {"estado": "notificado"}))["estado_display"] == "Notificado"
    await ask("DELETE", f"lista-espera/{made['id']}/", 204)
    assert list(await ask("GET", "lista-espera/", 400, estado="otro")) == ["estado"]


async def test_treatment_plans(ask, agenda):
    body = {
        "paciente": agenda.patient, "tipo_servicio": agenda.service, "nombre": "Tratamiento de 5 inyectables - Penicilina",
        "descripcion": "Tratamiento prescrito por Dr. Rodríguez", "total_sesiones": 2, "frecuencia": "diaria", "fecha_inicio": "2024-01-20",
        "fecha_fin_estimada": "2024-01-25", "requiere_orden_medica": True, "notas": "",
    }  # fmt: skip
    made = await ask("POST", "planes-tratamiento/", 201, body)
    assert {name: made[name] for name in body} == body and made["orden_medica"] is None
    path = f"planes-tratamiento/{made['id']}/"
    for count, progress, state in ((1, 50.0, "activo"), (2, 100.0, "completado")):  # a client that only completes: each call counts
        found = await ask("POST", f"{path}completar_sesion/", 200)
        assert (found["sesiones_completadas"], found["progreso"], found["sesiones_restantes"]) == (count, progress, 2 - count)
        assert found["estado"] == state
    await ask("POST", f"{path}completar_sesion/", 400)
    assert list(await ask("PATCH", path, 400, {"total_sesiones": 1})) == ["total_sesiones"]
    assert (await ask("PATCH", path, 200, {"notas": "Listo"}))["notas"] == "Listo"
