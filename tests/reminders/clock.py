"""The clock of Python and that of the test's own database, put to a moment together; and the worker at such a moment."""

from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import time_machine
from psycopg.rows import dict_row

from clinic_app.core.bootstrap import SEARCH_PATH
from clinic_app.core.jobs import jobs
from clinic_app.core.settings import settings

EVERY_MINUTE = ("run_reminders", "send_messages")
OWN_NOW = f"""
create schema clock;
create table clock.shift (by interval not null);
insert into clock.shift values ('0');
create function clock.now() returns timestamptz language sql stable as 'select pg_catalog.now() + by from clock.shift';
grant usage on schema clock to public;
grant select on clock.shift to public;
do $$ begin
  execute format('alter role clinic_app in database %I set search_path = clock, pg_catalog, {SEARCH_PATH}', current_database());
end $$;
do $$ declare each record; begin
  for each in select table_name, column_name from information_schema.columns where table_schema = 'app' and column_default = 'now()' loop
    execute format('alter table app.%I alter column %I set default clock.now()', each.table_name, each.column_name);
  end loop;
end $$"""
TAKE = """
delete from jobs.procrastinate_jobs where status = 'todo' and (scheduled_at is null or scheduled_at <= %s) returning id, task_name, args"""


class Clock:
    """Begin it before the first connection of the test: each asks `now()` of its own schema."""

    def __init__(self, admin_url: str) -> None:
        self.admin_url = admin_url
        with psycopg.connect(admin_url, autocommit=True) as connection:
            connection.execute(OWN_NOW)  # type: ignore[call-overload]
        self.traveller = time_machine.travel(datetime.now(UTC), tick=True)
        self.python = self.traveller.start()
        self.real = datetime.now(UTC)

    def stop(self) -> None:
        self.traveller.stop()

    def to(self, at: datetime) -> None:
        """It is that moment now, for everybody."""
        self.python.move_to(at)
        with psycopg.connect(self.admin_url, autocommit=True) as connection:
            [[real]] = connection.execute("select pg_catalog.clock_timestamp()").fetchall()
            connection.execute("update clock.shift set by = %s", (datetime.now(UTC) - real,))

    async def work(self, at: datetime | None = None) -> None:
        """What the worker does within a minute: the jobs that are due by now, and those of every minute."""
        if at is not None:
            self.to(at)
        await self._queue()
        for name in EVERY_MINUTE:
            await jobs.tasks[name](timestamp=int(datetime.now(UTC).timestamp()))
        await self._queue()

    async def _queue(self) -> None:
        while True:
            async with await psycopg.AsyncConnection.connect(settings().libpq_url, row_factory=dict_row, autocommit=True) as connection:
                rows: list[Any] = sorted(
                    await (await connection.execute(TAKE, (datetime.now(UTC) + timedelta(seconds=1),))).fetchall(),
                    key=lambda row: row["id"],
                )
            if not rows:
                return
            for row in rows:
                await jobs.tasks[row["task_name"]](**row["args"])
