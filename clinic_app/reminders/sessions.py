"""Sessions of a treatment that nobody booked yet: one word about each, some days after the last one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from clinic_app.core.database import Work
from clinic_app.messaging import hooks as people
from clinic_app.messaging import service as messages
from clinic_app.reminders import rules, templates, visits
from clinic_app.reminders.rules import Kind
from clinic_app.reminders.texts import parameters, render
from clinic_app.reminders.timing import Quiet

OPEN = """
select p.id, p.patient_id, p.service_id, p.name, p.total_sessions - p.done_sessions, s.name, t.given_names,
  btrim(t.given_names || ' ' || t.first_surname || ' ' || t.second_surname), p.done_sessions, x.last
from app.treatment_plan p
join app.service s on s.tenant_id = p.tenant_id and s.id = p.service_id
join app.patient t on t.tenant_id = p.tenant_id and t.id = p.patient_id and t.is_active
join lateral (select max(done_at) as last from app.treatment_session z where z.tenant_id = p.tenant_id and z.plan_id = p.id) x on true
where p.status = 'activo' and p.done_sessions < p.total_sessions and x.last between now() - interval '30 days' and now()
  and not exists (
    select from app.treatment_session z join app.appointment a on a.tenant_id = z.tenant_id and a.id = z.appointment_id
    where z.tenant_id = p.tenant_id and z.plan_id = p.id and a.starts_at > now() and a.status in ('programada', 'confirmada'))
  and not exists (select from app.message m where m.key = 'sessions:' || p.id || '.' || p.done_sessions)
order by p.id limit 100"""


async def tell(work: Work, now: datetime | None = None) -> int:
    """Queue what is to be said; returns how much. Said once for each session, in the day and not at night."""
    now, told = now or datetime.now(UTC), 0
    [rows] = await work.ask((OPEN, ()))
    if not rows:
        return 0
    decided, said, where = await rules.read(work), await templates.read(work), await visits.clinic(work)
    for plan_id, patient_id, service_id, plan, left, service, given, full, done, last in rows:
        rule = decided.of(Kind.SESSIONS, service_id)
        person = await people.addressee(work, patient_id)
        if not rule.is_on or person is None or now < last + timedelta(minutes=rule.minutes):
            continue
        text = said.of(Kind.SESSIONS, service_id, where.language)
        values = {
            **where.marks, "paciente_nombre": given, "paciente_completo": full, "responsable": person.name or full, "servicio": service, "plan": plan,
            "faltan": str(left),
        }  # fmt: skip
        quiet = Quiet(*decided.quiet, visits.zone_of(person.phone, work.actor.timezone))
        letter = messages.Letter(
            patient_id, Kind.SESSIONS, render(text.text, values), render(text.subject, values), ("plan", plan_id), f"sessions:{plan_id}.{done}",
            template=text.name, template_values=parameters(text.text, values) if text.name else (), not_before=quiet.after(now), channels=rule.channels,
            language=where.language,
        )  # fmt: skip
        told += await messages.enqueue(work, letter) is not None
    return told
