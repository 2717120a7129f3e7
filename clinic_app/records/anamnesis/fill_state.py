"""A questionnaire that a member of the clinic fills in, and the versions of one that was filled."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.core.database import Actor, Work
from clinic_app.core.errors import Invalid, NotFound
from clinic_app.core.fields import path_id
from clinic_app.core.i18n import N_
from clinic_app.core.permissions import Permission
from clinic_app.patients.rows import local_iso
from clinic_app.records.anamnesis import answer_rows, questionnaires
from clinic_app.records.anamnesis import service as anamnesis
from clinic_app.records.anamnesis.answer_rows import AnswerField
from clinic_app.records.anamnesis.questionnaire import stored
from clinic_app.records.anamnesis.state import AnamnesisState
from clinic_app.records.head_state import PatientHeadState, load_head
from clinic_app.ui.toasts import notify

P = Permission
FILL = "fill_"


class FillState(ClinicState):
    """The form of one questionnaire of the patient that is open."""

    is_open: bool = False
    title: str = ""
    rows: list[AnswerField] = []
    values: dict[str, str] = {}
    errors: dict[str, str] = {}
    round: int = 0  # a new form each time: the browser keeps what was typed in the old one
    _asked: int = 0
    _seen: int = 0
    _patient: int = 0
    _questions: list[dict[str, Any]] = []

    @rx.event
    @clinic_event(P.RECORDS_WRITE)
    async def begin(self, work: Work, questionnaire_id: str) -> None:
        """The questions as they are asked now, with what she answered last."""
        self._patient = (await self.get_state(AnamnesisState))._patient
        asked = await questionnaires.get(work, path_id(questionnaire_id))
        last = next((row for row in await anamnesis.list_of(work, self._patient) if row.questionnaire_id == asked.id), None)
        answers = (await anamnesis.versions(work, last.id))[1][0].answers if last else {}
        self._asked, self._seen, self._questions = asked.id, last.version if last else 0, asked.questions
        professional = str(last.professional_id if last else work.actor.membership_id or "")
        self.title, self.values, self.errors = asked.name, {FILL + "profesional": professional}, {}
        self.rows, self.is_open, self.round = answer_rows.fields_of(stored(asked.questions), answers), True, self.round + 1

    @rx.event
    @clinic_event(P.RECORDS_WRITE, transaction=False)
    async def answer(self, actor: Actor, code: str, value: str) -> None:
        """A choice, on which other questions may depend."""
        rows = list(self.rows)
        answer_rows.choose(stored(self._questions), rows, code, value)
        self.rows = rows

    @rx.event
    @clinic_event(P.RECORDS_READ, transaction=False)
    async def close(self, actor: Actor) -> None:
        self.is_open = False

    @rx.event
    @clinic_event(P.RECORDS_WRITE)
    async def save(self, work: Work, data: dict[str, Any]) -> Any:
        """One more version."""
        self.errors, self.rows = {}, answer_rows.put_errors(list(self.rows), {})
        key = str(data.get(FILL + "profesional") or "")
        said = answer_rows.all_answers(self.rows, data)
        reply = anamnesis.Reply(
            self._patient, self._asked, int(key) if key.isdecimal() and len(key) < 19 else None, said, seen=self._seen or None
        )
        try:
            await anamnesis.save(work, reply)
        except Invalid as wrong:
            self.rows = answer_rows.put_errors(list(self.rows), wrong.fields or {})
            shown = {FILL + name: messages for name, messages in (wrong.fields or {}).items() if not name.startswith("respuestas.")}
            await notify(self, N_("Revisa las respuestas marcadas"), "bad")
            if shown:
                raise Invalid(shown) from wrong
            return None  # nothing was written yet
        self.is_open = False
        head = await self.get_state(PatientHeadState)
        head.head = await load_head(work, self._patient, opening=False)
        await notify(self, N_("Anamnesis guardada"))
        return AnamnesisState.refresh()


@dataclass
class VersionPick:
    """A version: when and by whom."""

    value: str
    at: str
    author: str


@dataclass
class DifferenceRow:
    label: str
    before: str
    after: str
    changed: bool


class VersionsState(ClinicState):
    """Two versions of an anamnesis side by side; the same twice shows it alone."""

    is_open: bool = False
    title: str = ""
    versions: list[VersionPick] = []
    left: str = ""
    right: str = ""
    rows: list[DifferenceRow] = []
    consent: str = ""
    _key: int = 0

    async def _compare(self, work: Work, left: int, right: int) -> None:
        row, found = await anamnesis.versions(work, self._key)
        if row.patient_id != (await self.get_state(AnamnesisState))._patient:
            raise NotFound
        old, new = anamnesis.numbered(found, left), anamnesis.numbered(found, right)
        self.versions = [VersionPick(str(each.number), local_iso(each.saved_at, work.tz), each.author_name) for each in found]
        self.left, self.right, self.title, self.consent = str(left), str(right), new.name, new.consent
        self.rows = [
            DifferenceRow(each.label, each.before, each.after, each.changed)
            for each in anamnesis.compare(old, new)
            if each.before or each.after
        ]

    @rx.event
    @clinic_event(P.RECORDS_READ)
    async def show(self, work: Work, anamnesis_id: int, version: int) -> None:
        """Open the newest version beside the one before it; the trail keeps who did."""
        self._key = anamnesis_id
        await self._compare(work, max(1, version - 1), version)
        self.is_open = True

    @rx.event
    @clinic_event(P.RECORDS_READ)
    async def choose_left(self, work: Work, number: str) -> None:
        """The older side."""
        await self._compare(work, path_id(number), path_id(self.right))

    @rx.event
    @clinic_event(P.RECORDS_READ)
    async def choose_right(self, work: Work, number: str) -> None:
        """The newer side."""
        await self._compare(work, path_id(self.left), path_id(number))

    @rx.event
    @clinic_event(P.RECORDS_READ, transaction=False)
    async def close(self, actor: Actor) -> None:
        self.is_open = False
