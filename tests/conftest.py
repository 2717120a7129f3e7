"""Real PostgreSQL, migrated once for each test process; every test gets its own clone with the same cast."""

import asyncio
import itertools
import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_OID, uuid5

import httpx
import hypothesis
import psycopg
import pytest
from places import new_place

# how fast examples are drawn depends on the machine, not on the code
hypothesis.settings.register_profile("here", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("here")

PASSWORD = "Consultorio-2026"
ROLES_HERE = ("nurse", "professional", "receptionist", "accountant", "auditor")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The browser's main job first, since it has the pages built while another worker does the rest; its other files at the end."""
    items.sort(key=lambda item: 0 if item.path.name == "test_main_job.py" else 2 if "browser" in item.path.parts else 1)


@dataclass
class Cast:
    """The people of every test: one clinic with all roles, and the owner of another clinic."""

    owner: Any
    nurse: Any
    professional: Any
    receptionist: Any
    accountant: Any
    auditor: Any
    outsider: Any
    password: str = PASSWORD

    def by_role(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("owner", *ROLES_HERE)}


def _forget_everything() -> None:
    from clinic_app.access import actors, limits
    from clinic_app.core import database, settings

    actors.forget()
    limits._seen.clear()
    for cached in (settings.settings, database.engine, database.reads):
        cached.cache_clear()


@pytest.fixture(scope="session")
def data_folder() -> Iterator[Path]:
    folder = new_place("hampiq-test-")
    os.environ["CLINIC_DATA_DIR"] = str(folder)
    _forget_everything()  # a test without a database may have read the settings before
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def quick_passwords() -> None:
    """argon2id as always, at a cost for tests: hundreds of sign-ins at the real one would take minutes."""
    from pwdlib import PasswordHash
    from pwdlib.hashers.argon2 import Argon2Hasher

    from clinic_app.access import passwords

    cheap = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=1024, parallelism=1),))
    passwords.hasher = lambda: cheap  # type: ignore[assignment]


@pytest.fixture(scope="session")
def server(data_folder: Path) -> Iterator[Any]:
    from clinic_app.core import bootstrap
    from clinic_app.core.postgres import EmbeddedServer
    from clinic_app.core.settings import settings

    kept = {name: os.environ.get(name) for name in ("DATABASE_URL", "DATABASE_OWNER_URL")}
    embedded = EmbeddedServer(data_folder / "database")
    embedded.start()
    with psycopg.connect(embedded.url("postgres", "postgres").replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("alter system set fsync = off")  # these databases need not survive a power cut, only the product's own
        connection.execute("select pg_reload_conf()")
    bootstrap.use_embedded(embedded)
    bootstrap.migrate(settings().database_owner_url)
    yield embedded
    embedded.release()
    for name, value in kept.items():
        os.environ.pop(name, None) if value is None else os.environ.update({name: value})


async def _make_cast() -> Cast:
    import clinic_app.wiring  # noqa: F401
    from clinic_app.access import actors, service
    from clinic_app.access.models import Membership, UserAccount
    from clinic_app.core.database import engine, start_work

    async def owner(email: str, first: str, practice: str) -> Any:
        form = service.SignUp(
            email=email, password=PASSWORD, password_confirm=PASSWORD, first_name=first, last_name="Mamani Quispe", practice_name=practice
        )
        return await service.sign_up(form)

    rosa = await owner("owner@hampiq.test", "Rosa", "Consultorio Sonqo")
    other = await owner("outsider@hampiq.test", "Otilia", "Consultorio Ajeno")
    async with start_work(rosa) as work:
        hashed = (await service.me(work)).password_hash
        people = {
            role: UserAccount(email=f"{role}@hampiq.test", password_hash=hashed, first_name=role.title(), last_name="Sonqo")
            for role in ROLES_HERE
        }
        work.session.add_all(people.values())
        await work.session.flush()
        work.session.add_all(Membership(user_id=person.id, role=role) for role, person in people.items())
    members = {role: await actors.actor_of(person.id, rosa.tenant_id) for role, person in people.items()}
    await engine().dispose()
    return Cast(owner=rosa, outsider=other, **members)


@pytest.fixture(scope="session")
def whole_cast(server: Any, quick_passwords: None) -> Cast:
    """Made once; the database with these people is the template of every test."""
    return asyncio.run(_make_cast())


_number = itertools.count()


@pytest.fixture
def database(server: Any, whole_cast: Cast) -> Iterator[str]:
    """A fresh database of this test alone; returns its URL for the app's role."""
    name = f"t{next(_number)}"
    admin = server.url("postgres", "postgres").replace("+psycopg", "")
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = 'clinic'")
        connection.execute(f"create database {name} template clinic strategy file_copy owner clinic_owner")
    os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"] = server.url("clinic_app", name), server.url("clinic_owner", name)
    _forget_everything()
    yield server.url("clinic_app", name)
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"drop database {name} with (force)")


@pytest.fixture
async def app_running(database: str) -> AsyncIterator[None]:
    """The pools of the app, open on this test's database."""
    import clinic_app.wiring  # noqa: F401
    from clinic_app.core.database import engine, reads

    async with reads():
        yield
    await engine().dispose()


@pytest.fixture
async def cast(app_running: None, whole_cast: Cast) -> Cast:
    return whole_cast


@pytest.fixture
def headers() -> Callable[[Any], dict[str, str]]:
    """The bearer headers of an actor, in an API session of her own."""
    from clinic_app.access.tokens import access_token
    from clinic_app.core.settings import settings

    def bearer(actor: Any) -> dict[str, str]:
        session = uuid5(NAMESPACE_OID, f"{actor.user_id} {actor.tenant_id}")
        with psycopg.connect(settings().libpq_url) as connection:
            connection.execute(
                "insert into app.api_session (id, user_id, clinic_id, device, address, expires_at) values (%s, %s, %s, '', '', now() + interval '1 day')"
                " on conflict do nothing",
                (session, actor.user_id, actor.tenant_id),
            )
        return {"Authorization": f"Bearer {access_token(actor.user_id, actor.tenant_id, session)}"}

    return bearer


@pytest.fixture
async def client(cast: Cast) -> AsyncIterator[httpx.AsyncClient]:
    """The API itself, without a network between."""
    from clinic_app.api import api

    transport = httpx.ASGITransport(app=api, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as http:
        yield http
