"""Notes on paper: one of them, or the whole record of a patient. What is needed is read first; the drawing runs in a thread."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import col, select

from clinic_app.access.models import UserAccount
from clinic_app.audit import service as audit
from clinic_app.clinics import service as clinics
from clinic_app.core.database import Work
from clinic_app.core.i18n import N_, translate
from clinic_app.core.pdf import Letterhead, Sheet
from clinic_app.core.permissions import Permission
from clinic_app.core.storage import picture
from clinic_app.patients import service as patients
from clinic_app.patients.age import age_on, age_text
from clinic_app.patients.identity import shown_number
from clinic_app.patients.models import Patient
from clinic_app.records import profile
from clinic_app.records.history.models import ClinicalHistory
from clinic_app.records.notes import queries as notes_queries
from clinic_app.records.notes.models import NoteAddendum
from clinic_app.records.notes.queries import NoteRow
from clinic_app.records.notes.words import SECTION_WORDS, vitals_said

HISTORY_WORDS = {
    "birth_weight_g": N_("Peso al nacer (g)"), "birth_length_cm": N_("Talla al nacer (cm)"), "birth_head_cm": N_("Perímetro cefálico al nacer (cm)"),
    "gestation_weeks": N_("Semanas de gestación"), "delivery": N_("Tipo de parto"), "apgar_1": N_("Apgar al minuto"), "apgar_5": N_("Apgar a los 5 minutos"),
    "feeding": N_("Alimentación"), "personal": N_("Antecedentes personales"), "family": N_("Antecedentes familiares"), "perinatal": N_("Antecedentes perinatales"),
    "notes": N_("Observaciones"),
}  # fmt: skip
LONGEST_NAME = 44  # of the foot's one line
LONG_FACTS = ("personal", "family", "perinatal", "notes")
ALARM = (176, 30, 34)
Say = Callable[..., str]


@dataclass(frozen=True)
class Signed:
    """A note with what is drawn around it."""

    row: NoteRow
    addenda: Sequence[NoteAddendum]
    stamp: bytes | None
    at: datetime  # in the clinic's time


@dataclass(frozen=True)
class Paper:
    """All that a print needs; nothing of it is asked for later."""

    head: Letterhead
    patient: Patient
    age: str
    history: ClinicalHistory | None
    allergies: Sequence[str]
    say: Say
    notes: Sequence[Signed] = field(default_factory=list)


async def _paper(work: Work, patient_id: int, rows: Sequence[NoteRow]) -> Paper:
    clinic, patient = await clinics.current(work), await patients.get(work, patient_id)

    def say(text: str, **values: object) -> str:
        return translate(clinic.language, text, **values)

    place = ", ".join(part for part in (clinic.address, clinic.district) if part)
    lines = [line for line in (place, " · ".join(part for part in (clinic.phone, clinic.tax_id) if part)) if line]
    printed = say(N_("Impreso por {name} el {date}"), name=work.actor.name, date=f"{datetime.now(work.tz):%d/%m/%Y %H:%M}")
    query = select(ClinicalHistory).where(ClinicalHistory.patient_id == patient_id, col(ClinicalHistory.is_active))
    history = (await work.session.execute(query)).scalars().first()
    whose = " · ".join(
        part for part in (patient.full_name[:LONGEST_NAME], history.number if history else "") if part
    )  # a loose sheet says it too
    head = Letterhead(clinic.name, lines, await picture(clinic.logo), f"{whose} · {printed}", say(N_("Página {page} de {pages}")))
    stamps, added = await _stamps(work, {row.note.author_id for row in rows}), defaultdict(list)
    for addendum in await notes_queries.addenda(work, *(row.note.id for row in rows if row.addenda)):
        added[addendum.note_id].append(addendum)
    signed = [Signed(row, added[row.note.id], stamps.get(row.note.author_id), row.version.at.astimezone(work.tz)) for row in rows]
    allergies = await profile.allergies(work, patient_id)
    return Paper(head, patient, say(age_text(age_on(patient.birth_date, work.today()))), history, allergies, say, signed)


async def _stamps(work: Work, authors: set[int]) -> dict[int, bytes | None]:
    query = select(UserAccount.id, UserAccount.signature_stamp).where(col(UserAccount.id).in_(authors))
    return {key: await picture(stamp) for key, stamp in (await work.session.execute(query)).all()}


async def one_note(work: Work, patient_id: int, note_id: int) -> bytes:
    """A note as PDF; that it was printed is kept in the trail. Raises NotFound."""
    work.require(Permission.RECORDS_READ)
    paper = await _paper(work, patient_id, [await notes_queries.one(work, patient_id, note_id)])
    await audit.record(work, "print", "clinical_note", note_id, patient_id=patient_id)
    return await asyncio.to_thread(_draw_note, paper)


async def whole_record(work: Work, patient_id: int) -> bytes:
    """The record as PDF: history, allergies, every note with its addenda, oldest first. Raises NotFound."""
    work.require(Permission.RECORDS_READ)
    paper = await _paper(work, patient_id, (await notes_queries.of_patient(work, patient_id, voided=True))[::-1])
    await audit.record(work, "print", "clinical_history", None, {"notes": len(paper.notes)}, patient_id=patient_id)
    return await asyncio.to_thread(_draw_record, paper)


def _draw_note(paper: Paper) -> bytes:
    sheet = Sheet(paper.head, paper.say(N_("Nota SOAPIE")))
    sheet.heading(paper.say(N_("Nota SOAPIE")))
    _patient(sheet, paper)
    _note(sheet, paper, paper.notes[0])
    return sheet.bytes()


def _draw_record(paper: Paper) -> bytes:
    say = paper.say
    sheet = Sheet(paper.head, say(N_("Historia clínica")))
    sheet.heading(say(N_("Historia clínica")))
    _patient(sheet, paper)
    _history(sheet, paper)
    sheet.heading(say(N_("Notas SOAPIE")), 12)
    if not paper.notes:
        sheet.paragraph(say(N_("Sin notas.")))
    for signed in paper.notes:
        _note(sheet, paper, signed)
        sheet.rule()
    return sheet.bytes()


def _patient(sheet: Sheet, paper: Paper) -> None:
    patient, say = paper.patient, paper.say
    pairs = [
        (say(N_("Paciente")), patient.full_name),
        (say(N_("Documento")), f"{patient.document_type.upper()} {shown_number(patient.document_type, patient.document_number)}"),
        (say(N_("Nacimiento")), f"{patient.birth_date:%d/%m/%Y} ({paper.age})"),
        (say(N_("Sexo")), say(N_("Femenino")) if patient.sex == "F" else say(N_("Masculino"))),
        (say(N_("Grupo sanguíneo")), say(N_("No determinado")) if patient.blood_group == "ND" else patient.blood_group),
    ]
    if paper.history is not None:
        pairs.append((say(N_("Historia clínica")), paper.history.number))
    sheet.facts(pairs)
    if paper.allergies:
        sheet.paragraph(f"{say(N_('Alergias'))}: {' · '.join(paper.allergies)}", bold=True, color=ALARM)
    sheet.rule()


def _history(sheet: Sheet, paper: Paper) -> None:
    history, say = paper.history, paper.say
    if history is None:
        return
    values = {name: getattr(history, name) for name in HISTORY_WORDS}
    given = {name: str(value) for name, value in values.items() if value not in (None, "")}
    sheet.facts([(say(HISTORY_WORDS[name]), value) for name, value in given.items() if name not in LONG_FACTS])
    for name in LONG_FACTS:
        if name in given:
            sheet.labelled(say(HISTORY_WORDS[name]), given[name])
    if given:
        sheet.rule()


def _note(sheet: Sheet, paper: Paper, signed: Signed) -> None:
    note, version, say = signed.row.note, signed.row.version, paper.say
    title = f"{signed.at:%d/%m/%Y %H:%M}" + (f" · {signed.row.service}" if signed.row.service else "")
    sheet.heading(title, 11)
    if note.voided_at is not None:
        sheet.paragraph(say(N_("NOTA ANULADA")) + (f": {note.void_reason}" if note.void_reason else ""), bold=True)
    if note.version > 1:
        sheet.paragraph(say(N_("Versión {n}, corregida por {name}"), n=note.version, name=version.author_name), size=8.5)
    sheet.facts(vitals_said(version, say))
    for name, (letter, word) in SECTION_WORDS.items():
        if text := getattr(version, name):
            sheet.labelled(f"{letter} · {say(word)}", text)
    for word, rows, label in (
        (N_("Diagnósticos CIE-10"), version.icd10, "descripcion"),
        (N_("Diagnósticos de enfermería"), version.nursing, "etiqueta"),
    ):
        if rows:
            sheet.labelled(say(word), "\n".join(f"{each['codigo']}  {each[label]}" for each in rows))
    zone = signed.at.tzinfo
    for added in signed.addenda:
        sheet.labelled(
            say(N_("Adenda de {name}, {date}"), name=added.author_name, date=f"{added.signed_at.astimezone(zone):%d/%m/%Y %H:%M}"),
            added.text,
        )
    when = say(N_("Firmada el {date}"), date=f"{note.created_at.astimezone(zone):%d/%m/%Y %H:%M}")
    sheet.signature(note.author_name, " · ".join(part for part in (note.author_license, when) if part), signed.stamp)
