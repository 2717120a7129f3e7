"""Treatment plans over the documented API (section 4.10, flow 6): shapes, transitions, the order, and what appointments mean for them."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import text

from clinic_app.agenda import service as agenda_service
from clinic_app.agenda.plans import service
from clinic_app.core.database import start_work
from clinic_app.core.errors import ClinicError
from tests.agenda.conftest import add_patient

URL = "/api/agenda/planes-tratamiento/"
PDF = b"%PDF-1.4 orden %%EOF"
DOCUMENTED = {
    "id", "paciente", "paciente_nombre", "tipo_servicio", "servicio_nombre", "nombre", "descripcion", "total_sesiones", "sesiones_completadas",
    "frecuencia", "frecuencia_display", "dias_semana", "fecha_inicio", "fecha_fin_estimada", "estado", "estado_display", "orden_medica",
    "requiere_orden_medica", "notas", "progreso", "sesiones_restantes", "created_at", "updated_at",
}  # fmt: skip


async def attend(client, agenda, appointment_id):
    answer = await client.post(f"/api/agenda/citas/{appointment_id}/atender/", json={}, headers=agenda.mine)
    assert answer.status_code == 200, answer.text


async def test_a_plan_has_the_documented_shape(client, agenda, plan):
    made = await plan(
        descripcion="Tratamiento prescrito por Dr. Rodríguez",
        requiere_orden_medica=True,
        notas="",
        fecha_fin_estimada=agenda.day(9),
        orden_medica=None,
    )
    assert set(made) >= DOCUMENTED
    expected = {
        "paciente": agenda.patient, "paciente_nombre": "García López, Juan Carlos", "tipo_servicio": agenda.service, "servicio_nombre": "Control CRED",
        "nombre": "5 inyectables", "total_sesiones": 5, "sesiones_completadas": 0, "frecuencia": "diaria", "frecuencia_display": "Diaria",
        "dias_semana": None, "fecha_inicio": agenda.day(1), "fecha_fin_estimada": agenda.day(9), "estado": "activo", "estado_display": "Activo",
        "orden_medica": None, "requiere_orden_medica": True, "orden_medica_pendiente": True, "progreso": 0.0, "sesiones_restantes": 5,
    }  # fmt: skip
    assert {name: made[name] for name in expected} == expected
    listed = (await client.get(URL, params={"estado": "activo", "paciente": agenda.patient}, headers=agenda.mine)).json()
    assert isinstance(listed, list) and listed[0].items() <= made.items()
    assert (await client.get(URL, params={"estado": "completado"}, headers=agenda.mine)).json() == []
    assert (await client.get(URL, params={"paciente": 10**9}, headers=agenda.mine)).json() == []
    assert (await client.get(URL, params={"estado": "nada"}, headers=agenda.mine)).status_code == 400


async def test_the_expected_end_follows_from_the_frequency(agenda, plan):
    assert (await plan(total_sesiones=3))["fecha_fin_estimada"] == agenda.day(3)
    weekly = await plan(total_sesiones=3, frecuencia="semanal")
    assert weekly["fecha_fin_estimada"] == str(agenda.date(1) + timedelta(days=14))
    custom = await plan(frecuencia="personalizada", dias_semana=[0, 3, 7], total_sesiones=2)
    assert custom["dias_semana"] == [3, 7] and custom["frecuencia_display"] == "Personalizada"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"frecuencia": "personalizada"}, "dias_semana"),
        ({"frecuencia": "personalizada", "dias_semana": []}, "dias_semana"),
        ({"frecuencia": "personalizada", "dias_semana": [8]}, "dias_semana"),
        ({"frecuencia": "anual"}, "frecuencia"),
        ({"total_sesiones": 0}, "total_sesiones"),
        ({"total_sesiones": 366}, "total_sesiones"),
        ({"fecha_inicio": "2026-02-30"}, "fecha_inicio"),
        ({"fecha_fin_estimada": "2020-01-01"}, "fecha_fin_estimada"),
        ({"paciente": 10**9}, "paciente"),
        ({"tipo_servicio": 10**9}, "tipo_servicio"),
        ({"nombre": "  "}, "nombre"),
        ({"orden_medica": "<archivo_pdf>"}, "orden_medica"),
    ],
)
async def test_bad_values_are_named_beside_their_field(client, agenda, plan, more, field):
    answer = await client.post(URL, json=plan.body(**more), headers=agenda.mine)
    assert answer.status_code == 400 and list(answer.json()) == [field], answer.text
    assert (await client.get(URL, headers=agenda.mine)).json() == []


async def test_the_order_comes_as_a_form_and_is_judged_by_its_content(client, agenda, plan):
    fields = {
        name: str(value)
        for name, value in plan.body(frecuencia="personalizada", dias_semana="[1, 0]", requiere_orden_medica="true").items()
    }
    for wrong in (b"no soy un pdf", b"", b"%PDF-1.4 cortado"):
        refused = await client.post(URL, data=fields, files={"orden_medica": ("orden.pdf", wrong, "application/pdf")}, headers=agenda.mine)
        assert refused.status_code == 400 and list(refused.json()) == ["orden_medica"], refused.text
    made = await client.post(URL, data=fields, files={"orden_medica": ("orden.pdf", PDF, "application/pdf")}, headers=agenda.mine)
    assert made.status_code == 201 and made.json()["dias_semana"] == [1, 7], made.text
    link = made.json()["orden_medica"]
    assert link.startswith("http://testserver/media/") and made.json()["orden_medica_pendiente"] is False
    shown = await client.get(link)
    assert shown.status_code == 200 and shown.content == PDF and shown.headers["content-type"] == "application/pdf"
    again = await client.patch(f"{URL}{made.json()['id']}/", json={"orden_medica": link, "notas": "x"}, headers=agenda.mine)
    assert again.status_code == 200 and again.json()["orden_medica"] == link and again.json()["notas"] == "x"
    other = await client.patch(f"{URL}{made.json()['id']}/", files={"orden_medica": ("o.pdf", PDF)}, headers=agenda.mine)
    assert other.status_code == 200 and other.json()["orden_medica"] != link


async def test_completing_counts_up_and_the_last_session_completes_the_plan(plan):
    made = await plan(total_sesiones=3)
    answers = [(await plan.post(made["id"], "completar_sesion")).json() for _ in range(3)]
    assert [(each["sesiones_completadas"], each["progreso"], each["sesiones_restantes"], each["estado"]) for each in answers] == [
        (1, 33.3, 2, "activo"), (2, 66.7, 1, "activo"), (3, 100.0, 0, "completado"),
    ]  # fmt: skip
    more = await plan.post(made["id"], "completar_sesion")
    assert more.status_code == 400 and more.json() == {"detail": "Todas las sesiones del plan ya están completadas."}


async def test_a_named_session_or_a_stale_version_is_counted_once(plan):
    made = await plan()
    for _ in range(2):
        answer = await plan.post(made["id"], "completar_sesion", sesion=2)
        assert answer.json()["sesiones_completadas"] == 1 and answer.json()["sesiones"][1]["estado"] == "completada"
    assert (await plan.post(made["id"], "completar_sesion", version=made["version"])).status_code == 409
    assert (await plan.post(made["id"], "completar_sesion", sesion=9)).status_code == 400


async def test_suspend_reactivate_and_cancel(client, agenda, plan):
    made = await plan()
    key = made["id"]
    assert (await plan.post(key, "suspender")).json()["estado"] == "suspendido"
    for action in ("suspender", "completar_sesion", "agendar"):
        assert (await plan.post(key, action)).status_code == 400
    assert (await plan.post(key, "reactivar")).json()["estado_display"] == "Activo"
    assert (await plan.post(key, "reactivar")).json() == {"detail": "El plan ya está activo."}
    assert (await client.patch(f"{URL}{key}/", json={"estado": "suspendido"}, headers=agenda.mine)).json()["estado"] == "suspendido"
    assert (await client.patch(f"{URL}{key}/", json={"estado": "completado"}, headers=agenda.mine)).status_code == 400
    assert (await client.delete(f"{URL}{key}/", headers=agenda.mine)).status_code == 204
    assert (await plan.get(key))["estado"] == "cancelado"
    assert (await client.delete(f"{URL}{key}/", headers=agenda.mine)).status_code == 400
    assert (await client.get(f"{URL}999999/", headers=agenda.mine)).status_code == 404


async def test_patch_resizes_the_plan_and_keeps_what_is_done(client, agenda, plan):
    made = await plan(total_sesiones=4)
    await plan.post(made["id"], "completar_sesion", sesion=3)

    async def patch(**values):
        return await client.patch(f"{URL}{made['id']}/", json=values, headers=agenda.mine)

    smaller = (await patch(total_sesiones=2)).json()
    assert [each["estado"] for each in smaller["sesiones"]] == ["pendiente", "completada"] and smaller["progreso"] == 50.0
    assert (await patch(total_sesiones=1)).json()["estado"] == "completado"
    bigger = (await patch(total_sesiones=3, nombre="Curaciones")).json()
    assert (bigger["estado"], bigger["nombre"], [each["numero"] for each in bigger["sesiones"]]) == ("activo", "Curaciones", [1, 2, 3])
    await plan.post(made["id"], "completar_sesion")
    assert "total_sesiones" in (await patch(total_sesiones=1)).json()
    assert (await patch(frecuencia="personalizada")).json() == {"dias_semana": [service.NO_WEEKDAYS]}
    assert (await patch(paciente=10**6)).status_code == 400


async def test_attending_an_appointment_completes_its_session(client, agenda, plan):
    made = await plan(total_sesiones=2)
    first, second = await agenda.book(1, "09:00", plan_tratamiento=made["id"]), await agenda.book(2, "09:00", plan_tratamiento=made["id"])
    assert first["plan_tratamiento"] == made["id"]
    assert (await client.get(f"/api/agenda/citas/{first['id']}/", headers=agenda.mine)).json()["plan_tratamiento"] == made["id"]
    full = await client.post("/api/agenda/citas/", json=agenda.body(3, "09:00", plan_tratamiento=made["id"]), headers=agenda.mine)
    assert full.status_code == 400 and list(full.json()) == ["plan_tratamiento"]
    assert [each["cita"] for each in (await plan.get(made["id"]))["sesiones"]] == [first["id"], second["id"]]
    await attend(client, agenda, first["id"])
    seen = await plan.get(made["id"])
    assert (seen["sesiones_completadas"], seen["sesiones"][0]["estado"], seen["estado"]) == (1, "completada", "activo")
    await attend(client, agenda, second["id"])
    assert (await plan.get(made["id"]))["estado"] == "completado"


async def test_the_documented_flow_reports_each_attended_session_without_counting_it_twice(client, agenda, plan):
    made = await plan(total_sesiones=3)
    for nth in (1, 2):
        booked = await agenda.book(nth, "09:00", plan_tratamiento=made["id"])
        await attend(client, agenda, booked["id"])
        assert (await plan.post(made["id"], "completar_sesion")).json()["sesiones_completadas"] == nth
    assert (await plan.post(made["id"], "completar_sesion")).json()["estado"] == "completado"  # one more, by hand
    other = await agenda.book(3, "09:00")
    assert other["plan_tratamiento"] is None


async def test_a_session_done_by_hand_is_not_counted_again_when_its_appointment_is_attended(client, agenda, plan):
    made = await plan(total_sesiones=2)
    booked = await agenda.book(1, "09:00", plan_tratamiento=made["id"])
    assert (await plan.post(made["id"], "completar_sesion", cita=booked["id"])).json()["sesiones_completadas"] == 1
    await attend(client, agenda, booked["id"])
    assert (await plan.get(made["id"]))["sesiones_completadas"] == 1


async def test_a_cancelled_or_missed_appointment_leaves_its_session_open_and_a_moved_one_stays(client, agenda, plan):
    made = await plan(total_sesiones=1)

    async def act(key, action, **body):
        answer = await client.post(f"/api/agenda/citas/{key}/{action}/", json=body, headers=agenda.mine)
        assert answer.status_code == 200, answer.text

    async def session():
        return (await plan.get(made["id"]))["sesiones"][0]

    booked = await agenda.book(1, "09:00", plan_tratamiento=made["id"])
    moved = await client.patch(
        f"/api/agenda/citas/{booked['id']}/", json={"fecha": agenda.day(2), "hora_inicio": "11:00"}, headers=agenda.mine
    )
    assert moved.json()["plan_tratamiento"] == made["id"]
    assert ((await session())["fecha"], (await session())["hora_inicio"]) == (agenda.day(2), "11:00:00")
    await act(booked["id"], "cancelar")
    assert ((await session())["estado"], (await session())["cita"]) == ("pendiente", None)
    again = await agenda.book(1, "09:00", plan_tratamiento=made["id"])
    await act(again["id"], "no-asistio")
    assert (await session())["estado"] == "pendiente"
    await act(again["id"], "reabrir")
    assert (await session())["estado"] == "agendada" and (await plan.get(made["id"]))["sesiones_completadas"] == 0


async def test_cancelling_a_plan_frees_its_coming_appointments_only(client, agenda, plan):
    made = await plan(total_sesiones=3)
    booked = [await agenda.book(nth, "09:00", plan_tratamiento=made["id"]) for nth in (1, 2)]
    alone = await agenda.book(3, "09:00")
    await attend(client, agenda, booked[0]["id"])
    cancelled = (await plan.post(made["id"], "cancelar", motivo="Viaje")).json()
    assert cancelled["estado"] == "cancelado" and cancelled["sesiones_completadas"] == 1
    shown = [(await client.get(f"/api/agenda/citas/{one['id']}/", headers=agenda.mine)).json() for one in (*booked, alone)]
    assert [(one["estado"], one["motivo_cancelacion"]) for one in shown] == [("atendida", ""), ("cancelada", "Viaje"), ("programada", "")]


async def test_plan_and_patient_must_belong_together(client, cast, agenda, plan):
    made, other = await plan(), await add_patient(cast.owner, "87654321")
    for more in ({"plan_tratamiento": 10**9}, {"plan_tratamiento": made["id"], "paciente": other}):
        answer = await client.post("/api/agenda/citas/", json=agenda.body(1, "09:00") | more, headers=agenda.mine)
        assert answer.status_code == 400 and list(answer.json()) == ["plan_tratamiento"], answer.text


async def test_completions_at_once_count_one_each_and_never_exceed(cast, plan):
    made = await plan(total_sesiones=5)

    async def complete() -> str:
        try:
            async with start_work(cast.owner) as work:
                await service.complete(work, made["id"])
        except ClinicError:
            return "refused"
        return "counted"

    assert Counter(await asyncio.gather(*(complete() for _ in range(20)))) == {"counted": 5, "refused": 15}
    seen = await plan.get(made["id"])
    assert (seen["sesiones_completadas"], seen["estado"], {each["estado"] for each in seen["sesiones"]}) == (
        5,
        "completado",
        {"completada"},
    )


async def test_attending_and_completing_by_hand_at_once_count_once(cast, agenda, plan):
    made = await plan(total_sesiones=4)
    keys = [(await agenda.book(nth, "09:00", plan_tratamiento=made["id"]))["id"] for nth in range(1, 5)]

    async def by_visit(key: int) -> None:
        async with start_work(cast.owner) as work:
            await agenda_service.attend(work, key)

    async def by_hand(key: int) -> None:
        async with start_work(cast.owner) as work:
            await service.complete(work, made["id"], appointment_id=key)

    await asyncio.gather(*(act(key) for key in keys for act in (by_visit, by_hand)), return_exceptions=False)
    seen = await plan.get(made["id"])
    assert (seen["sesiones_completadas"], seen["estado"]) == (4, "completado")


async def test_cancelling_the_plan_while_its_appointments_are_attended_never_ends_in_a_deadlock(cast, agenda, plan):
    made = await plan(total_sesiones=4)
    keys = [(await agenda.book(nth, "09:00", plan_tratamiento=made["id"]))["id"] for nth in range(1, 5)]

    async def attend_one(key: int) -> None:
        async with start_work(cast.owner) as work:
            await agenda_service.attend(work, key)

    async def cancel() -> None:
        async with start_work(cast.owner) as work:
            await service.cancel(work, made["id"])

    outcomes = await asyncio.gather(*(attend_one(key) for key in keys), cancel(), return_exceptions=True)
    assert all(outcome is None or isinstance(outcome, ClinicError) for outcome in outcomes), outcomes
    async with start_work(cast.owner) as work:
        states = (await work.session.execute(text("select status from app.appointment"))).scalars().all()
    assert set(states) <= {"atendida", "cancelada"}
    seen = await plan.get(made["id"])
    assert seen["sesiones_completadas"] == list(states).count("atendida")
