"""Statements of imports and exports that touch many rows at once. Row-level security adds the clinic."""

from collections.abc import Sequence
from typing import Any

import orjson

from clinic_app.core.database import Work
from clinic_app.interop.models import RowState

STAGE = """
insert into app.import_row (import_id, line, cells, state, key)
select %s, (row ->> 0)::int, row -> 1, 'new', '' from jsonb_array_elements(%s::jsonb) row
"""
FORGET_ROWS = "delete from app.import_row where tenant_id = (select app.tenant()) and import_id = %s"
BEGIN_CHECK = """
update app.import_row set state = 'new', key = '', body = null, problems = null, patient_id = null
where tenant_id = (select app.tenant()) and import_id = %s and state <> 'new'
"""
SOME = """
select id, line, cells, body, state from app.import_row
where tenant_id = (select app.tenant()) and import_id = %s and state = any(%s) order by line limit %s
"""
EARLIER = """
select key, min(line) from app.import_row
where tenant_id = (select app.tenant()) and import_id = %s and key = any(%s) group by key
"""
SETTLE = """
update app.import_row r set state = v.state, key = coalesce(v.key, r.key), body = coalesce(v.body, r.body), problems = v.problems,
  patient_id = coalesce(v.patient_id, r.patient_id)
from jsonb_to_recordset(%s::jsonb) v (id bigint, state text, key text, body jsonb, problems jsonb, patient_id bigint)
where r.tenant_id = (select app.tenant()) and r.import_id = %s and r.id = v.id
"""
COUNTS = """
select state, count(*), count(*) filter (where problems @> '[{"code": "zeros"}]') from app.import_row
where tenant_id = (select app.tenant()) and import_id = %s group by state
"""
VALUES = """
select trim(lower(cells ->> %s)), count(*) from app.import_row
where tenant_id = (select app.tenant()) and import_id = %s group by 1 limit 20000
"""
PROBLEMS = """
select line, state, problems, cells from app.import_row
where tenant_id = (select app.tenant()) and import_id = %s and state = any(%s) order by line limit %s offset %s
"""
AGAIN = """
update app.import_row set state = case when patient_id is null then 'ok' else 'duplicate' end, problems = null
where tenant_id = (select app.tenant()) and import_id = %s and state = 'over_limit'
"""


async def run(work: Work, sql: str, *params: Any) -> list[tuple[Any, ...]]:
    """One statement in this transaction; its rows, if it has any."""
    cursor = await (await work.driver()).execute(sql, params)  # type: ignore[arg-type]
    return await cursor.fetchall() if cursor.description else []


async def stage(work: Work, import_id: int, rows: Sequence[tuple[int, list[str]]]) -> None:
    """Put raw lines of the file beside their import, in one statement."""
    await run(work, STAGE, import_id, orjson.dumps(rows).decode())


async def settle(work: Work, import_id: int, rows: Sequence[dict[str, Any]]) -> None:
    """Write what became of rows: dicts of id, state and what else changed."""
    if rows:
        await run(work, SETTLE, orjson.dumps(rows).decode(), import_id)


async def counts(work: Work, import_id: int) -> dict[str, int]:
    """How many rows stand in each state; `total`, and `zeros`: those whose document lost its zeros."""
    found = await run(work, COUNTS, import_id)
    by_state = {state: number for state, number, _zeros in found}
    zeros = sum(zeros for _state, _number, zeros in found)
    return {**{state.value: by_state.get(state.value, 0) for state in RowState}, "total": sum(by_state.values()), "zeros": zeros}
