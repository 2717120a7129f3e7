"""One transaction per click, request or job, and only one clinic inside it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool
from sqlalchemy import BigInteger, Identity, event, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import Session, with_loader_criteria
from sqlmodel import Field, SQLModel

from clinic_app.core import events
from clinic_app.core.errors import NotAllowed
from clinic_app.core.permissions import Permission
from clinic_app.core.settings import settings

SCHEMA = "app"
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class ClinicOwned(SQLModel):
    """A row of one clinic. The key is composite, so that no foreign key can reach into another clinic."""

    tenant_id: int = Field(
        default=None, primary_key=True, sa_type=BigInteger, sa_column_kwargs={"server_default": text("app.tenant()"), "autoincrement": False}
    )
    id: int = Field(default=None, primary_key=True, sa_type=BigInteger, sa_column_args=(Identity(),))


@dataclass(frozen=True)
class Actor:
    """Who acts, in which clinic, and what they may do there."""

    user_id: int
    tenant_id: int | None
    membership_id: int | None = None
    role: str = ""
    permissions: frozenset[Permission] = frozenset()
    name: str = ""
    locale: str = "es"
    timezone: str = "America/Lima"
    request_id: str = ""

    def require(self, permission: Permission) -> None:
        if permission not in self.permissions:
            raise NotAllowed("Usted no tiene permiso para realizar esta acción.")

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def today(self) -> date:
        """The calendar date where the clinic is."""
        return datetime.now(self.tz).date()


@cache
def engine() -> AsyncEngine:
    """The pool of this process, made after any fork.

    AUTOCOMMIT, so that the session itself says when a transaction begins: BEGIN and the clinic travel in one message.
    """
    return create_async_engine(
        settings().database_url,
        isolation_level="AUTOCOMMIT",
        pool_size=settings().pool_size,
        max_overflow=0,
        pool_timeout=15,
        pool_pre_ping=False,
        hide_parameters=True,  # values of patients never reach a log
        pool_reset_on_return="rollback",
        connect_args={"prepare_threshold": settings().prepare_threshold},
    )


class TenantSession(Session):
    """Every transaction carries the clinic and the person; without a clinic, row-level security shows nothing."""


@event.listens_for(TenantSession, "after_begin")
def _begin_with_tenant(session: Session, transaction: Any, connection: Any) -> None:
    if not transaction.nested:
        tenant, user = session.info.get("tenant_id"), session.info.get("user_id")
        connection.exec_driver_sql(
            f"BEGIN; SET LOCAL app.tenant_id = '{'' if tenant is None else int(tenant)}'; SET LOCAL app.user_id = '{'' if user is None else int(user)}'"
        )


@event.listens_for(TenantSession, "before_flush")
def _stamp_tenant(session: Session, *_: object) -> None:
    for row in session.new:
        if isinstance(row, ClinicOwned) and row.tenant_id is None:
            row.tenant_id = session.info["tenant_id"]


@event.listens_for(TenantSession, "do_orm_execute")
def _filter_tenant(state: Any) -> None:
    """The first wall: each ORM query asks only for the rows of this clinic (the second is row-level security)."""
    tenant = state.session.info.get("tenant_id")
    if tenant is None or state.is_column_load or state.is_relationship_load:
        return
    owned = [mapper.class_ for mapper in state.all_mappers if issubclass(mapper.class_, ClinicOwned)]
    if owned:
        walls = (with_loader_criteria(entity, entity.tenant_id == tenant, include_aliases=True) for entity in owned)
        state.statement = state.statement.options(*walls)


@dataclass
class Work:
    """One unit of work: the actor, the open transaction, and the facts that will be told when it commits."""

    actor: Actor
    session: AsyncSession
    events: list[object] = field(default_factory=list)

    def require(self, permission: Permission) -> None:
        self.actor.require(permission)

    @property
    def tz(self) -> ZoneInfo:
        return self.actor.tz

    def today(self) -> date:
        return self.actor.today()

    async def driver(self) -> AsyncConnection:
        """The psycopg connection of this very transaction."""
        raw = await (await self.session.connection()).get_raw_connection()
        return raw.driver_connection  # type: ignore[return-value]

    async def enter_clinic(self, actor: Actor) -> None:
        """Go on as another actor in the same transaction (sign-up: the clinic is made half-way)."""
        self.actor = actor
        self.session.info.update(tenant_id=actor.tenant_id, user_id=actor.user_id)
        await self.session.execute(
            text("select set_config('app.tenant_id', :tenant, true), set_config('app.user_id', :person, true)"),
            {"tenant": str(actor.tenant_id or ""), "person": str(actor.user_id or "")},
        )


@asynccontextmanager
async def start_work(actor: Actor) -> AsyncIterator[Work]:
    """Open the one transaction; rows, audit rows and the jobs of the events commit together, or not at all."""
    info = {"tenant_id": actor.tenant_id, "user_id": actor.user_id or None}
    async with AsyncSession(engine(), sync_session_class=TenantSession, expire_on_commit=False, info=info) as session:
        async with session.begin():
            work = Work(actor, session)
            yield work
            if work.events:
                await session.flush()
                await events.enqueue_reactions(work)


NOBODY = Actor(user_id=0, tenant_id=None)


@cache
def reads() -> AsyncConnectionPool:
    """Plain psycopg for the few hot reads: no ORM, no greenlet."""
    return AsyncConnectionPool(
        settings().libpq_url,
        min_size=2,
        max_size=settings().pool_size,
        open=False,
        timeout=15,
        kwargs={"autocommit": True, "prepare_threshold": settings().prepare_threshold},
    )


async def read(actor: Actor, *queries: tuple[str, Sequence[Any]]) -> list[list[Any]]:
    """Several reads of one clinic in a single round trip: the implicit transaction of a pipeline.

    Returns the rows of each query in order. The clinic is set for that transaction only.
    """
    prepare = settings().prepared_statements
    async with reads().connection() as driver:
        async with driver.pipeline():
            await driver.execute("select set_config('app.tenant_id', %s, true)", (str(actor.tenant_id or ""),), prepare=prepare)
            cursors = [await driver.execute(sql, params, prepare=prepare) for sql, params in queries]  # type: ignore[arg-type]
        return [await cursor.fetchall() for cursor in cursors]
