"""What patients write, and to whom it belongs."""

from datetime import date, timedelta
from typing import Any

from post import message, mother, patient, queue, sql

from clinic_app.core.database import start_work
from clinic_app.core.errors import ClinicError, Conflict, Invalid
from clinic_app.integrations.protocol import Account, Button, Inbound
from clinic_app.messaging import contacts, phone, queries, retention, service
from clinic_app.messaging.events import MessageReceived
from clinic_app.messaging.sending import send_due

META = "meta_whatsapp"


async def take(actor: Any, provider: str = META, **told: Any) -> int | None:
    async with start_work(actor) as work:
        return await service.take(work, Account(actor.tenant_id, 1, provider, {}), Inbound("message", **told))


async def talk_of(actor: Any, message_id: int | None) -> int:
    return (await message(actor, message_id)).conversation_id


async def test_the_same_delivery_twice_is_one_message(cast: Any) -> None:
    told = {"provider_id": "wamid.1", "phone": "+51984000111", "text": "Sí, confirmo", "context_id": "wamid.0", "payload": "confirm"}
    async with start_work(cast.owner) as work:
        first = await service.take(work, Account(1, 1, META, {}), Inbound("message", **told))
        assert [fact for fact in work.events if isinstance(fact, MessageReceived)] == [MessageReceived(first)]
    assert first and await take(cast.owner, **told) is None
    row = await message(cast.owner, first)
    assert (row.text, row.context_id, row.payload, row.state) == ("Sí, confirmo", "wamid.0", "confirm", "received")
    assert await sql(cast.owner, "select unread from app.conversation") == [(1,)]


async def test_she_is_found_by_the_providers_id_first_and_by_telephone_second(cast: Any) -> None:
    child = await patient(cast.owner, phone="", born=date.today() - timedelta(days=500))
    await mother(cast.owner, child, "+5511987654321")
    written = await queue(cast.owner, child)
    await send_due()
    first = await take(cast.owner, provider_id="a", contact_id="77", phone="+551187654321", text="hola")  # without the ninth digit
    second = await take(cast.owner, provider_id="b", contact_id="77", phone="", text="sigo yo")  # by its id alone
    third = await take(cast.owner, provider="twilio", provider_id="c", phone="+5511987654321", text="por SMS", channel="sms")
    talks = {(await message(cast.owner, key)).conversation_id for key in (written, first, second, third)}
    assert len(talks) == 1
    assert await sql(cast.owner, "select name, phone, patient_id from app.contact") == [("Rosa Ccoyo", "+5511987654321", child)]


async def test_an_unknown_number_lands_in_the_inbox_and_can_be_linked(cast: Any) -> None:
    key = await take(cast.owner, provider_id="a", phone="+51984777888", name="Felipa", text="¿Atienden los domingos?")
    async with start_work(cast.owner) as work:
        [row] = await queries.talks(work, "unknown")
        assert (row.name, row.patient_id, row.text, row.unread) == ("Felipa", None, "¿Atienden los domingos?", 1)
        assert (
            await queries.talks(work, "", "fel") and await queries.talks(work, "", "984 777") and not await queries.talks(work, "", "zzz")
        )
    whom = await patient(cast.owner)
    async with start_work(cast.owner) as work:
        head = await queries.head(work, await talk_of(cast.owner, key))
        assert head
        await contacts.link(work, head.contact_id, whom)
        assert await queries.talks(work, "unknown") == []
    async with start_work(cast.outsider) as work:  # and not to, or by, another clinic
        assert await queries.talks(work) == []
        try:
            await contacts.link(work, head.contact_id, whom)
            raise AssertionError
        except ClinicError as error:
            assert error.status == 404


async def test_two_children_of_one_telephone_are_not_guessed_between(cast: Any) -> None:
    for number in (1, 2):
        child = await patient(cast.owner, phone="", number=number, born=date.today() - timedelta(days=500))
        await mother(cast.owner, child, "+51984000999")
    await take(cast.owner, provider_id="a", phone="+51984000999", text="hola")
    assert await sql(cast.owner, "select name, patient_id from app.contact") == [("Rosa Ccoyo", None)]


async def test_an_edited_message_keeps_what_it_said_before(cast: Any) -> None:
    key = await take(cast.owner, provider_id="a", phone="+51984000111", text="No puedo")
    assert await take(cast.owner, provider_id="a", phone="+51984000111", text="No puedo llegar antes", edited=True) == key
    assert await take(cast.owner, provider_id="a", phone="+51984000111", text="No puedo llegar antes", edited=True) is None
    row = await message(cast.owner, key)
    assert (row.text, row.earlier) == ("No puedo llegar antes", ["No puedo"])
    assert await sql(cast.owner, "select count(*) from app.message") == [(1,)]


async def test_staff_answer_on_the_channel_she_wrote_by_and_nothing_automatic_meanwhile(cast: Any) -> None:
    key = await take(cast.owner, provider="sandbox", provider_id="a", phone="+51984000111", text="¿me llaman?", channel="sms")
    talk = await talk_of(cast.owner, key)
    async with start_work(cast.receptionist) as work:
        await service.take_over(work, talk)
        assert await service.answer(work, talk, service.Letter(0, "answer", "automático")) is None
        said = await service.say(work, talk, "  Claro, hoy a las 5.  ")
        assert len(await queries.talks(work, "mine")) == 1
    row = await message(cast.owner, said)
    assert (row.text, row.channels, row.kind, row.author_id) == ("Claro, hoy a las 5.", ["sms"], "staff", cast.receptionist.user_id)
    async with start_work(cast.owner) as work:
        await service.give_back(work, talk)
        assert await service.answer(work, talk, service.Letter(0, "answer", "automático"))
        for text in ("", "   ", "x" * 5000):
            try:
                await service.say(work, talk, text)
                raise AssertionError
            except Invalid:
                pass


async def test_who_wants_no_messages_gets_none_on_that_channel(cast: Any) -> None:
    whom = await patient(cast.owner)
    before = await queue(cast.owner, whom, channels=["whatsapp"])
    async with start_work(cast.owner) as work:
        await service.take(work, Account(1, 1, META, {}), Inbound("opt_out", phone="+51984000111", channel="whatsapp"))
    await send_due()
    assert (await message(cast.owner, before)).code == "opted_out"  # also what was queued before
    assert await queue(cast.owner, whom, channels=["whatsapp"]) is None
    assert await queue(cast.owner, whom, channels=["whatsapp", "sms"])
    async with start_work(cast.owner) as work:
        await service.take(work, Account(1, 1, META, {}), Inbound("opt_in", phone="+51984000111", channel="whatsapp"))
    assert await queue(cast.owner, whom, channels=["whatsapp"])


async def test_the_sandbox_lets_one_answer_as_the_patient_until_there_is_a_real_account(cast: Any, monkeypatch: Any) -> None:
    key = await queue(cast.owner, await patient(cast.owner), buttons=[Button("yes-1", "Sí, confirmo")])
    await send_due()
    talk = await talk_of(cast.owner, key)
    async with start_work(cast.owner) as work:
        [shown] = await phone.look(work, talk)
        assert shown.buttons == [{"payload": "yes-1", "label": "Sí, confirmo"}]
        pressed = await phone.answer(work, talk, "Sí, confirmo", "yes-1")
    assert (await message(cast.owner, key)).state == "read"
    row = await message(cast.owner, pressed)
    assert (row.payload, row.context_id, row.conversation_id) == ("yes-1", f"sandbox-{key}.0", talk)

    async def real(work: Any) -> list[Account]:
        return [Account(1, 1, "twilio", {})]

    monkeypatch.setattr(phone, "accounts_of", real)
    async with start_work(cast.owner) as work:
        try:
            await phone.answer(work, talk, "sí")
            raise AssertionError
        except Conflict:
            pass


async def test_texts_are_wiped_after_the_time_a_clinic_chose_and_the_rest_stays(cast: Any) -> None:
    old = await queue(cast.owner, await patient(cast.owner))
    await send_due()
    await sql(cast.owner, "update app.message set at = now() - interval '7 months' returning 1")
    new = await take(cast.owner, provider_id="a", phone="+51984000111", text="gracias")
    async with start_work(cast.owner) as work:
        assert await retention.months_of(work) is None and await retention.everywhere(work) == []
        await retention.choose(work, 6)
        assert await retention.everywhere(work) == [(cast.owner.tenant_id, 6)]
        assert await retention.wipe(work, 6) == 1 and await retention.wipe(work, 6) == 0
    wiped, kept = await message(cast.owner, old), await message(cast.owner, new)
    assert (wiped.text, wiped.wiped, wiped.state, kept.text) == ("", True, "sent", "gracias")
