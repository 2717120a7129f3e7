"""The page on which a patient answers by her link. Whoever has the link gets here; nothing of the record is read."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from clinic_app.access import limits
from clinic_app.core.errors import ClinicError, Invalid, TooManyRequests
from clinic_app.core.i18n import N_, translate
from clinic_app.records.anamnesis import answer_rows
from clinic_app.records.anamnesis import links as anamnesis_links
from clinic_app.records.anamnesis.answer_rows import AnswerField
from clinic_app.records.anamnesis.links import BadLink, LinkState
from clinic_app.records.anamnesis.questionnaire import stored
from clinic_app.ui.events import public_handler
from clinic_app.ui.i18n import language_of

DOOR = "questionnaire"
SENT, RATE, AWAY = "enviada", "rate", "away"
MARKED = ("true", "on", "1")


@dataclass
class Sheet:
    """What the page shows. `state` is LinkState's, SENT, RATE or AWAY; empty while it is being read."""

    state: str = ""
    clinic: str = ""
    professional: str = ""
    title: str = ""
    description: str = ""
    consent: str = ""
    problem: str = ""
    consent_problem: str = ""


class AnswerState(rx.State):
    """A questionnaire that a patient answers. The token stays in the browser."""

    sheet: Sheet = Sheet()
    rows: list[AnswerField] = []
    _questions: list[dict[str, Any]] = []

    @rx.event
    @public_handler
    async def look(self, token: str) -> None:
        """The page was opened with this token."""
        try:
            limits.take(DOOR, self.router.session.client_ip)
            offer = await anamnesis_links.look(str(token)[:200])
        except TooManyRequests:
            self.sheet, self.rows = Sheet(state=RATE), []
        except BadLink as refused:
            self.sheet, self.rows = Sheet(state=refused.state.value), []
        except ClinicError:
            self.sheet, self.rows = Sheet(state=AWAY), []
        else:
            asked = offer.asked
            self.sheet = Sheet(LinkState.READY, offer.clinic, offer.professional, asked.name, asked.description, asked.consent)
            self._questions, self.rows = asked.questions, answer_rows.fields_of(stored(asked.questions), {})

    @rx.event
    @public_handler
    async def answer(self, code: str, value: str) -> None:
        """A choice, on which other questions may depend. Writes nothing."""
        rows = list(self.rows)
        answer_rows.choose(stored(self._questions), rows, str(code), str(value))
        self.rows = rows

    @rx.event
    @public_handler
    async def send(self, data: dict[str, Any]) -> None:
        """Send what was answered: it is saved once, and the link opens no more."""
        rows, token = answer_rows.put_errors(list(self.rows), {}), str(data.get("token") or "")[:200]
        language = await language_of(self)
        self.sheet.problem = self.sheet.consent_problem = ""
        try:
            limits.take(DOOR, self.router.session.client_ip)
            agreed = str(data.get("acuerdo", "")).lower() in MARKED
            await anamnesis_links.send(token, answer_rows.all_answers(rows, data), agreed=agreed)
        except BadLink as refused:
            self.sheet, self.rows = Sheet(state=refused.state.value), []
        except Invalid as wrong:
            self.rows = answer_rows.put_errors(rows, wrong.fields or {})
            self.sheet.consent_problem = translate(language, next(iter((wrong.fields or {}).get("acuerdo", ())), ""))
            self.sheet.problem = translate(language, N_("Falta algo: revisa las respuestas marcadas."))
        except ClinicError as error:
            self.sheet.problem = translate(language, error.first)
        else:
            self.sheet, self.rows = Sheet(state=SENT, clinic=self.sheet.clinic), []
