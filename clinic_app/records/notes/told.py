"""What notes tell the other pages of a record: the timeline, the last vital signs."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import col, select

from clinic_app.core.database import Work
from clinic_app.core.hooks import Happening
from clinic_app.core.i18n import N_
from clinic_app.core.permissions import Permission
from clinic_app.records.notes.models import VITALS, Note, NoteVersion
from clinic_app.records.notes.words import vitals_said

LOOKED_AT = 20  # notes; older vital signs say nothing of today
_HAPPENED = """
select v.at, n.id, n.author_name, coalesce(s.name, '')
from app.clinical_note n
join app.clinical_note_version v on v.tenant_id = n.tenant_id and v.note_id = n.id and v.number = n.version
left join app.appointment a on a.tenant_id = n.tenant_id and a.id = v.appointment_id
left join app.service s on s.tenant_id = n.tenant_id and s.id = a.service_id
where n.tenant_id = (select app.tenant()) and n.patient_id = %(patient)s and n.voided_at is null and (%(before)s::timestamptz is null or v.at < %(before)s)
order by v.at desc limit %(limit)s
"""


async def happenings(work: Work, patient_id: int, before: datetime | None, limit: int) -> list[Happening]:
    """Signed notes, for those who may read them."""
    if Permission.RECORDS_READ not in work.actor.permissions:
        return []
    (rows,) = await work.ask((_HAPPENED, {"patient": patient_id, "before": before, "limit": limit}))  # type: ignore[arg-type]
    return [
        Happening("note", at, N_("Nota de {name}"), author, detail=service, href=f"/patients/{patient_id}/notes?nota={key}")
        for at, key, author, service in rows
    ]


async def last_vitals(work: Work, patient_id: int) -> dict[str, str]:
    """The newest vital signs by their Spanish words, with unit; `at` is when they were taken. Empty when there are none."""
    if Permission.RECORDS_READ not in work.actor.permissions:
        return {}
    query = (
        select(NoteVersion)
        .join(
            Note,
            (col(Note.tenant_id) == col(NoteVersion.tenant_id))
            & (col(Note.id) == col(NoteVersion.note_id))
            & (col(Note.version) == col(NoteVersion.number)),
        )
        .where(Note.patient_id == patient_id, col(Note.voided_at).is_(None))
        .order_by(col(NoteVersion.at).desc())
        .limit(LOOKED_AT)
    )
    for version in (await work.session.execute(query)).scalars():
        if any(getattr(version, name) is not None for name in VITALS):
            return dict(vitals_said(version)) | {"at": version.at.isoformat()}
    return {}
