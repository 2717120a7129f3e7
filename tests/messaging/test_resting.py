"""Providers that rest: who waits for them, who goes another way, and what rests because its keys are refused."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from post import Killed, Office, make_due, message, patient, queue, refuse, sql, use

from clinic_app.core.database import start_work
from clinic_app.messaging import recording, sending
from clinic_app.messaging.policy import OPEN_AFTER
from clinic_app.messaging.sending import send_due


async def many(actor: Any, count: int) -> list[int]:
    keys = [await queue(actor, await patient(actor, phone=f"+5198400{number:04}", number=number)) for number in range(1, count + 1)]
    return [key for key in keys if key is not None]


async def test_an_account_whose_keys_are_refused_rests_after_the_first_message(cast: Any, monkeypatch: Any) -> None:
    use(monkeypatch, office := Office(does=refuse("http_401", permanent=True, account=True)))
    await many(cast.owner, 40)
    await send_due()
    assert 0 < len(office.got) <= 10  # those that were under way together; not one message after the other becomes a call
    [(failures, held)] = await sql(cast.owner, "select failures, held_until from app.provider_circuit")
    assert failures >= OPEN_AFTER and held > datetime.now(UTC) + timedelta(seconds=20)
    assert await sql(cast.owner, "select count(*) from app.message where state = 'queued'") == [(40 - len(office.got),)]
    office.does = lambda message: None
    await sql(cast.owner, "update app.provider_circuit set held_until = now()")
    await make_due(cast.owner)
    await send_due()
    assert await sql(cast.owner, "select count(*) from app.message where state = 'sent'") == [(40 - 10,)]


@pytest.mark.parametrize("second", [True, False])
async def test_who_was_never_tried_goes_another_way_when_a_provider_is_down_for_long(cast: Any, monkeypatch: Any, second: bool) -> None:
    whatsapp, sms = Office(does=refuse("http_503")), Office("twilio", ("sms",))
    use(monkeypatch, *([whatsapp, sms] if second else [whatsapp]))
    await sql(
        cast.owner, "insert into app.provider_circuit (provider, failures, held_until, code) values ('meta_whatsapp', 9, now() + interval '1 hour', 'http_503') returning id"
    )  # fmt: skip
    [key] = await many(cast.owner, 1)
    await send_due()
    assert (await message(cast.owner, key)).state == "queued" and whatsapp.got == []
    await sql(cast.owner, "update app.message set channel_since = channel_since - interval '31 minutes'")
    await make_due(cast.owner)
    await send_due()
    found = await message(cast.owner, key)
    if second:
        assert (found.state, found.channel) == ("sent", "sms")
    else:  # there is no other way, so it waits for the only one
        assert (found.state, found.call_since) == ("queued", None)


async def test_what_one_provider_may_have_sent_is_not_sent_by_another(cast: Any, monkeypatch: Any) -> None:
    use(monkeypatch, one := Office("one", idempotent=True))
    key = await queue(cast.owner, await patient(cast.owner))

    async def dies(*_: Any) -> None:
        raise Killed

    with monkeypatch.context() as broken:
        broken.setattr(recording, "record", dies)
        with pytest.raises(Killed):
            await sending._clinic(cast.owner.tenant_id)
    assert (await message(cast.owner, key)).state == "sending" and len(one.got) == 1
    use(monkeypatch, other := Office("other", idempotent=True), one)  # the clinic has set up another account meanwhile
    await make_due(cast.owner)
    await send_due()
    assert other.got == [] and len(one.got) == 1 and (await message(cast.owner, key)).state == "unknown"


async def test_why_a_message_failed_is_not_hidden_by_the_channel_that_nobody_serves(cast: Any, monkeypatch: Any) -> None:
    use(monkeypatch, Office(does=refuse("131026", permanent=True)))
    key = await queue(cast.owner, await patient(cast.owner))
    await send_due()
    found = await message(cast.owner, key)
    assert (found.state, found.code) == ("failed", "131026") and found.call_since is not None
    async with start_work(cast.owner) as work:
        assert await work.ask(("select count(*) from app.outbox", ())) == [[(0,)]]
