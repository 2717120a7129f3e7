"""Runs the jobs of freed times that the queue holds, as the worker would."""

import psycopg
from psycopg.rows import dict_row

from clinic_app.agenda.waiting import jobs as waiting_jobs
from clinic_app.core.settings import settings

URL = "/api/agenda/"
WAITING = f"{URL}lista-espera/"


async def freed_jobs(*, take: bool = False) -> list[dict]:
    """What the queue was told of freed times."""
    sql = "select id, args from jobs.procrastinate_jobs where task_name = 'offer_freed_time' and status = 'todo' order by id"
    async with await psycopg.AsyncConnection.connect(settings().libpq_url, row_factory=dict_row, autocommit=True) as connection:
        rows = await (await connection.execute(sql)).fetchall()
        if take:
            await connection.execute("delete from jobs.procrastinate_jobs where id = any(%s)", ([row["id"] for row in rows],))
    return [row["args"] for row in rows]


async def run_jobs() -> int:
    """Do them all, also those that come of it; says how many."""
    done = 0
    while found := await freed_jobs(take=True):
        for args in found:
            await waiting_jobs.offer_freed_time(**args)
        done += len(found)
    return done
