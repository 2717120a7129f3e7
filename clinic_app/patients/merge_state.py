"""Two patients beside each other, what stays of each field, and the merge. The choices stay in the browser until they are sent."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import reflex as rx

from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.core.database import Actor, Work
from clinic_app.core.errors import ClinicError
from clinic_app.core.i18n import translate
from clinic_app.core.permissions import Permission
from clinic_app.patients import merge, merge_fields, merge_moves, service
from clinic_app.patients.identity import shown_number
from clinic_app.patients.merge_fields import BOTH, OTHER, PARTS, THIS
from clinic_app.patients.models import Guardian, Patient
from clinic_app.patients.phones import shown_phone
from clinic_app.patients.rows import local_iso
from clinic_app.ui import routes
from clinic_app.ui.i18n import N_, language_of
from clinic_app.ui.toasts import notify

P = Permission
CHOICE = "campo_"  # before the names of the radio buttons
MOST_DIGITS = 19


@dataclass
class FieldRow:
    """One field of both. `left` and `right` are texts, for codes the code; `kind` of a document its kinds. `chosen`: este, otro or ambos."""

    name: str
    left: str
    right: str
    left_kind: str
    right_kind: str
    same: bool
    chosen: str


@dataclass
class GuardianFate:
    """What becomes of a guardian of the one who is joined."""

    name: str
    relationship: str
    known: bool


@dataclass
class MergeView:
    """Both patients as the page shows them: the left one stays, the right one is joined to her."""

    left_id: int = 0
    left_name: str = ""
    left_since: str = ""
    right_id: int = 0
    right_name: str = ""
    right_since: str = ""
    different: list[FieldRow] = field(default_factory=list)
    same: list[FieldRow] = field(default_factory=list)
    guardians: list[GuardianFate] = field(default_factory=list)
    same_times: list[str] = field(default_factory=list)


@dataclass
class Candidate:
    """Somebody of the search."""

    id: int
    name: str
    detail: str


def _shown(part: merge_fields.Part, patient: Patient, country: str) -> tuple[str, str]:
    if part.name == "numero_documento":
        return shown_number(patient.document_type, patient.document_number), patient.document_type
    if part.name == "fecha_nacimiento":
        return patient.birth_date.isoformat(), ""
    if part.is_empty(patient):
        return "", ""
    if part.name == "telefono":
        return shown_phone(patient.phone, country), ""
    return ", ".join(filter(None, part.of(patient))), ""


def _field_row(part: merge_fields.Part, stays: Patient, other: Patient, country: str) -> FieldRow:
    (left, left_kind), (right, right_kind) = _shown(part, stays, country), _shown(part, other, country)
    return FieldRow(
        part.name, left, right, left_kind, right_kind, part.of(stays) == part.of(other), merge_fields.default_choice(part, stays, other)
    )


def _fates(mine: Sequence[Guardian], theirs: Sequence[Guardian]) -> list[GuardianFate]:
    known, fates = list(mine), []
    for one in theirs:
        twin = any(merge_moves.same_guardian(each, one) for each in known)
        fates.append(GuardianFate(f"{one.given_names} {one.surnames}".strip(), one.relationship, twin))
        known += [] if twin else [one]
    return fates


def merge_view(found: merge.Comparison, work: Work) -> MergeView:
    """What the page shows of a comparison."""
    rows = [_field_row(part, found.one, found.other, found.country) for part in PARTS]
    return MergeView(
        found.one.id, found.one.full_name, local_iso(found.one.created_at, work.tz), found.other.id, found.other.full_name, local_iso(found.other.created_at, work.tz),
        [row for row in rows if not row.same], [row for row in rows if row.same and row.left], _fates(found.one_guardians, found.other_guardians),
        [local_iso(at, work.tz) for at in found.same_times],
    )  # fmt: skip


def asked_id(text: str) -> int:
    """The number of a patient in the address, or 0."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < MOST_DIGITS else 0


class MergeState(ClinicState):
    """The two patients that the address names: `?a=` stays, `?b=` is joined to her."""

    view: MergeView = MergeView()
    status: str = "loading"  # loading, choose (somebody is missing), ready, refused
    failed: bool = False  # the guard says so when the database is away
    reason: str = ""  # why they cannot be merged, in Spanish; the page translates it
    errors: dict[str, str] = {}
    first: Candidate = Candidate(0, "", "")
    found: list[Candidate] = []
    words: str = ""

    @rx.event
    @clinic_event(P.PATIENTS_READ)
    async def load(self, work: Work) -> None:
        """Show both, or ask for who is missing."""
        self.status, self.failed = "loading", False
        asked = self.router.url.query_parameters
        one, other = asked_id(asked.get("a", "")), asked_id(asked.get("b", ""))
        self.errors, self.found, self.words, self.reason, self.first = {}, [], "", "", Candidate(0, "", "")
        try:
            if one and other:
                self.view = merge_view(await merge.compare(work, one, other), work)
                self.status = "ready"
                return
            if one:
                patient = await service.get(work, one)
                self.first = Candidate(patient.id, patient.full_name, shown_number(patient.document_type, patient.document_number))
            work.require(P.PATIENTS_MERGE)
            self.status = "choose"
        except ClinicError as refused:
            self.status = "refused"
            self.reason = translate(await language_of(self), refused.first)

    @rx.event
    @clinic_event(P.PATIENTS_READ, transaction=False)
    async def search(self, actor: Actor, words: str) -> None:
        """The patients of the words, without the one who was chosen already."""
        self.words = words.strip()[:80]
        rows = await service.for_picker(actor, self.words) if self.words else []
        language = await language_of(self)
        self.found = [Candidate(row.id, row.name, translate(language, row.detail)) for row in rows if row.id != self.first.id]

    @rx.event
    @clinic_event(P.PATIENTS_READ, transaction=False)
    async def choose(self, actor: Actor, patient_id: int) -> Any:
        """The first one, then the second."""
        chosen = f"?a={self.first.id}&b={patient_id}" if self.first.id else f"?a={patient_id}"
        return rx.redirect(routes.MERGE + chosen)

    @rx.event
    @clinic_event(P.PATIENTS_READ, transaction=False)
    async def exchange(self, actor: Actor) -> Any:
        """The other one stays."""
        return rx.redirect(f"{routes.MERGE}?a={self.view.right_id}&b={self.view.left_id}", replace=True)

    @rx.event
    @clinic_event(P.PATIENTS_MERGE)
    async def merge(self, work: Work, data: dict[str, Any]) -> Any:
        """Join them as chosen."""
        self.errors = {}
        sides = {
            name.removeprefix(CHOICE): str(value)
            for name, value in data.items()
            if name.startswith(CHOICE) and value in (THIS, OTHER, BOTH)
        }
        await merge.merge(work, self.view.left_id, self.view.right_id, sides)
        await notify(self, N_("Pacientes fusionados. Durante 30 días se puede deshacer en Posibles duplicados."))
        return rx.redirect(str(routes.patient(self.view.left_id)))
