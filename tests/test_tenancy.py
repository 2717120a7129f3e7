"""Two walls around every clinic, and a trail that only grows: asked of the database itself."""

from typing import Any

import psycopg
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from clinic_app.audit.models import AuditEntry
from clinic_app.core.database import NOBODY, read, start_work
from clinic_app.core.settings import settings
from clinic_app.core.tables import ClinicOwned
from clinic_app.patients.models import Patient

TABLES = """
select c.relname, c.relrowsecurity and c.relforcerowsecurity,
  (select count(*) from pg_policy p where p.polrelid = c.oid and p.polqual is not null and p.polwithcheck is not null)
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname = 'app' and c.relkind in ('r', 'p') and not c.relispartition -- those have no rights of their own: tests/audit
  and exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped)
order by 1
"""


async def walled() -> list[tuple[str, bool, int]]:
    async with start_work(NOBODY) as work:
        return [tuple(row) for row in await work.session.execute(text(TABLES))]


async def a_patient(actor: Any) -> int:
    async with start_work(actor) as work:
        from datetime import date

        row = Patient(document_number="12345678", given_names="Secreta", first_surname="Quispe", birth_date=date(2020, 1, 1), sex="F")
        work.session.add(row)
        await work.session.flush()
        return row.id


async def test_every_table_of_a_clinic_has_its_wall(cast: Any) -> None:
    tables = await walled()
    assert len(tables) >= 10
    assert [name for name, forced, policies in tables if not forced or not policies] == []
    owned = {model.__tablename__ for model in ClinicOwned.__subclasses__()}
    assert owned <= {name for name, _, _ in tables}


async def test_the_app_is_no_owner_and_cannot_step_over_the_wall(cast: Any) -> None:
    async with start_work(NOBODY) as work:
        query = "select rolsuper or rolbypassrls or rolcreaterole or rolcreatedb from pg_roles where rolname = current_user"
        assert (await work.session.execute(text(query))).scalar_one() is False
        mine = "select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'app' and pg_get_userbyid(c.relowner) = current_user"
        assert (await work.session.execute(text(mine))).scalar_one() == 0
    for sql in ("alter table app.patient disable row level security", "drop policy tenant on app.patient", "set role clinic_owner"):
        with pytest.raises(DBAPIError):
            async with start_work(NOBODY) as work:
                await work.session.execute(text(sql))


async def test_without_a_clinic_nothing_is_shown(cast: Any) -> None:
    await a_patient(cast.owner)
    for name, _, _ in await walled():
        async with start_work(NOBODY) as work:
            assert (await work.session.execute(text(f"select count(*) from app.{name}"))).scalar_one() == 0, name
        assert await read(NOBODY, (f"select count(*) from app.{name}", ())) == [[(0,)]], name
    async with start_work(NOBODY) as work:
        assert (await work.session.execute(text("select count(*) from app.clinic"))).scalar_one() == 0


async def test_each_clinic_sees_its_own_only(cast: Any) -> None:
    key = await a_patient(cast.owner)
    for name, _, _ in await walled():
        async with start_work(cast.outsider) as work:
            foreign = text(f"select count(*) from app.{name} where tenant_id <> :mine")
            assert (await work.session.execute(foreign, {"mine": cast.outsider.tenant_id})).scalar_one() == 0, name
    async with start_work(cast.outsider) as work:
        assert await work.session.get(Patient, (cast.owner.tenant_id, key)) is None
        assert (await work.session.execute(select(Patient))).scalars().all() == []
        assert (await work.session.execute(text("update app.patient set given_names = 'x' returning id"))).all() == []
        assert (await work.session.execute(text("delete from app.patient returning id"))).all() == []


@pytest.mark.parametrize("who", ["owner", "nobody"])
async def test_a_row_for_another_clinic_is_refused_by_the_database(cast: Any, who: str) -> None:
    actor = cast.owner if who == "owner" else NOBODY
    for sql in (
        "insert into app.service (tenant_id, name, duration_minutes) values (:there, 'x', 30)",
        "insert into app.membership (tenant_id, user_id, role) values (:there, :me, 'owner')",
        "insert into app.audit_entry (tenant_id, action, entity) values (:there, 'x', 'x')",
        "insert into app.clinic (id, name) values (:there + 1000, 'x')",
    ):
        with pytest.raises(DBAPIError) as refused:
            async with start_work(actor) as work:
                await work.session.execute(
                    text(sql), {"there": cast.outsider.tenant_id} | ({"me": cast.owner.user_id} if ":me" in sql else {})
                )
        assert isinstance(refused.value.orig, psycopg.errors.InsufficientPrivilege | psycopg.errors.NotNullViolation), sql


async def test_a_row_cannot_be_moved_into_another_clinic(cast: Any) -> None:
    await a_patient(cast.owner)
    with pytest.raises(DBAPIError):
        async with start_work(cast.owner) as work:
            await work.session.execute(text("update app.patient set tenant_id = :there"), {"there": cast.outsider.tenant_id})


async def test_the_clinic_of_one_transaction_is_forgotten_in_the_next(cast: Any) -> None:
    await a_patient(cast.owner)
    for _ in range(12):  # whatever connection of the pool
        async with start_work(cast.owner) as work:
            assert (await work.session.execute(text("select count(*) from app.patient"))).scalar_one() == 1
        await read(cast.owner, ("select 1", ()))
        assert await read(NOBODY, ("select count(*) from app.patient", ())) == [[(0,)]]
        async with start_work(NOBODY) as work:
            assert (await work.session.execute(text("select count(*) from app.patient"))).scalar_one() == 0


@pytest.mark.parametrize("role", ["app", "owner"])
@pytest.mark.parametrize("sql", ["update app.audit_entry set action = 'x'", "delete from app.audit_entry", "truncate app.audit_entry"])
async def test_the_trail_only_grows(cast: Any, role: str, sql: str) -> None:
    async with start_work(cast.owner) as work:
        before = len((await work.session.execute(select(AuditEntry))).scalars().all())
    assert before > 0
    url = settings().libpq_url if role == "app" else settings().libpq_owner_url
    with psycopg.connect(url) as connection:
        connection.execute("select set_config('app.tenant_id', %s, true)", (str(cast.owner.tenant_id),))
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(sql)  # type: ignore[call-overload]
    async with start_work(cast.owner) as work:
        assert len((await work.session.execute(select(AuditEntry))).scalars().all()) == before
