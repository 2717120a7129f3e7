"""What is typed and not signed yet: one draft a person, patient and appointment, kept on the server while she types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from clinic_app.agenda import queries as agenda
from clinic_app.core.database import Work
from clinic_app.core.errors import Conflict, Invalid, NotFound
from clinic_app.core.fields import a_text, missing_key
from clinic_app.core.i18n import N_
from clinic_app.core.permissions import Permission
from clinic_app.patients import service as patients
from clinic_app.records.notes import queries as notes_queries
from clinic_app.records.notes.models import NoteDraft

LONGEST_VALUE = 10_000
KEPT = frozenset(
    (
        "fecha", "subjetivo", "objetivo", "analisis", "planificacion", "intervencion", "evaluacion", "temperatura", "frecuencia_cardiaca",
        "frecuencia_respiratoria", "presion_arterial", "saturacion_oxigeno", "glucosa_capilar", "peso_kg", "talla_cm",
        "diagnosticos_cie10_ids", "diagnosticos_nanda_ids",
    )
)  # fmt: skip
ELSEWHERE = N_("Este borrador se cambió en otra ventana. Vuelve a cargar la página para ver lo último que se guardó.")
OTHER_DRAFT = N_("Ya tienes otro borrador para esa cita. Fírmalo o descártalo primero.")
SIGNED = N_("Esta nota ya se firmó en otra ventana.")


@dataclass(frozen=True)
class Saving:
    """What a window sends: its values, the revision it last saw, its own name, the draft's token."""

    values: Any
    revision: int = 0
    tab: str = ""
    token: UUID | None = None
    appointment_id: int | None = None


async def find(work: Work, patient_id: int, appointment_id: int | None) -> NoteDraft | None:
    """The actor's draft about a patient, or about one appointment of hers."""
    work.require(Permission.RECORDS_READ)
    query = select(NoteDraft).where(
        NoteDraft.author_id == work.actor.user_id,
        NoteDraft.patient_id == patient_id,
        NoteDraft.appointment_id.is_not_distinct_from(appointment_id),  # type: ignore[union-attr]
    )
    return (await work.session.execute(query)).scalars().first()


async def any_of(work: Work, patient_id: int) -> NoteDraft | None:
    """The draft about a patient that the actor saved last, whichever appointment it is about."""
    work.require(Permission.RECORDS_READ)
    query = select(NoteDraft).where(NoteDraft.author_id == work.actor.user_id, NoteDraft.patient_id == patient_id)
    found = (await work.session.execute(query)).scalars().all()
    return max(found, key=lambda draft: draft.updated_at) if found else None


async def save(work: Work, patient_id: int, saving: Saving) -> NoteDraft:
    """Keep what was typed. Raises NotFound, Invalid; Conflict when another window saved in between, or the note is signed already.

    The window that saved last may always save again: it may not have heard the answer. A draft is known by its token, so it may
    move to another appointment.
    """
    work.require(Permission.RECORDS_WRITE)
    await patients.get(work, patient_id)
    content = _content(saving.values)
    if saving.token and await notes_queries.by_token(work, saving.token):
        raise Conflict(SIGNED)
    if saving.appointment_id is not None:
        await _check_appointment(work, patient_id, saving.appointment_id)
    draft = await _by_token(work, patient_id, saving.token) or await find(work, patient_id, saving.appointment_id)
    if draft is None:
        return await _first(work, patient_id, saving, content)
    if (draft.content, draft.appointment_id) == (content, saving.appointment_id):
        return draft
    if draft.revision != saving.revision and draft.tab != saving.tab:
        raise Conflict(ELSEWHERE)
    return await _rewrite(work, draft, saving, content)


async def _by_token(work: Work, patient_id: int, token: UUID | None) -> NoteDraft | None:
    if token is None:
        return None
    query = select(NoteDraft).where(NoteDraft.token == token, NoteDraft.author_id == work.actor.user_id, NoteDraft.patient_id == patient_id)
    return (await work.session.execute(query)).scalars().first()


async def _rewrite(work: Work, draft: NoteDraft, saving: Saving, content: dict[str, str]) -> NoteDraft:
    try:
        async with work.session.begin_nested():
            draft.content, draft.tab, draft.appointment_id = content, saving.tab, saving.appointment_id
            draft.revision, draft.updated_at = draft.revision + 1, datetime.now(UTC)
            await work.session.flush()
    except IntegrityError:
        raise Conflict(OTHER_DRAFT) from None
    return draft


async def discard(work: Work, patient_id: int, appointment_id: int | None) -> None:
    """Throw a draft away; one that is not there is fine."""
    work.require(Permission.RECORDS_WRITE)
    if draft := await find(work, patient_id, appointment_id):
        await work.session.delete(draft)
        await work.session.flush()


async def discard_token(work: Work, token: UUID) -> None:
    """Throw the actor's draft with this token away; one that is not there is fine."""
    work.require(Permission.RECORDS_WRITE)
    query = select(NoteDraft).where(NoteDraft.token == token, NoteDraft.author_id == work.actor.user_id)
    if draft := (await work.session.execute(query)).scalars().first():
        await work.session.delete(draft)
        await work.session.flush()


async def _first(work: Work, patient_id: int, saving: Saving, content: dict[str, str]) -> NoteDraft:
    draft = NoteDraft(
        author_id=work.actor.user_id, patient_id=patient_id, appointment_id=saving.appointment_id, token=saving.token or uuid4(),
        content=content, tab=saving.tab, updated_at=datetime.now(UTC),
    )  # fmt: skip
    try:
        async with work.session.begin_nested():
            work.session.add(draft)
            await work.session.flush()
    except IntegrityError:  # another window was a moment faster
        raise Conflict(ELSEWHERE) from None
    return draft


async def _check_appointment(work: Work, patient_id: int, appointment_id: int) -> None:
    try:
        hers = (await agenda.one(work, appointment_id)).patient_id == patient_id
    except NotFound:
        hers = False
    if not hers:
        raise Invalid(cita=missing_key(appointment_id))


def _content(values: Any) -> dict[str, str]:
    """What the form holds, as it was typed: a draft may be wrong, it is judged when it is signed."""
    if not isinstance(values, Mapping):
        raise Invalid(valores="Se esperaba un objeto con los campos de la nota.")
    read, problems, kept = a_text(LONGEST_VALUE), {}, {}
    for name in KEPT & set(values):
        try:
            raw = values[name]
            text = raw if isinstance(raw, str) else read(raw) if raw is not None else ""
            read(text)
            if text:
                kept[name] = text
        except ValueError as error:
            problems[name] = [error.args[0]]
    if problems:
        raise Invalid(problems)
    return kept
