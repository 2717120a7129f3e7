"""A transaction without a session keeps every promise of one with it."""

import psycopg
import pytest

from clinic_app.core.database import reads, start_light_work, start_work

ADD = "insert into app.service (tenant_id, name, description, duration_minutes, price, color, requires_consent, instructions, position, is_active, is_default) values (%s, %s, '', 30, 10, '#000000', false, '', 0, true, false) returning id"
COUNT = "select count(*) from app.service where name = %s"


async def counted(actor, name: str) -> int:
    async with start_light_work(actor) as work:
        ((row,),) = await work.ask((COUNT, (name,)))
    return row[0]


async def test_it_commits_what_was_asked(cast):
    async with start_light_work(cast.owner) as work:
        added, (seen,) = await work.ask((ADD, (cast.owner.tenant_id, "Kept")), (COUNT, ("Kept",)))
        assert added[0][0] > 0 and seen == (1,)
    assert await counted(cast.owner, "Kept") == 1


async def test_what_fails_leaves_nothing(cast):
    with pytest.raises(RuntimeError):
        async with start_light_work(cast.owner) as work:
            await work.ask((ADD, (cast.owner.tenant_id, "Gone")))
            raise RuntimeError
    with pytest.raises(psycopg.errors.CheckViolation):
        async with start_light_work(cast.owner) as work:
            await work.ask((ADD, (cast.owner.tenant_id, "Gone")))
            await work.ask(("update app.service set price = -1", ()))
    assert await counted(cast.owner, "Gone") == 0


async def test_no_clinic_sees_or_writes_anothers_rows(cast):
    async with start_light_work(cast.owner) as work:
        await work.ask((ADD, (cast.owner.tenant_id, "Ours")))
    assert await counted(cast.outsider, "Ours") == 0
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        async with start_light_work(cast.outsider) as work:
            await work.ask((ADD, (cast.owner.tenant_id, "Theirs")))
    async with reads().connection() as driver:  # the clinic ended with the transaction
        assert await (await driver.execute("select app.tenant()")).fetchone() == (None,)


async def test_connections_that_died_are_replaced(cast):
    assert await counted(cast.owner, "Nobody") == 0
    async with start_work(cast.owner) as work:
        await (await work.driver()).execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
        )
    assert await counted(cast.owner, "Nobody") == 0
