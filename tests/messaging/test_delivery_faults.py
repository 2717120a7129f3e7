"""Providers that are slow, refuse, answer nonsense or lie, over real connections; and a worker that is killed for real."""

import asyncio
import os
import signal
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from post import make_due, message, patient, queue, sql

from clinic_app.core.database import start_work
from clinic_app.core.errors import Conflict
from clinic_app.messaging import accounts, queries, service
from clinic_app.messaging.sending import send_due
from tests.fakes.providers import Asked, FakeProvider, Reply, running

ROOT = Path(__file__).parents[2]
WORKER = """
import asyncio, dataclasses, sys
import clinic_app.wiring
from clinic_app.core.database import reads
from clinic_app.integrations import registry
from clinic_app.messaging.sending import send_due

if sys.argv[1] == "tells-repetitions":
    registry.PROVIDERS["twilio"] = dataclasses.replace(registry.PROVIDERS["twilio"], idempotent=True)

async def main():
    async with reads():
        await send_due()

asyncio.run(main())
"""


def taken(asked: Asked) -> Reply:
    return Reply(201, {"sid": "SM" + asked.form["To"][-9:], "status": "queued"})


async def twilio(actor: Any, fake: FakeProvider, **more: str) -> None:
    given = {"account_sid": "AC1", "auth_token": "f0" * 16, "from_sms": "+15005550006", "base_url": fake.url, "timeout": "5"}
    async with start_work(actor) as work:
        await accounts.save(work, "twilio", given | more, operator=True)


async def states(actor: Any) -> list[Any]:
    return [row[0] for row in await sql(actor, "select state from app.message where direction = 'out' order by id")]


@pytest.mark.parametrize(("how", "after", "calls"), [("forgets", "unknown", 1), ("tells-repetitions", "sent", 2)])
async def test_a_worker_killed_while_the_provider_holds_its_answer(cast: Any, monkeypatch: Any, how: str, after: str, calls: int) -> None:
    first = [30.0]
    async with running(lambda asked: Reply(201, {"sid": "SM1"}, slow=first.pop() if first else 0)) as fake:
        await twilio(cast.owner, fake, timeout="40")
        key = await queue(cast.owner, await patient(cast.owner), channels=["sms"])
        worker = await asyncio.create_subprocess_exec(sys.executable, "-c", WORKER, how, cwd=ROOT, env=dict(os.environ))
        deadline = time.monotonic() + 60
        while not fake.asked and time.monotonic() < deadline:
            await asyncio.sleep(0.05)
        worker.send_signal(signal.SIGKILL)
        assert await worker.wait() == -signal.SIGKILL
        assert (await message(cast.owner, key)).state == "sending"
        if how != "forgets":
            from dataclasses import replace

            from clinic_app.integrations import registry

            monkeypatch.setitem(registry.PROVIDERS, "twilio", replace(registry.PROVIDERS["twilio"], idempotent=True))
        await make_due(cast.owner)  # its lease is over
        await send_due()
        assert (await message(cast.owner, key)).state == after
        assert len(fake.asked) == calls and len({asked.body for asked in fake.asked}) == 1
    if after == "unknown":
        async with start_work(cast.owner) as work:
            [shown] = await queries.troubles(work)
            assert (shown.id, shown.state, shown.code) == (key, "unknown", "worker_died")
            await service.arrived(work, shown.id)  # somebody asked her
            assert await queries.troubles(work) == []
        with pytest.raises(Conflict):
            async with start_work(cast.owner) as work:
                await service.arrived(work, key or 0)
        assert (await message(cast.owner, key)).state == "sent"


async def test_a_slow_recipient_and_a_slow_provider_hold_up_nobody_else(cast: Any) -> None:
    others_done = asyncio.Event()

    def slow(asked: Asked) -> Reply:
        return Reply(201, {"sid": "SM" + asked.form["To"]}, until=others_done if asked.form["To"].endswith("000") else None)

    async with running(slow) as one, running(taken) as other:
        await twilio(cast.owner, one, timeout="40")
        await twilio(cast.outsider, other)
        late = await queue(cast.owner, await patient(cast.owner, phone="+51984000000", number=99), channels=["sms"])
        for number in range(12):
            await queue(cast.owner, await patient(cast.owner, phone=f"+519840001{number:02}", number=number), channels=["sms"])
        await queue(cast.outsider, await patient(cast.outsider), channels=["sms"])
        work, deadline = asyncio.create_task(send_due()), time.monotonic() + 30
        while (await states(cast.owner)).count("sent") < 12 or await states(cast.outsider) != ["sent"]:
            assert time.monotonic() < deadline, "the slow one holds up the others"
            await asyncio.sleep(0.05)
        assert (await message(cast.owner, late)).state == "sending"
        others_done.set()
        await work
        assert set(await states(cast.owner)) == {"sent"}


async def test_too_many_is_heard_and_nobody_is_asked_before_its_time(cast: Any) -> None:
    async with running(Reply(429, {"code": 20429, "message": "Too Many Requests"}, {"retry-after": "40"})) as fake:
        await twilio(cast.owner, fake)
        for number in range(3):
            await queue(cast.owner, await patient(cast.owner, phone=f"+5198400010{number}", number=number), channels=["sms"])
        await send_due()
        [(soonest,)] = await sql(cast.owner, "select min(due_at) from app.outbox")
        assert (soonest - datetime.now(UTC)).total_seconds() > 35
        asked = len(fake.asked)
        await make_due(cast.owner)
        await send_due()  # the account rests: not one call more
        assert len(fake.asked) == asked
        fake.answer = taken
        await sql(cast.owner, "update app.provider_circuit set held_until = now()")
        await make_due(cast.owner)
        await send_due()
        assert await states(cast.owner) == ["sent"] * 3


@pytest.mark.parametrize("reply", [Reply(500, {}), Reply(201, b"<html>"), Reply(200, {"nothing": 1}), Reply(drop=True)])
async def test_what_may_have_been_accepted_is_never_sent_again_by_itself(cast: Any, reply: Reply) -> None:
    async with running(reply) as fake:
        await twilio(cast.owner, fake)
        key = await queue(cast.owner, await patient(cast.owner), channels=["sms"])
        await send_due()
        await send_due()
        assert (await message(cast.owner, key)).state == "unknown" and len(fake.asked) == 1


async def test_one_bad_number_among_many_and_one_who_wants_no_more(cast: Any) -> None:
    def answer(asked: Asked) -> Reply:
        codes = {"1": 21211, "2": 21610}
        code = codes.get(asked.form["To"][-1])
        return Reply(400, {"code": code, "message": "no"}) if code else taken(asked)

    async with running(answer) as fake:
        await twilio(cast.owner, fake)
        for number in range(8):
            await queue(cast.owner, await patient(cast.owner, phone=f"+5198400010{number}", number=number), channels=["sms"])
        await send_due()
        assert await states(cast.owner) == ["sent", "failed", "failed", *["sent"] * 5]
        assert await sql(cast.owner, "select phone, opted_out from app.contact where opted_out <> '{}'") == [("+51984000102", ["sms"])]
        async with start_work(cast.owner) as work:  # nothing is left but to telephone
            shown = await queries.troubles(work)
            assert [each.to_call for each in shown] == [True, True]
            for each in shown:
                await service.called(work, each.id)
            assert await queries.troubles(work) == [] and (await queries.counts(work))[2] == 0
