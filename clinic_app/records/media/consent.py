"""The consent to photos: without one in force nothing is taken, and what was taken before is not shown."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlmodel import col, select

from clinic_app.audit import service as audit
from clinic_app.core.database import Work
from clinic_app.core.errors import Conflict, NotFound
from clinic_app.core.fields import Rule, a_text, parse
from clinic_app.core.i18n import N_
from clinic_app.core.permissions import Permission
from clinic_app.patients import service as patients
from clinic_app.records.media.models import MediaConsent
from clinic_app.records.media.words import NO_CONSENT

ALREADY = N_("Ya hay un consentimiento vigente.")
NONE = N_("No hay un consentimiento vigente.")
RULES = {
    "otorgado_por": Rule("given_by", a_text(160, blank=False), required=True),
    "parentesco": Rule("relationship", a_text(60), blank=True),
    "texto": Rule("text", a_text(4000, blank=False), required=True),
}
WITHDRAW_RULES = {"motivo": Rule("reason", a_text(500), blank=True)}


async def current(work: Work, patient_id: int) -> MediaConsent | None:
    """The consent in force, if there is one. Raises NotFound for no such patient."""
    work.require(Permission.RECORDS_READ)
    await patients.get(work, patient_id)
    return await _in_force(work, patient_id)


async def _in_force(work: Work, patient_id: int) -> MediaConsent | None:
    query = select(MediaConsent).where(MediaConsent.patient_id == patient_id, col(MediaConsent.withdrawn_at).is_(None))
    return (await work.session.execute(query)).scalars().first()


async def all_of(work: Work, patient_id: int) -> Sequence[MediaConsent]:
    """Every consent of a patient, withdrawn ones too, newest first. Raises NotFound."""
    work.require(Permission.RECORDS_READ)
    await patients.get(work, patient_id)
    query = select(MediaConsent).where(MediaConsent.patient_id == patient_id).order_by(col(MediaConsent.id).desc())
    return (await work.session.execute(query)).scalars().all()


async def needed(work: Work, patient_id: int) -> MediaConsent:
    """The consent in force, before something is taken. Raises NotFound, Conflict (409) when there is none."""
    found = await current(work, patient_id)
    if found is None:
        raise Conflict(NO_CONSENT)
    return found


async def give(work: Work, patient_id: int, body: Any) -> MediaConsent:
    """Record who agreed, and to which text. Raises NotFound, Invalid, Conflict when one is in force."""
    work.require(Permission.RECORDS_WRITE)
    await patients.get(work, patient_id, lock=True)
    values = parse(body, RULES)
    if await _in_force(work, patient_id) is not None:
        raise Conflict(ALREADY)
    added = MediaConsent(patient_id=patient_id, recorded_by=work.actor.user_id or None, recorded_name=work.actor.name, **values)
    work.session.add(added)
    await work.session.flush()
    await work.session.refresh(added)
    await audit.record(work, "create", "media_consent", added.id, {"patient": patient_id})
    return added


async def withdraw(work: Work, patient_id: int, body: Any) -> MediaConsent:
    """From now on nothing is shown or taken; the record of it stays. Raises NotFound, Invalid, Conflict when none is in force."""
    work.require(Permission.RECORDS_WRITE)
    await patients.get(work, patient_id, lock=True)
    reason = parse(body, WITHDRAW_RULES).get("reason", "")
    found = await _in_force(work, patient_id)
    if found is None:
        raise Conflict(NONE)
    found.withdrawn_at, found.withdrawn_by, found.withdrawn_name = datetime.now(UTC), work.actor.user_id or None, work.actor.name
    found.withdraw_reason = reason
    await work.session.flush()
    await audit.record(work, "withdraw", "media_consent", found.id, {"patient": patient_id})
    return found


async def shown_or_404(work: Work, patient_id: int) -> None:
    """For one photo or file. Raises NotFound when no consent is in force: it is as if there were none."""
    if await current(work, patient_id) is None:
        raise NotFound
