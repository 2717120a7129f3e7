"""What a patient may answer late, twice, about something else, or while a person is writing with her."""

from datetime import UTC, datetime, timedelta

from office import Office


async def test_a_button_of_an_appointment_that_is_over_changes_nothing_and_says_so(office: Office) -> None:
    patient = await office.patient()
    cancelled = await office.book(patient, nth=4)
    await office.post(f"citas/{cancelled}/cancelar/", motivo="x")
    moved = await office.book(patient, nth=5, hour="11:00")
    old = await office.provider_id("confirmation")
    await office.patch(f"citas/{moved}/", fecha=str(office.day(6)), hora_inicio="12:00")
    await office.settle()
    await office.says("Confirmar", payload=f"confirm:{cancelled}")
    assert await office.status(cancelled) == "cancelada" and "ya está cancelada" in (await office.sent())[-1]
    await office.says("Cancelar", payload=f"cancel:{moved}", context_id=old)
    assert await office.status(moved) == "programada" and "Su respuesta era sobre la hora anterior" in (await office.sent())[-1]
    await office.sql(
        "update app.appointment set starts_at = now() - interval '3 hours', ends_at = now() - interval '2 hours' where id = %s returning 1",
        moved,
    )
    for button in ("confirm", "cancel", "move"):
        await office.says("x", payload=f"{button}:{moved}")
        assert "ya pasó" in (await office.sent())[-1]
    assert await office.status(moved) == "programada" and set(await office.outcomes()) == {"told"}


async def test_a_yes_and_then_a_no_cancels_and_a_yes_after_that_revives_nothing(office: Office) -> None:
    visit = await office.book(await office.patient())
    await office.says("sí")
    assert await office.status(visit) == "confirmada"
    await office.says("no, ya no puedo ir")
    assert await office.status(visit) == "cancelada"
    await office.says("sí")
    assert await office.status(visit) == "cancelada" and await office.outcomes() == ["confirmed", "cancelled", "told"]


async def test_two_words_sent_together_are_taken_in_their_order(office: Office) -> None:
    visit = await office.book(await office.patient())
    await office.says("sí", run=False)
    await office.says("perdón, no voy a poder ir", run=False)
    await office.settle()
    assert await office.outcomes() == ["confirmed", "cancelled"] and await office.status(visit) == "cancelada"


async def test_a_person_writes_with_her_so_the_robot_is_silent_until_it_is_given_back(office: Office) -> None:
    visit = await office.book(await office.patient())
    await office.sql("update app.conversation set taken_at = now() returning 1")
    count = len(await office.sent())
    for text in ("sí", "0", "2", "¿dónde queda?", "mi hijo no respira"):
        await office.says(text)
    assert await office.status(visit) == "programada" and len(await office.sent()) == count
    assert await office.sql("select mark from app.conversation") == [("urgent",)]  # danger is shown to her all the same
    await office.sql("update app.conversation set taken_at = null returning 1")
    await office.says("sí")
    assert await office.status(visit) == "confirmada"


async def test_the_second_time_is_taken_and_its_answer_sent_again_moves_nothing_more(office: Office) -> None:
    visit = await office.book(await office.patient())
    await office.says("2")
    wanted = (await office.sql("select options->1->>'to' from app.open_question"))[0][0]
    await office.says("2", provider_id="twice")
    starts = "select starts_at from app.appointment where id = %s"
    assert (await office.sql(starts, visit))[0][0] == datetime.fromisoformat(wanted)
    await office.says("2", provider_id="twice")
    assert (await office.sql(starts, visit))[0][0] == datetime.fromisoformat(wanted)
    assert await office.outcomes() == ["proposed", "moved"]


async def test_another_time_with_two_appointments_asks_which_first(office: Office) -> None:
    patient = await office.patient()
    first, second = await office.book(patient, nth=4), await office.book(patient, nth=5, hour="11:00")
    await office.says("no podré, ¿puede ser otro día?")
    assert "¿A cuál se refiere?" in (await office.sent())[-1]
    await office.says("1")
    await office.says("1")
    assert await office.outcomes() == ["asked", "proposed", "moved"]
    assert {await office.status(first), await office.status(second)} == {"programada"}


async def test_one_of_two_siblings_is_cancelled_only_by_name_of_the_choice(office: Office) -> None:
    first = await office.book(await office.child("Ana"), nth=5, run=False)
    second = await office.book(await office.child("Beto"), nth=5, hour="11:00", run=False)
    await office.settle()
    await office.says("no podremos ir, mi hijita está con fiebre")
    assert {await office.status(first), await office.status(second)} == {"programada"}
    text = (await office.sent())[-1]
    assert "Cancelar: Ana" in text and "Cancelar: Beto" in text
    await office.says("2" if text.index("Ana") < text.index("Beto") else "1")
    assert (await office.status(first), await office.status(second)) == ("programada", "cancelada")


async def test_an_answer_that_was_delayed_a_day_is_about_what_was_asked_then(office: Office) -> None:
    visit = await office.book(await office.patient())
    await office.says("2")
    before = (await office.sql("select starts_at from app.appointment where id = %s", visit))[0][0]
    await office.says("1", at=datetime.now(UTC) - timedelta(days=1))  # written before the times were offered
    assert (await office.sql("select starts_at from app.appointment where id = %s", visit))[0][0] == before
    assert await office.status(visit) == "confirmada"
