"""One person's phrases and templates, on their own page."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.core.database import Actor, Work
from clinic_app.core.i18n import translate
from clinic_app.core.permissions import Permission
from clinic_app.records.notes import phrases as note_phrases
from clinic_app.records.notes.wire import SECTION_NAMES
from clinic_app.records.notes.words import SECTION_WORDS
from clinic_app.ui.i18n import N_, language_of
from clinic_app.ui.toasts import notify

P = Permission
FORM = "frase_"  # before the names of the fields: ids of one page must differ


@dataclass
class PhraseLine:
    """A phrase as the list shows it; `id` is 0 for those that everybody has."""

    id: int
    shortcut: str
    title: str
    text: str
    template: bool


class PhrasesState(ClinicState):
    """The list, and the form of one of them."""

    own: list[PhraseLine] = []
    common: list[PhraseLine] = []
    ready: bool = False
    failed: bool = False
    can_write: bool = False
    is_open: bool = False
    template: bool = False
    phrase_id: int = 0
    values: dict[str, str] = {}
    errors: dict[str, str] = {}

    @rx.event
    @clinic_event(P.RECORDS_READ)
    async def load(self, work: Work) -> None:
        self.is_open, self.failed, self.can_write = False, False, P.RECORDS_WRITE in work.actor.permissions
        await self._read(work)
        self.ready = True

    async def _read(self, work: Work) -> None:
        language = await language_of(self)

        def say(text: str) -> str:
            return translate(language, text)

        def whole(text: str, sections: dict[str, str]) -> str:
            return text or "\n".join(
                f"{letter}: {sections[name]}"
                for (letter, _word), name in zip(SECTION_WORDS.values(), SECTION_NAMES.values(), strict=True)
                if sections.get(name)
            )

        rows = await note_phrases.own(work)
        self.own = [PhraseLine(one.id, one.shortcut, one.title, whole(one.text, one.sections or {}), bool(one.sections)) for one in rows]
        taken = {one.shortcut for one in rows}
        self.common = [
            PhraseLine(0, one.shortcut, one.title, whole(one.text, one.sections), bool(one.sections))
            for one in note_phrases.defaults(say)
            if one.shortcut not in taken
        ]

    @rx.event
    @clinic_event(P.RECORDS_WRITE)
    async def begin(self, work: Work, phrase_id: int, shortcut: str, template: bool) -> None:
        """Open the form: of one's own phrase, of a copy of a common one (its shortcut), or of a new one."""
        language = await language_of(self)
        self.errors, self.phrase_id, self.template, self.is_open = {}, phrase_id, template, True
        rows = [(one.id, one.shortcut, one.title, one.text, one.sections or {}) for one in await note_phrases.own(work)]
        rows += [
            (0, one.shortcut, one.title, one.text, one.sections) for one in note_phrases.defaults(lambda text: translate(language, text))
        ]
        found = next((row for row in rows if row[0] == phrase_id and row[1] == shortcut), (0, "", "", "", {}))
        values = {"atajo": found[1], "titulo": found[2], "texto": found[3], **dict.fromkeys(SECTION_NAMES.values(), ""), **found[4]}
        self.values = {FORM + name: value for name, value in values.items()}

    @rx.event
    @clinic_event(P.ACCOUNT_SELF, transaction=False)
    async def close(self, actor: Actor) -> None:
        self.is_open, self.errors = False, {}

    @rx.event
    @clinic_event(P.RECORDS_WRITE)
    async def save(self, work: Work, data: dict[str, Any]) -> None:
        """Keep the phrase of the form."""
        self.errors = {}
        await note_phrases.save(work, {name.removeprefix(FORM): value for name, value in data.items()}, self.phrase_id)
        self.is_open = False
        await self._read(work)
        await notify(self, N_("Frase guardada"))

    @rx.event
    @clinic_event(P.RECORDS_WRITE)
    async def remove(self, work: Work, phrase_id: int) -> None:
        await note_phrases.remove(work, phrase_id)
        await self._read(work)
        await notify(self, N_("Frase borrada"))
