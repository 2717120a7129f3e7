"""From nothing to a migrated database: roles, database, migrations."""

import logging
import os
from pathlib import Path
from urllib.parse import quote

import psycopg

from clinic_app.core.postgres import EmbeddedServer
from clinic_app.core.settings import libpq, settings

ROOT = Path(__file__).parents[2]
SEARCH_PATH = "app, jobs, public"
ROLES = {"clinic_owner": "login", "clinic_app": "login nosuperuser nobypassrls"}
ROLES_LOCK, MIGRATION_LOCK = 727_273, 727_274


class DatabaseNotReady(RuntimeError):
    """The given database lacks something only its administrator can add; the message says what."""


def use_embedded(server: EmbeddedServer) -> None:
    """Make the roles and the database on our own server, and point this process and its children at them."""
    with psycopg.connect(libpq(server.url("postgres", "postgres")), autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(%s)", (ROLES_LOCK,))
        for role, options in ROLES.items():
            if not _role_exists(connection, role):
                connection.execute(f"create role {role} {options}")  # type: ignore[call-overload]
            connection.execute(f"alter role {role} set search_path = {SEARCH_PATH}")  # type: ignore[call-overload]
        if not connection.execute("select 1 from pg_database where datname = 'clinic'").fetchone():
            connection.execute("create database clinic owner clinic_owner")
    _point_at(server.url("clinic_app"), server.url("clinic_owner"))


def use_outside() -> None:
    """Make an outside database fit. With two URLs its roles are taken as they are.

    With one URL for both, the app still must not run as owner or superuser (row-level security would not hold):
    it takes the role clinic_app on every connection. Raises DatabaseNotReady when that role can neither be found nor made.
    """
    url, owner = settings().database_url, settings().database_owner_url
    if url == owner and "role%3D" not in url:
        with psycopg.connect(libpq(url), autocommit=True) as connection:
            _take_app_role(connection)
        url += ("&" if "?" in url else "?") + "options=" + quote(f"-c role=clinic_app -c search_path={SEARCH_PATH.replace(' ', '')}")
    _point_at(url, owner)


def _take_app_role(connection: psycopg.Connection) -> None:
    connection.execute("select pg_advisory_lock(%s)", (ROLES_LOCK,))
    try:
        if not _role_exists(connection, "clinic_app"):
            connection.execute("create role clinic_app nosuperuser nobypassrls")
        if connection.execute("select not pg_has_role('clinic_app', 'member')").fetchone() == (True,):
            connection.execute("grant clinic_app to current_user")
        connection.execute("set role clinic_app")
    except psycopg.errors.InsufficientPrivilege as error:
        raise DatabaseNotReady(
            "the role of DATABASE_URL may not make or take the role clinic_app; as administrator: "
            "create role clinic_app; grant clinic_app to <that role>; or give DATABASE_OWNER_URL a role of its own"
        ) from error


def _role_exists(connection: psycopg.Connection, role: str) -> bool:
    return connection.execute("select 1 from pg_roles where rolname = %s", (role,)).fetchone() is not None


def _point_at(app_url: str, owner_url: str) -> None:
    os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"] = app_url, owner_url
    settings.cache_clear()


def revisions() -> set[str]:
    """Those this version knows, by the names of their files; spares importing Alembic when there is nothing to do."""
    return {path.name.split("_")[0] for path in (ROOT / "alembic" / "versions").glob("[0-9]*.py")}


def newest_revision() -> str:
    """The head of the migrations."""
    return max(revisions())


def migrate(owner_url: str) -> None:
    """Bring the schema to the newest revision; several processes may do so at once.

    Raises DatabaseNotReady for one of a newer version and for one that cannot be brought there, else what the database raises.
    """
    with psycopg.connect(libpq(owner_url), autocommit=True) as connection:
        if (found := _revision(connection)) is not None and found not in revisions():
            raise DatabaseNotReady(
                f"the database is of another version of Hampiq (its revision is {found}, this version knows {newest_revision()} as the newest): "
                "start that version, or restore a backup of the time before it"
            )
        if found != newest_revision():
            connection.execute("select pg_advisory_lock(%s)", (MIGRATION_LOCK,))
            if _revision(connection) != newest_revision():
                _upgrade(owner_url)
        connection.execute("grant select on public.alembic_version to clinic_app")  # /health compares it


def _revision(connection: psycopg.Connection) -> str | None:
    if connection.execute("select to_regclass('public.alembic_version')").fetchone() == (None,):
        return None
    row = connection.execute("select version_num from public.alembic_version").fetchone()
    return row[0] if row else None


def _upgrade(owner_url: str) -> None:
    from alembic import command
    from alembic.config import Config
    from sqlalchemy.exc import DBAPIError

    logging.getLogger("alembic").setLevel(logging.WARNING)
    config = Config()
    config.set_main_option("script_location", str(ROOT / "alembic").replace("%", "%%"))
    config.attributes["url"] = owner_url
    try:
        command.upgrade(config, "head")
    except DBAPIError as error:  # each migration is one transaction: the database is as the last whole one left it
        reason = str(error.orig).partition("\n")[0]
        raise DatabaseNotReady(f"the database could not be brought to this version: {reason}") from error


def behind_pooler(url: str) -> bool:
    """Whether a pooler stands between: it invents the process number it announces, and prepared statements would go wrong silently."""
    with psycopg.connect(libpq(url), autocommit=True, prepare_threshold=None) as connection:
        return (connection.info.backend_pid,) != connection.execute("select pg_backend_pid()").fetchone()
