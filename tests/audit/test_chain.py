"""Whoever touches the trail afterwards is found out, and nobody waits for the sealing."""

import asyncio
import io
import time
from typing import Any

import psycopg
import pytest
from sqlalchemy import text

from clinic_app.audit import chain, report
from clinic_app.audit import service as audit
from clinic_app.core.database import start_work

SEAL = "select app.seal_trail()"
FACTS = [("open", "patient", number) for number in range(1, 7)]


def check(url: str, actor: Any, **more: Any) -> chain.Report:
    [found] = chain.verify(url, str(actor.tenant_id), **more)
    return found


@pytest.fixture
async def sealed(cast: Any, owner_url: str, write: Any, superuser: psycopg.Connection) -> list[int]:
    """Six facts of the owner's clinic in its chain; their numbers."""
    await write(cast.owner, *FACTS)
    await write(cast.outsider, *FACTS)
    assert check(owner_url, cast.owner).broken is None
    rows = superuser.execute(
        "select id from app.audit_entry where tenant_id = %s and entity = 'patient' order by id", (cast.owner.tenant_id,)
    )
    return [row[0] for row in rows]


async def test_a_trail_that_nobody_touched_is_in_order(cast: Any, owner_url: str, sealed: list[int]) -> None:
    reports = list(chain.verify(owner_url))
    assert [one.broken for one in reports] == [None, None] and all(one.place >= 6 and len(one.hash) == 64 for one in reports)
    assert reports[0].hash != reports[1].hash
    assert list(chain.verify(owner_url)) == reports


@pytest.mark.parametrize(
    "change",
    [
        "action = 'update'", "entity = 'guardian'", "entity_id = 99", "patient_id = null", "user_id = user_id + 1", "request_id = 'x'",
        """detail = '{"fields": []}'""", "at = at + interval '1 microsecond'", "at = at - interval '1 year'", "transaction_id = transaction_id + 1",
    ],
)  # fmt: skip
async def test_a_changed_entry_is_named(cast: Any, owner_url: str, sealed: list[int], superuser: psycopg.Connection, change: str) -> None:
    superuser.execute(f"update app.audit_entry set {change} where id = %s", (sealed[2],))  # type: ignore[call-overload]
    broken = check(owner_url, cast.owner).broken
    assert broken and (broken.what, broken.entry_id) == ("changed", sealed[2])
    assert check(owner_url, cast.outsider).broken is None


async def test_a_deleted_entry_is_named(cast: Any, owner_url: str, sealed: list[int], superuser: psycopg.Connection) -> None:
    superuser.execute("delete from app.audit_entry where id = any(%s)", (sealed[3:5],))
    broken = check(owner_url, cast.owner).broken
    assert broken and (broken.what, broken.entry_id) == ("deleted", sealed[3])


async def test_an_entry_deleted_with_its_seal_is_named_by_the_next(
    cast: Any, owner_url: str, sealed: list[int], superuser: psycopg.Connection
) -> None:
    superuser.execute("delete from app.audit_entry where id = %s", (sealed[3],))
    superuser.execute("delete from app.audit_seal where entry_id = %s", (sealed[3],))
    broken = check(owner_url, cast.owner).broken
    assert broken and (broken.what, broken.entry_id) == ("seal", sealed[4])


INSERT = "insert into app.audit_entry (tenant_id, id, at, action, entity, request_id, transaction_id)"


@pytest.mark.parametrize("transaction", ["3", "pg_current_xact_id()::text::bigint", "9000000000000000000"])
async def test_an_entry_inserted_into_the_past_is_named(
    cast: Any, owner_url: str, sealed: list[int], superuser: psycopg.Connection, transaction: str
) -> None:
    superuser.execute(  # type: ignore[call-overload]
        f"{INSERT} values (%s, 77777, now() - interval '30 days', 'open', 'patient', '', {transaction})", (cast.owner.tenant_id,)
    )
    broken = check(owner_url, cast.owner).broken
    assert broken and (broken.what, broken.entry_id) == ("inserted", 77777)


async def test_a_second_entry_with_the_number_of_another_is_found(
    cast: Any, owner_url: str, sealed: list[int], superuser: psycopg.Connection
) -> None:
    values = "select tenant_id, id, at - interval '1 day', action, entity, request_id, 3 from app.audit_entry where id = %s"
    superuser.execute(f"{INSERT} {values}", (sealed[1],))  # type: ignore[call-overload]
    broken = check(owner_url, cast.owner).broken
    assert broken and (broken.what, broken.entry_id) == ("inserted", sealed[1])


async def test_the_kept_anchor_shows_a_cut_and_a_rewritten_chain(
    cast: Any, owner_url: str, sealed: list[int], superuser: psycopg.Connection
) -> None:
    lines: list[str] = []
    assert report.print_reports(owner_url, None, anchor=True, kept=None, say=lines.append)
    kept = report.read_anchors(lines)
    assert set(kept) == {cast.owner.tenant_id, cast.outsider.tenant_id}
    assert check(owner_url, cast.owner, kept=kept).broken is None
    mine = "tenant_id = %s"
    superuser.execute(f"delete from app.audit_seal where entry_id = %s and {mine}", (sealed[-1], cast.owner.tenant_id))
    superuser.execute(f"delete from app.audit_entry where id = %s and {mine}", (sealed[-1], cast.owner.tenant_id))
    assert check(owner_url, cast.owner).broken is None  # a shorter chain is a chain
    cut = check(owner_url, cast.owner, kept=kept).broken
    assert cut and cut.what == "cut"
    superuser.execute(f"delete from app.audit_seal where {mine}", (cast.owner.tenant_id,))
    superuser.execute("update app.audit_horizon set transaction_id = 0")
    superuser.execute(f"update app.audit_entry set action = 'update' where id = %s and {mine}", (sealed[0], cast.owner.tenant_id))
    superuser.execute(SEAL)
    assert check(owner_url, cast.owner).broken is None
    again = check(owner_url, cast.owner, kept=kept).broken
    assert again and again.what == "cut"


async def test_the_command_prints_and_says_whether_all_is_in_order(
    cast: Any, owner_url: str, sealed: list[int], superuser: psycopg.Connection
) -> None:
    said: list[tuple[str, bool]] = []

    def say(words: str, err: bool = False) -> None:
        said.append((words, err))

    assert report.print_reports(owner_url, "consultorio sonqo", anchor=False, kept=io.StringIO(""), say=say)
    assert len(said) == 1 and "in order" in said[0][0] and not said[0][1]
    superuser.execute("delete from app.audit_entry where id = %s", (sealed[0],))
    assert not report.print_reports(owner_url, None, anchor=False, kept=None, say=say)
    assert f"BROKEN, entry {sealed[0]} of " in said[1][0] and "was deleted" in said[1][0] and said[1][1]
    with pytest.raises(report.ClinicError, match="no clinic"):
        report.print_reports(owner_url, "nowhere", anchor=False, kept=None, say=say)
    with pytest.raises(report.ClinicError, match="not a line"):
        report.read_anchors(["hello"])


async def test_one_who_commits_late_is_not_skipped(cast: Any, owner_url: str, write: Any) -> None:
    """The smaller number is still open while a greater one is there already."""
    check(owner_url, cast.owner)
    async with start_work(cast.owner) as late:
        await audit.record(late, "open", "patient", 1)
        await late.session.flush()
        await write(cast.owner, ("open", "patient", 2))
        found = check(owner_url, cast.owner)
        assert found.waiting == 1 and found.broken is None
    after = check(owner_url, cast.owner)
    assert after.waiting == 0 and after.broken is None and after.place == found.place + 2


async def test_nobody_waits_for_another_writer_nor_for_the_sealer(cast: Any, owner_url: str, write: Any) -> None:
    with psycopg.connect(owner_url) as sealer:  # has sealed, and keeps its transaction open
        await write(cast.owner, *FACTS)
        sealer.execute(SEAL)
        async with start_work(cast.owner) as other:
            await audit.record(other, "open", "patient", 1)
            await other.session.flush()
            began = time.perf_counter()
            await asyncio.wait_for(write(cast.owner, *FACTS), 2)
            assert time.perf_counter() - began < 1
    assert check(owner_url, cast.owner).broken is None


async def test_many_writers_and_two_sealers_make_one_chain(cast: Any, owner_url: str, write: Any) -> None:
    async def seal() -> None:
        for _ in range(10):
            await asyncio.to_thread(_seal, owner_url)

    writers = [write(actor, *FACTS) for actor in (cast.owner, cast.nurse, cast.outsider) for _ in range(20)]
    await asyncio.gather(seal(), seal(), *writers)
    reports = {one.clinic_id: one for one in chain.verify(owner_url)}
    assert all(one.broken is None and one.waiting == 0 for one in reports.values())
    assert reports[cast.owner.tenant_id].place >= 240 and reports[cast.outsider.tenant_id].place >= 120


def _seal(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(SEAL)


async def test_after_a_restore_into_a_new_server_the_chain_goes_on(
    cast: Any, owner_url: str, sealed: list[int], write: Any, superuser: psycopg.Connection
) -> None:
    """There transactions count from the start again: what was noted as done lies in the future."""
    await write(cast.owner, *FACTS)
    superuser.execute(
        "update app.audit_entry set transaction_id = 4000000000 where id > %s", (sealed[-1],)
    )  # waited when the dump was made
    superuser.execute("update app.audit_horizon set transaction_id = 3000000000")
    before = check(owner_url, cast.owner)
    assert before.broken is None and before.waiting == 0
    await write(cast.owner, *FACTS)
    after = check(owner_url, cast.owner)
    assert after.broken is None and after.waiting == 0 and after.place == before.place + 6


async def test_the_app_seals_by_its_job_and_in_no_other_way(cast: Any, write: Any, owner_url: str) -> None:
    from clinic_app.audit import jobs

    await write(cast.owner, *FACTS)
    await jobs.seal_trail(0)
    await jobs.make_audit_parts(0)
    for sql in (
        "insert into app.audit_seal (id, entry_id, entry_at, hash) values (1000, 1, now(), 'x')",
        "update app.audit_seal set hash = 'x'", "delete from app.audit_seal", "truncate app.audit_seal",
        "update app.audit_horizon set transaction_id = 0", "select * from app.audit_horizon",
    ):  # fmt: skip
        with pytest.raises(Exception, match="permission denied"):
            async with start_work(cast.owner) as work:
                await work.session.execute(text(sql))
    assert check(owner_url, cast.owner).broken is None
