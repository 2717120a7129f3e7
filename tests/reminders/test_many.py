"""Many reminders at once: each becomes one message, quickly."""

import time
from datetime import UTC, datetime, timedelta

from office import Office

MANY = 60
FILL = """
with p as (
  insert into app.patient (document_type, document_number, given_names, first_surname, second_surname, birth_date, sex, birth_place, address, district, province,
    department, ubigeo, blood_group, phone, email, notes, is_active)
  select 'dni', lpad((n + 1000)::text, 8, '0'), 'Ana', 'Rojas', '', date '1990-01-01', 'F', '', '', '', '', '', '', 'ND', '+5198' || (4100000 + n), '', '', true
  from generate_series(1, %s) n returning id
), a as (
  insert into app.appointment (patient_id, professional_id, service_id, starts_at, ends_at, care_type, status, notes, cancel_reason, reminder_sent, version)
  select id, %s, %s, %s::timestamptz + row_number() over () * interval '1 hour', %s::timestamptz + row_number() over () * interval '1 hour' + interval '20 minutes',
    'consultorio', 'programada', '', '', false, 1 from p returning id, starts_at
)
insert into app.reminder_due (clinic_id, appointment_id, kind, starts_at, due_at, not_after, round, state, why)
select app.tenant(), id, 'reminder_1', starts_at, now(), starts_at, 1, 'waiting', '' from a returning 1"""


async def test_many_that_are_due_in_the_same_minute_become_one_message_each(office: Office) -> None:
    starts = datetime.now(UTC) + timedelta(days=3)
    await office.sql(FILL, MANY, office.actor.membership_id, office.service, starts, starts)
    began = time.monotonic()
    ran = await office.at(datetime.now(UTC))
    took = time.monotonic() - began
    assert (ran.handled, ran.failed) == (MANY, 0)
    assert await office.sql("select count(*), count(distinct reference_id) from app.message where state = 'sent'") == [(MANY, MANY)]
    assert took < 30, took
    print(f"{took / MANY * 1000:.1f} ms each")
