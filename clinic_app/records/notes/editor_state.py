"""The note that is being written: where it begins, and its signing. While it is typed the browser itself keeps the draft (assets/notes.js)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import reflex as rx

from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.agenda import queries as agenda
from clinic_app.agenda.models import Status
from clinic_app.core.database import Actor, Work
from clinic_app.core.errors import Invalid, NotFound
from clinic_app.core.fields import parse, path_id
from clinic_app.core.i18n import translate
from clinic_app.core.permissions import Permission
from clinic_app.patients import service as patients
from clinic_app.patients.age import age_on
from clinic_app.records.diagnoses import service as diagnoses
from clinic_app.records.diagnoses.models import System
from clinic_app.records.notes import drafts as note_drafts
from clinic_app.records.notes import phrases as note_phrases
from clinic_app.records.notes import service as notes
from clinic_app.records.notes.models import NoteDraft
from clinic_app.records.notes.state import NotesState
from clinic_app.records.notes.vitals import NAMES, number, usual
from clinic_app.records.notes.wire import NOTE_RULES, SECTION_NAMES, note_values
from clinic_app.ui import routes
from clinic_app.ui.i18n import N_, language_of
from clinic_app.ui.toasts import notify

P = Permission
MOST_VISITS = 8
PRESSURE = "presion_arterial"
GONE = (Status.CANCELLED, Status.NO_SHOW)


@dataclass
class Visit:
    """An appointment that the note may belong to."""

    value: str
    label: str


@dataclass
class Desk:
    """What the form begins with. `prefix` and `token` name the copy that the browser keeps."""

    open: bool = False
    box: str = ""  # another one for each opening: the form is made anew
    patient: int = 0
    person: int = 0
    token: str = ""
    revision: int = 0
    latest: str = ""  # no later than this
    texts: dict[str, str] = field(default_factory=dict)
    icd10: list[dict[str, Any]] = field(default_factory=list)
    nursing: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Phrase:
    """What a shortcut stands for."""

    shortcut: str
    title: str
    text: str
    sections: dict[str, str]


@dataclass
class Aids:
    """What helps while writing: phrases, the last note, the usual vital signs of the age."""

    phrases: list[Phrase] = field(default_factory=list)
    previous: dict[str, str] = field(default_factory=dict)
    ranges: dict[str, list[float]] = field(default_factory=dict)


def ids_of(text: str) -> list[int]:
    """The ids in a hidden field of the form; what is none is left out."""
    return [int(part) for part in text.split(",") if part.isdecimal() and len(part) < 19]


async def _visits(work: Work, patient_id: int, asked: int | None) -> list[agenda.Row]:
    """Her last appointments, today's too; and the one that was asked for, also one that begins before its day or is from long ago."""
    rows = await agenda.list_range(work.actor, agenda.Filters(patient_id=patient_id, until=work.today(), without=GONE))
    shown = rows[::-1][:MOST_VISITS]
    if asked is None or any(row.id == asked for row in shown):
        return shown
    try:
        row = await agenda.one(work, asked)
    except NotFound:
        return shown
    return [row, *shown] if row.patient_id == patient_id else shown


class NoteEditorState(ClinicState):
    """The form of a new note."""

    desk: Desk = Desk()
    aids: Aids = Aids()
    visits: list[Visit] = []
    errors: dict[str, str] = {}
    round: int = 0  # grows with each answer to "sign"
    gone: str = ""  # the token of a draft that the browser may forget
    asking: bool = False  # whether the draft may be thrown away
    waiting: bool = False  # a draft about this patient that is not open

    @rx.event
    @clinic_event(P.RECORDS_READ)
    async def load(self, work: Work) -> None:
        """`?cita=ID` or `?nueva=1` begin a note; a draft that was left goes on by itself."""
        self.desk, self.errors, self.gone, self.asking, self.waiting = Desk(), {}, "", False, False
        if P.RECORDS_WRITE not in work.actor.permissions:
            return
        try:
            patient_id = path_id(str(self.patient_id))  # type: ignore[attr-defined]
            query = self.router.url.query_parameters
            asked = query.get("cita", "")
            appointment = path_id(asked) if asked else None
            if appointment is not None or query.get("nueva") or await note_drafts.any_of(work, patient_id):
                await self._begin(work, patient_id, appointment)
        except NotFound:  # no such patient: the head says so
            return

    async def _begin(self, work: Work, patient_id: int, appointment: int | None) -> None:
        draft = await note_drafts.find(work, patient_id, appointment) if appointment else await note_drafts.any_of(work, patient_id)
        visits = await _visits(work, patient_id, draft.appointment_id if draft else appointment)
        if draft is None and appointment is None:
            appointment = _now_seen(visits, work)
            draft = await note_drafts.find(work, patient_id, appointment)
        elif draft is not None:
            appointment = draft.appointment_id
        known = [Visit(str(row.id), f"{row.starts_at.astimezone(work.tz):%d/%m/%Y %H:%M} · {row.service_name}") for row in visits]
        if appointment is not None and all(each.value != str(appointment) for each in known):
            appointment = None  # another patient's
        self.visits, self.errors, self.round = known, {}, 0
        self.desk = await self._desk(work, patient_id, appointment, draft)
        self.aids = await self._aids(work, patient_id)

    async def _desk(self, work: Work, patient_id: int, appointment: int | None, draft: NoteDraft | None) -> Desk:
        now = f"{datetime.now(work.tz):%Y-%m-%dT%H:%M}"
        content = dict(draft.content) if draft else {"fecha": now}
        desk = Desk(
            open=True, box=uuid4().hex, patient=patient_id, person=work.actor.user_id, token=str(draft.token if draft else uuid4()), revision=draft.revision if draft else 0, latest=now,
            texts={"cita": str(appointment or ""), "fecha": now} | content,
        )  # fmt: skip
        for system, name in ((System.ICD10, "cie10"), (System.NURSING, "nanda")):
            rows = await diagnoses.by_ids(work, system, ids_of(content.get(f"diagnosticos_{name}_ids", "")))
            chosen = [{"id": row.id, "codigo": row.code, "texto": row.label} for row in rows]
            desk.icd10, desk.nursing = (chosen, desk.nursing) if system is System.ICD10 else (desk.icd10, chosen)
        return desk

    async def _aids(self, work: Work, patient_id: int) -> Aids:
        language = await language_of(self)
        found = await note_phrases.at_hand(work, lambda text: translate(language, text))
        last, patient = await notes.latest(work, patient_id), await patients.get(work, patient_id)
        ranges = usual(age_on(patient.birth_date, work.today()), await notes.altitude(work))
        return Aids(
            phrases=[Phrase(one.shortcut, one.title or one.shortcut, one.text, one.sections) for one in found],
            previous={wire: getattr(last.version, name) for name, wire in SECTION_NAMES.items()} if last else {},
            ranges={NAMES[name]: [float(number(least)), float(number(most))] for name, (least, most) in ranges.items()},
        )

    @rx.event
    @clinic_event(P.RECORDS_WRITE)
    async def begin(self, work: Work) -> None:
        """Begin a note, or go on with the draft that was left."""
        await self._begin(work, path_id(str(self.patient_id)), None)  # type: ignore[attr-defined]

    @rx.event
    @clinic_event(P.RECORDS_WRITE)
    async def sign(self, work: Work, values: dict[str, Any]) -> Any:
        """Sign what the form holds; a second time it is found signed. The draft is gone then."""
        self.errors, token = {}, UUID(self.desk.token) if self.desk.token else None
        if (sent := str(values.pop("clave", ""))) and sent != self.desk.token:
            token = _uuid(sent)
        given = note_values(parse(values, NOTE_RULES))
        try:
            await notes.sign(work, self.desk.patient, given, token=token)
        except Invalid as error:
            raise Invalid(_beside_pressure(error)) from error
        self.gone, patient_id, self.desk, self.waiting = str(token), self.desk.patient, Desk(), False
        await notify(self, N_("Nota firmada"))
        if self.router.url.query_parameters:
            return rx.redirect(str(routes.patient_part(patient_id, routes.PATIENT_NOTES)), replace=True)
        return NotesState.refresh

    @rx.event
    @clinic_event(P.ACCOUNT_SELF, transaction=False)
    async def answered(self, actor: Actor) -> None:
        """The signing is over, well or not: the button works again."""
        self.round += 1

    @rx.event
    @clinic_event(P.RECORDS_READ)
    async def close(self, work: Work) -> None:
        """Put the note aside; its draft stays."""
        patient_id, self.desk, self.errors = self.desk.patient, Desk(), {}
        self.waiting = await note_drafts.any_of(work, patient_id) is not None if patient_id else False

    @rx.event
    @clinic_event(P.ACCOUNT_SELF, transaction=False)
    async def ask_discard(self, actor: Actor, ask: bool) -> None:
        self.asking = ask

    @rx.event
    @clinic_event(P.RECORDS_WRITE)
    async def discard(self, work: Work) -> None:
        """Throw the draft away."""
        await note_drafts.discard_token(work, _uuid(self.desk.token))
        self.gone, self.desk, self.asking, self.errors, self.waiting = self.desk.token, Desk(), False, {}, False
        await notify(self, N_("Borrador descartado"))


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None


def _now_seen(visits: list[agenda.Row], work: Work) -> int | None:
    """The appointment that is being attended, or the one of today nearest to now."""
    now = datetime.now(work.tz)
    today = [row for row in visits if row.starts_at.astimezone(work.tz).date() == work.today()]
    busy = [row for row in today if row.status == Status.IN_PROGRESS] or today
    return min(busy, key=lambda row: abs(row.starts_at - now), default=None).id if busy else None  # type: ignore[union-attr]


def _beside_pressure(error: Invalid) -> dict[str, list[str]]:
    """The form has one field for both pressures."""
    fields = dict(error.fields or {})
    for name in ("presion_sistolica", "presion_diastolica"):
        if name in fields:
            fields.setdefault(PRESSURE, fields.pop(name))
    return fields
