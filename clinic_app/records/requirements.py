"""What a service requires of a patient before a day: consent, anamnesis, time between two sessions."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from clinic_app.core import hooks
from clinic_app.core.database import Work
from clinic_app.core.errors import Invalid
from clinic_app.core.fields import BIGGEST_ID
from clinic_app.core.i18n import N_, Sentence

NO_CONSENT = N_("Falta el consentimiento firmado para {service}.")
NO_ANAMNESIS = N_("Falta la anamnesis que pide {service}.")
TOO_SOON = N_("Entre dos sesiones de {service} deben pasar {days} días; la más cercana es del {date}.")

# the session nearest to the day that is closer than it may be; nothing is read of a service without an interval
_ASKED = """
select s.name, s.requires_consent, s.requires_anamnesis, s.min_interval_days, c.refuse_missing,
  case when s.min_interval_days > 0 then (
    select (a.starts_at at time zone %(zone)s)::date from app.appointment a
    where a.tenant_id = s.tenant_id and a.patient_id = %(patient)s and a.service_id = s.id and a.status not in ('cancelada', 'no_asistio')
      and (a.starts_at at time zone %(zone)s)::date > %(day)s::date - s.min_interval_days
      and (a.starts_at at time zone %(zone)s)::date < %(day)s::date + s.min_interval_days
      and a.id <> %(except)s
    order by abs((a.starts_at at time zone %(zone)s)::date - %(day)s::date) limit 1) end
from app.service s join app.clinic c on c.id = s.tenant_id
where s.tenant_id = (select app.tenant()) and s.id = %(service)s
"""


@dataclass(frozen=True)
class Requirement:
    """One thing that is missing. `code`: consentimiento, anamnesis, intervalo; `sentence` says it to a person."""

    code: str
    sentence: str


async def _look(work: Work, patient_id: int, service_id: int, day: date, besides: int) -> tuple[list[Requirement], bool]:
    if not (0 < patient_id <= BIGGEST_ID and 0 < service_id <= BIGGEST_ID):
        return [], False
    values: dict[str, Any] = {"patient": patient_id, "service": service_id, "day": day, "zone": work.actor.timezone, "except": besides}
    (rows,) = await work.ask((_ASKED, values))  # type: ignore[arg-type]
    if not rows:
        return [], False
    name, consent, anamnesis, days, refuse, nearest = rows[0]
    found = []
    if consent and not await _has(hooks.HAS_CONSENT, work, patient_id, service_id):
        found.append(Requirement("consentimiento", Sentence(NO_CONSENT, service=name)))
    if anamnesis and not await _has(hooks.HAS_ANAMNESIS, work, patient_id, service_id):
        found.append(Requirement("anamnesis", Sentence(NO_ANAMNESIS, service=name)))
    if nearest is not None:
        found.append(Requirement("intervalo", Sentence(TOO_SOON, service=name, days=days, date=f"{nearest:%d/%m/%Y}")))
    return found, refuse


async def _has(checks: list[Any], work: Work, patient_id: int, service_id: int) -> bool:
    """Whether one of those who keep it says so; where nobody keeps it, it cannot be missing."""
    for check in checks:
        if await check(work, patient_id, service_id):
            return True
    return not checks


async def missing(work: Work, patient_id: int, service_id: int, day: date, *, besides: int = 0) -> list[Requirement]:
    """What the service requires and the patient lacks on that day, by name; `besides`: the appointment that is being looked at itself."""
    return (await _look(work, patient_id, service_id, day, besides))[0]


async def check_move(work: Work, appointment_id: int, patient_id: int, service_id: int, day: date) -> list[str]:
    """As `check`, for an appointment that is moved: only what depends on the day; what else it lacks was told when it was booked."""
    found, refuse = await _look(work, patient_id, service_id, day, appointment_id)
    sentences = [one.sentence for one in found if one.code == "intervalo"]
    if sentences and refuse:
        raise Invalid(fecha=sentences)
    return sentences


async def check(work: Work, patient_id: int, service_id: int, day: date, *, besides: int = 0, field: str = "tipo_servicio") -> list[str]:
    """As the clinic wants it: the sentences to tell, or (its setting "refuse") Invalid beside `field`. Asks the driver only."""
    found, refuse = await _look(work, patient_id, service_id, day, besides)
    sentences = [one.sentence for one in found]
    if sentences and refuse:
        raise Invalid({field: sentences})
    return sentences
