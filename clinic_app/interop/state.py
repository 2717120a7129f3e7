"""One import as its page shows it, step by step; and the earlier ones."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from clinic_app.access import live
from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.core.database import Work
from clinic_app.core.errors import NotFound
from clinic_app.core.permissions import Permission
from clinic_app.interop import columns, service
from clinic_app.interop.checking import mapping_of
from clinic_app.interop.leftovers import reason
from clinic_app.interop.models import PatientImport, RowState, Step
from clinic_app.patients.rows import local_iso
from clinic_app.ui import routes
from clinic_app.ui.i18n import language_of

WATCHED = ("patient_import",)
PLACES = {Step.MAPPING: 2, Step.CHECKING: 3, Step.CHECKED: 3, Step.RUNNING: 4, Step.STOPPED: 4, Step.DONE: 5}
WRITTEN = (RowState.CREATED, RowState.UPDATED, RowState.SKIPPED, RowState.REFUSED, RowState.OVER_LIMIT)
ERRORS, REPEATED = "errores", "repetidos"


@dataclass
class ImportCard:
    """Where an import stands. `place` is the number of the step on the page, 1 without an import."""

    id: int = 0
    place: int = 1
    name: str = ""
    step: str = ""
    problem: str = ""
    fix_zeros: bool = False
    forgotten: bool = False
    total: int = 0
    ok: int = 0
    bad: int = 0
    duplicate: int = 0
    zeros: int = 0
    created: int = 0
    updated: int = 0
    skipped: int = 0
    refused: int = 0
    over_limit: int = 0
    percent: int = 0
    left_out: int = 0


@dataclass
class ColumnRow:
    """A column of the file: its title, its first values, what it means."""

    index: int
    title: str
    sample: str
    target: str


@dataclass
class Option:
    """Something a column may mean. `number`: of which guardian, or nothing."""

    value: str
    title: str
    number: str


@dataclass
class ProblemLine:
    """One thing wrong with one row. `title` is Spanish, and the page translates it; `said` is in the reader's words already."""

    line: int
    title: str
    number: str
    value: str
    said: str


@dataclass
class EarlierRow:
    """An earlier import."""

    id: int
    name: str
    step: str
    when: str
    total: int
    created: int
    updated: int


def import_card(one: PatientImport) -> ImportCard:
    """The numbers of an import and how far it is."""
    counts = {name: one.counts.get(name, 0) for name in ("total", "ok", "bad", "duplicate", "zeros", *[state.value for state in WRITTEN])}
    done = sum(counts[state] for state in WRITTEN)
    waiting = counts["ok"] + counts["duplicate"]
    looked = counts["total"] - one.counts.get("new", 0)
    share = looked / max(1, counts["total"]) if one.step == Step.CHECKING else done / max(1, done + waiting)
    return ImportCard(
        id=one.id, place=PLACES[Step(one.step)], name=one.file_name, step=one.step, problem=one.problem, fix_zeros=one.fix_zeros,
        forgotten=not one.file_key, percent=int(100 * share), left_out=counts["bad"] + counts["refused"] + counts["over_limit"], **counts,
    )  # fmt: skip


def column_rows(one: PatientImport) -> list[ColumnRow]:
    """Every column with up to three of its values."""
    mapping = mapping_of(one)
    rows = []
    for index, title in enumerate(one.titles):
        sample = [row[index] for row in one.samples if index < len(row) and row[index]][:3]
        rows.append(ColumnRow(index, title, " · ".join(sample), mapping.columns[index]))
    return rows


def options_of(one: PatientImport) -> list[Option]:
    """What the columns of this file may mean: one guardian more than they speak of."""
    most = max([int(group[1:]) for group in mapping_of(one).groups], default=0) + 1
    own = [Option(target.name, target.title, "") for target in columns.PATIENT]
    groups = range(1, min(columns.MOST_GUARDIANS, max(2, most)) + 1)
    return own + [Option(f"r{number}.{target.name}", target.title, str(number)) for number in groups for target in columns.OF_GUARDIAN]


def problem_lines(rows: list[service.ProblemRow], language: str) -> list[ProblemLine]:
    """One line for each problem of each row."""
    found = []
    for row in rows:
        for problem in row.problems:
            group, dot, name = problem["field"].rpartition(".")
            known = columns.GUARDIAN_BY_NAME if dot else columns.PATIENT_BY_NAME
            title = known[name].title if name in known else ""
            found.append(ProblemLine(row.line, title, group[1:], problem["value"], reason(problem, language)))
    return found


class ImportState(ClinicState):
    """The import that the address names, or the choice of a file."""

    one: ImportCard = ImportCard()
    columns: list[ColumnRow] = []
    options: list[Option] = []
    missing: list[str] = []
    problems: list[ProblemLine] = []
    showing: str = ERRORS
    duplicates: str = "skip"
    earlier: list[EarlierRow] = []
    loaded: bool = False
    failed: bool = False

    @rx.event
    @clinic_event(Permission.PATIENTS_IMPORT)
    async def load(self, work: Work) -> Any:
        """Show the import of the address; one that is gone leads back to the choice of a file."""
        asked = self.router.url.query_parameters.get("id", "")
        live.watch(self, work.actor.tenant_id or 0, WATCHED, ImportState.refresh)
        number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 19 else 0
        if number != self.one.id:
            self.one, self.showing, self.duplicates = ImportCard(id=number), ERRORS, "skip"
        found = await self._read(work)
        self.loaded = True
        return found

    async def _read(self, work: Work) -> Any:
        if not self.one.id:
            self.one = ImportCard()
            self.earlier = [self._earlier(one, work) for one in await service.listing(work)]
            return None
        try:
            await self._fill(work, await service.get(work, self.one.id))
        except NotFound:
            self.one = ImportCard()
            return rx.redirect(routes.IMPORT)
        return None

    def _earlier(self, one: PatientImport, work: Work) -> EarlierRow:
        card = import_card(one)
        return EarlierRow(one.id, one.file_name, one.step, local_iso(one.created_at, work.tz), card.total, card.created, card.updated)

    async def _fill(self, work: Work, one: PatientImport) -> None:
        self.one = import_card(one)
        if one.step == Step.MAPPING:
            self.columns, self.options = column_rows(one), options_of(one)
            self.missing = [columns.PATIENT_BY_NAME[name].title for name in mapping_of(one).missing()]
        shown = one.step in (Step.CHECKED, Step.STOPPED, Step.DONE)
        if not one.counts.get("duplicate") or one.step == Step.DONE:
            self.showing = ERRORS
        states = [RowState.DUPLICATE] if self.showing == REPEATED else list(service.FAILED)
        self.problems = problem_lines(await service.problem_rows(work, one.id, states), await language_of(self)) if shown else []

    @rx.event
    @clinic_event(Permission.PATIENTS_IMPORT)
    async def refresh(self, work: Work) -> Any:
        """An import of this clinic moved on."""
        return await self._read(work)

    @rx.event
    @clinic_event(Permission.PATIENTS_IMPORT)
    async def uploaded(self, work: Work) -> Any:
        """The file is kept: go to its import."""
        newest = next((one for one in await service.listing(work) if one.user_id == work.actor.user_id), None)
        return rx.redirect(f"{routes.IMPORT}?id={newest.id}") if newest else None

    @rx.event
    @clinic_event(Permission.PATIENTS_IMPORT)
    async def choose(self, work: Work, index: int, target: str) -> None:
        """Say what a column means."""
        await self._fill(work, await service.choose_column(work, self.one.id, index, target))

    @rx.event
    @clinic_event(Permission.PATIENTS_IMPORT)
    async def check(self, work: Work) -> None:
        await self._fill(work, await service.ask_check(work, self.one.id))

    @rx.event
    @clinic_event(Permission.PATIENTS_IMPORT)
    async def mend_zeros(self, work: Work, mend: bool) -> None:
        """Put the lost zeros back, or leave the numbers as they are; the check runs again."""
        await self._fill(work, await service.ask_check(work, self.one.id, fix_zeros=mend))

    @rx.event
    @clinic_event(Permission.PATIENTS_IMPORT)
    async def reopen(self, work: Work) -> None:
        await self._fill(work, await service.reopen(work, self.one.id))

    @rx.event
    @clinic_event(Permission.PATIENTS_IMPORT)
    async def show(self, work: Work, which: str) -> None:
        """The rows with errors, or those that are there already."""
        self.showing = which if which in (ERRORS, REPEATED) else ERRORS
        await self._read(work)

    @rx.event
    @clinic_event(Permission.PATIENTS_IMPORT)
    async def choose_duplicates(self, work: Work, choice: str) -> None:
        self.duplicates = choice

    @rx.event
    @clinic_event(Permission.PATIENTS_IMPORT)
    async def run(self, work: Work) -> None:
        await self._fill(work, await service.ask_run(work, self.one.id, self.duplicates))

    @rx.event
    @clinic_event(Permission.PATIENTS_IMPORT)
    async def stop(self, work: Work) -> None:
        await self._fill(work, await service.stop(work, self.one.id))

    @rx.event
    @clinic_event(Permission.PATIENTS_IMPORT)
    async def resume(self, work: Work) -> None:
        await self._fill(work, await service.resume(work, self.one.id))

    @rx.event
    @clinic_event(Permission.PATIENTS_IMPORT)
    async def discard(self, work: Work) -> Any:
        """Throw the file away before anything was written."""
        await service.discard(work, self.one.id)
        self.one = ImportCard()
        return rx.redirect(routes.IMPORT)
