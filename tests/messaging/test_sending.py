"""What leaves, once; what is tried again, and what is not."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from post import Killed, Office, make_due, message, mother, patient, queue, refuse, sql, use

from clinic_app.core.database import start_work
from clinic_app.integrations.protocol import Account, Inbound
from clinic_app.messaging import claiming, sending, service
from clinic_app.messaging.models import State
from clinic_app.messaging.sending import send_due


async def told(actor: Any, status: str, provider_id: str, provider: str = "meta_whatsapp", **more: Any) -> None:
    async with start_work(actor) as work:
        await service.take(
            work, Account(actor.tenant_id, 1, provider, {}), Inbound("status", provider_id=provider_id, status=status, **more)
        )


async def attempts(actor: Any) -> list[Any]:
    return await sql(actor, "select channel, outcome, code from app.message_attempt order by id")


async def test_without_an_account_a_message_goes_to_the_sandbox(cast: Any) -> None:
    key = await queue(cast.owner, await patient(cast.owner))
    assert await send_due() == 1
    sent = await message(cast.owner, key)
    assert (sent.state, sent.provider, sent.channel, sent.tries) == (State.SENT, "sandbox", "whatsapp", 1)
    assert await attempts(cast.owner) == [("whatsapp", "sent", "")]
    assert await sql(cast.owner, "select 1 from app.outbox") == []
    assert await send_due() == 0


async def test_a_key_is_queued_once_and_a_child_is_written_to_through_her_mother(cast: Any, monkeypatch: Any) -> None:
    use(monkeypatch, office := Office())
    child = await patient(cast.owner, phone="", born=datetime.now(UTC).date() - timedelta(days=400))
    assert await queue(cast.owner, child) is None  # nobody to write to yet
    await mother(cast.owner, child, "+51984222333")
    first = await queue(cast.owner, child, key="cita-1-48h")
    assert first == await queue(cast.owner, child, key="cita-1-48h")
    await send_due()
    assert [(each.to, each.name) for each in office.got] == [("+51984222333", "Rosa Ccoyo")]


async def test_what_is_not_due_waits_and_what_is_late_goes_to_a_person(cast: Any, monkeypatch: Any) -> None:
    use(monkeypatch, office := Office())
    whom, now = await patient(cast.owner), datetime.now(UTC)
    await queue(cast.owner, whom, not_before=now + timedelta(hours=1))
    late = await queue(cast.owner, whom, not_after=now - timedelta(minutes=1))
    await send_due()
    assert office.got == []
    dead = await message(cast.owner, late)
    assert (dead.state, dead.code, dead.call_since is not None) == (State.FAILED, "expired", True)


async def test_cancelling_stops_what_is_queued_about_something_and_nothing_else(cast: Any, monkeypatch: Any) -> None:
    use(monkeypatch, office := Office())
    whom = await patient(cast.owner)
    for number in (1, 2):
        await queue(cast.owner, whom, f"cita {number}", reference=("appointment", number))
    async with start_work(cast.owner) as work:
        assert await service.cancel(work, ("appointment", 1), kinds=["other"]) == 0
        assert await service.cancel(work, ("appointment", 1)) == 1
    await send_due()
    assert [each.text for each in office.got] == ["cita 2"]
    async with start_work(cast.owner) as work:
        assert await service.cancel(work, ("appointment", 2)) == 0


async def test_a_transient_failure_is_tried_again_and_retry_after_is_kept(cast: Any, monkeypatch: Any) -> None:
    use(monkeypatch, office := Office(does=refuse("429", retry_after=120)))
    key = await queue(cast.owner, await patient(cast.owner))
    await send_due()
    assert (await message(cast.owner, key)).state == State.QUEUED
    [(wait,)] = await sql(cast.owner, "select due_at - now() from app.outbox")
    assert timedelta(seconds=100) < wait <= timedelta(seconds=121)
    office.does = lambda message: None
    await make_due(cast.owner)
    await sql(cast.owner, "update app.provider_circuit set held_until = now()")
    await send_due()
    assert (await message(cast.owner, key)).state == State.SENT
    assert await attempts(cast.owner) == [("whatsapp", "transient", "429"), ("whatsapp", "sent", "")]
    assert {each.reference for each in office.got} == {f"{key}.0"}  # a provider that keeps it can tell


async def test_channels_follow_each_other_down_to_a_call_by_the_staff(cast: Any, monkeypatch: Any) -> None:
    whatsapp, sms = Office(does=refuse("no_whatsapp", permanent=True)), Office("twilio", ("sms",), does=refuse("landline", permanent=True))
    mail = Office("smtp", ("email",))
    use(monkeypatch, whatsapp, sms, mail)
    first = await queue(cast.owner, await patient(cast.owner, email="delia@x.pe"))
    second = await queue(cast.owner, await patient(cast.owner, phone="+51984000222", number=2))
    await send_due()
    arrived, dead = await message(cast.owner, first), await message(cast.owner, second)
    assert (arrived.state, arrived.channel) == (State.SENT, "email")
    assert (dead.state, dead.code, dead.call_since is not None) == (State.FAILED, "landline", True)
    assert len({each.reference for each in (*whatsapp.got, *sms.got, *mail.got)}) == 5  # each channel is a sending of its own
    sms.does = lambda message: None
    async with start_work(cast.owner) as work:
        await service.replay(work, second)
    await send_due()
    assert (await message(cast.owner, second)).state == State.SENT


async def test_one_bad_recipient_stops_nobody_else(cast: Any, monkeypatch: Any) -> None:
    def does(message: Any) -> None:
        if message.to.endswith("3"):
            raise ValueError("an answer of another shape")

    use(monkeypatch, office := Office(does=does))
    keys = [await queue(cast.owner, await patient(cast.owner, phone=f"+5198400000{number}", number=number)) for number in range(1, 6)]
    await send_due()
    assert [(await message(cast.owner, key)).state for key in keys] == ["sent", "sent", "unknown", "sent", "sent"]
    assert len(office.got) == 5


async def test_a_refusal_by_the_provider_is_an_opt_out(cast: Any, monkeypatch: Any) -> None:
    use(monkeypatch, Office(does=refuse("stop", opted_out=True)))
    whom = await patient(cast.owner)
    await queue(cast.owner, whom)
    await send_due()
    assert await sql(cast.owner, "select opted_out from app.contact") == [(["whatsapp"],)]
    assert await queue(cast.owner, whom, channels=["whatsapp"]) is None


@pytest.mark.parametrize(("idempotent", "after", "sendings"), [(False, "unknown", 1), (True, "sent", 2)])
async def test_a_worker_killed_between_send_and_commit(cast: Any, monkeypatch: Any, idempotent: bool, after: str, sendings: int) -> None:
    use(monkeypatch, office := Office(idempotent=idempotent))
    key = await queue(cast.owner, await patient(cast.owner))

    async def die(*args: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(sending.recording, "record", die)
        with pytest.raises(Killed):
            await sending._clinic(cast.owner.tenant_id)
    assert (await message(cast.owner, key)).state == State.SENDING
    assert await send_due() == 0  # its lease lasts
    await make_due(cast.owner)
    await send_due()
    assert (await message(cast.owner, key)).state == after
    assert len(office.got) == sendings and len({each.reference for each in office.got}) == 1
    await told(cast.owner, "delivered", f"meta_whatsapp-{key}.0", reference=f"{key}.0")
    assert (await message(cast.owner, key)).state == State.DELIVERED  # the provider knows better


async def test_what_was_sent_is_written_down_when_the_database_is_back(cast: Any, monkeypatch: Any) -> None:
    use(monkeypatch, office := Office())
    key, real, failed = await queue(cast.owner, await patient(cast.owner)), sending.recording.record, []

    async def away_first(*args: Any) -> None:
        if len(failed) < 2:
            failed.append(1)
            raise psycopg.OperationalError("the server closed the connection")
        await real(*args)

    monkeypatch.setattr(sending, "RECORD_WAITS", (0.01, 0.01, 0.01))
    monkeypatch.setattr(sending.recording, "record", away_first)
    await send_due()
    assert (await message(cast.owner, key)).state == State.SENT and len(office.got) == 1


async def test_a_worker_that_is_told_to_stop_writes_down_what_has_left(cast: Any, monkeypatch: Any) -> None:
    use(monkeypatch, Office(seconds=0.3))
    key = await queue(cast.owner, await patient(cast.owner))
    task = asyncio.create_task(send_due())
    while not await sql(cast.owner, "select 1 from app.message_attempt"):
        await asyncio.sleep(0.02)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert (await message(cast.owner, key)).state == State.SENT


async def test_two_senders_on_the_same_rows_send_each_message_once(cast: Any, monkeypatch: Any) -> None:
    use(monkeypatch, office := Office(seconds=0.01))
    whom = [await patient(cast.owner, phone=f"+519840{number:05}", number=number) for number in range(1, 31)]
    for key in whom:
        await queue(cast.owner, key)
    monkeypatch.setattr(sending, "BATCH", 7)
    counts = await asyncio.gather(*(sending._clinic(cast.owner.tenant_id) for _ in range(6)))
    assert sum(counts) == 30 and len({each.to for each in office.got}) == len(office.got) == 30
    # and even when both hold the same rows, only one begins
    key = await queue(cast.owner, whom[0])
    chosen = [(key, "whatsapp", False)]
    async with start_work(cast.owner) as one:
        [begun] = await one.ask(claiming.begin("meta_whatsapp", 1, chosen))
    async with start_work(cast.owner) as other:
        [again] = await other.ask(claiming.begin("meta_whatsapp", 1, chosen))
    assert len(begun) == 1 and again == []


async def test_a_provider_that_is_down_rests_and_is_tried_with_one_message_first(cast: Any, monkeypatch: Any) -> None:
    use(monkeypatch, office := Office(does=refuse("503")))
    for number in range(1, 41):
        await queue(cast.owner, await patient(cast.owner, phone=f"+519840{number:05}", number=number))
    await send_due()
    assert len(office.got) == sending.WIDTH  # the others were not even tried
    [(failures, code, held)] = await sql(cast.owner, "select failures, code, held_until > now() from app.provider_circuit")
    assert failures >= 5 and code == "503" and held
    await make_due(cast.owner)
    assert await send_due() and len(office.got) == sending.WIDTH
    await sql(cast.owner, "update app.provider_circuit set held_until = now()")
    await make_due(cast.owner)
    await send_due()
    assert len(office.got) == sending.WIDTH + 1  # one, in doubt
    office.does = lambda message: None
    await sql(cast.owner, "update app.provider_circuit set held_until = now()")
    await make_due(cast.owner)
    await send_due()
    assert await sql(cast.owner, "select count(*) from app.message where state = 'sent'") == [(40,)]
    assert await sql(cast.owner, "select failures, held_until from app.provider_circuit") == [(0, None)]


async def test_states_only_go_forward(cast: Any, monkeypatch: Any) -> None:
    use(monkeypatch, Office())
    key = await queue(cast.owner, await patient(cast.owner))
    await send_due()
    theirs = f"meta_whatsapp-{key}.0"
    for status, state in (("read", "read"), ("sent", "read"), ("delivered", "read"), ("failed", "read"), ("read", "read")):
        await told(cast.owner, status, theirs)
        assert (await message(cast.owner, key)).state == state
    row = await message(cast.owner, key)
    assert row.sent_at and row.delivered_at and row.read_at


async def test_a_status_may_come_before_our_own_commit(cast: Any, monkeypatch: Any) -> None:
    from clinic_app.messaging.statuses import match

    use(monkeypatch, Office())
    key = await queue(cast.owner, await patient(cast.owner))
    await told(cast.owner, "delivered", f"meta_whatsapp-{key}.0")
    [(early,)] = await sql(cast.owner, "select id from app.early_status")
    async with start_work(cast.owner) as work:
        assert not await match(work, early)
    await send_due()
    async with start_work(cast.owner) as work:
        assert await match(work, early)
    assert (await message(cast.owner, key)).state == State.DELIVERED
    assert await sql(cast.owner, "select 1 from app.early_status") == []


async def test_a_failure_that_is_told_later_goes_on_to_the_next_channel(cast: Any, monkeypatch: Any) -> None:
    whatsapp, sms = Office(), Office("twilio", ("sms",))
    use(monkeypatch, whatsapp, sms)
    key = await queue(cast.owner, await patient(cast.owner))
    await send_due()
    await told(cast.owner, "failed", f"meta_whatsapp-{key}.0", code="131026", permanent=True)
    await told(cast.owner, "failed", f"meta_whatsapp-{key}.0", code="131026", permanent=True)
    await told(cast.owner, "sent", f"meta_whatsapp-{key}.0")  # late: must not stop the next channel
    await send_due()
    row = await message(cast.owner, key)
    assert (row.state, row.channel, len(sms.got)) == (State.SENT, "sms", 1)


async def test_a_slow_recipient_holds_up_its_own_place_only(cast: Any, monkeypatch: Any) -> None:
    use(monkeypatch, office := Office())
    quick = office.send

    async def send(account: Any, outgoing: Any) -> Any:
        if outgoing.to.endswith("1"):
            await asyncio.sleep(30)
        return await quick(account, outgoing)

    monkeypatch.setattr(sending, "SEND_SECONDS", 1)
    monkeypatch.setattr(office, "send", send)
    keys = [await queue(cast.owner, await patient(cast.owner, phone=f"+5198400000{number}", number=number)) for number in (1, 2, 3)]
    await send_due()
    states = [(await message(cast.owner, key)).state for key in keys]
    assert states == ["unknown", "sent", "sent"]
