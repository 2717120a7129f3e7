"""The notes of a patient: the list, and the one that is open."""

from dataclasses import dataclass, field
from typing import Any

import reflex as rx

from clinic_app.access import live
from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.core.database import Actor, Work
from clinic_app.core.errors import NotFound
from clinic_app.core.fields import parse, path_id
from clinic_app.core.permissions import Permission
from clinic_app.patients.age import age_on
from clinic_app.patients.rows import local_iso
from clinic_app.patients.service import get as patient_of
from clinic_app.records.notes import addenda as note_addenda
from clinic_app.records.notes import service as notes
from clinic_app.records.notes.models import SECTIONS, VITALS
from clinic_app.records.notes.queries import NoteRow
from clinic_app.records.notes.vitals import unusual
from clinic_app.records.notes.wire import ADDENDUM_RULES, LONGEST_SECTION, VOID_RULES
from clinic_app.records.notes.words import SECTION_WORDS, VITAL_WORDS, vitals_said
from clinic_app.ui.i18n import N_
from clinic_app.ui.toasts import notify

P = Permission
PREVIEW = 220
WATCHED = ("clinical_note",)


@dataclass
class NoteLine:
    """A note as the list shows it."""

    id: int
    at: str
    author: str
    service: str
    preview: str
    codes: list[str]
    vitals: str
    addenda: int
    version: int
    voided: bool


@dataclass
class Part:
    """A section, a vital sign, a diagnosis: its mark, its word, its text. `odd`: unusual for the age."""

    mark: str
    word: str
    text: str
    odd: bool = False


@dataclass
class Said:
    """An addendum, or a version: who signed what, and when."""

    number: int
    author: str
    at: str
    text: str


@dataclass
class NoteView:
    """The open note."""

    id: int = 0
    at: str = ""
    author: str = ""
    license: str = ""
    signed: str = ""
    service: str = ""
    version: int = 1
    voided: bool = False
    void_reason: str = ""
    sections: list[Part] = field(default_factory=list)
    vitals: list[Part] = field(default_factory=list)
    diagnoses: list[Part] = field(default_factory=list)
    addenda: list[Said] = field(default_factory=list)
    versions: list[Said] = field(default_factory=list)


def line_of(row: NoteRow, actor: Actor) -> NoteLine:
    """A note as a line of the list: its sections in one text."""
    version = row.version
    words = " · ".join(text for name in SECTIONS if (text := getattr(version, name).strip()))
    return NoteLine(
        id=row.note.id, at=local_iso(version.at, actor.tz), author=row.note.author_name, service=row.service or "",
        preview=words[:PREVIEW] + ("…" if len(words) > PREVIEW else ""), codes=[each["codigo"] for each in (*version.icd10, *version.nursing)],
        vitals=" · ".join(value for _word, value in vitals_said(version)), addenda=row.addenda, version=row.note.version, voided=row.note.voided_at is not None,
    )  # fmt: skip


def _sections(version: Any) -> list[Part]:
    return [Part(letter, word, text) for name, (letter, word) in SECTION_WORDS.items() if (text := getattr(version, name))]


async def view_of(work: Work, patient_id: int, row: NoteRow) -> NoteView:
    """A note opened: every section, the vital signs judged by age, versions and addenda. Raises NotFound."""
    note, version = row.note, row.version
    versions, addenda = await notes.history_of(work, patient_id, note.id)
    born = (await patient_of(work, patient_id)).birth_date
    values = {name: getattr(version, name) for name in VITALS}
    odd = {
        VITAL_WORDS["pressure" if one.attribute in ("systolic", "diastolic") else one.attribute]
        for one in unusual(values, age_on(born, version.at.astimezone(work.tz).date()), await notes.altitude(work))
    }
    diagnoses = [Part("CIE-10", each["codigo"], each["descripcion"]) for each in version.icd10] + [
        Part("", each["codigo"], each["etiqueta"]) for each in version.nursing
    ]
    older = [
        Said(
            each.number,
            each.author_name,
            local_iso(each.signed_at, work.tz),
            "\n".join(f"{part.mark}: {part.text}" for part in _sections(each)),
        )
        for each in versions[1:]
    ]
    return NoteView(
        id=note.id, at=local_iso(version.at, work.tz), author=note.author_name, license=note.author_license, signed=local_iso(note.created_at, work.tz),
        service=row.service or "", version=note.version, voided=note.voided_at is not None, void_reason=note.void_reason, sections=_sections(version),
        vitals=[Part("", word, value, word in odd) for word, value in vitals_said(version)], diagnoses=diagnoses,
        addenda=[Said(each.id, each.author_name, local_iso(each.signed_at, work.tz), each.text) for each in addenda], versions=older,
    )  # fmt: skip


class NotesState(ClinicState):
    """The list of a patient's notes, and one of them in a dialog."""

    rows: list[NoteLine] = []
    ready: bool = False
    failed: bool = False  # the guard says so when the database is away
    can_write: bool = False
    dialog: str = ""  # note, void
    view: NoteView = NoteView()
    errors: dict[str, str] = {}
    box: int = 0  # makes the addendum's field anew
    typed: str = ""  # of an addendum, when the note was opened
    _patient: int = 0

    @rx.event
    @clinic_event(P.RECORDS_READ)
    async def load(self, work: Work) -> None:
        """The page was opened; `?nota=ID` opens one of them. The head says when there is no such patient."""
        self.dialog, self.view, self.failed = "", NoteView(), False
        self.can_write = P.RECORDS_WRITE in work.actor.permissions
        try:
            self._patient = path_id(str(self.patient_id))  # type: ignore[attr-defined]
            await self._read(work)
            asked = self.router.url.query_parameters.get("nota", "")
            if asked:
                await self._open(work, path_id(asked))
        except NotFound:
            if not self.ready:
                self._patient, self.rows = 0, []
        live.watch(self, work.actor.tenant_id or 0, WATCHED, NotesState.refresh)

    @rx.event
    @clinic_event(P.RECORDS_READ)
    async def refresh(self, work: Work) -> None:
        """Somebody signed something."""
        if self._patient:
            await self._read(work)

    async def _read(self, work: Work) -> None:
        self.rows = [line_of(row, work.actor) for row in await notes.listed(work, self._patient, voided=True)]
        self.ready = True

    async def _open(self, work: Work, note_id: int, *, again: bool = False) -> None:
        row = await notes.row_of(work, self._patient, note_id) if again else await notes.get(work, self._patient, note_id)
        self.view, self.dialog, self.errors = await view_of(work, self._patient, row), "note", {}
        self.typed, self.box = await note_addenda.draft(work, note_id), self.box + 1

    @rx.event
    @clinic_event(P.RECORDS_READ)
    async def show(self, work: Work, note_id: int) -> None:
        """Open a note; the trail keeps who did."""
        await self._open(work, note_id)

    @rx.event
    @clinic_event(P.ACCOUNT_SELF, transaction=False)
    async def close(self, actor: Actor) -> None:
        self.dialog = "note" if self.dialog == "void" else ""

    @rx.event
    @clinic_event(P.RECORDS_WRITE)
    async def add(self, work: Work, data: dict[str, Any]) -> None:
        """Sign an addendum to the open note."""
        await notes.add_addendum(work, self._patient, self.view.id, **parse(data, ADDENDUM_RULES))
        await self._open(work, self.view.id, again=True)
        await self._read(work)
        await notify(self, N_("Adenda firmada"))

    @rx.event
    @clinic_event(P.RECORDS_WRITE)
    async def keep(self, work: Work, note_id: int, text: str) -> None:
        """Keep what is typed of an addendum: closing the note, or the browser, does not lose it."""
        await note_addenda.keep(work, self._patient, note_id, text[:LONGEST_SECTION].replace("\0", ""))

    @rx.event
    @clinic_event(P.RECORDS_WRITE, transaction=False)
    async def ask_void(self, actor: Actor) -> None:
        self.dialog = "void"

    @rx.event
    @clinic_event(P.RECORDS_WRITE)
    async def void(self, work: Work, data: dict[str, Any]) -> None:
        """Declare the open note void."""
        await notes.void(work, self._patient, self.view.id, parse(data, VOID_RULES).get("reason", ""))
        await self._open(work, self.view.id, again=True)
        await self._read(work)
        await notify(self, N_("Nota anulada"))
