"""Sessions of a treatment that nobody booked yet: one word about each, some days after the last one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from clinic_app.core.database import Work
from clinic_app.messaging import hooks as people
from clinic_app.messaging import service as messages
from clinic_app.reminders import rules, templates, visits
from clinic_app.reminders.rules import Kind, Rule, Rules
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
  and not exists (select from app.message m where m.key = 'sessions:' || p.id || '.' || p.done_sessions) and p.id > %s
order by p.id limit %s"""
MOST = 100  # at once
VALID = timedelta(days=2)


class Open(NamedTuple):
    """A plan with sessions that nobody booked, in the order of OPEN."""

    id: int
    patient_id: int
    service_id: int
    name: str
    left: int
    service: str
    given_names: str
    patient: str
    done: int
    last: datetime


async def tell(work: Work, now: datetime | None = None) -> int:
    """Queue what is to be said; returns how much. Said once for each session, in the day and not at night.

    All plans are looked through: those whose time has not come, or whom nobody can be told of, hold up no other.
    """
    now, told, last = now or datetime.now(UTC), 0, 0
    decided = await rules.read(work)
    while last is not None:
        [rows] = await work.ask((OPEN, (last, MOST)))
        plans = [Open(*row) for row in rows]
        wanted = [plan for plan in plans if _is_due(plan, decided.of(Kind.SESSIONS, plan.service_id), now)]
        told += await _tell(work, decided, wanted, now) if wanted else 0
        last = plans[-1].id if len(plans) == MOST else None
    return told


def _is_due(plan: Open, rule: Rule, now: datetime) -> bool:
    return rule.is_on and now >= plan.last + timedelta(minutes=rule.minutes)


async def _tell(work: Work, decided: Rules, plans: Sequence[Open], now: datetime) -> int:
    said, where = await templates.read(work), await visits.clinic(work)
    persons, letters = await people.addressees(work, sorted({plan.patient_id for plan in plans})), []
    for plan in plans:
        person = persons.get(plan.patient_id)
        if person is None:
            continue
        text = said.of(Kind.SESSIONS, plan.service_id, where.language)
        values = {
            **where.marks, "paciente_nombre": plan.given_names, "paciente_completo": plan.patient, "responsable": person.name or plan.patient,
            "servicio": plan.service, "plan": plan.name, "faltan": str(plan.left),
        }  # fmt: skip
        at = Quiet(*decided.quiet, visits.zone_of(person.phone, work.actor.timezone)).after(now)
        letters.append(messages.Letter(
            plan.patient_id, Kind.SESSIONS, render(text.text, values), render(text.subject, values), ("plan", plan.id), f"sessions:{plan.id}.{plan.done}",
            template=text.name, template_values=parameters(text.text, values) if text.name else (), not_before=at, not_after=at + VALID,
            channels=decided.of(Kind.SESSIONS, plan.service_id).channels, language=where.language,
        ))  # fmt: skip
    return sum(key is not None for key in await messages.enqueue_all(work, letters, persons)) if letters else 0
