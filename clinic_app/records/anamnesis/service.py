"""Anamnesis: what a patient answered to a questionnaire. Each save is a version that nobody changes; the newest feeds the clinical profile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlmodel import col, select

from clinic_app.agenda import queries
from clinic_app.audit import service as audit
from clinic_app.core.database import Work
from clinic_app.core.errors import Conflict, Invalid, NotFound
from clinic_app.core.fields import REQUIRED, missing_key
from clinic_app.core.hooks import Happening
from clinic_app.core.i18n import N_
from clinic_app.core.permissions import Permission
from clinic_app.patients import service as patients
from clinic_app.patients.models import Patient
from clinic_app.records import profile
from clinic_app.records.anamnesis import answers as replies
from clinic_app.records.anamnesis import questionnaires
from clinic_app.records.anamnesis.models import Anamnesis, AnamnesisVersion, FilledBy, Questionnaire
from clinic_app.records.anamnesis.questionnaire import stored
from clinic_app.records.history.models import FactKind, FactSource

STALE = N_("Alguien guardó otra versión mientras tanto. Vuelve a cargarla y repite el cambio.")
_NAME = """
select btrim(coalesce(u.first_name, '') || ' ' || coalesce(u.last_name, ''))
from app.membership m join app.user_account u on u.id = m.user_id where m.tenant_id = (select app.tenant()) and m.id = %s"""
LIST = """
select a.id, a.questionnaire_id, v.name, a.version, a.professional_id, btrim(coalesce(u.first_name, '') || ' ' || coalesce(u.last_name, '')),
  v.filled_by, v.author_name, v.saved_at, a.patient_id
from app.anamnesis a
join app.anamnesis_version v on v.tenant_id = a.tenant_id and v.anamnesis_id = a.id and v.number = a.version
left join app.membership m on m.tenant_id = a.tenant_id and m.id = a.professional_id
left join app.user_account u on u.id = m.user_id
where a.tenant_id = (select app.tenant()) and a.patient_id = %s order by v.saved_at desc, a.id desc"""
_HAPPENED = """
select v.saved_at, a.id, v.name, v.author_name from app.anamnesis a
join app.anamnesis_version v on v.tenant_id = a.tenant_id and v.anamnesis_id = a.id
where a.tenant_id = (select app.tenant()) and a.patient_id = %(patient)s and (%(before)s::timestamptz is null or v.saved_at < %(before)s)
order by v.saved_at desc limit %(limit)s"""


class AnamnesisRow(NamedTuple):
    """One anamnesis of a patient, as its newest version is, in the order of LIST."""

    id: int
    questionnaire_id: int
    name: str
    version: int
    professional_id: int
    professional: str
    filled_by: str
    author: str
    saved_at: datetime
    patient_id: int


@dataclass(frozen=True)
class Reply:
    """What is saved. `seen`: the version that the person saw, to notice others' changes; `consent`: what a patient agreed to."""

    patient_id: int
    questionnaire_id: int
    professional_id: int | None
    answers: Mapping[str, Any]
    seen: int | None = None
    filled_by: FilledBy = FilledBy.STAFF
    consent: str = ""


async def check_professional(work: Work, asked: int | None) -> int:
    """Who answers for it: always said, and somebody who attends patients here. Raises Invalid."""
    if asked is None:
        raise Invalid(profesional=REQUIRED)
    (rows,) = await work.ask((queries.PROFESSIONAL, queries.professional_params(work.actor, asked)))
    if not rows:
        raise Invalid(profesional=missing_key(asked))
    return rows[0][0]


async def asked_of(work: Work, questionnaire_id: int) -> Questionnaire:
    """A questionnaire that can be answered. Raises Invalid."""
    try:
        found = await questionnaires.get(work, questionnaire_id)
    except NotFound:
        raise Invalid(cuestionario=missing_key(questionnaire_id)) from None
    if not found.is_active:
        raise Invalid(cuestionario=missing_key(questionnaire_id))
    return found


async def _held(work: Work, patient_id: int) -> Patient:
    """The patient, locked, so that two who save make two versions; whoever has her link may get here. Raises Invalid."""
    query = select(Patient).where(Patient.id == queries.safe_id(patient_id), col(Patient.is_active)).with_for_update()
    found = (await work.session.execute(query.execution_options(populate_existing=True))).scalars().first()
    if found is None:
        raise Invalid(paciente=missing_key(patient_id))
    return found


async def save(work: Work, reply: Reply) -> tuple[Anamnesis, AnamnesisVersion]:
    """A new version of what this patient answers to this questionnaire; the profile says what all her anamneses say now.

    Raises Invalid beside `paciente`, `cuestionario`, `profesional` or `respuestas.CODE`, Conflict when somebody else saved meanwhile.
    """
    if reply.filled_by is FilledBy.STAFF:
        work.require(Permission.RECORDS_WRITE)
    patient = await _held(work, reply.patient_id)
    professional_id = await check_professional(work, reply.professional_id)
    asked = await asked_of(work, reply.questionnaire_id)
    checked = replies.check(stored(asked.questions), reply.answers, work.today())
    if checked.problems:
        raise Invalid({f"respuestas.{code}": [sentence] for code, sentence in checked.problems.items()})
    row = await _row_of(work, patient.id, asked.id)
    if row is not None and reply.seen not in (None, row.version):
        raise Conflict(STALE)
    if row is None:
        row = Anamnesis(patient_id=patient.id, questionnaire_id=asked.id, professional_id=professional_id, version=0)
        work.session.add(row)
    row.version, row.professional_id, row.updated_at = row.version + 1, professional_id, datetime.now(UTC)
    await work.session.flush()
    version = AnamnesisVersion(
        anamnesis_id=row.id, number=row.version, name=asked.name, questions=asked.questions, answers=checked.answers, professional_id=professional_id,
        filled_by=reply.filled_by, author_id=work.actor.user_id or None, author_name=work.actor.name or patient.full_name, consent=reply.consent,
    )  # fmt: skip
    work.session.add(version)
    await work.session.flush()
    await _feed(work, patient.id, row.id)
    await audit.record(
        work,
        "create" if row.version == 1 else "edit",
        "anamnesis",
        row.id,
        {"version": row.version, "by": reply.filled_by.value},
        patient_id=patient.id,
    )
    return row, version


async def _row_of(work: Work, patient_id: int, questionnaire_id: int) -> Anamnesis | None:
    query = select(Anamnesis).where(Anamnesis.patient_id == patient_id, Anamnesis.questionnaire_id == questionnaire_id)
    query = query.order_by(col(Anamnesis.id).desc()).limit(1).with_for_update().execution_options(populate_existing=True)
    return (await work.session.execute(query)).scalars().first()


async def _feed(work: Work, patient_id: int, anamnesis_id: int) -> None:
    """What all anamneses of a patient say now becomes the part of her profile that comes from them."""
    query = (
        select(AnamnesisVersion)
        .join(Anamnesis, (col(Anamnesis.tenant_id) == col(AnamnesisVersion.tenant_id)) & (col(Anamnesis.id) == col(AnamnesisVersion.anamnesis_id)))
        .where(Anamnesis.patient_id == patient_id, col(Anamnesis.version) == col(AnamnesisVersion.number))
        .order_by(col(AnamnesisVersion.saved_at))
    )  # fmt: skip
    said: dict[str, list[str]] = {kind.value: [] for kind in FactKind}
    for version in (await work.session.execute(query)).scalars():
        for kind, texts in replies.facts(stored(version.questions), version.answers).items():
            said[kind] += [fact for text in texts for fact in profile.split_facts(text)]
    for kind, texts in said.items():
        await profile.put_facts(work, patient_id, kind, texts, profile.Source(FactSource.ANAMNESIS, anamnesis_id))


async def list_of(work: Work, patient_id: int) -> list[AnamnesisRow]:
    """The anamneses of a patient, the newest first; the trail keeps who looked. Raises NotFound."""
    work.require(Permission.RECORDS_READ)
    await patients.get(work, patient_id)
    await audit.record(work, "open", "anamnesis", None, patient_id=patient_id)
    (rows,) = await work.ask((LIST, (patient_id,)))
    return [AnamnesisRow(*row) for row in rows]


async def get(work: Work, anamnesis_id: int) -> Anamnesis:
    """One anamnesis, not opened yet. Raises NotFound."""
    query = select(Anamnesis).where(Anamnesis.id == queries.safe_id(anamnesis_id)).execution_options(populate_existing=True)
    row = (await work.session.execute(query)).scalars().first()
    if row is None:
        raise NotFound
    return row


async def versions(work: Work, anamnesis_id: int) -> tuple[Anamnesis, list[AnamnesisVersion]]:
    """An anamnesis with all its versions, the newest first; the trail keeps who looked. Raises NotFound."""
    work.require(Permission.RECORDS_READ)
    row = await get(work, anamnesis_id)
    query = select(AnamnesisVersion).where(AnamnesisVersion.anamnesis_id == row.id).order_by(col(AnamnesisVersion.number).desc())
    found = list((await work.session.execute(query)).scalars())
    await audit.record(work, "open", "anamnesis", row.id, patient_id=row.patient_id)
    return row, found


def numbered(found: list[AnamnesisVersion], number: int) -> AnamnesisVersion:
    """One version by its number. Raises NotFound."""
    version = next((each for each in found if each.number == number), None)
    if version is None:
        raise NotFound
    return version


def compare(old: AnamnesisVersion, new: AnamnesisVersion) -> list[replies.Difference]:
    """Two versions side by side."""
    return replies.compare((stored(old.questions), old.answers), (stored(new.questions), new.answers))


async def professional_name(work: Work, membership_id: int) -> str:
    """The name of who answers for it."""
    (rows,) = await work.ask((_NAME, (membership_id,)))
    return rows[0][0] if rows else ""


async def has(work: Work, patient_id: int, service_id: int) -> bool:
    """Whether a patient has an anamnesis: what a service that requires one asks. The driver only."""
    (rows,) = await work.ask(
        ("select 1 from app.anamnesis where tenant_id = (select app.tenant()) and patient_id = %s limit 1", (patient_id,))
    )
    return bool(rows)


async def happenings(work: Work, patient_id: int, before: datetime | None, limit: int) -> list[Happening]:
    """Each save, for those who may read it."""
    if Permission.RECORDS_READ not in work.actor.permissions:
        return []
    (rows,) = await work.ask((_HAPPENED, {"patient": patient_id, "before": before, "limit": limit}))  # type: ignore[arg-type]
    return [
        Happening("anamnesis", at, "{name}", name, detail=author, href=f"/patients/{patient_id}/anamnesis?anamnesis={key}") for at, key, name, author in rows
    ]  # fmt: skip
