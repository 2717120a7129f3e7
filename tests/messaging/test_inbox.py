"""The inbox: what waits is seen first, somebody takes it up, and it is settled without writing."""

from dataclasses import replace
from typing import Any

import pytest
from post import patient, queue, sql

from clinic_app.core.database import start_work
from clinic_app.core.errors import NotFound
from clinic_app.integrations.protocol import Inbound
from clinic_app.messaging import queries, rows, service
from clinic_app.messaging.providers import sandbox_account


async def talk(actor: Any, words: str = "Tiene fiebre muy alta", mark: str = "urgent") -> int:
    """An answer came, and after it something left by itself."""
    key = await patient(actor)
    await queue(actor, key)
    async with start_work(actor) as work:
        told = Inbound("message", provider_id="in-1", phone="+51984000111", text=words)
        await service.take(work, sandbox_account(actor.tenant_id), told)
        [[(conversation,)]] = await work.ask(("select id from app.conversation", ()))
        await service.mark(work, conversation, mark)
    await sql(actor, "update app.message set state = 'sent', at = now() + interval '1 second' where direction = 'out'")
    return conversation


async def test_the_list_shows_what_waits_to_be_read_before_what_left_by_itself(cast: Any, database: Any) -> None:
    conversation = await talk(cast.owner)
    async with start_work(cast.owner) as work:
        [shown] = await queries.talks(work)
        assert (shown.direction, shown.text, shown.unread) == ("in", "Tiene fiebre muy alta", 1)
        assert await queries.place_counts(work) == {"messages": 1}
        await service.seen(work, conversation)
        [shown] = await queries.talks(work)
        assert shown.direction == "out"
        assert await queries.place_counts(work) == {"messages": 0}


async def test_who_may_not_read_messages_is_told_no_number(cast: Any, database: Any) -> None:
    async with start_work(replace(cast.owner, permissions=frozenset())) as work:
        assert await queries.place_counts(work) == {}


async def test_an_urgent_conversation_is_settled_without_writing(cast: Any, database: Any) -> None:
    conversation = await talk(cast.owner)
    async with start_work(cast.owner) as work:
        await service.settle(work, conversation)
        found = await queries.head(work, conversation)
        assert found and (found.mark, found.unread) == ("", 0)
        with pytest.raises(NotFound):
            await service.settle(work, conversation + 1)
    assert await sql(cast.owner, "select count(*) from app.message where kind = 'staff'") == [(0,)]


async def test_a_conversation_is_given_to_a_colleague_who_may_answer_and_to_nobody_else(cast: Any, database: Any) -> None:
    conversation = await talk(cast.owner)
    async with start_work(cast.owner) as work:
        team = await queries.team(work)
        assert cast.owner.user_id in [key for key, _ in team]
        await service.assign(work, conversation, cast.owner.user_id)
        found = await queries.head(work, conversation)
        assert found and found.taken and rows.number_of(str(found.assigned_to)) == cast.owner.user_id
        with pytest.raises(NotFound):
            await service.assign(work, conversation, 999_999_999)
        await service.give_back(work, conversation)
        found = await queries.head(work, conversation)
        assert found and not found.taken and found.assigned_to is None
