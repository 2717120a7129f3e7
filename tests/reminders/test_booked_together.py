"""Appointments that are booked in one: one confirmation for all of them, and each its own reminders."""

from datetime import UTC, datetime, timedelta
from typing import Any

from office import Office

from clinic_app.core.database import start_work
from clinic_app.reminders import planning


async def sweep(office: Office) -> None:
    """What the sweep of every ten minutes finds, and what follows from it."""
    async with start_work(office.actor) as work:
        await planning.heal(work)
    await office.at(datetime.now(UTC) + timedelta(minutes=1))


async def weekly(office: Office, times: int) -> Any:
    """A series at nine o'clock, as the API answers it, with its messages planned."""
    body = {
        "paciente": await office.patient(), "tipo_servicio": office.service, "hora_inicio": "09:00", "frecuencia": "semanal",
        "fecha_inicio": str(office.day(5)), "veces": times,
    }  # fmt: skip
    made = await office.post("series/", **body)
    await office.settle()
    return made


async def test_a_series_is_confirmed_once_and_each_of_it_is_reminded(office: Office) -> None:
    made = await weekly(office, 5)
    planned: list[Any] = [await office.planned(each["id"]) for each in made["citas"]]
    assert [each["reminder_1"][0] for each in planned] == ["waiting"] * 5
    await sweep(office)
    assert await office.kinds() == ["confirmation"]
    assert [each["confirmation"] for each in planned[1:]] == [("skipped", "along")] * 4
    moved = made["citas"][2]["id"]
    await office.patch(f"citas/{moved}/", hora_inicio="11:00")
    await office.settle()
    assert await office.kinds() == ["confirmation"] * 2 and "11:00" in (await office.sent())[-1]


async def test_a_series_that_moves_is_told_once_with_all_its_new_times(office: Office) -> None:
    made = await weekly(office, 4)
    [booked] = await office.sent()
    assert booked.count("\n- ") == 3 and "09:00" in booked.split("avisaremos antes de cada una:\n- ")[1]
    await office.patch(f"series/{made['id']}/", alcance="siguientes", cita=made["citas"][1]["id"], hora_inicio="11:00")
    await office.settle()
    await sweep(office)
    assert await office.kinds() == ["confirmation"] * 2
    moved = (await office.sent())[-1]
    assert moved.count("11:00") == 3 and "09:00" not in moved
    await office.says("1", context_id=await office.provider_id("confirmation"))  # about the one that the message asks about
    states = "select status from app.appointment order by starts_at"
    assert [status for (status,) in await office.sql(states)] == ["programada", "confirmada", "programada", "programada"]


async def test_a_series_that_is_cancelled_sends_nothing(office: Office) -> None:
    made = await weekly(office, 4)
    await office.post(f"series/{made['id']}/cancelar/")
    await office.settle()
    await sweep(office)
    assert await office.kinds() == ["confirmation"]


async def test_several_services_in_one_visit_are_one_message_and_one_answer(office: Office) -> None:
    service = await office.post("servicios/", nombre="Vacuna de prueba", duracion_minutos=20, precio="10.00")
    body = {
        "paciente": await office.patient(),
        "fecha": str(office.day(5)),
        "hora_inicio": "10:00",
        "servicios": [office.service, service["id"]],
    }
    await office.post("citas/", **body)
    await office.settle()
    await sweep(office)
    [text] = await office.sent()
    assert "Vacuna de prueba" in text and text.count("\n- ") == 2
    await office.says("1")
    assert await office.sql("select distinct status, count(*) from app.appointment group by 1") == [("confirmada", 2)]


async def test_sessions_of_a_plan_booked_at_once_are_confirmed_once_and_each_is_reminded(office: Office) -> None:
    body = {
        "paciente": await office.patient(), "tipo_servicio": office.service, "nombre": "Curaciones", "total_sesiones": 4,
        "frecuencia": "diaria", "fecha_inicio": str(office.day(5)),
    }  # fmt: skip
    plan = await office.post("planes-tratamiento/", **body)
    booked = await office.post(f"planes-tratamiento/{plan['id']}/agendar/", hora="09:00")
    await office.settle()
    await sweep(office)
    assert await office.kinds() == ["confirmation"]
    planned: list[Any] = [await office.planned(each["cita"]) for each in booked["sesiones"]]
    assert [each["reminder_1"][0] for each in planned] == ["waiting"] * 4
    assert [each["confirmation"] for each in planned[1:]] == [("skipped", "along")] * 3
