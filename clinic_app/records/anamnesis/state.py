"""The anamneses of a patient on the screen: the list, and the links that were sent."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import reflex as rx

from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.agenda.professionals import professionals
from clinic_app.core.database import Actor, Work
from clinic_app.core.errors import Invalid, NotFound
from clinic_app.core.fields import parse, path_id
from clinic_app.core.i18n import N_
from clinic_app.core.permissions import Permission
from clinic_app.core.settings import settings
from clinic_app.patients import service as patients
from clinic_app.patients.rows import local_iso
from clinic_app.records.anamnesis import links as anamnesis_links
from clinic_app.records.anamnesis import questionnaires
from clinic_app.records.anamnesis import service as anamnesis
from clinic_app.records.anamnesis.links import USUAL_DAYS, state_of
from clinic_app.records.anamnesis.wire import LINK_RULES
from clinic_app.ui import routes
from clinic_app.ui.toasts import notify

P = Permission
LINK = "an_"


@dataclass
class AnamnesisLine:
    """A questionnaire that was answered, its newest version."""

    id: int
    questionnaire_id: int
    name: str
    version: int
    professional: str
    by_patient: bool
    author: str
    at: str


@dataclass
class LinkLine:
    id: int
    name: str
    state: str
    until: str


@dataclass
class Pick:
    value: str
    label: str


@dataclass
class AnamnesisView:
    """All that the page shows."""

    rows: list[AnamnesisLine] = field(default_factory=list)
    links: list[LinkLine] = field(default_factory=list)
    questionnaires: list[Pick] = field(default_factory=list)
    professionals: list[Pick] = field(default_factory=list)


async def view_of(work: Work, patient_id: int) -> AnamnesisView:
    """The page of one patient; the trail keeps who opened it. Raises NotFound."""
    rows = [
        AnamnesisLine(row.id, row.questionnaire_id, row.name, row.version, row.professional, row.filled_by == "paciente", row.author, local_iso(row.saved_at, work.tz))
        for row in await anamnesis.list_of(work, patient_id)
    ]  # fmt: skip
    now = datetime.now(UTC)
    links = [
        LinkLine(row.id, name, state_of(row, now).value, local_iso(row.expires_at, work.tz))
        for row, name in await anamnesis_links.list_of(work, patient_id)
    ]
    asked = [Pick(str(each.id), each.name) for each in await questionnaires.all_of(work)]
    return AnamnesisView(rows, links[:10], asked, [Pick(str(each.id), each.name) for each in await professionals(work)])


class AnamnesisState(ClinicState):
    """What the patient of the address answered, and how she is asked."""

    shown: AnamnesisView = AnamnesisView()
    loaded: bool = False
    failed: bool = False  # the guard says so when the database is away
    can_write: bool = False
    dialog: str = ""  # ask, made
    values: dict[str, str] = {}
    errors: dict[str, str] = {}
    link: str = ""  # told this once
    _patient: int = 0

    @rx.event
    @clinic_event(P.RECORDS_READ)
    async def load(self, work: Work) -> None:
        """Open the page; the head says when there is no such patient."""
        self.dialog, self.link, self.loaded, self.failed, self._patient = "", "", False, False, 0
        self.can_write = P.RECORDS_WRITE in work.actor.permissions
        try:
            self._patient = (await patients.get(work, path_id(str(self.patient_id)))).id  # type: ignore[attr-defined]
            self.shown = await view_of(work, self._patient)
        except NotFound:
            self.shown = AnamnesisView()
        self.loaded = True

    @rx.event
    @clinic_event(P.RECORDS_READ)
    async def refresh(self, work: Work) -> None:
        """The list again, after something was saved."""
        if self._patient:
            self.shown = await view_of(work, self._patient)

    @rx.event
    @clinic_event(P.RECORDS_READ, transaction=False)
    async def close(self, actor: Actor) -> None:
        self.dialog, self.link, self.errors = "", "", {}

    @rx.event
    @clinic_event(P.RECORDS_WRITE, transaction=False)
    async def ask(self, actor: Actor) -> None:
        """The form of a link for the patient."""
        mine = str(actor.membership_id or "")
        first = self.shown.questionnaires[0].value if self.shown.questionnaires else ""
        known = any(each.value == mine for each in self.shown.professionals)
        self.values = {LINK + "cuestionario": first, LINK + "profesional": mine if known else "", LINK + "dias": str(USUAL_DAYS)}
        self.errors, self.dialog = {}, "ask"

    @rx.event
    @clinic_event(P.RECORDS_WRITE)
    async def make(self, work: Work, data: dict[str, Any]) -> None:
        """Make the link; its address is shown this once."""
        self.errors = {}
        try:
            body = {name: data.get(LINK + name) for name in LINK_RULES if name != "paciente"} | {"paciente": self._patient}
            _row, token = await anamnesis_links.make(work, **parse(body, LINK_RULES))
        except Invalid as wrong:
            raise Invalid({LINK + name: messages for name, messages in (wrong.fields or {}).items()}) from wrong
        origin = settings().public_url or self.router.url.origin
        self.link, self.dialog = routes.questionnaire_link(origin, token), "made"
        self.shown = await view_of(work, self._patient)

    @rx.event
    @clinic_event(P.RECORDS_WRITE)
    async def revoke(self, work: Work, link_id: int) -> None:
        """The link opens no more."""
        await anamnesis_links.revoke(work, link_id)
        self.shown = await view_of(work, self._patient)
        await notify(self, N_("Enlace anulado"))
