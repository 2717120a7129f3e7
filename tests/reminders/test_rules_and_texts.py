"""What a clinic decides, what its texts may say, what survives a crash, and the endpoints of document 003."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from office import Office

from clinic_app.core.database import start_work
from clinic_app.core.errors import Invalid, NotFound
from clinic_app.core.i18n import LANGUAGES
from clinic_app.reminders import due, planning, service, templates, texts
from clinic_app.reminders.rules import Kind
from clinic_app.reminders.templates import Template

FULL = {"clinica": "Sonqo", "direccion": "Av. El Sol 1", "telefono": "+51984000000"}


def test_our_own_texts_pass_our_own_check_in_every_language() -> None:
    for language in LANGUAGES:
        for kind in Kind:
            subject, text = texts.TEXTS[language][kind]
            assert texts.problems(kind, text, {}) == [], (language, kind)
            assert not [each for each in texts.problems(kind, subject, {}) if "No existe" in each or "llave" in each]


def test_a_text_is_checked_before_it_is_kept() -> None:
    check = texts.problems
    assert check(Kind.FIRST, "{fecha} {hora} {nombre}", FULL) == ["No existe la marca {nombre}."]
    assert check(Kind.FIRST, "Hola", FULL) == ["El texto necesita la marca {fecha}.", "El texto necesita la marca {hora}."]
    assert check(Kind.FIRST, "{fecha} {hora", FULL)[0] == "Hay una llave sin cerrar o sin abrir."
    assert check(Kind.FIRST, "{fecha} {hora} {direccion}", FULL | {"direccion": ""}) == [
        "El consultorio no tiene este dato: Dirección del consultorio. Complétalo en Ajustes o quita la marca {direccion}."
    ]
    assert check(Kind.FIRST, " ", FULL) == ["Escribe el texto."] and len(check(Kind.FIRST, "x" * 2000, FULL)) == 1


@given(some.dictionaries(some.sampled_from(sorted(texts.MARKS)), some.text()), some.text())
def test_a_value_is_never_read_as_a_mark(values: dict[str, str], said: str) -> None:
    assert texts.render("{paciente_nombre}", values | {"paciente_nombre": "{telefono}x", "telefono": "secret"}) == "{telefono}x"
    texts.render(said, values)


def test_an_empty_line_goes_and_meta_gets_its_values_in_order() -> None:
    assert texts.render("Hola {paciente_nombre}\n{preparacion}\n\nAdiós", {"paciente_nombre": "Ana"}) == "Hola Ana\n\nAdiós"
    assert texts.parameters("{hora} {fecha} {preparacion}", {"hora": "10:00", "fecha": "lunes\n1"}) == ["10:00", "lunes 1", "-"]


async def test_a_rule_of_a_service_beats_the_clinics_and_what_is_planned_follows(office: Office) -> None:
    from office import run_jobs

    visit = await office.book(await office.patient(), nth=8)
    async with start_work(office.actor) as work:
        await service.save_rule(work, "reminder_2", is_on=False, minutes=720, channels=["whatsapp"])
        await service.save_rule(work, "reminder_1", is_on=True, minutes=24 * 60, channels=["email"])
    from clinic_app.reminders.jobs import replan_clinic

    await replan_clinic(office.actor.tenant_id)
    assert (await office.planned(visit))["reminder_2"] == ("skipped", "off")
    starts, at = (
        await office.sql("select d.starts_at, d.due_at from app.reminder_due d where kind = 'reminder_1' and appointment_id = %s", visit)
    )[0]
    assert starts - at >= timedelta(hours=24)
    async with start_work(office.actor) as work:
        await service.save_rule(work, "reminder_2", is_on=True, minutes=180, channels=["sms"], service_id=office.service)
        for wrong in ({"minutes": 10, "channels": ["sms"]}, {"minutes": 60, "channels": ["pigeon"]}):
            with pytest.raises(Invalid):
                await service.save_rule(work, "reminder_2", is_on=True, **wrong)  # type: ignore[arg-type]
        with pytest.raises(NotFound):
            await service.save_rule(work, "joint", is_on=True, minutes=60, channels=["sms"])
    await replan_clinic(office.actor.tenant_id)
    assert (await office.planned(visit))["reminder_2"] == ("waiting", "")
    await run_jobs()


async def test_a_text_of_the_clinic_is_what_is_sent_and_can_be_seen_before(office: Office) -> None:
    text = "Hola {responsable}, {servicio} el {fecha} a las {hora}. {respuestas}"
    async with start_work(office.actor) as work:
        with pytest.raises(Invalid):
            await templates.save(work, "confirmation", "es", Template("x", "{fecha} {hora} {direccion}"))
        await templates.save(work, "confirmation", "es", Template("Su cita", text, "cita_nueva"))
        await templates.save(work, "confirmation", "es", Template("Su cita", text, "cita_nueva"))
    visit = await office.book(await office.patient())
    [said] = await office.sent()
    assert said.startswith("Hola Delia Tupa, ")
    assert await office.sql("select template, array_length(template_values, 1), subject from app.message") == [("cita_nueva", 5, "Su cita")]
    async with start_work(office.actor) as work:
        assert await templates.preview(work, "confirmation", "es", text, visit) == said
        english = await templates.preview(work, "confirmation", "en", texts.TEXTS["en"][Kind.BOOKED][1])
        assert "Answer 1 to confirm" in english and "Delia" in english
        await templates.reset(work, "confirmation", "es")
        assert not (await templates.read(work)).of(Kind.BOOKED, None, "es").own


async def test_the_word_after_a_visit_says_what_the_service_says(office: Office) -> None:
    await office.sql("update app.service set aftercare = 'Paños tibios, no fríos.' where id = %s returning 1", office.service)
    visit = await office.book(await office.patient())
    await office.post(f"citas/{visit}/atender/")
    await office.settle()
    at = (await office.sql("select due_at from app.reminder_due where kind = 'aftercare'"))[0][0]
    await office.at(at)
    assert "Paños tibios, no fríos." in (await office.sent())[-1] and (await office.kinds())[-1] == "aftercare"


async def test_what_a_crash_left_out_is_healed_and_a_bad_one_stops_no_other(office: Office, monkeypatch: Any) -> None:
    good, bad = (
        await office.book(await office.patient(), run=False),
        await office.book(await office.patient("Mala", "+51984000555"), hour="12:00", run=False),
    )
    await office.sql("delete from app.reminder_todo returning 1")
    async with start_work(office.actor) as work:
        assert await planning.heal(work) == 2
    async with start_work(office.actor) as work:
        assert await planning.heal(work) == 0
    real = due.letter

    def breaks(desk: Any, work: Any, kind: Any, together: Any, *rest: Any) -> Any:
        if together[0].id == bad:
            raise RuntimeError("a name that breaks everything")
        return real(desk, work, kind, together, *rest)

    monkeypatch.setattr(due, "letter", breaks)
    ran = await office.at(datetime.now(UTC))
    assert (ran.handled, ran.failed) == (2, 1)
    assert (await office.planned(good))["confirmation"][0] == "queued" and (await office.planned(bad))["confirmation"] == (
        "waiting",
        "RuntimeError",
    )
    monkeypatch.setattr(due, "letter", real)
    await office.at(datetime.now(UTC) + timedelta(minutes=10))
    assert len(await office.sent()) == 2


async def test_a_patient_without_a_telephone_stops_nobody(office: Office) -> None:
    none = await office.book(await office.patient("Sola", ""), run=False)
    await office.book(await office.patient(), hour="12:00", run=False)
    await office.settle()
    assert (await office.planned(none))["confirmation"] == ("skipped", "no_contact") and len(await office.sent()) == 1


async def test_the_endpoints_of_document_003(office: Office, cast: Any, headers: Any) -> None:
    visit = await office.book(await office.patient(), run=False)
    client, mine = office.client, office.headers
    answer = await client.post(f"/test/workflow/{visit}", headers=mine)
    assert answer.status_code == 200 and answer.json()["success"] is True
    await office.sql("update app.outbox set due_at = now() - interval '1 second'")
    status = (await client.get("/scheduler/status", headers=mine)).json()
    assert {"status", "last_run", "next_run", "backlog", "oldest"} <= set(status) and status["backlog"] == 1
    assert (await client.post("/test/workflow/999999", headers=mine)).status_code == 404
    assert (await client.post(f"/test/workflow/{visit}", headers=headers(cast.outsider))).status_code == 404
    assert (await client.get("/test/campanhas", headers=mine)).json() == []
    assert (await client.post("/test/subscriber/12/send_flow", json={"flow_id": 3}, headers=mine)).status_code == 400
    for path in ("/scheduler/status", "/test/campanhas"):
        assert (await client.get(path)).status_code == 401
    await office.settle()
    await office.says("1")
    assert await office.status(visit) == "confirmada"
