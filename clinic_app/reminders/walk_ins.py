"""A word after an encounter that had no appointment: with one, the plan of the appointment sends it (planning.py)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from clinic_app.core.database import Work
from clinic_app.messaging import hooks as people
from clinic_app.messaging import service as messages
from clinic_app.reminders import letters, timing, visits
from clinic_app.reminders.rules import Kind
from clinic_app.reminders.texts import parameters, render
from clinic_app.reminders.timing import Due, Quiet

ENDED = """
select e.id, e.patient_id, e.service_id, s.name, s.aftercare, p.given_names, btrim(p.given_names || ' ' || p.first_surname || ' ' || p.second_surname),
  u.first_name || ' ' || u.last_name, e.starts_at, least(now(), e.updated_at)
from app.encounter e
join app.service s on s.tenant_id = e.tenant_id and s.id = e.service_id and btrim(s.aftercare) <> ''
join app.patient p on p.tenant_id = e.tenant_id and p.id = e.patient_id and p.is_active
join app.membership m on m.tenant_id = e.tenant_id and m.id = e.professional_id
join app.user_account u on u.id = m.user_id
where e.appointment_id is null and e.is_active and e.status = 'ATENDIDO' and e.updated_at > now() - interval '2 days'
  and e.starts_at > now() - interval '3 days' and not exists (select from app.message x where x.tenant_id = e.tenant_id and x.key = 'aftercare:encounter.' || e.id) and e.id > %s
order by e.id limit %s"""
MOST = 200  # at once


async def tell(work: Work, now: datetime | None = None) -> int:
    """Queue the care that these patients are to take; returns how many messages. Each is told once; whom nobody can write to holds up no other."""
    now, told, last = now or datetime.now(UTC), 0, 0
    while last is not None:
        [rows] = await work.ask((ENDED, (last, MOST)))
        told += await _tell(work, rows, now) if rows else 0
        last = rows[-1][0] if len(rows) == MOST else None
    return told


async def _tell(work: Work, rows: Sequence[Any], now: datetime) -> int:
    at_desk, persons = await letters.desk(work), await people.addressees(work, [row[1] for row in rows])
    wanted = []
    for key, patient_id, service_id, service, care, given, full, professional, began, ended in rows:
        rule, person = at_desk.rules.of(Kind.AFTERCARE, service_id), persons.get(patient_id)
        if not rule.is_on or person is None:
            continue
        quiet = Quiet(*at_desk.rules.quiet, visits.zone_of(person.phone, work.actor.timezone))
        when = timing.after(ended, rule.minutes, now, quiet)
        if not isinstance(when, Due):
            continue
        language, at = at_desk.clinic.language, began.astimezone(work.tz)
        values = {
            **at_desk.clinic.marks, "paciente_nombre": given, "paciente_completo": full, "responsable": (person.name or full).split(",")[0],
            "fecha": visits.day_in_words(at, language), "hora": visits.clock(at, language), "servicio": service, "profesional": professional,
            "indicaciones": care,
        }  # fmt: skip
        said = at_desk.templates.of(Kind.AFTERCARE, service_id, language)
        wanted.append(messages.Letter(
            patient_id, Kind.AFTERCARE, render(said.text, values), render(said.subject, values), ("encounter", key), f"aftercare:encounter.{key}",
            template=said.name, template_values=parameters(said.text, values) if said.name else (), not_before=when.at, not_after=when.until,
            channels=rule.channels, language=language,
        ))  # fmt: skip
    return sum(key is not None for key in await messages.enqueue_all(work, wanted, persons)) if wanted else 0
