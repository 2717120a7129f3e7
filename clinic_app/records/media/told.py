"""What photos tell the other pages: the timeline. And what becomes of them when two patients are merged."""

from datetime import datetime

from clinic_app.core.database import Work
from clinic_app.core.hooks import Happening, Merger
from clinic_app.core.i18n import N_
from clinic_app.core.permissions import Permission

MERGERS = (
    Merger("app.patient_media", also="updated_at = now()"), Merger("app.media_upload"),
    Merger("app.media_consent"),  # of two in force one stays where it was, readable
    Merger("app.media_count", stays="the database counts again as photos move"),
)  # fmt: skip
# photos of one day are one fact
_TAKEN = """
select max(m.created_at), count(*), bool_or(m.kind = 'video') from app.patient_media m
where m.tenant_id = (select app.tenant()) and m.patient_id = %(patient)s and m.is_active
  and exists (select from app.media_consent c where c.tenant_id = m.tenant_id and c.patient_id = m.patient_id and c.withdrawn_at is null)
group by (m.created_at at time zone %(zone)s)::date having %(before)s::timestamptz is null or max(m.created_at) < %(before)s
order by 1 desc limit %(limit)s
"""
_CONSENTS = """
select given_at, given_by, withdrawn_at from app.media_consent
where tenant_id = (select app.tenant()) and patient_id = %(patient)s and (%(before)s::timestamptz is null or given_at < %(before)s)
order by given_at desc limit %(limit)s
"""


async def happenings(work: Work, patient_id: int, before: datetime | None, limit: int) -> list[Happening]:
    """Days with new photos, consents given and withdrawn, for those who may read the record."""
    if Permission.RECORDS_READ not in work.actor.permissions:
        return []
    asked = {"patient": patient_id, "before": before, "limit": limit, "zone": work.actor.timezone}
    taken, consents = await work.ask((_TAKEN, asked), (_CONSENTS, asked))  # type: ignore[arg-type]
    href = f"/patients/{patient_id}/photos"
    told = [
        Happening("photo", at, N_("Fotos y videos añadidos: {name}") if video else N_("Fotos añadidas: {name}"), str(count), href=href)
        for at, count, video in taken
    ]
    for given_at, given_by, withdrawn_at in consents:
        told.append(Happening("consent", given_at, N_("Consentimiento de fotos: {name}"), given_by, href=href))
        if withdrawn_at and (before is None or withdrawn_at < before):
            told.append(Happening("consent", withdrawn_at, N_("Consentimiento de fotos retirado"), href=href))
    return told
