"""One transaction per click, request or job, and only one clinic inside it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
from psycopg import AsyncConnection, OperationalError
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import Session, with_loader_criteria

from clinic_app.core import events, presence
from clinic_app.core.errors import NotAllowed, SecondFactorMissing
from clinic_app.core.permissions import Permission
from clinic_app.core.pool import Query as Query
from clinic_app.core.pool import pipelined, ready, renew
from clinic_app.core.pool import reads as reads
from clinic_app.core.settings import settings
from clinic_app.core.tables import ClinicOwned


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
    must_enrol: bool = False  # the clinic asks for a second factor that she does not have yet: she may do nothing else before

    def require(self, permission: Permission) -> None:
        if permission not in self.permissions:
            if self.must_enrol:
                raise SecondFactorMissing
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
    told: list[str] = field(default_factory=list)  # sentences that the person should read with the answer
    after: list[Callable[[], None]] = field(default_factory=list)  # called when it is committed; they neither wait nor fail

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

    async def ask(self, *queries: Query) -> list[list[Any]]:
        """Several statements in one round trip, inside this transaction, straight to the driver; the rows of each, in order."""
        await self.session.flush()
        return await pipelined(await self.driver(), queries)

    async def ask_first(self, query: Query, accept: Callable[[list[Any]], None]) -> None:
        """Ask something that must be accepted before anything else counts; `accept` gets the rows and raises to refuse."""
        [rows] = await self.ask(query)
        accept(rows)

    async def enter_clinic(self, actor: Actor) -> None:
        """Go on as another actor in the same transaction (sign-up: the clinic is made half-way)."""
        self.actor = actor
        self.session.info.update(tenant_id=actor.tenant_id, user_id=actor.user_id)
        await self.session.execute(
            text("select set_config('app.tenant_id', :tenant, true), set_config('app.user_id', :person, true)"),
            {"tenant": str(actor.tenant_id or ""), "person": str(actor.user_id or "")},
        )


async def _reach(session: AsyncSession) -> None:
    """Send BEGIN now: nothing is done yet, so a connection that died with a restarted database is simply replaced by a new one."""
    try:
        await session.connection()
    except DBAPIError as error:
        if not presence.is_away(error):
            raise
        await session.rollback()
        await presence.back()
        await session.connection()


@asynccontextmanager
async def start_work(actor: Actor) -> AsyncIterator[Work]:
    """Open the one transaction; rows, audit rows and the jobs of the events commit together, or not at all."""
    info = {"tenant_id": actor.tenant_id, "user_id": actor.user_id or None}
    async with AsyncSession(engine(), sync_session_class=TenantSession, expire_on_commit=False, info=info) as session:
        await _reach(session)
        work = Work(actor, session)
        yield work
        if work.events:
            await session.flush()
            await work.ask(*await events.react(work))
        await session.commit()
    for call in work.after:
        call()


class LightWork(Work):
    """A Work without a session, for the hottest writes: `ask` and `driver` only. SQLAlchemy's share of a booking was half of it.

    The transaction begins in the message of its first statements; row-level security and commit are those of any Work.
    """

    def __init__(self, actor: Actor, stack: AsyncExitStack) -> None:
        self.actor, self.events, self.told, self.after = actor, [], [], []
        self._stack, self._driver = stack, None
        self._first: list[tuple[Query, Callable[[list[Any]], None]]] = []

    async def driver(self) -> AsyncConnection:
        if self._driver is None:
            await self.ask()
        return self._driver  # type: ignore[return-value]

    async def ask(self, *queries: Query) -> list[list[Any]]:
        if self._driver is not None:
            return await pipelined(self._driver, queries)
        answers = await self._begin(*(query for query, _ in self._first), *queries)
        count, accepts = len(self._first), [accept for _, accept in self._first]
        self._first.clear()
        for accept, rows in zip(accepts, answers, strict=False):
            accept(rows)
        return answers[count:]

    async def ask_first(self, query: Query, accept: Callable[[list[Any]], None]) -> None:
        """The question waits for the first statements and travels with them: no message of its own."""
        if self._driver is not None:
            return await super().ask_first(query, accept)
        self._first.append((query, accept))

    async def finish(self, queries: Sequence[Query]) -> None:
        """The last statements and the commit in one message; a question that waited still is asked before."""
        if self._first:
            await self.ask()
        if queries:
            await self.ask(*queries, ("commit", ()))

    async def _begin(self, *queries: Query) -> list[list[Any]]:
        clinic = (_SET_BOTH, (str(self.actor.tenant_id or ""), str(self.actor.user_id or "")))
        try:
            return await self._open(("begin", ()), clinic, *queries)
        except OperationalError as error:  # as in `read`: nothing is done yet
            with suppress(psycopg.Error):
                await self._stack.aclose()
            await renew(error)
            return await self._open(("begin", ()), clinic, *queries)

    async def _open(self, *queries: Query) -> list[list[Any]]:
        await ready()
        driver = await self._stack.enter_async_context(reads().connection())
        answers = await pipelined(driver, queries)
        self._driver = driver
        return answers[2:]


@asynccontextmanager
async def start_light_work(actor: Actor) -> AsyncIterator[LightWork]:
    """As `start_work`, for services that use nothing but `work.ask` and `work.driver`."""
    async with AsyncExitStack() as stack:  # the pool's own context commits, or rolls back what failed
        work = LightWork(actor, stack)
        try:
            yield work
        except Exception:
            await work.finish(())  # who may not write hears that, and not what else was wrong
            raise
        await work.finish(await events.react(work) if work.events else ())
    for call in work.after:
        call()


NOBODY = Actor(user_id=0, tenant_id=None)
_SET_BOTH = "select set_config('app.tenant_id', %s, true), set_config('app.user_id', %s, true)"


async def read(actor: Actor, *queries: Query) -> list[list[Any]]:
    """Several reads of one clinic in a single round trip: the implicit transaction of a pipeline.

    Returns the rows of each query in order. The clinic is set for that transaction only.
    """
    try:
        return await _pipeline(actor, queries)
    except OperationalError as error:  # the connections that a restarted database left behind are dead: once more, on a living one
        await renew(error)
        return await _pipeline(actor, queries)


async def _pipeline(actor: Actor, queries: Sequence[Query]) -> list[list[Any]]:
    clinic = ("select set_config('app.tenant_id', %s, true)", (str(actor.tenant_id or ""),))
    await ready()
    async with reads().connection() as driver:
        return (await pipelined(driver, (clinic, *queries)))[1:]
