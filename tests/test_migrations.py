"""The migrations make what the models say, and every table of a clinic is closed to the others."""

import importlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from places import new_place
from sqlalchemy import create_engine, pool
from sqlmodel import SQLModel

from clinic_app.core import bootstrap
from clinic_app.core.postgres import EmbeddedServer
from clinic_app.core.settings import libpq, settings

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def owner_url() -> Iterator[str]:
    top = new_place("clinic-", 0o711)
    server = EmbeddedServer(top / "database").start()
    with pytest.MonkeyPatch.context() as patch:
        for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
            patch.setenv(name, "")
        bootstrap.use_embedded(server)
        bootstrap.migrate(server.url("clinic_owner"))
        yield server.url("clinic_owner")
    settings.cache_clear()
    server.release()
    shutil.rmtree(top, ignore_errors=True)


def ours(name: str | None, kind: str, parents: object) -> bool:
    """As in alembic/env.py: our schema, and of a table kept in parts only the whole."""
    if kind == "table":
        return not (name or "").startswith("audit_entry_")
    return name == "app" if kind == "schema" else True


def test_the_models_are_what_the_migrations_make(owner_url: str) -> None:
    for models in (ROOT / "clinic_app").rglob("*models.py"):
        importlib.import_module(".".join(models.relative_to(ROOT).with_suffix("").parts))
    # The default schema is compared without its name: it must not be ours.
    engine = create_engine(owner_url, poolclass=pool.NullPool, connect_args={"options": "-c search_path=public"})
    with engine.connect() as connection:
        options = {"include_schemas": True, "include_name": ours}
        differences = compare_metadata(MigrationContext.configure(connection, opts=options), SQLModel.metadata)
    assert not differences


def test_every_table_of_a_clinic_is_closed_to_the_others(owner_url: str) -> None:
    with psycopg.connect(libpq(owner_url)) as connection:
        unprotected = connection.execute(
            """
            select c.relname
            from pg_class c
            join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
            where c.relnamespace = 'app'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
              and not (c.relrowsecurity and c.relforcerowsecurity and exists (select from pg_policy p where p.polrelid = c.oid))
            """
        ).fetchall()
        assert unprotected == []


def test_the_app_role_is_neither_owner_nor_superuser(owner_url: str) -> None:
    with psycopg.connect(libpq(owner_url)) as connection:
        assert connection.execute("select rolsuper, rolbypassrls from pg_roles where rolname = 'clinic_app'").fetchone() == (False, False)
        owned = "select count(*) from pg_class where relnamespace = 'app'::regnamespace and pg_get_userbyid(relowner) = 'clinic_app'"
        assert connection.execute(owned).fetchone() == (0,)


def test_migrating_again_changes_nothing(owner_url: str) -> None:
    bootstrap.migrate(owner_url)
    with psycopg.connect(libpq(owner_url)) as connection:
        assert connection.execute("select version_num from public.alembic_version").fetchall() == [(bootstrap.newest_revision(),)]
