"""The private feed and the file of one appointment, over the API: secret, rotating, cheap to ask again, and nobody else's."""

from datetime import UTC, datetime, time, timedelta

import icalendar
import pytest
from sqlalchemy import text

from clinic_app.core.database import start_work
from clinic_app.core.errors import ClinicError, NotFound
from clinic_app.interop import feeds
from tests.agenda.conftest import URL, agenda  # noqa: F401 - a fixture


async def address(actor, what=feeds.turn_on, **more) -> str:
    async with start_work(actor) as work:
        return f"/calendario/{feeds.token_of(await what(work, **more))}.ics"


def read(answer) -> list:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    return icalendar.Calendar.from_ical(answer.content).walk("VEVENT")


async def test_a_feed_follows_the_agenda(client, cast, agenda):  # noqa: F811
    link = await address(cast.owner)
    first, second = await agenda.book(1, "09:00"), await agenda.book(2, "10:00")
    await client.post(f"{URL}citas/{second['id']}/confirmar/", json={}, headers=agenda.mine)
    found = read(await client.get(link))
    assert [each["STATUS"] for each in found] == ["TENTATIVE", "CONFIRMED"]
    begins = datetime.combine(agenda.date(1), time(9), cast.owner.tz).astimezone(UTC)
    assert found[0].decoded("DTSTART").astimezone(UTC) == begins
    assert str(found[0]["SUMMARY"]).startswith("J.C.G.L. · ")
    uid = found[0]["UID"]
    moved = await client.patch(f"{URL}citas/{first['id']}/", json={"fecha": agenda.day(3)}, headers=agenda.mine)
    again = {each["UID"]: each for each in read(await client.get(link))}
    assert again[uid]["SEQUENCE"] == moved.json()["version"] == 2
    await client.post(f"{URL}citas/{first['id']}/cancelar/", json={}, headers=agenda.mine)
    assert uid not in {each["UID"] for each in read(await client.get(link))}


async def test_the_same_agenda_is_not_sent_twice(client, cast, agenda):  # noqa: F811
    link = await address(cast.owner)
    first = await client.get(link)
    tag = first.headers["etag"]
    for known in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        answer = await client.get(link, headers={"if-none-match": known})
        assert answer.status_code == 304 and not answer.content and answer.headers["etag"] == tag
    head = await client.head(link)
    assert head.status_code == 200 and not head.content and int(head.headers["content-length"]) == len(first.content)
    await agenda.book(1, "09:00")
    assert (await client.get(link, headers={"if-none-match": tag})).status_code == 200


async def test_an_old_wrong_or_switched_off_address_opens_nothing(client, cast):
    old = await address(cast.owner)
    assert await address(cast.owner) == old  # on already: shown again, not changed
    new = await address(cast.owner, feeds.rotate)
    secret = new.split("-", 1)[1]
    for path in (
        old,
        f"/calendario/{cast.outsider.tenant_id}-{secret}",
        "/calendario/x.ics",
        f"/calendario/{'9' * 30}-{secret}",
        f"/calendario/0-{secret}",
    ):
        assert (await client.get(path)).status_code == 404, path
    assert (await client.get(new)).status_code == 200
    async with start_work(cast.owner) as work:
        await feeds.turn_off(work)
    assert (await client.get(new)).status_code == 404
    async with start_work(cast.owner) as work:
        with pytest.raises(NotFound):
            await feeds.rotate(work)


async def test_the_database_holds_no_address_and_the_trail_notes_each_change(client, cast):
    link = await address(cast.owner)
    await address(cast.owner, feeds.change, shows_names=True)
    await address(cast.owner, feeds.rotate)
    async with start_work(cast.owner) as work:
        stored = (await work.session.execute(text("select f::text from app.calendar_feed f"))).scalar_one()
        actions = [
            row.action
            for row in await work.session.execute(text("select action from app.audit_entry where entity = 'calendar_feed' order by id"))
        ]
    assert link.split("-", 1)[1][:-4] not in stored
    assert actions == ["enable", "update", "renew"]


async def test_only_those_who_attend_have_a_feed_and_it_ends_with_their_place(client, cast):
    async with start_work(cast.receptionist) as work:
        with pytest.raises(ClinicError):
            await feeds.turn_on(work)
    link = await address(cast.nurse)
    assert (await client.get(link)).status_code == 200
    async with start_work(cast.owner) as work:
        await work.session.execute(text("update app.membership set is_active = false where id = :id"), {"id": cast.nurse.membership_id})
    assert (await client.get(link)).status_code == 404


async def test_a_feed_shows_its_own_professional_only_with_names_and_blocks_if_chosen(client, cast, agenda):  # noqa: F811
    await agenda.book(1, "09:00")
    block = {
        "fecha_inicio": agenda.day(2),
        "fecha_fin": agenda.day(2),
        "hora_inicio": "19:00",
        "hora_fin": "07:00",
        "titulo": "Guardia",
        "tipo": "PERSONAL",
    }
    assert (await client.post(f"{URL}bloqueos/", json=block, headers=agenda.mine)).status_code == 201
    assert read(await client.get(await address(cast.nurse))) == []
    await address(cast.owner)
    link = await address(cast.owner, feeds.change, shows_names=True, shows_blocks=True)
    visit, duty = read(await client.get(link))
    assert str(visit["SUMMARY"]).startswith("Juan Carlos García López · ")
    assert duty["SUMMARY"] == "Guardia" and duty.decoded("DTEND") - duty.decoded("DTSTART") == timedelta(hours=12)


async def test_a_feed_that_is_asked_too_often_waits(client, cast, monkeypatch):
    from clinic_app.core.settings import settings

    monkeypatch.setattr(settings(), "rate_limits", True)
    link = await address(cast.owner)
    answers = [(await client.get(link)).status_code for _ in range(31)]
    assert answers == [200] * 30 + [429]


async def test_one_appointment_as_a_file(client, cast, agenda, headers):  # noqa: F811
    made = await agenda.book(1, "09:00")
    path = f"{URL}citas/{made['id']}/ics/"
    answer = await client.get(path, headers=agenda.mine)
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8; method=PUBLISH; component=VEVENT"
    assert answer.headers["content-disposition"] == f'attachment; filename="cita-{agenda.day(1)}-0900.ics"'
    before = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")[0]
    await client.post(f"{URL}citas/{made['id']}/cancelar/", json={}, headers=agenda.mine)
    after = icalendar.Calendar.from_ical((await client.get(path, headers=agenda.mine)).content)
    event = after.walk("VEVENT")[0]
    assert (after["METHOD"], event["STATUS"], event["UID"]) == ("CANCEL", "CANCELLED", before["UID"]) and event["SEQUENCE"] > before[
        "SEQUENCE"
    ]
    assert (await client.get(path, headers=headers(cast.outsider))).status_code == 404
    wrong = await client.get(path, params={"metodo": "cancel"}, headers=agenda.mine)
    assert wrong.status_code == 400 and list(wrong.json()) == ["metodo"]


async def test_an_invitation_of_the_patient_needs_her_address(client, agenda):  # noqa: F811
    made = await agenda.book(1, "09:00")
    path = f"{URL}citas/{made['id']}/ics/?metodo=request"
    assert b"METHOD:PUBLISH" in (await client.get(path, headers=agenda.mine)).content
    await client.patch(f"/api/pacientes/{agenda.patient}/", json={"email": "mama@example.com"}, headers=agenda.mine)
    body = (await client.get(path, headers=agenda.mine)).content.replace(b"\r\n ", b"")
    assert b"METHOD:REQUEST" in body and b"mailto:mama@example.com" in body
