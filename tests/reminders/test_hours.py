"""Nothing automatic leaves in the quiet hours because something went wrong in the evening, with the clock put forward."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from clock import Clock
from office import PHONE, Office

from clinic_app.core.database import start_work
from clinic_app.integrations import sandbox
from clinic_app.integrations.protocol import Account, Inbound, SendFailed
from clinic_app.messaging import sending
from clinic_app.messaging import service as messages
from clinic_app.reminders import service

SENT = "select kind, to_char(sent_at at time zone 'America/Lima', 'HH24:MI') from app.message where sent_at is not null and kind <> 'answer' order by id"


@pytest.fixture
async def evening(clock: Clock, client: Any, cast: Any, headers: Any) -> Office:
    """Tomorrow at 20:00."""
    clock.to(datetime.combine(datetime.now(cast.owner.tz).date() + timedelta(days=1), time(20), cast.owner.tz))
    return await Office(client, cast.owner, headers(cast.owner)).open()


def later(**more: float) -> datetime:
    return datetime.now(UTC) + timedelta(**more)


async def test_a_confirmation_whose_provider_is_away_all_evening_leaves_in_the_morning(
    evening: Office, clock: Clock, monkeypatch: Any
) -> None:
    async def away(*_: Any) -> Any:
        raise SendFailed("503")

    with monkeypatch.context() as patch:
        patch.setattr(sending, "providers", lambda: {"sandbox": replace(sandbox.PROVIDER, send=away)})
        await evening.book(await evening.patient(), nth=5, run=False)
        await clock.work()
        await clock.work(later(minutes=1))
    await evening.sql("update app.provider_circuit set failures = 0, held_until = null returning 1")
    await clock.work(later(hours=3))  # 23:01, and the provider is back
    assert await evening.sql(SENT) == []
    await clock.work(later(hours=8))  # 07:01
    assert await evening.sql(SENT) == []
    await clock.work(later(minutes=62))
    assert [kind for kind, at in await evening.sql(SENT) if "08:00" <= at < "08:10"] == ["confirmation"]


async def test_a_booking_made_at_night_is_confirmed_at_once(evening: Office, clock: Clock) -> None:
    async with start_work(evening.actor) as work:
        await service.save_settings(work, is_on=True, quiet_since=time(19), quiet_until=time(8), at_once=True)
    await evening.book(await evening.patient(), nth=5, run=False)
    await clock.work()
    await clock.work(later(minutes=1))
    assert [kind for kind, _ in await evening.sql(SENT)] == ["confirmation"]


async def test_a_failure_told_at_night_tries_again_in_the_morning_but_a_person_may_send_it_now(evening: Office, clock: Clock) -> None:
    await evening.book(await evening.patient(), nth=5, run=False)
    await clock.work()
    await clock.work(later(minutes=1))
    assert len(await evening.sql(SENT)) == 1
    clock.to(later(hours=3))
    [(key, provider_id)] = await evening.sql("select id, provider_id from app.message where kind = 'confirmation'")
    async with start_work(evening.actor) as work:
        told = Inbound("status", provider_id=provider_id, status="failed", code="131026", permanent=True)
        await messages.take(work, Account(evening.actor.tenant_id, 0, "sandbox", {}), told)
    await clock.work(later(minutes=1))
    state = "select state, channel from app.message where id = %s"
    assert await evening.sql(state, key) == [("queued", "sms")]
    await evening.sql("update app.message set state = 'failed' where id = %s returning 1", key)
    await evening.sql("delete from app.outbox returning 1")
    async with start_work(evening.actor) as work:
        await messages.replay(work, key)
    await clock.work()
    assert await evening.sql(state, key) == [("sent", "whatsapp")]


async def test_what_is_answered_to_somebody_who_writes_at_night_is_answered_at_night(evening: Office, clock: Clock) -> None:
    visit = await evening.book(await evening.patient(), nth=5, run=False)
    await clock.work()
    await clock.work(later(minutes=1))
    clock.to(later(hours=3))
    await evening.says("1", phone=PHONE, run=False)
    await clock.work()
    assert await evening.status(visit) == "confirmada"
    assert await evening.sql("select state from app.message where kind = 'answer' and direction = 'out'") == [("sent",)]
