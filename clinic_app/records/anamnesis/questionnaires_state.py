"""The questionnaires in the settings: the list, and the workshop where one is built."""

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import reflex as rx

from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.core.database import Actor, Work
from clinic_app.core.errors import Invalid, NotFound
from clinic_app.core.fields import parse
from clinic_app.core.i18n import N_
from clinic_app.core.permissions import Permission
from clinic_app.records.anamnesis import default as questionnaire_default
from clinic_app.records.anamnesis import questionnaires
from clinic_app.records.anamnesis.models import Questionnaire
from clinic_app.records.anamnesis.questionnaire import BRANCHING, Question, answers_of, read_question, stored
from clinic_app.records.anamnesis.wire import QUESTIONNAIRE_RULES
from clinic_app.ui.toasts import notify

P = Permission
HEAD, ASK = "cu_", "pr_"  # before the names of the fields of the two forms


@dataclass
class QuestionnaireCard:
    id: int
    name: str
    description: str
    questions: int


@dataclass
class QuestionLine:
    """One question of the draft. `condition`: the words of the question it depends on."""

    code: str
    label: str
    kind: str
    required: bool
    condition: str
    answered: str
    fact: str


@dataclass
class Pick:
    value: str
    label: str


@dataclass
class Draft:
    """What is being built; nothing is saved before the button says so."""

    open: bool = False
    id: int = 0
    version: int = 0
    lines: list[QuestionLine] = field(default_factory=list)
    asking: bool = False  # the dialog of one question
    at: int = -1  # which; -1: a new one
    kind: str = "texto"
    earlier: list[Pick] = field(default_factory=list)  # on which it may depend
    changed: bool = False


def lines_of(raw: list[dict[str, Any]]) -> list[QuestionLine]:
    """The questions as the screen lists them, with the words of what each depends on."""
    labels = {each["code"]: each["label"] for each in raw}
    return [
        QuestionLine(each.code, each.label, each.kind.value, each.required, labels.get(each.when, ""), ", ".join("sí" if one == "si" else one for one in each.equals), each.fact)
        for each in stored(raw)
    ]  # fmt: skip


def form_of(question: Question) -> dict[str, str]:
    """A question as its form starts."""
    values = {
        "texto": question.label, "tipo": question.kind.value, "obligatoria": "true" if question.required else "", "opciones": "\n".join(question.options),
        "minimo": "" if question.least is None else f"{question.least:g}", "maximo": "" if question.most is None else f"{question.most:g}", "unidad": question.unit,
        "ayuda": question.help, "depende_de": question.when, "respuestas": ", ".join(question.equals), "perfil": question.fact,
    }  # fmt: skip
    return {ASK + name: value for name, value in values.items()}


def raw_of(data: dict[str, Any], code: str) -> dict[str, Any]:
    """A question as its form says it."""

    def said(name: str) -> str:
        return str(data.get(ASK + name) or "").strip()

    return {
        "code": code, "label": said("texto"), "kind": said("tipo"), "required": said("obligatoria").lower() in ("true", "on", "1"), "options": said("opciones").split("\n"),
        "least": said("minimo"), "most": said("maximo"), "unit": said("unidad"), "help": said("ayuda"), "when": said("depende_de"),
        "equals": [each.strip() for each in said("respuestas").split(",")], "fact": said("perfil"),
    }  # fmt: skip


FIELD_OF = {
    "label": "texto",
    "kind": "tipo",
    "options": "opciones",
    "least": "minimo",
    "most": "maximo",
    "when": "depende_de",
    "equals": "respuestas",
}


class QuestionnairesState(ClinicState):
    """The questionnaires of the clinic, and the one that is being built."""

    rows: list[QuestionnaireCard] = []
    loaded: bool = False
    failed: bool = False  # the guard says so when the database is away
    can_write: bool = False
    draft: Draft = Draft()
    values: dict[str, str] = {}
    errors: dict[str, str] = {}
    removing: int = 0
    _raw: list[dict[str, Any]] = []

    async def _refill(self, work: Work) -> None:
        self.rows = [
            QuestionnaireCard(each.id, each.name, each.description, len(each.questions)) for each in await questionnaires.all_of(work)
        ]

    def _edit(self, row: Questionnaire | None) -> None:
        self._raw = [dict(each) for each in row.questions] if row else []
        self.draft = Draft(True, row.id if row else 0, row.version if row else 0, lines_of(self._raw))
        self.values = {
            HEAD + "nombre": row.name if row else "",
            HEAD + "descripcion": row.description if row else "",
            HEAD + "consentimiento": row.consent if row else questionnaire_default.CONSENT,
        }
        self.errors = {}

    @rx.event
    @clinic_event(P.RECORDS_READ)
    async def load(self, work: Work) -> None:
        """The list."""
        self.loaded, self.failed, self.draft, self.removing = False, False, Draft(), 0
        self.can_write = P.SETTINGS_WRITE in work.actor.permissions
        await self._refill(work)
        self.loaded = True

    @rx.event
    @clinic_event(P.SETTINGS_WRITE)
    async def edit(self, work: Work, questionnaire_id: int) -> None:
        """Open one to change it; 0 begins a new one."""
        self._edit(await questionnaires.get(work, questionnaire_id) if questionnaire_id else None)

    @rx.event
    @clinic_event(P.RECORDS_READ, transaction=False)
    async def leave(self, actor: Actor) -> None:
        """Back to the list without saving."""
        self.draft, self.errors, self._raw = Draft(), {}, []

    @rx.event
    @clinic_event(P.SETTINGS_WRITE, transaction=False)
    async def ask(self, actor: Actor, at: int) -> None:
        """The form of one question; -1 is a new one, at the end."""
        known = stored(self._raw)
        before = known if at < 0 else known[:at]
        question = known[at] if 0 <= at < len(known) else Question("", "")
        earlier = [
            Pick(each.code, f"{each.label} ({', '.join('sí' if one == 'si' else one for one in answers_of(each)[:12])})")
            for each in before
            if each.kind in BRANCHING
        ]
        self.values = {**self.values, **form_of(question)}
        self.draft.asking, self.draft.at, self.draft.kind, self.draft.earlier, self.errors = True, at, question.kind.value, earlier, {}

    @rx.event
    @clinic_event(P.SETTINGS_WRITE, transaction=False)
    async def pick_kind(self, actor: Actor, kind: str) -> None:
        """The fields of the form follow the kind of answer."""
        self.draft.kind = kind

    @rx.event
    @clinic_event(P.SETTINGS_WRITE, transaction=False)
    async def close(self, actor: Actor) -> None:
        self.draft.asking, self.errors, self.removing = False, {}, 0

    @rx.event
    @clinic_event(P.SETTINGS_WRITE, transaction=False)
    async def keep(self, actor: Actor, data: dict[str, Any]) -> None:
        """Take a question into the draft."""
        at, known = self.draft.at, stored(self._raw)
        new = not 0 <= at < len(known)
        question, wrong = read_question(raw_of(data, "" if new else known[at].code), known if new else known[:at])
        if wrong:
            raise Invalid({ASK + FIELD_OF[name]: [sentence] for name, sentence in wrong.items()})
        raw = list(self._raw)
        raw[len(raw) if new else at : len(raw) if new else at + 1] = [question.to_json()]
        self._take(raw)
        self.draft.asking, self.errors = False, {}

    def _take(self, raw: list[dict[str, Any]]) -> None:
        self._raw, self.draft.lines, self.draft.changed = raw, lines_of(raw), True

    @rx.event
    @clinic_event(P.SETTINGS_WRITE, transaction=False)
    async def move(self, actor: Actor, at: int, by: int) -> None:
        """Up or down; a question does not pass the one it depends on."""
        raw, to = list(self._raw), at + by
        if not (0 <= at < len(raw) and 0 <= to < len(raw)):
            return
        upper, lower = raw[min(at, to)], raw[max(at, to)]
        if lower["when"] == upper["code"]:
            await notify(self, N_("Depende de la pregunta de arriba: no puede ir antes."), "info")
            return
        raw[at], raw[to] = raw[to], raw[at]
        self._take(raw)

    @rx.event
    @clinic_event(P.SETTINGS_WRITE, transaction=False)
    async def drop(self, actor: Actor, at: int) -> None:
        """Take a question out; those that depended on it are asked always."""
        if not 0 <= at < len(self._raw):
            return
        gone = self._raw[at]["code"]
        rest = [each for number, each in enumerate(self._raw) if number != at]
        self._take([each | {"when": "", "equals": []} if each["when"] == gone else each for each in rest])

    @rx.event
    @clinic_event(P.SETTINGS_WRITE)
    async def save(self, work: Work, data: dict[str, Any]) -> None:
        """Save the whole questionnaire; what was answered keeps its questions."""
        self.errors = {}
        try:
            body = {name: data.get(HEAD + name) or "" for name in ("nombre", "descripcion", "consentimiento")}
            values = parse(body, {name: QUESTIONNAIRE_RULES[name] for name in body}) | {"questions": self._raw}
            if self.draft.id:
                await questionnaires.update(work, self.draft.id, values | {"version": self.draft.version})
            else:
                await questionnaires.create(work, values)
        except Invalid as wrong:
            fields = wrong.fields or {}
            raise Invalid({HEAD + (name.partition(".")[0]): messages for name, messages in fields.items()}) from wrong
        self.draft, self._raw = Draft(), []
        await self._refill(work)
        await notify(self, N_("Cuestionario guardado"))

    @rx.event
    @clinic_event(P.SETTINGS_WRITE, transaction=False)
    async def ask_remove(self, actor: Actor, questionnaire_id: int) -> None:
        self.removing = questionnaire_id

    @rx.event
    @clinic_event(P.SETTINGS_WRITE)
    async def remove(self, work: Work) -> None:
        """Ask it no more; what was answered stays."""
        with suppress(NotFound):  # somebody else did the same
            await questionnaires.remove(work, self.removing)
        self.removing = 0
        await self._refill(work)
        await notify(self, N_("Cuestionario quitado: lo respondido queda"))
