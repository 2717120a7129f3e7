"""What the palette gets from the server: who may go where, whom she opened last, and the patients of the words she types."""

from dataclasses import dataclass

import reflex as rx

from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.core import hooks
from clinic_app.core.database import Actor
from clinic_app.core.hooks import Hit
from clinic_app.core.i18n import translate
from clinic_app.core.permissions import Permission
from clinic_app.shell.places import EVERY_PLACE
from clinic_app.ui.i18n import language_of

MOST_WORDS, MOST_ROWS = 80, 8


@dataclass
class HitRow:
    """One line of the palette."""

    title: str
    detail: str
    href: str


def _rows(hits: list[Hit], language: str) -> list[HitRow]:
    return [HitRow(hit.title, translate(language, hit.detail), hit.href) for hit in hits[:MOST_ROWS]]


class PaletteState(ClinicState):
    """Holds names of patients only while the palette is open."""

    hits: list[HitRow] = []
    words: str = ""  # what `hits` answer
    recents: list[HitRow] = []
    allowed: list[str] = []  # names of the places this person may go to
    searches: bool = False  # she may look for patients
    _newest: int = 0  # the number of the newest question of this opening

    @rx.event
    @clinic_event(Permission.ACCOUNT_SELF, transaction=False)
    async def begin(self, actor: Actor) -> None:
        """The palette was opened: what may be reached, and whom this person opened last."""
        self._forget()
        self.allowed = [place.name for place in EVERY_PLACE if place.permission in actor.permissions]
        self.searches = Permission.PATIENTS_READ in actor.permissions
        if self._shown_clinic in (0, actor.tenant_id):  # another tab may have switched: whom this page would lead to belongs to one clinic
            self.recents = _rows([hit for ask in hooks.RECENTS for hit in await ask(actor)], await language_of(self))

    @rx.event
    @clinic_event(Permission.PATIENTS_READ, transaction=False)
    async def search(self, actor: Actor, words: str, number: int) -> None:
        """The patients of the words; of two questions under way the newer one counts, whichever answer comes first."""
        if number < self._newest:
            return
        self._newest = number
        wanted = words.strip()[:MOST_WORDS]
        found = [hit for ask in hooks.SEARCHES for hit in await ask(actor, wanted)] if wanted else []
        shown = _rows(found, await language_of(self))
        if number == self._newest:
            self.hits, self.words = shown, wanted

    @rx.event
    @clinic_event(Permission.ACCOUNT_SELF, transaction=False)
    async def end(self, actor: Actor) -> None:
        """The palette was closed: nobody's name stays behind."""
        self._forget()

    def _forget(self) -> None:
        self.hits, self.words, self.recents, self._newest = [], "", [], 0
