"""Sends what is due. Several workers may do so at once; what one has begun is no other's.

Before a message leaves, "sending" and the attempt are committed; after that, what became of it. A worker that dies between the two leaves
a message in "sending": with a provider that tells repetitions apart it is sent again under the same reference, else it becomes "unknown".
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import psycopg
import structlog
from psycopg_pool import PoolTimeout
from sqlalchemy.exc import SQLAlchemyError

from clinic_app.core.database import Actor, Work, start_light_work, start_work
from clinic_app.core.jobs import job_actor
from clinic_app.integrations.protocol import Account, Button, Outgoing, Provider, SendFailed
from clinic_app.messaging import claiming, leaving, recording
from clinic_app.messaging.policy import Circuit, Dead, Due, Go, Unknown, Wait, route
from clinic_app.messaging.providers import accounts_of, providers
from clinic_app.messaging.statuses import reference_of

CLINICS_AT_ONCE = 8
BATCH = 400  # messages of a clinic
WIDTH, WIDTH_OF = 10, {"sandbox": 100}  # messages under way at once for an account
SEND_SECONDS = 45  # providers have time-outs of their own; this is the last one
HEARTBEAT_SECONDS = 30
DRAIN_SECONDS = 2  # when the worker is told to stop
RECORD_WAITS = (0.2, 1, 3, 8, 20)  # the database was restarted: what was sent must be written down
DATABASE_AWAY = (psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout, SQLAlchemyError, OSError)
log = structlog.get_logger("messages")


@dataclass
class _Process:
    """One sender a process: whoever calls while it runs has it look once more."""

    running: bool = False
    asked: int = 0
    held: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))


_process = _Process()


async def send_due() -> int:
    """Send until nothing is due; returns how many messages were handled. Returns 0 at once when this process is at it already."""
    _process.asked += 1
    if _process.running:
        return 0
    _process.running, handled = True, 0
    beat = asyncio.create_task(_heartbeat(), name="outbox-heartbeat")
    try:
        while True:
            asked = _process.asked
            handled += await _everything_due()
            if asked == _process.asked:
                return handled
    finally:
        _process.running = False
        _process.held.clear()
        beat.cancel()


def _let_go(actor: Actor, messages: Sequence[Due]) -> None:
    """When these are due again is decided: the heartbeat of those that are still under way does not move it."""
    if held := _process.held.get(actor.tenant_id or 0):
        held.difference_update(each.id for each in messages)


async def _heartbeat() -> None:
    while True:
        await asyncio.sleep(HEARTBEAT_SECONDS)
        try:
            await claiming.hold(_process.held)
        except DATABASE_AWAY as error:
            log.warning("no heartbeat", error=type(error).__name__)


async def _everything_due() -> int:
    """Several clinics side by side, so that a slow provider of one delays no other."""
    busy: dict[int, asyncio.Task[int]] = {}
    failed: set[int] = set()  # looked at again in the next run
    handled = 0
    try:
        while True:
            free = CLINICS_AT_ONCE - len(busy)
            for clinic in await claiming.waiting_clinics([*busy, *failed], free) if free else []:
                busy[clinic] = asyncio.create_task(_clinic(clinic))
            if not busy:
                return handled
            await asyncio.wait(busy.values(), timeout=5, return_when=asyncio.FIRST_COMPLETED)
            for clinic in [clinic for clinic, task in busy.items() if task.done()]:
                task = busy.pop(clinic)
                _process.held.pop(clinic, None)
                if error := task.exception():
                    failed.add(clinic)
                    log.warning("a clinic's messages wait", clinic=clinic, error=type(error).__name__)
                else:
                    handled += task.result()
    finally:
        for task in busy.values():
            task.cancel()
        await asyncio.gather(*busy.values(), return_exceptions=True)


async def _clinic(clinic_id: int) -> int:
    """One batch of a clinic; returns how many messages it held."""
    ids = await claiming.claim(clinic_id, BATCH)
    _process.held[clinic_id].update(ids)
    actor = job_actor(clinic_id)
    known = providers()
    async with start_work(actor) as work:
        looked = await leaving.look(work, await claiming.load(work, ids))
        _let_go(actor, looked.held)
        due, actor = looked.due, work.actor
        accounts = await accounts_of(work)
        [rows] = await work.ask((claiming.CIRCUITS, ()))
        circuits = {provider: Circuit(failures, held_until) for provider, failures, held_until in rows}
        held = {each.id for each in looked.held}
        groups = await _sorted(work, due, [key for key in ids if key not in held], accounts, known, circuits)
    lanes = [
        _lane(
            actor,
            group[0][1].account,
            known[group[0][1].account.provider],
            circuits.setdefault(group[0][1].account.provider, Circuit()),
            group,
        )
        for group in groups
    ]
    ended = await asyncio.gather(*lanes, return_exceptions=True)
    for error in ended:
        if isinstance(error, BaseException):
            raise error
    return len(ids)


async def _sorted(
    work: Work, due: Sequence[Due], ids: Sequence[int], accounts: Sequence[Account], known: Mapping[str, Provider], circuits: Mapping[str, Circuit]
) -> list[list[tuple[Due, Go]]]:  # fmt: skip
    """Those that go, by account; the others wait or end here."""
    now = datetime.now(UTC)
    groups: dict[tuple[str, int], list[tuple[Due, Go]]] = defaultdict(list)
    over = set(ids) - {message.id for message in due}
    for message in due:
        if message.state == "sending" and not (message.provider in known and known[message.provider].idempotent):
            await recording.settle(work, message, Unknown("worker_died"), message.round)
            continue
        if message.state not in ("queued", "sending"):
            over.add(message.id)
            continue
        step = route(message, accounts, known, circuits, now)
        if message.state == "sending" and not _same_way(message, step):  # what one provider may have sent already is no other's
            step = Unknown("worker_died")
        if isinstance(step, Go):
            groups[step.account.provider, step.account.account_id].append((message, step))
        elif isinstance(step, Wait):
            await _later(work, [message], step.until - now)
        else:
            await recording.settle(work, message, step, message.round)
    if over:
        await work.ask((claiming.GONE, (work.actor.tenant_id, list(over))))
    return list(groups.values())


def _same_way(message: Due, step: Go | Wait | Dead) -> bool:
    return isinstance(step, Wait) or (isinstance(step, Go) and (step.account.provider, step.channel) == (message.provider, message.channel))


async def _later(work: Work, messages: Sequence[Due], wait: timedelta) -> None:
    """When the provider has rested; not all in the same second."""
    spread = timedelta(seconds=random.uniform(0, 5))  # noqa: S311
    ids = [each.id for each in messages]
    _let_go(work.actor, messages)
    await work.ask((claiming.LATER, (max(wait, timedelta(0)) + spread, work.actor.tenant_id, ids)), (claiming.WAITS, (ids,)))


async def _lane(actor: Actor, account: Account, provider: Provider, circuit: Circuit, group: Sequence[tuple[Due, Go]]) -> None:
    """The messages of one account: so many at once, each written down as it ends. A slow one holds up its own place only."""
    waiting, under_way = deque(group), set()
    try:
        while waiting or under_way:
            under_way = await _step(actor, account, provider, circuit, waiting, under_way)
    except BaseException:  # the worker is told to stop, or the database is away: what has left already is still written down
        if under_way:
            done, _ = await asyncio.wait(under_way, timeout=DRAIN_SECONDS)
            await _record(actor, account, provider, circuit, [task.result() for task in done if not task.cancelled()])
        raise


async def _step(
    actor: Actor, account: Account, provider: Provider, circuit: Circuit, waiting: deque[tuple[Due, Go]], under_way: set[asyncio.Task[recording.Result]]
) -> set[asyncio.Task[recording.Result]]:  # fmt: skip
    """Fill the free places, wait for the first that ends, write down what ended; returns what is still under way."""
    if waiting and circuit.held(datetime.now(UTC)):
        async with start_light_work(actor) as work:
            await _later(work, [message for message, _ in waiting], (circuit.held_until or datetime.now(UTC)) - datetime.now(UTC))
        waiting.clear()
    width = 1 if circuit.doubtful else WIDTH_OF.get(provider.name, WIDTH)
    chosen = [waiting.popleft() for _ in range(min(len(waiting), width - len(under_way)))]
    if chosen:
        under_way |= await _begin(actor, account, provider, chosen)
    if not under_way:
        return under_way
    done, left = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
    await _record(actor, account, provider, circuit, [task.result() for task in done])
    return left


async def _begin(
    actor: Actor, account: Account, provider: Provider, chosen: Sequence[tuple[Due, Go]]
) -> set[asyncio.Task[recording.Result]]:
    """Commit that these are being sent, then send them."""
    async with start_light_work(actor) as work:
        wanted = [(message.id, go.channel, message.state == "sending") for message, go in chosen]
        [rows] = await work.ask(claiming.begin(account.provider, account.account_id, wanted))
    begun = {message_id: claiming.Begun(*rest) for message_id, *rest in rows}
    return {asyncio.create_task(_send(account, provider, message, go, begun[message.id])) for message, go in chosen if message.id in begun}


async def _send(account: Account, provider: Provider, message: Due, go: Go, begun: claiming.Begun) -> recording.Result:
    """One message. Whatever a provider does, it becomes a result: no message stops another."""
    outgoing = Outgoing(
        reference_of(message.id, begun.round), go.channel, go.to, message.text, message.subject, go.handle,
        [Button(each["payload"], each["label"]) for each in message.buttons], message.template, list(message.template_values), message.language, message.name,
    )  # fmt: skip
    began = time.monotonic()
    try:
        async with asyncio.timeout(SEND_SECONDS):
            sent = await provider.send(account, outgoing)
        return recording.Result(message, go.channel, begun, sent=sent)
    except SendFailed as error:
        failed = error
    except TimeoutError:
        failed = SendFailed("timeout", unknown=True)
    except Exception as error:  # an answer that nobody expected: it may well have been taken
        failed = SendFailed(type(error).__name__, unknown=True)
    log.info("message not sent", message=message.id, provider=provider.name, code=failed.code, seconds=round(time.monotonic() - began, 1))
    return recording.Result(message, go.channel, begun, failed=failed)


async def _record(actor: Actor, account: Account, provider: Provider, circuit: Circuit, results: list[recording.Result]) -> None:
    for wait in RECORD_WAITS:
        try:
            await recording.record(actor, account, provider.idempotent, circuit, results)
            return _let_go(actor, [each.message for each in results])
        except DATABASE_AWAY as error:
            log.warning("results not written yet", error=type(error).__name__)
            await asyncio.sleep(wait)
    await recording.record(actor, account, provider.idempotent, circuit, results)
