"""What happened with a patient, from every domain in one stream (core/hooks.TIMELINE), the newest first."""

from datetime import datetime
from typing import Any

from clinic_app.agenda.models import Status
from clinic_app.core import hooks
from clinic_app.core.database import Work
from clinic_app.core.hooks import Happening
from clinic_app.core.i18n import N_
from clinic_app.core.permissions import Permission
from clinic_app.ui.theme import ARRIVED

FIRST_ROWS = 30
# kind -> words of the filter, icon, family of colours; the order is that of the filter
KINDS = {
    "visit": (N_("Citas"), "calendar-check", "info"),
    "note": (N_("Notas"), "notebook-pen", "accent"),
    "growth": (N_("Crecimiento"), "ruler", "accent"),
    "vaccine": (N_("Vacunas"), "syringe", "ok"),
    "encounter": (N_("Atenciones"), "stethoscope", "info"),
    "anamnesis": (N_("Anamnesis"), "clipboard-list", "accent"),
    "photo": (N_("Fotos"), "camera", "wait"),
    "consent": (N_("Consentimientos"), "signature", "ok"),
    "message": (N_("Mensajes"), "message-circle", "info"),
    "history": (N_("Historia"), "book-open", "accent"),
    "document": (N_("Documentos"), "file-text", "mute"),
    "person": (N_("Registro"), "user-plus", "accent"),
    "opened": (N_("Quién abrió la ficha"), "eye", "mute"),
}

_REGISTERED = "select created_at from app.patient where tenant_id = (select app.tenant()) and id = %(patient)s and (%(before)s::timestamptz is null or created_at < %(before)s)"
_VISITS = """
select a.starts_at, s.name, a.status, a.arrived_at is not null
from app.appointment a join app.service s on s.tenant_id = a.tenant_id and s.id = a.service_id
where a.tenant_id = (select app.tenant()) and a.patient_id = %(patient)s and (%(before)s::timestamptz is null or a.starts_at < %(before)s)
order by a.starts_at desc limit %(limit)s
"""
# the last opening by each person
_OPENINGS = """
select at, name from (
  select distinct on (e.user_id) e.at, btrim(coalesce(u.first_name, '') || ' ' || coalesce(u.last_name, '')) as name
  from app.audit_entry e left join app.user_account u on u.id = e.user_id
  where e.tenant_id = (select app.tenant()) and e.entity = 'patient' and e.entity_id = %(patient)s and e.action = 'open'
  order by e.user_id, e.at desc) last
where %(before)s::timestamptz is null or at < %(before)s
order by at desc limit least(%(limit)s, 3)
"""
_HISTORIES = """
select h.created_at, h.number from app.clinical_history h
where h.tenant_id = (select app.tenant()) and h.patient_id = %(patient)s and h.is_active and (%(before)s::timestamptz is null or h.created_at < %(before)s)
order by h.created_at desc limit %(limit)s
"""
_DOCUMENTS = """
select d.created_at, d.title, btrim(coalesce(u.first_name, '') || ' ' || coalesce(u.last_name, ''))
from app.patient_document d left join app.user_account u on u.id = d.created_by
where d.tenant_id = (select app.tenant()) and d.patient_id = %(patient)s and d.is_active and (%(before)s::timestamptz is null or d.created_at < %(before)s)
order by d.created_at desc limit %(limit)s
"""


async def _rows(work: Work, query: str, patient_id: int, before: datetime | None, limit: int) -> list[Any]:
    (rows,) = await work.ask((query, {"patient": patient_id, "before": before, "limit": limit}))  # type: ignore[arg-type]
    return rows


async def registered(work: Work, patient_id: int, before: datetime | None, limit: int) -> list[Happening]:
    """When the patient was added."""
    return [Happening("person", at, N_("Paciente registrado")) for (at,) in await _rows(work, _REGISTERED, patient_id, before, limit)]


async def visits(work: Work, patient_id: int, before: datetime | None, limit: int) -> list[Happening]:
    """Her appointments, those to come too."""
    if Permission.AGENDA_READ not in work.actor.permissions:
        return []
    rows = await _rows(work, _VISITS, patient_id, before, limit)
    return [
        Happening("visit", at, "{name}", name, status=ARRIVED if status == Status.CONFIRMED and arrived else status)
        for at, name, status, arrived in rows
    ]


async def openings(work: Work, patient_id: int, before: datetime | None, limit: int) -> list[Happening]:
    """Who looked at the record lately."""
    rows = await _rows(work, _OPENINGS, patient_id, before, limit)
    return [Happening("opened", at, N_("Ficha abierta por {name}"), name) for at, name in rows]


async def histories(work: Work, patient_id: int, before: datetime | None, limit: int) -> list[Happening]:
    """When her history was opened, for those who may read it."""
    if Permission.RECORDS_READ not in work.actor.permissions:
        return []
    rows = await _rows(work, _HISTORIES, patient_id, before, limit)
    return [Happening("history", at, N_("Historia clínica abierta: {name}"), number) for at, number in rows]


async def documents(work: Work, patient_id: int, before: datetime | None, limit: int) -> list[Happening]:
    """Scans and photos that were added."""
    rows = await _rows(work, _DOCUMENTS, patient_id, before, limit)
    return [
        Happening("document", at, N_("Documento añadido: {name}") if title else N_("Documento añadido"), title, person)
        for at, title, person in rows
    ]


async def read(work: Work, patient_id: int, kind: str = "", before: datetime | None = None, limit: int = FIRST_ROWS) -> list[Happening]:
    """The stream, or of it one kind. Each domain says only what the actor may read."""
    found = [one for tell in hooks.TIMELINE for one in await tell(work, patient_id, before, limit)]
    shown = [one for one in found if kind in ("", one.kind)]
    return sorted(shown, key=lambda one: one.at, reverse=True)[:limit]
