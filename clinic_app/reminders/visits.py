"""What a reminder says of an appointment: its facts in one question, and the values of a text's marks."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

import phonenumbers
from babel.dates import format_date
from phonenumbers import timezone as phone_zones

from clinic_app.agenda.transitions import MOVABLE
from clinic_app.core.database import Work
from clinic_app.core.i18n import known_language
from clinic_app.messaging import hooks as people

# the appointments first, by their keys: the planner would rather go through all of a professional's
VISITS = """
with a as materialized (select * from app.appointment where id = any(%s))
select a.id, a.patient_id, p.given_names, p.first_surname, p.second_surname, a.service_id, s.name, s.instructions, s.aftercare,
  u.first_name || ' ' || u.last_name, a.professional_id, a.starts_at, a.ends_at, a.status, a.care_type, a.slot_id, a.created_at,
  coalesce(t.number, 0), coalesce(t.total_sessions, 0), a.series_id is not null or t.number is not null, not p.is_active
from a
join app.patient p on p.tenant_id = a.tenant_id and p.id = a.patient_id
join app.service s on s.tenant_id = a.tenant_id and s.id = a.service_id
join app.membership m on m.tenant_id = a.tenant_id and m.id = a.professional_id
join app.user_account u on u.id = m.user_id
left join lateral (
  select ts.number, tp.total_sessions from app.treatment_session ts
  join app.treatment_plan tp on tp.tenant_id = ts.tenant_id and tp.id = ts.plan_id where ts.tenant_id = a.tenant_id and ts.appointment_id = a.id limit 1
) t on true
order by a.starts_at, a.id"""
CLINIC = "select name, address, phone, language from app.clinic where id = %s"
DATES = {"es": "EEEE d 'de' MMMM", "pt-BR": "EEEE, d 'de' MMMM", "en": "EEEE, MMMM d"}
LOCALES = {"es": "es", "pt-BR": "pt_BR", "en": "en"}
ANSWERS = {
    "es": (
        "Responda 1 para confirmar, 0 para cancelar o 2 para cambiar la hora.",
        "Si no puede venir, responda 0; para cambiar la hora, responda 2.",
    ),
    "pt-BR": (
        "Responda 1 para confirmar, 0 para cancelar ou 2 para mudar o horário.",
        "Se não puder vir, responda 0; para mudar o horário, responda 2.",
    ),
    "en": ("Answer 1 to confirm, 0 to cancel or 2 to change the time.", "If you cannot come, answer 0; to change the time, answer 2."),
}
FOLLOWING = {  # what they say, and of those that have no room
    "es": ("De las que siguen le avisaremos antes de cada una:", "y {n} más"),
    "pt-BR": ("Das seguintes avisaremos antes de cada uma:", "e mais {n}"),
    "en": ("We will write again before each of the following ones:", "and {n} more"),
}
MOST_FOLLOWING = 12
SESSION = {"es": "{n} de {total}", "pt-BR": "{n} de {total}", "en": "{n} of {total}"}


class Visit(NamedTuple):
    """An appointment, in the order of VISITS."""

    id: int
    patient_id: int
    given_names: str
    first_surname: str
    second_surname: str
    service_id: int
    service: str
    instructions: str
    aftercare: str
    professional: str
    professional_id: int
    starts_at: datetime
    ends_at: datetime
    status: str
    care_type: str
    slot_id: int | None
    created_at: datetime
    session: int
    sessions: int
    in_series: bool  # or a session of a plan: several may have been booked at once
    is_archived: bool  # the patient

    @property
    def is_open(self) -> bool:
        """Whether it is still to come and may be confirmed, cancelled or moved."""
        return self.status in MOVABLE


@dataclass(frozen=True)
class Clinic:
    """What a text says of the clinic. `language`: in which it writes."""

    name: str
    address: str
    phone: str
    language: str

    @property
    def marks(self) -> dict[str, str]:
        return {"clinica": self.name, "direccion": self.address, "telefono": self.phone}


async def read(work: Work, appointment_ids: Collection[int]) -> dict[int, Visit]:
    """The appointments by id, in the order of their times."""
    [rows] = await work.ask((VISITS, (list(appointment_ids),)))
    return {row[0]: Visit(*row) for row in rows}


async def clinic(work: Work) -> Clinic:
    """The clinic itself."""
    [[row]] = await work.ask((CLINIC, (work.actor.tenant_id,)))
    return Clinic(row[0], row[1], row[2], known_language(row[3]))


@lru_cache(maxsize=10_000)
def zone_of(phone: str, clinic_zone: str) -> ZoneInfo:
    """The clock of who has this telephone: the clinic's, unless the number is surely of elsewhere."""
    try:
        zones = phone_zones.time_zones_for_number(phonenumbers.parse(phone))
    except phonenumbers.NumberParseException:
        zones = ()
    if len(zones) == 1 and zones[0] not in (clinic_zone, "Etc/Unknown"):
        return ZoneInfo(zones[0])
    return ZoneInfo(clinic_zone)


def day_in_words(at: datetime, language: str) -> str:
    """`jueves 12 de marzo`."""
    return format_date(at.date(), DATES[language], locale=LOCALES[language])


def clock(at: datetime, language: str) -> str:
    """`15:30`, or `3:30 PM` where one writes it so."""
    return at.strftime("%I:%M %p").lstrip("0") if language == "en" else f"{at:%H:%M}"


def those_that_follow(times: Sequence[datetime], language: str, tz: ZoneInfo) -> str:
    """The other appointments of a series, one line each; nothing when there are none."""
    if not times:
        return ""
    head, more = FOLLOWING[language]
    local = [at.astimezone(tz) for at in times]
    lines = [f"- {day_in_words(at, language)}, {clock(at, language)}" for at in local[:MOST_FOLLOWING]]
    left = len(local) - len(lines)
    return "\n".join([head, *lines, *([more.replace("{n}", str(left))] if left else [])])


def values(visits: Sequence[Visit], where: Clinic, tz: ZoneInfo, person: people.Addressee | None) -> dict[str, str]:
    """What the marks stand for. With several appointments those of the first, and `lista` names all."""
    visit, language = visits[0], where.language
    at = visit.starts_at.astimezone(tz)
    full = " ".join(f"{visit.given_names} {visit.first_surname} {visit.second_surname}".split())
    session = SESSION[language].replace("{n}", str(visit.session)).replace("{total}", str(visit.sessions)) if visit.session else ""
    return {
        **where.marks,
        "paciente_nombre": visit.given_names, "paciente_completo": full, "responsable": (person.name if person and person.name else full).split(",")[0],
        "fecha": day_in_words(at, language), "hora": clock(at, language), "servicio": visit.service, "profesional": visit.professional,
        "preparacion": visit.instructions, "indicaciones": visit.aftercare, "sesion": session,
        "respuestas": ANSWERS[language][all(each.status == "confirmada" for each in visits)],
        "lista": "\n".join(f"- {clock(each.starts_at.astimezone(tz), language)} {each.service} ({each.given_names})" for each in visits),
    }  # fmt: skip
