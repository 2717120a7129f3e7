"""What is said after a visit: the care to take, and the sessions of a treatment that are still to be booked."""

from datetime import UTC, datetime
from typing import Any

from office import Office, run_jobs

from clinic_app.reminders.jobs import heal_reminders

CARE = "update app.service set aftercare = 'Paños tibios, no fríos.' where id = %s returning 1"


async def care_messages(office: Office) -> list[tuple[Any, ...]]:
    return await office.sql("select text, reference_kind from app.message where kind = 'aftercare' order by id")


async def test_an_encounter_of_an_appointment_is_followed_by_its_care_once(office: Office) -> None:
    await office.sql(CARE, office.service)
    patient = await office.patient()
    visit = await office.book(patient)
    await office.sql(
        "update app.appointment set starts_at = now() - interval '40 minutes', ends_at = now() - interval '20 minutes' where id = %s returning 1",
        visit,
    )
    opened = (await office.client.post("/api/atendimientos/", json={"paciente": patient, "cita": visit}, headers=office.headers)).json()
    for state in ("EN_ATENCION", "ATENDIDO"):
        answer = await office.client.patch(f"/api/atendimientos/{opened['id']}/", json={"estado": state}, headers=office.headers)
        assert answer.status_code == 200, answer.text
    await run_jobs()
    for _ in range(2):
        await heal_reminders(0)
        await office.at((await office.sql("select due_at from app.reminder_due where kind = 'aftercare'"))[0][0])
    [(text, about)] = await care_messages(office)
    assert "Paños tibios, no fríos." in text and about == "appointment"


async def test_an_encounter_without_an_appointment_is_followed_by_it_too(office: Office) -> None:
    await office.sql(CARE, office.service)
    patient = await office.patient()
    body = {"paciente": patient, "servicio": office.service}
    opened = (await office.client.post("/api/atendimientos/", json=body, headers=office.headers)).json()
    await heal_reminders(0)
    assert await care_messages(office) == []  # it is still under way
    answer = await office.client.patch(f"/api/atendimientos/{opened['id']}/", json={"estado": "ATENDIDO"}, headers=office.headers)
    assert answer.status_code == 200, answer.text
    for _ in range(2):
        await heal_reminders(0)
    [(text, about)] = await care_messages(office)
    assert text.startswith("Hola, Delia Tupa. Gracias por venir") and "Paños tibios, no fríos." in text and about == "encounter"
    [(at,)] = await office.sql("select due_at from app.outbox")
    assert at > datetime.now(UTC)


async def test_a_treatment_whose_next_session_nobody_booked_is_asked_for_once_a_session(office: Office) -> None:
    patient = await office.patient()
    body = {
        "paciente": patient, "tipo_servicio": office.service, "nombre": "5 inyectables", "total_sesiones": 5, "frecuencia": "diaria",
        "fecha_inicio": str(office.day(1)),
    }  # fmt: skip
    plan = (await office.post("planes-tratamiento/", **body))["id"]

    async def asked() -> list[str]:
        await heal_reminders(0)
        return [text for (text,) in await office.sql("select text from app.message where kind = 'sessions' order by id")]

    async def done(number: int, days: int) -> None:
        await office.post(f"planes-tratamiento/{plan}/completar_sesion/", sesion=number)
        await office.sql(
            "update app.treatment_session set done_at = now() - %s * interval '1 day' where number = %s returning 1", days, number
        )

    await done(1, 2)
    assert await asked() == []  # three days first
    await office.sql("update app.treatment_session set done_at = now() - interval '4 days' where number = 1 returning 1")
    [said] = await asked()
    assert said.startswith("Hola, Delia Tupa. A Delia le faltan 4 sesiones de 5 inyectables.") and await asked() == [said]
    await done(2, 4)
    assert len(await asked()) == 2 and "faltan 3" in (await asked())[1]
    await done(3, 4)
    visit = await office.book(patient, nth=5)
    await office.sql("update app.treatment_session set appointment_id = %s where number = 4 returning 1", visit)
    assert len(await asked()) == 2  # the next one is booked
