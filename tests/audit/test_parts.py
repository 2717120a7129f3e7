"""The trail is kept in monthly parts; each is as closed as the whole."""

from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from dateutil.relativedelta import relativedelta

from clinic_app.audit import jobs
from clinic_app.core.settings import settings

PARTS = (
    "select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'app.audit_entry'::regclass order by 1"
)
INSERT = "insert into app.audit_entry (tenant_id, at, action, entity, request_id) values (%s, %s, 'open', 'patient', '') returning tableoid::regclass::text"


def parts(connection: psycopg.Connection) -> list[str]:
    return [row[0] for row in connection.execute(PARTS)]


def month(ahead: int) -> datetime:
    return datetime.now(UTC).replace(day=15, hour=12) + relativedelta(months=ahead)


async def test_this_month_and_the_coming_ones_have_their_part(superuser: psycopg.Connection) -> None:
    expected = {f"audit_entry_{month(ahead):%Y_%m}" for ahead in range(4)} | {"audit_entry_other"}
    assert set(parts(superuser)) == expected


async def test_the_daily_job_makes_what_is_missing(superuser: psycopg.Connection) -> None:
    gone = f"audit_entry_{month(2):%Y_%m}"
    superuser.execute(f"drop table app.{gone}")  # type: ignore[call-overload]
    await jobs.make_audit_parts(0)
    assert gone in parts(superuser)
    assert superuser.execute("select app.make_audit_parts(3)").fetchone() == (0,)
    assert superuser.execute("select app.make_audit_parts(100000)").fetchone() == (21,)  # two years at most


async def test_an_entry_finds_its_part_and_is_never_refused_for_want_of_one(cast: Any, superuser: psycopg.Connection) -> None:
    def at(when: datetime) -> Any:
        return superuser.execute(INSERT, (cast.owner.tenant_id, when)).fetchone()[0]

    assert at(month(0)).endswith(f"audit_entry_{month(0):%Y_%m}") and at(month(2)).endswith(f"audit_entry_{month(2):%Y_%m}")
    assert at(month(-30)).endswith("audit_entry_other") and at(month(5)).endswith("audit_entry_other")
    assert superuser.execute("select app.make_audit_parts(6)").fetchone() == (2,)  # that of the fifth month stays where its entries are
    assert at(month(5)).endswith("audit_entry_other") and at(month(6)).endswith(f"audit_entry_{month(6):%Y_%m}")


async def test_no_part_can_be_written_or_read_by_the_app_itself(cast: Any, superuser: psycopg.Connection) -> None:
    for name in parts(superuser):
        for sql in (
            "insert into app.{} (tenant_id, action, entity, request_id) values (1, 'x', 'x', '')",
            "update app.{} set action = 'x'",
            "delete from app.{}",
            "truncate app.{}",
            "select 1 from app.{}",
        ):
            with psycopg.connect(settings().libpq_url) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(sql.format(name))  # type: ignore[call-overload]


async def test_each_part_has_the_wall_and_refuses_the_owner_too(cast: Any, superuser: psycopg.Connection, owner_url: str) -> None:
    superuser.execute("set session_replication_role = origin")
    for name in parts(superuser):
        when = {"other": month(-30)}.get(
            name.rpartition("_")[2],
            datetime.strptime(name[-7:] + " 15", "%Y_%m %d").replace(tzinfo=UTC) if name[-1].isdigit() else month(0),
        )
        superuser.execute(INSERT, (cast.owner.tenant_id, when))
        forced = "select relrowsecurity and relforcerowsecurity, (select count(*) from pg_policy p where p.polrelid = c.oid) from pg_class c where oid = %s::regclass"
        assert superuser.execute(forced, (f"app.{name}",)).fetchone() == (True, 1), name
        for sql in ("update app.{} set action = 'x'", "delete from app.{}", "truncate app.{}"):
            for url in (owner_url, None):
                connection = psycopg.connect(url) if url else superuser
                connection.execute("select set_config('app.tenant_id', %s, false)", (str(cast.owner.tenant_id),))
                with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
                    connection.execute(sql.format(name))  # type: ignore[call-overload]
                if url:
                    connection.close()


@pytest.mark.parametrize("column, value", [("at", "now() - interval '1 year'"), ("id", "1"), ("transaction_id", "3")])
async def test_the_app_can_choose_neither_time_nor_number(cast: Any, column: str, value: str) -> None:
    with psycopg.connect(settings().libpq_url) as connection:
        connection.execute("select set_config('app.tenant_id', %s, true)", (str(cast.owner.tenant_id),))
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(f"insert into app.audit_entry (action, entity, request_id, {column}) values ('x', 'x', '', {value})")  # type: ignore[call-overload]
