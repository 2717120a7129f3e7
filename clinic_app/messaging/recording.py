"""Writes down what became of what was tried to send; all of it that ended at about the same time in one transaction."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from clinic_app.core.database import Actor, Query, Work, start_light_work
from clinic_app.integrations.protocol import Account, SendFailed, Sent
from clinic_app.messaging import claiming, hooks, policy
from clinic_app.messaging.events import MessageFailed, OutboxFilled
from clinic_app.messaging.policy import Circuit, Dead, Due, Retry, Unknown


@dataclass(frozen=True)
class Result:
    """One attempt that ended."""

    message: Due
    channel: str
    begun: claiming.Begun
    sent: Sent | None = None
    failed: SendFailed | None = None

    @property
    def outcome(self) -> str:
        if self.failed is None:
            return "sent"
        return "unknown" if self.failed.unknown else "permanent" if self.failed.permanent or self.failed.opted_out else "transient"


async def record(actor: Actor, account: Account, idempotent: bool, circuit: Circuit, results: Sequence[Result]) -> None:
    """Write these results down. Safe to repeat: an attempt that has its end is not changed again."""
    now = datetime.now(UTC)
    async with start_light_work(actor) as work:
        ended = (
            [each.begun.attempt_id for each in results], [each.outcome for each in results],
            [each.failed.code if each.failed else "" for each in results], [each.sent.provider_id if each.sent else "" for each in results],
        )  # fmt: skip
        await work.ask(
            (claiming.ENDED, ended),
            *_sent(actor, account, [each for each in results if each.sent]),
            *_circuit(account, circuit, results, now),
        )
        for each in results:
            if each.failed is not None:
                chance = random.random()  # noqa: S311 - only spreads the load
                step = policy.after_failure(each.message, each.channel, each.begun.tries, each.failed, idempotent, now, chance)
                await settle(work, each.message, step, each.begun.round)
                if each.failed.opted_out:
                    await work.ask((claiming.REFUSED, (each.channel, each.message.contact_id)))


def _sent(actor: Actor, account: Account, results: Sequence[Result]) -> list[Query]:
    if not results:
        return []
    ids = [each.message.id for each in results]
    told = ([each.sent.provider_id for each in results if each.sent], [each.begun.round for each in results])
    known = [(each.message.contact_id, account.provider, each.sent.contact_id) for each in results if each.sent and each.sent.contact_id]
    handles = [(claiming.HANDLES, tuple(list(part) for part in zip(*known, strict=True)))] if known else []
    return [(claiming.SENT, (ids, *told, actor.tenant_id)), *handles]


def _circuit(account: Account, circuit: Circuit, results: Sequence[Result], now: datetime) -> list[Query]:
    """Failures in a row make the provider rest, and so do refused keys at once; anything else that it answered sensibly ends that."""
    asked = max((each.failed.retry_after or 0 for each in results if each.failed), default=0)
    refused = any(each.failed and each.failed.account for each in results)
    down = [
        each
        for each in results
        if each.failed and (each.failed.account or (each.outcome in ("transient", "unknown") and not each.failed.retry_after))
    ]
    if asked or down:
        circuit.failures = circuit.failures + len(down) if len(down) == len(results) else len(down)
        circuit.failures = max(circuit.failures, policy.OPEN_AFTER) if refused else circuit.failures
        rest = max(policy.rest(circuit.failures) or timedelta(0), timedelta(seconds=asked))
        circuit.held_until = now + min(rest, policy.LONGEST_RETRY_AFTER) if rest else None
        code = next(each.failed.code for each in results if each.failed)
        return [(claiming.FAILS, (account.provider, circuit.failures, circuit.held_until, code))]
    if circuit.failures or circuit.held_until:
        circuit.failures, circuit.held_until = 0, None
        return [(claiming.WORKS, (account.provider,))]
    return []


async def settle(work: Work, message: Due, step: Retry | Dead | Unknown, round_: int) -> None:
    """Queue it again, or end it and say so."""
    clinic = work.actor.tenant_id
    if isinstance(step, Retry):
        again = (step.code, step.channel, int(step.anew), step.anew, step.anew, message.id, round_)
        await work.ask((claiming.AGAIN, again), (claiming.LATER, (step.wait, clinic, [message.id])))
        if step.anew:
            work.events.append(OutboxFilled())
        return
    state = "failed" if isinstance(step, Dead) else "unknown"
    to_call = isinstance(step, Dead) and not await hooks.outdated(work, [message.id])  # nobody telephones about what is no more so
    [over, _] = await work.ask((claiming.OVER, (state, step.code, step.code, to_call, message.id)), (claiming.GONE, (clinic, [message.id])))
    if over:
        work.events.append(MessageFailed(message.id))
