"""From the booking to the answer and back, through the sandbox."""

import re
from datetime import UTC, datetime, timedelta

from office import Office


async def test_booked_told_answered_confirmed(office: Office) -> None:
    visit = await office.book(await office.patient())
    [text] = await office.sent()
    assert "Hola, Delia Tupa. La cita de Delia para" in text and "10:00" in text and "Responda 1 para confirmar" in text and "{" not in text
    await office.says("1")
    assert await office.status(visit) == "confirmada"
    assert (await office.sent())[-1].startswith("Gracias. La cita de Delia")
    assert await office.outcomes() == ["confirmed"]
    await office.says("1")  # again: one effect
    assert await office.outcomes() == ["confirmed", "told"]
    assert "ya estaba confirmada" in (await office.sent())[-1]


async def test_answered_0_the_time_is_free_and_the_waiting_list_is_woken(office: Office) -> None:
    visit = await office.book(await office.patient())
    waits = await office.patient("Nayra", "+51984000222")
    day = str(office.day(4))
    await office.post("lista-espera/", paciente=waits, tipo_servicio=office.service, fecha_deseada=day, fecha_hasta=day)
    await office.sql(
        "insert into app.reminder_settings (is_on, quiet_since, quiet_until, at_once) values (true, '00:00', '00:00', true) returning 1"
    )
    await office.says("0")
    assert await office.status(visit) == "cancelada"
    assert (await office.sql("select cancel_reason from app.appointment where id = %s", visit))[0][
        0
    ] == "Cancelada por el paciente con su respuesta"
    assert await office.outcomes() == ["cancelled"]
    assert {state for state, _ in (await office.planned(visit)).values()} <= {"dropped", "skipped"}
    [offer] = [text for text in await office.sent() if "Se liberó una hora para Nayra" in text]
    assert "10:00" in offer
    await office.says("1", phone="+51984000222")
    rows = await office.sql("select status, starts_at from app.appointment where patient_id = %s", waits)
    assert [row[0] for row in rows] == ["programada"]
    assert await office.outcomes() == ["cancelled", "taken"]
    assert (await office.sent())[-1].startswith("Listo. La cita de Nayra quedó para")
    assert (await office.kinds()).count("confirmation") == 1  # she was told by the answer itself


async def test_answered_2_three_times_are_offered_and_the_number_moves_it(office: Office) -> None:
    visit = await office.book(await office.patient())
    before = (await office.sql("select starts_at from app.appointment where id = %s", visit))[0][0]
    await office.says("2")
    text = (await office.sent())[-1]
    assert "1) " in text and "2) " in text and "3) " in text and await office.status(visit) == "programada"
    [(buttons,)] = await office.sql(
        "select buttons from app.message where direction = 'out' and strpos(text, '1) ') > 0 order by id desc limit 1"
    )
    assert (
        all(re.fullmatch(r"(lun|mar|mié|jue|vie|sáb|dom) \d{1,2} · \d{2}:\d{2}", each["label"]) for each in buttons) and len(buttons) == 3
    )
    await office.says("2")
    after = (await office.sql("select starts_at from app.appointment where id = %s", visit))[0][0]
    assert after != before and after > datetime.now(UTC)
    assert await office.outcomes() == ["proposed", "moved"]
    assert (await office.sent())[-1].startswith("Listo. La cita de Delia quedó para")
    assert (await office.kinds()).count("confirmation") == 1
    await office.says("1")
    assert await office.status(visit) == "confirmada"


async def test_a_time_that_somebody_else_took_meanwhile_is_not_promised(office: Office) -> None:
    visit = await office.book(await office.patient())
    await office.says("quiero cambiar la hora")
    taken = (await office.sql("select options->0->>'to' from app.open_question"))[0][0]
    at = datetime.fromisoformat(taken)
    body = {
        "paciente": await office.patient("Otra", ""),
        "tipo_servicio": office.service,
        "fecha": str(at.date()),
        "hora_inicio": f"{at:%H:%M}",
    }
    await office.post("citas/", **body)
    await office.says("1")
    assert await office.outcomes() == ["proposed", "proposed"]
    assert "ya no está libre" in (await office.sent())[-1]
    await office.says("1")
    assert (await office.outcomes())[-1] == "moved" and await office.status(visit) == "programada"


async def test_none_of_the_times_suits_so_a_person_writes(office: Office) -> None:
    visit = await office.book(await office.patient())
    await office.says("2")
    await office.says("0")
    assert await office.status(visit) == "programada" and (await office.outcomes())[-1] == "handed"
    assert await office.sql("select mark from app.conversation") == [("reschedule",)]


async def test_reminders_go_out_at_their_hours_once_and_not_after_a_cancellation(office: Office) -> None:
    visit = await office.book(await office.patient(), nth=8)
    other = await office.book(await office.patient("Sonia", "+51984000333"), nth=8, hour="12:00")
    starts = (await office.sql("select starts_at from app.appointment where id = %s", visit))[0][0]
    assert await office.kinds() == ["confirmation", "confirmation"]
    await office.at(starts - timedelta(hours=80))
    assert len(await office.kinds()) == 2
    await office.at(starts - timedelta(hours=45))
    await office.at(starts - timedelta(hours=45))
    assert (await office.kinds()).count("reminder_1") == 2
    await office.post(f"citas/{other}/cancelar/", motivo="no viene")
    await office.settle()
    await office.at(starts - timedelta(hours=11, minutes=50))
    assert (await office.kinds()).count("reminder_2") == 1
    assert (await office.sql("select reminder_sent from app.appointment where id = %s", visit))[0][0]


async def test_a_move_replaces_what_was_queued_and_an_answer_about_the_old_time_changes_nothing(office: Office) -> None:
    visit = await office.book(await office.patient(), nth=5)
    old = await office.provider_id("confirmation")
    await office.patch(f"citas/{visit}/", fecha=str(office.day(6)), hora_inicio="11:00")
    await office.says("1", context_id=old)
    assert await office.status(visit) == "programada" and (await office.outcomes()) == ["told"]
    told = await office.sent()
    assert any("Su respuesta era sobre la hora anterior" in text for text in told)
    assert (await office.kinds()).count("confirmation") == 2 and "11:00" in [text for text in told if text.startswith("Hola")][-1]
    await office.patch(f"citas/{visit}/", fecha=str(office.day(5)), hora_inicio="10:00")  # and back again
    await office.settle()
    assert (await office.kinds()).count("confirmation") == 3
    await office.says("1")
    assert await office.status(visit) == "confirmada"


async def test_what_was_cancelled_is_past_or_never_asked_is_said_so(office: Office) -> None:
    visit = await office.book(await office.patient())
    await office.post(f"citas/{visit}/cancelar/", motivo="x")
    await office.settle()
    await office.says("1")
    assert await office.status(visit) == "cancelada" and "ya está cancelada" in (await office.sent())[-1]
    past = await office.book(await office.patient("Sonia", "+51984000333"), hour="12:00")
    await office.sql(
        "update app.appointment set starts_at = now() - interval '3 hours', ends_at = now() - interval '2 hours' where id = %s returning 1",
        past,
    )
    await office.says("0", phone="+51984000333")
    assert await office.status(past) == "programada" and "ya pasó" in (await office.sent())[-1]
    await office.says("1", phone="+51999888777")
    assert await office.outcomes() == ["told", "told", "handed"]


async def test_something_urgent_reaches_a_person_at_once_and_gets_a_safe_sentence(office: Office) -> None:
    visit = await office.book(await office.patient())
    await office.says("sí, pero mi hijo tiene mucha sangre y no respira bien")
    assert await office.status(visit) == "programada"
    assert await office.sql("select mark from app.conversation") == [("urgent",)]
    assert "llame al 106" in (await office.sent())[-1]
    await office.says("gracias")
    assert await office.sql("select mark from app.conversation") == [("urgent",)]


async def test_questions_doubts_and_pictures_go_to_a_person(office: Office) -> None:
    visit = await office.book(await office.patient())
    for text, more in (("¿cuánto cuesta?", {}), ("creo que sí, le aviso", {}), ("", {"media": "image"})):
        await office.says(text, **more)
    assert await office.status(visit) == "programada" and set(await office.outcomes()) == {"handed"}


async def test_who_wants_no_more_messages_gets_none(office: Office) -> None:
    patient = await office.patient()
    await office.book(patient)
    await office.says("no me escriban más")
    assert await office.outcomes() == ["opted_out"]
    count = len(await office.sent())
    again = await office.book(patient, nth=5)
    assert len(await office.sent()) == count
    assert (await office.planned(again))["confirmation"] == ("skipped", "no_contact")


async def test_a_conversation_that_a_person_took_over_is_left_alone(office: Office) -> None:
    visit = await office.book(await office.patient())
    await office.sql("update app.conversation set taken_at = now() returning 1")
    count = len(await office.sent())
    await office.says("0")
    assert await office.status(visit) == "programada" and len(await office.sent()) == count and await office.outcomes() == ["nothing"]


async def test_with_two_open_nobody_guesses(office: Office) -> None:
    patient = await office.patient()
    first, second = await office.book(patient, nth=4), await office.book(patient, nth=5, hour="11:00")
    await office.says("1")
    assert await office.outcomes() == ["asked"] and {await office.status(first), await office.status(second)} == {"programada"}
    assert "¿A cuál se refiere?" in (await office.sent())[-1]
    await office.says("la 2")
    chosen = [key for key in (first, second) if await office.status(key) == "confirmada"]
    assert len(chosen) == 1 and await office.outcomes() == ["asked", "confirmed"]


async def test_a_button_and_a_quoted_message_name_their_appointment(office: Office) -> None:
    patient = await office.patient()
    first = await office.book(patient, nth=4)
    quoted = await office.provider_id("confirmation")
    second = await office.book(patient, nth=5, hour="11:00")
    await office.says("1", context_id=quoted)
    assert (await office.status(first), await office.status(second)) == ("confirmada", "programada")
    await office.says("Cancelar", payload=f"cancel:{second}")
    assert (await office.status(first), await office.status(second)) == ("confirmada", "cancelada")
    stranger = await office.book(await office.patient("Otra", "+51984000444"), nth=6)
    await office.says("Cancelar", payload=f"cancel:{stranger}")  # not hers
    assert await office.status(stranger) == "programada"


async def test_siblings_of_one_day_are_told_in_one_message_and_confirmed_by_one_answer(office: Office) -> None:
    first = await office.book(await office.child("Ana"), nth=5, run=False)
    second = await office.book(await office.child("Beto"), nth=5, hour="11:00", run=False)
    await office.settle()
    [text] = await office.sent()
    assert text.startswith("Hola, Rosa Ccoyo. Estas son sus citas") and "(Ana)" in text and "(Beto)" in text
    await office.says("confirmo")
    assert (await office.status(first), await office.status(second)) == ("confirmada", "confirmada")
    await office.says("0")
    assert (await office.outcomes())[-1] == "asked"


async def test_delivered_twice_or_out_of_order_an_answer_has_one_effect(office: Office) -> None:
    visit = await office.book(await office.patient())
    assert await office.says("2", provider_id="w1", run=False)
    assert await office.says("2", provider_id="w1", run=False) is None
    await office.settle()
    assert await office.outcomes() == ["proposed"]
    await office.says("1", provider_id="w0", at=datetime.now(UTC) - timedelta(hours=5))  # written before the times were offered
    assert (await office.outcomes())[-1] == "confirmed" and await office.status(visit) == "confirmada"
