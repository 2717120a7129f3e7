"""For tests of query plans: a database as large as a busy clinic's, and what PostgreSQL means to do with a query in it."""

from collections.abc import Iterator
from typing import Any

import psycopg
import psycopg.sql

PATIENTS, OTHER_CLINICS, FEW = 20_000, 300, 20

_PEOPLE = """
insert into app.patient (tenant_id, document_type, document_number, given_names, first_surname, second_surname, birth_date, sex,
  birth_place, address, district, province, department, ubigeo, blood_group, phone, email, notes, is_active)
select t, 'dni', lpad(n::text, 8, '0'), 'Luz ' || mod(n, 61), (array['Quispe', 'Mamani', 'García', 'Ñahui', 'Díaz', 'Ríos'])[1 + mod(n, 6)],
  'Flores ' || mod(n, 97), date '2000-01-01' + mod(n, 9000), case mod(n, 2) when 0 then 'M' else 'F' end, '', '', '', '', '', '', 'ND',
  '+519' || lpad(n::text, 8, '0'), '', '', true
from (select %(clinic)s as t, n from generate_series(1, %(patients)s) n
      union all select 1000000 + t, n from generate_series(1, %(others)s) t, generate_series(1, %(few)s) n) rows
"""
_GUARDIANS = """
insert into app.guardian (tenant_id, patient_id, document_type, document_number, given_names, surnames, relationship, phone, alternative_phone,
  email, address, is_principal, can_authorize)
select tenant_id, id, 'dni', '', 'Ana', 'Flores', 'madre', '', '', '', '', true, true from app.patient
"""
_APPOINTMENTS = """
insert into app.appointment (tenant_id, patient_id, professional_id, service_id, starts_at, ends_at, care_type, status, notes, cancel_reason,
  reminder_sent, version)
select tenant_id, id, 1 + mod(n, 20), 1, at, at + interval '30 minutes', 'consultorio', 'programada', '', '', false, 1
from (select tenant_id, id, row_number() over (partition by tenant_id order by id) as n from app.patient) p,
  lateral (select date_trunc('day', now()) - interval '150 days' + (n / 20) * interval '30 minutes' as at) a
where true
"""


def fill(superuser: str, clinic: int) -> None:
    """20,000 patients and as many appointments in a clinic, and some in 300 others; without triggers and keys, then analysed."""
    with psycopg.connect(superuser, autocommit=True) as connection:
        with connection.transaction():
            connection.execute("set local session_replication_role = replica")
            connection.execute(_PEOPLE, {"clinic": clinic, "patients": PATIENTS, "others": OTHER_CLINICS, "few": FEW})
            connection.execute(_GUARDIANS)
            connection.execute(_APPOINTMENTS)
        connection.execute("vacuum analyze app.patient, app.appointment, app.guardian, app.membership, app.agenda_block")


def scans(app: str, clinic: int, sql: str, params: Any) -> list[dict[str, Any]]:
    """The nodes of the plan that read tables, as a prepared statement of the app's role in that clinic gets them."""
    with psycopg.connect(app, autocommit=True) as connection, connection.transaction():
        connection.execute("select set_config('app.tenant_id', %s, true)", (str(clinic),))
        connection.execute("set local plan_cache_mode = force_generic_plan")
        # EXPLAIN alone would plan with the values in sight, as only the first few executions do
        numbered = sql % tuple(f"${number}" for number in range(1, len(params) + 1))
        connection.execute(f"prepare asked as {numbered}")  # type: ignore[arg-type]
        values = psycopg.sql.SQL(", ").join(map(psycopg.sql.Literal, params))
        explain = psycopg.sql.SQL("explain (format json) execute asked({})" if params else "explain (format json) execute asked")
        plan = connection.execute(explain.format(values)).fetchall()[0][0][0]["Plan"]
        connection.execute("deallocate asked")
    return [node for node in _nodes(plan) if "Relation Name" in node]


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for inner in plan.get("Plans", ()):
        yield from _nodes(inner)
