"""Who the patient is: what stands at the head of every page of a record."""

from dataclasses import dataclass, field
from typing import Any

import reflex as rx

from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.core import hooks
from clinic_app.core.database import Work
from clinic_app.core.errors import NotFound
from clinic_app.core.fields import path_id
from clinic_app.core.permissions import Permission
from clinic_app.patients import allergies as patient_allergies
from clinic_app.patients import at_hand
from clinic_app.patients import service as patients
from clinic_app.patients import tags as tagging
from clinic_app.patients.rows import PatientCard, patient_card
from clinic_app.ui import routes
from clinic_app.ui.i18n import N_
from clinic_app.ui.toasts import notify


@dataclass
class TagChoice:
    """A tag of the clinic, and whether this patient has it."""

    id: int
    name: str
    color: str
    on: bool


@dataclass
class HeadFlag:
    """Something to see on every page of the record (core/hooks.FLAGS)."""

    level: str
    words: str
    href: str


@dataclass
class Head:
    """The patient, what she must not be given, and what the person keeps about her."""

    patient: PatientCard = field(default_factory=PatientCard)
    allergies: list[str] = field(default_factory=list)  # for everybody who may see the patient
    tags: list[TagChoice] = field(default_factory=list)
    favourite: bool = False
    flags: list[HeadFlag] = field(default_factory=list)


async def load_head(work: Work, patient_id: int, *, opening: bool) -> Head:
    """The head of a record; `opening` leaves a line in the trail. Raises NotFound."""
    record = (
        await patients.open_record(work, patient_id) if opening else await patients.record_of(work, await patients.get(work, patient_id))
    )
    own = {one.id for one in await tagging.tags_of_one(work, patient_id)}
    tags = [TagChoice(one.id, one.name, one.color, one.id in own) for one in await tagging.tags(work)]
    allergies = await patient_allergies.shown(work, patient_id, opening=opening)
    flags = [HeadFlag(one.level, one.words, one.href) for tell in hooks.FLAGS for one in await tell(work, patient_id)]
    return Head(
        patient_card(record.patient, work.today(), record.country, work.tz),
        allergies,
        tags,
        await at_hand.is_favourite(work, patient_id),
        flags,
    )


class PatientHeadState(ClinicState):
    """The patient that the address names; every page of the record loads it first."""

    head: Head = Head()
    status: str = "loading"  # loading, ready, missing
    failed: bool = False  # the guard says so when the database is away
    can_write: bool = False
    can_book: bool = False
    can_audit: bool = False
    can_read: bool = False  # what is clinical
    can_record: bool = False

    @rx.event
    @clinic_event(Permission.PATIENTS_READ)
    async def load(self, work: Work) -> Any:
        """Open the record; the trail keeps who did."""
        asked, self.failed, may = str(self.patient_id), False, work.actor.permissions  # type: ignore[attr-defined]
        if str(self.head.patient.id) != asked:
            self.head, self.status = Head(), "loading"
        self.can_write, self.can_book = Permission.PATIENTS_WRITE in may, Permission.AGENDA_WRITE in may
        self.can_read, self.can_record = Permission.RECORDS_READ in may, Permission.RECORDS_WRITE in may
        self.can_audit = Permission.AUDIT_READ in may
        try:
            if kept := (await patients.get(work, path_id(asked))).merged_into:
                return await self._follow(work, kept)
            self.head, self.status = await load_head(work, path_id(asked), opening=True), "ready"
        except NotFound:
            self.head, self.status = Head(), "missing"
        return None

    async def _follow(self, work: Work, kept: int) -> Any:
        """She was merged into another: lead to the one who stayed."""
        patient = await patients.get(work, kept)
        await notify(self, N_("Esa ficha se fusionó con la de {name}."), "info", name=patient.full_name)
        return rx.redirect(str(routes.patient(kept)), replace=True)

    @rx.event
    @clinic_event(Permission.PATIENTS_READ)
    async def refresh(self, work: Work) -> None:
        """The head again, after a change of what it shows."""
        if self.head.patient.id:
            self.head = await load_head(work, self.head.patient.id, opening=False)

    @rx.event
    @clinic_event(Permission.PATIENTS_READ)
    async def toggle_favourite(self, work: Work) -> None:
        """Keep the patient among this person's favourites, or no more."""
        await at_hand.mark(work, self.head.patient.id, not self.head.favourite)
        self.head.favourite = not self.head.favourite

    @rx.event
    @clinic_event(Permission.PATIENTS_WRITE)
    async def toggle_tag(self, work: Work, tag_id: int, on: bool) -> None:
        """Give the patient a tag, or take it away."""
        await tagging.put_tag(work, self.head.patient.id, tag_id, on)
        self.head = await load_head(work, self.head.patient.id, opening=False)
