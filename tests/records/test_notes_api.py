"""Sections 5.3-5.5 over the API: shapes, dates, refusals, versions, addenda."""

import itertools
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pytest
from sqlalchemy import text

from clinic_app.core.database import start_work
from clinic_app.core.settings import settings

PATIENT = {
    "tipo_documento": "dni", "numero_documento": "12345678", "nombres": "Juan", "apellido_paterno": "García", "apellido_materno": "López",
    "fecha_nacimiento": "2022-06-15", "sexo": "M",
}  # fmt: skip
NOTE = {
    "fecha": "2024-01-25T10:30:00Z", "subjetivo": "Come bien.", "objetivo": "Activo.", "analisis": "Niño sano.", "planificacion": "Continuar.",
    "intervencion": "Se pesa y mide.", "evaluacion": "Comprende.", "temperatura": 36.5, "frecuencia_cardiaca": 100, "frecuencia_respiratoria": 28,
    "presion_sistolica": 90, "presion_diastolica": 60, "saturacion_oxigeno": 98, "glucosa_capilar": 85.0,
}  # fmt: skip


class Desk:
    """One person at one patient's notes."""

    def __init__(self, client: Any, headers: dict[str, str], patient_id: int) -> None:
        self.client, self.headers, self.patient_id = client, headers, patient_id
        self.base = f"/api/pacientes/{patient_id}/historia/notas/"

    async def send(self, method: str, path: str = "", body: Any = None) -> Any:
        return await self.client.request(method, self.base + path if not path.startswith("/api") else path, headers=self.headers, json=body)

    async def note(self, **more: Any) -> dict[str, Any]:
        answer = await self.send("POST", body=NOTE | more)
        assert answer.status_code == 201, answer.text
        return answer.json()


@pytest.fixture
async def desk(client: Any, cast: Any, headers: Any) -> Desk:
    made = await client.post("/api/pacientes/", json=PATIENT, headers=headers(cast.nurse))
    return Desk(client, headers(cast.nurse), made.json()["id"])


async def diagnoses_here(actor: Any) -> tuple[int, int]:
    async with start_work(actor) as work:
        query = "select (select min(id) from app.diagnosis where system = 'cie10'), (select min(id) from app.diagnosis where system = 'enfermeria')"
        return tuple((await work.session.execute(text(query))).one())


async def test_a_note_is_answered_as_documented(desk: Desk, cast: Any) -> None:
    icd10, nursing = await diagnoses_here(cast.nurse)
    made = await desk.note(diagnosticos_cie10_ids=[icd10], diagnosticos_nanda_ids=[nursing])
    shown = (await desk.send("GET", f"{made['id']}/")).json()
    assert shown == made
    assert shown["fecha"] == "2024-01-25T10:30:00Z" and shown["enfermera_nombre"] == "Nurse Sonqo"
    assert shown["temperatura"] == "36.5" and shown["glucosa_capilar"] == "85.0" and shown["presion_arterial"] == "90/60"
    assert shown["frecuencia_cardiaca"] == 100 and shown["cita"] is None and shown["cita_info"] is None
    assert set(shown["diagnosticos_cie10"][0]) == {"id", "codigo", "descripcion", "capitulo", "grupo"}
    assert set(shown["diagnosticos_nanda"][0]) == {"id", "codigo", "dominio", "clase", "etiqueta", "definicion"}
    assert [each["id"] for each in (await desk.send("GET")).json()] == [made["id"]]


async def test_the_longer_path_is_the_same_note(desk: Desk, cast: Any) -> None:
    made = await desk.note()
    async with start_work(cast.nurse) as work:
        history = (await work.session.execute(text("select id from app.clinical_history"))).scalar()
    assert history is not None
    long = f"/api/pacientes/{desk.patient_id}/historia/{history}/notas/"
    assert (await desk.send("GET", long)).json() == [made]
    assert (await desk.send("GET", f"{long}{made['id']}/")).json() == made
    assert (await desk.send("POST", long, NOTE)).status_code == 201
    assert (await desk.send("GET", f"/api/pacientes/{desk.patient_id}/historia/{history + 1}/notas/")).status_code == 404


async def test_a_date_without_zone_is_the_clinics_and_keeps_hour_and_minute(desk: Desk) -> None:
    made = await desk.note(fecha="2025-11-20T13:21")
    assert made["fecha"] == "2025-11-20T13:21:00-05:00"
    assert (await desk.note(fecha="2025-11-20T13:21:00-03:00"))["fecha"] == "2025-11-20T13:21:00-03:00"


BAD = (  # all against one database: a fresh one for each would take ten times as long
    ("fecha", (datetime.now(UTC) + timedelta(hours=1)).isoformat()), ("fecha", "2019-01-01T10:00:00Z"), ("fecha", "mañana"), ("fecha", "2024-01-25"),
    ("temperatura", 365), ("temperatura", "x"), ("temperatura", 36.55), ("presion_diastolica", 95), ("saturacion_oxigeno", 120), ("frecuencia_cardiaca", 72.5),
    ("diagnosticos_cie10_ids", [999_999]), ("diagnosticos_nanda_ids", [-1]), ("diagnosticos_nanda_ids", "x"), ("diagnosticos_nanda_ids", {"a": 1}), ("cita", 999), ("subjetivo", ["x"]),
    ("diagnosticos_cie10_ids", [2**80]), ("subjetivo", "x" * 10_001),
)  # fmt: skip


async def test_bad_input_is_refused_beside_its_field(desk: Desk) -> None:
    taken = []
    for field, value in BAD:
        answer = await desk.send("POST", body=NOTE | {field: value})
        if answer.status_code != 400 or field not in answer.json():
            taken.append((field, str(value)[:60], answer.status_code, answer.text[:200]))
    assert not taken
    assert (await desk.send("GET")).json() == []


async def test_untouched_fields_count_as_absent_and_an_empty_note_is_refused(desk: Desk) -> None:
    made = await desk.send(
        "POST", body={"subjetivo": "Come bien", "temperatura": "", "cita": None, "objetivo": "", "frecuencia_cardiaca": None}
    )
    assert made.status_code == 201 and made.json()["temperatura"] is None and made.json()["objetivo"] == ""
    assert (await desk.send("POST", body={"subjetivo": ""})).json() == {
        "non_field_errors": ["La nota está vacía. Escribe al menos una sección o un signo vital."]
    }


async def test_pressure_may_come_as_text(desk: Desk) -> None:
    made = (await desk.send("POST", body={"presion_arterial": "110/70"})).json()
    assert (made["presion_sistolica"], made["presion_diastolica"], made["presion_arterial"]) == (110, 70, "110/70")


async def test_the_appointment_must_be_the_patients_own(desk: Desk, client: Any, cast: Any) -> None:
    service = (await client.get("/api/agenda/servicios/", headers=desk.headers)).json()[0]["id"]
    other = (await client.post("/api/pacientes/", json=PATIENT | {"numero_documento": "87654321"}, headers=desk.headers)).json()["id"]
    day = date.today() + timedelta(days=7)
    while day.isoweekday() > 5:
        day += timedelta(days=1)
    visits = []
    for hour, patient in (("10:00", desk.patient_id), ("11:00", other)):
        wish = {"paciente": patient, "tipo_servicio": service, "fecha": str(day), "hora_inicio": hour}
        visits.append((await client.post("/api/agenda/citas/", json=wish, headers=desk.headers)).json()["id"])
    made = await desk.note(cita=visits[0])
    assert made["cita"] == visits[0] and made["cita_info"]["id"] == visits[0] and made["cita_info"]["fecha"] == str(day)
    assert (await desk.send("POST", body=NOTE | {"cita": visits[1]})).json() == {"cita": ["Esa cita es de otro paciente."]}


async def test_a_change_makes_a_version_and_the_old_one_stays(desk: Desk) -> None:
    made = await desk.note()
    changed = (await desk.send("PATCH", f"{made['id']}/", {"planificacion": "Control en 15 días.", "motivo": "Faltaba"})).json()
    assert (
        changed["id"] == made["id"]
        and changed["version"] == 2
        and changed["planificacion"] == "Control en 15 días."
        and changed["subjetivo"] == made["subjetivo"]
    )
    versions = (await desk.send("GET", f"{made['id']}/versiones/")).json()
    assert [(one["version"], one["planificacion"], one["motivo"]) for one in versions] == [
        (2, "Control en 15 días.", "Faltaba"),
        (1, "Continuar.", ""),
    ]
    assert {one["autor"] for one in versions} == {"Nurse Sonqo"}
    same = await desk.send("PATCH", f"{made['id']}/", {"planificacion": "Control en 15 días."})
    assert same.json()["version"] == 2  # nothing changed, nothing signed
    assert (await desk.send("PATCH", f"{made['id']}/", {"temperatura": 365})).status_code == 400
    assert (await desk.send("PATCH", f"{made['id']}/", {"temperatura": None})).json()["temperatura"] is None


async def test_addenda_stand_beside_the_note(desk: Desk, cast: Any, headers: Any) -> None:
    made = await desk.note()
    desk.headers = headers(cast.professional)
    assert (await desk.send("POST", f"{made['id']}/adendas/", {"texto": "Fue 37,5 °C."})).status_code == 201
    assert (await desk.send("POST", f"{made['id']}/adendas/", {"texto": "  "})).status_code == 400
    (added,) = (await desk.send("GET", f"{made['id']}/adendas/")).json()
    assert added["texto"] == "Fue 37,5 °C." and added["autor"] == "Professional Sonqo"
    shown = (await desk.send("GET", f"{made['id']}/")).json()
    assert shown["total_adendas"] == 1 and shown["subjetivo"] == made["subjetivo"] and shown["version"] == 1


async def test_a_deleted_note_is_void_and_kept(desk: Desk) -> None:
    made = await desk.note()
    assert (await desk.send("DELETE", f"{made['id']}/?motivo=De+otro+paciente")).status_code == 204
    assert (await desk.send("GET")).json() == []
    assert (await desk.send("GET", f"{made['id']}/")).json()["anulada"] is True
    assert (await desk.send("PATCH", f"{made['id']}/", {"plan": "x"})).status_code == 409
    assert (await desk.send("POST", f"{made['id']}/adendas/", {"texto": "x"})).status_code == 409
    assert (await desk.send("DELETE", f"{made['id']}/")).status_code == 204


async def test_the_database_itself_keeps_what_is_signed(desk: Desk, cast: Any) -> None:
    made = await desk.note()
    await desk.send("POST", f"{made['id']}/adendas/", {"texto": "x"})
    doors = (settings().libpq_url, settings().libpq_owner_url)
    for url, sql in itertools.product(doors, (
        "update app.clinical_note_version set subjective = 'x'", "delete from app.clinical_note_version", "truncate app.clinical_note_version cascade",
        "update app.note_addendum set text = 'x'", "delete from app.note_addendum", "delete from app.clinical_note", "truncate app.clinical_note cascade",
        "update app.clinical_note set author_name = 'x'", "update app.clinical_note set created_at = now()", "update app.clinical_note set version = 0",
    )):  # fmt: skip
        with psycopg.connect(url) as connection:
            connection.execute("select set_config('app.tenant_id', %s, true)", (str(cast.nurse.tenant_id),))
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(sql)  # type: ignore[call-overload]
    assert (await desk.send("GET", f"{made['id']}/")).json()["subjetivo"] == "Come bien."


async def test_another_clinic_and_the_desk_see_nothing(desk: Desk, cast: Any, headers: Any) -> None:
    made = await desk.note()
    for path in ("", f"{made['id']}/", f"{made['id']}/versiones/", f"{made['id']}/adendas/", f"{made['id']}/pdf/"):
        desk.headers = headers(cast.outsider)
        assert (await desk.send("GET", path)).status_code == 404, path
        desk.headers = headers(cast.receptionist)
        assert (await desk.send("GET", path)).status_code == 403, path
    desk.headers = headers(cast.auditor)
    assert (await desk.send("GET")).status_code == 200
    assert (await desk.send("POST", body=NOTE)).status_code == 403


async def test_signing_and_opening_are_in_the_trail(desk: Desk, cast: Any) -> None:
    made = await desk.note()
    await desk.send("GET", f"{made['id']}/")
    await desk.send("GET", f"{made['id']}/pdf/")
    async with start_work(cast.owner) as work:
        query = text("select action, patient_id from app.audit_entry where entity = 'clinical_note' order by id")
        found = [tuple(row) for row in await work.session.execute(query)]
    assert found == [("sign", desk.patient_id), ("open", desk.patient_id), ("print", desk.patient_id)]


async def test_a_note_and_the_whole_record_on_paper(desk: Desk) -> None:
    made = await desk.note(subjetivo="Ñandú, «áéíóú» 😀👍🏽 no come\n" * 80, temperatura=39)
    await desk.send("POST", f"{made['id']}/adendas/", {"texto": "Corrección"})
    for path in (f"{desk.base}{made['id']}/pdf/", f"/api/pacientes/{desk.patient_id}/historia/pdf/"):
        answer = await desk.send("GET", path)
        assert answer.status_code == 200 and answer.headers["content-type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF-") and answer.content.rstrip().endswith(b"%%EOF")
