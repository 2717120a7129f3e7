"""A patient answers a questionnaire herself: a link that opens once, for some days, and shows nothing of her record.

A token is `<number of the clinic>-<secret>`, as an invitation's; only its hash is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlmodel import col, select

from clinic_app.access import tokens
from clinic_app.audit import service as audit
from clinic_app.clinics.models import Clinic
from clinic_app.core import hooks
from clinic_app.core.database import Actor, Work, start_work
from clinic_app.core.errors import ClinicError, Invalid, NotFound
from clinic_app.core.fields import BIGGEST_ID, missing_key
from clinic_app.core.i18n import N_
from clinic_app.core.permissions import Permission
from clinic_app.patients import service as patients
from clinic_app.records.anamnesis import questionnaires
from clinic_app.records.anamnesis import service as anamnesis
from clinic_app.records.anamnesis.models import AnamnesisLink, FilledBy, Questionnaire

MOST_DAYS, USUAL_DAYS = 60, 7
AGREE = N_("Marca que estás de acuerdo para poder enviar.")


class LinkState(StrEnum):
    READY = "lista"
    UNKNOWN = "desconocida"
    EXPIRED = "vencida"
    USED = "usada"
    REVOKED = "anulada"


class BadLink(ClinicError):
    """A link that opens nothing (any more); `state` says why."""

    status = 404
    sentence = N_("Este enlace ya no sirve. Pide otro al consultorio.")

    def __init__(self, state: LinkState) -> None:
        super().__init__()
        self.state = state


@dataclass(frozen=True)
class Offer:
    """What the public page may show: nothing of the patient."""

    clinic: str
    professional: str
    asked: Questionnaire
    language: str


def state_of(row: AnamnesisLink, now: datetime | None = None) -> LinkState:
    """Whether a link still opens."""
    if row.used_at is not None:
        return LinkState.USED
    if row.revoked_at is not None:
        return LinkState.REVOKED
    return LinkState.EXPIRED if row.expires_at <= (now or datetime.now(UTC)) else LinkState.READY


async def make(
    work: Work, patient_id: int, questionnaire_id: int, professional_id: int | None, days: int = USUAL_DAYS
) -> tuple[AnamnesisLink, str]:
    """A link for a patient, and its token, which is told this once. Raises Invalid."""
    work.require(Permission.RECORDS_WRITE)
    try:
        patient = await patients.get(work, patient_id if 0 < patient_id <= BIGGEST_ID else -1)
    except NotFound:
        raise Invalid(paciente=missing_key(patient_id)) from None
    if not patient.is_active:
        raise Invalid(paciente=missing_key(patient_id))
    asked, responsible = await anamnesis.asked_of(work, questionnaire_id), await anamnesis.check_professional(work, professional_id)
    token = f"{work.actor.tenant_id}-{tokens.opaque()}"
    row = AnamnesisLink(
        patient_id=patient.id, questionnaire_id=asked.id, professional_id=responsible, token_hash=tokens.digest(token),
        expires_at=datetime.now(UTC) + timedelta(days=max(1, min(days, MOST_DAYS))), created_by=work.actor.user_id or None,
    )  # fmt: skip
    work.session.add(row)
    await work.session.flush()
    await audit.record(work, "create", "anamnesis_link", row.id, patient_id=patient.id)
    return row, token


async def list_of(work: Work, patient_id: int) -> list[tuple[AnamnesisLink, str]]:
    """The links of a patient with the names of their questionnaires, the newest first."""
    work.require(Permission.RECORDS_READ)
    query = (
        select(AnamnesisLink, Questionnaire.name)
        .join(Questionnaire, (col(Questionnaire.tenant_id) == col(AnamnesisLink.tenant_id)) & (col(Questionnaire.id) == col(AnamnesisLink.questionnaire_id)))
        .where(AnamnesisLink.patient_id == patient_id)
        .order_by(col(AnamnesisLink.id).desc())
        .limit(50)
    )  # fmt: skip
    return [(row, name) for row, name in (await work.session.execute(query)).all()]


async def revoke(work: Work, link_id: int) -> AnamnesisLink:
    """The link opens no more; one that ended already stays what it is. Raises NotFound."""
    work.require(Permission.RECORDS_WRITE)
    query = select(AnamnesisLink).where(AnamnesisLink.id == (link_id if 0 < link_id <= BIGGEST_ID else -1)).with_for_update()
    row = (await work.session.execute(query.execution_options(populate_existing=True))).scalars().first()
    if row is None:
        raise NotFound
    if row.used_at is None and row.revoked_at is None:
        row.revoked_at = datetime.now(UTC)
        await work.session.flush()
        await audit.record(work, "revoke", "anamnesis_link", row.id, patient_id=row.patient_id)
    return row


def _visitor(token: str) -> Actor:
    """Whoever has the link: no role and no permission, only the wall of its clinic. Raises BadLink."""
    number, _, secret = token.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 19 and 20 <= len(secret) <= 100):
        raise BadLink(LinkState.UNKNOWN)
    return Actor(user_id=0, tenant_id=int(number))


async def _found(work: Work, token: str) -> tuple[AnamnesisLink, Clinic]:
    query = select(AnamnesisLink).where(AnamnesisLink.token_hash == tokens.digest(token)).with_for_update()
    row = (await work.session.execute(query.execution_options(populate_existing=True))).scalars().first()
    if row is None:
        raise BadLink(LinkState.UNKNOWN)
    if (state := state_of(row)) is not LinkState.READY:
        raise BadLink(state)
    clinic = await work.session.get_one(Clinic, row.tenant_id)
    work.actor = replace(work.actor, timezone=clinic.timezone, locale=clinic.language)
    return row, clinic


async def look(token: str) -> Offer:
    """What the page of a link shows. Raises BadLink."""
    async with start_work(_visitor(token)) as work:
        row, clinic = await _found(work, token)
        asked = await questionnaires.get(work, row.questionnaire_id)
        if not asked.is_active:
            raise BadLink(LinkState.REVOKED)
        if row.opened_at is None:
            row.opened_at = datetime.now(UTC)
            await audit.record(work, "open", "anamnesis_link", row.id, patient_id=row.patient_id)
        return Offer(clinic.name, await anamnesis.professional_name(work, row.professional_id), asked, clinic.language)


async def send(token: str, answers: Mapping[str, Any], *, agreed: bool) -> None:
    """Save what the patient answered; the link opens no more. Two at once: one is taken.

    Raises BadLink, Invalid beside `acuerdo` or `respuestas.CODE`, PaymentRequired.
    """
    async with start_work(_visitor(token)) as work:
        row, _clinic = await _found(work, token)
        await hooks.check_writable(work)
        asked = await questionnaires.get(work, row.questionnaire_id)
        if asked.consent and not agreed:
            raise Invalid(acuerdo=AGREE)
        reply = anamnesis.Reply(row.patient_id, asked.id, row.professional_id, answers, filled_by=FilledBy.PATIENT, consent=asked.consent)
        await anamnesis.save(work, reply)
        row.used_at = datetime.now(UTC)
        await work.session.flush()
