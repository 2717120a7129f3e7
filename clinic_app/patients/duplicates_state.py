"""Likely duplicates on screen: beside a form that is being typed, and the list to decide on."""

import asyncio
from dataclasses import dataclass
from typing import Any

import reflex as rx

from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.core.database import Actor, Work, start_work
from clinic_app.core.permissions import Permission
from clinic_app.patients import duplicates, merge
from clinic_app.patients.duplicates import Side
from clinic_app.patients.rows import local_iso
from clinic_app.ui.i18n import N_
from clinic_app.ui.toasts import notify

P = Permission
PAGE_SIZE = 20
PAUSE, MOST_TURNS = 0.5, 80  # how often, in seconds, and how many times the page looks after a search it asked for


@dataclass
class SideRow:
    """One patient of a pair."""

    id: int
    name: str
    document_type: str
    document_number: str
    birth_date: str
    phone: str


@dataclass
class AlikeRow:
    """Somebody who may be the one that is being typed."""

    patient: SideRow
    reasons: list[str]


@dataclass
class PairRow:
    """Two who are likely one."""

    id: int
    reasons: list[str]
    one: SideRow
    other: SideRow


@dataclass
class MergeRow:
    """A merge that can still be undone."""

    id: int
    winner_id: int
    winner: str
    loser: str
    at: str
    by: str


def side_row(side: Side) -> SideRow:
    return SideRow(side.id, side.name, side.document_type, side.document, side.birth_date.isoformat(), side.phone)


class AlikeState(ClinicState):
    """Who resembles the patient that is being typed; empty while nobody does."""

    rows: list[AlikeRow] = []

    @rx.event
    @clinic_event(P.PATIENTS_READ, transaction=False)
    async def look(self, actor: Actor, typed: dict[str, str]) -> None:
        """The fields of the form changed."""
        self.rows = [AlikeRow(side_row(each.patient), list(each.reasons)) for each in await duplicates.alike(actor, typed)]

    @rx.event
    @clinic_event(P.ACCOUNT_SELF, transaction=False)
    async def forget(self, actor: Actor) -> None:
        """The form was closed."""
        self.rows = []


class DuplicatesState(ClinicState):
    """The pairs that wait for a decision, and the merges that can be undone."""

    rows: list[PairRow] = []
    total: int = 0
    page: int = 1
    merges: list[MergeRow] = []
    searched: str = ""  # when, on the clinic's wall clock
    searching: bool = False
    loaded: bool = False
    failed: bool = False  # the guard says so when the database is away
    can_merge: bool = False
    _turns: int = 0

    @rx.event
    @clinic_event(P.PATIENTS_READ)
    async def load(self, work: Work) -> None:
        self.searching, self.can_merge = False, P.PATIENTS_MERGE in work.actor.permissions
        if self.can_merge:
            await self._show(work)
        self.loaded, self.failed = True, False

    @rx.event
    @clinic_event(P.PATIENTS_READ)
    async def turn(self, work: Work, step: int) -> None:
        """Some pages on or back."""
        self.page = max(1, self.page + step)
        await self._show(work)

    @rx.event
    @clinic_event(P.PATIENTS_MERGE)
    async def dismiss(self, work: Work, pair_id: int) -> None:
        """These two are not the same person."""
        await duplicates.dismiss(work, pair_id)
        await self._show(work)
        await notify(self, N_("Anotado: son dos personas. No se volverá a preguntar."))

    @rx.event
    @clinic_event(P.PATIENTS_MERGE)
    async def search(self, work: Work) -> Any:
        """Search the whole list now."""
        await duplicates.ask_scan(work)
        self.searching, self._turns = True, 0
        return DuplicatesState.await_search

    @rx.event
    @clinic_event(P.PATIENTS_READ, transaction=False)
    async def await_search(self, actor: Actor) -> Any:
        """Look again and again whether the search has ended; other clicks go between."""
        await asyncio.sleep(PAUSE)
        self._turns += 1
        before = self.searched
        async with start_work(actor) as work:
            await self._show(work)
        if self.searched == before and self._turns < MOST_TURNS and self.searching:
            return DuplicatesState.await_search
        self.searching = False
        return None

    @rx.event
    @clinic_event(P.PATIENTS_MERGE)
    async def undo(self, work: Work, merge_id: int) -> None:
        """Part two patients again."""
        await merge.undo(work, merge_id)
        await self._show(work)
        await notify(self, N_("Fusión deshecha: los dos pacientes están otra vez en la lista."))

    async def _show(self, work: Work) -> None:
        total, found = await duplicates.pairs(work, PAGE_SIZE, (self.page - 1) * PAGE_SIZE)
        if not found and self.page > 1:  # the last one of the page was decided
            self.page = max(1, -(-total // PAGE_SIZE))
            total, found = await duplicates.pairs(work, PAGE_SIZE, (self.page - 1) * PAGE_SIZE)
        self.total = total
        self.rows = [PairRow(each.id, each.reasons, side_row(each.one), side_row(each.other)) for each in found]
        self.merges = [
            MergeRow(m.id, m.winner_id, m.winner, m.loser, local_iso(m.merged_at, work.tz), m.by) for m in await merge.recent(work)
        ]
        at = await duplicates.scanned_at(work)
        self.searched = at.astimezone(work.tz).replace(tzinfo=None).isoformat() if at else ""
