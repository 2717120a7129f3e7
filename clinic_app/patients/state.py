"""The list of patients and the form of a new one. The list's filters live in the address, so that it can be kept and shared."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import reflex as rx

from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.core.database import Actor, Work
from clinic_app.core.errors import Invalid
from clinic_app.core.permissions import Permission
from clinic_app.patients import inputs, service
from clinic_app.patients.identity import document_kinds
from clinic_app.patients.models import Relationship, Sex
from clinic_app.patients.rows import PatientRow, form_body, patient_row
from clinic_app.ui import routes
from clinic_app.ui.toasts import notify

PAGE_SIZE = 25
GUARDIAN = "responsable_"  # before the names of the guardian's fields in the patient's form


@dataclass
class Asked:
    """What the list is narrowed to, and which of its pages is shown."""

    q: str = ""
    sexo: str = ""
    tag: int = 0
    page: int = 1
    pages: int = 1
    total: int = 0


def asked_number(text: str, most_digits: int, otherwise: int) -> int:
    """A positive number of the address, or what stands for nonsense."""
    return int(text) if text.isascii() and text.isdecimal() and 0 < len(text) <= most_digits and int(text) else otherwise


class PatientsState(ClinicState):
    """A page of the list as the address asks for it."""

    rows: list[PatientRow] = []
    at: Asked = Asked()
    loaded: bool = False
    failed: bool = False  # the guard says so when the database is away
    can_write: bool = False
    can_import: bool = False
    can_export: bool = False
    can_merge: bool = False
    box: int = 0  # a new search box is drawn when the words came from elsewhere
    _typed: str = ""

    @rx.event
    @clinic_event(Permission.PATIENTS_READ, transaction=False)
    async def load(self, actor: Actor) -> Any:
        """Read the filters from the address and show that page."""
        asked = self.router.url.query_parameters
        sex = asked.get("sexo", "")
        at = Asked(
            asked.get("q", "")[:100],
            sex if sex in set(Sex) else "",
            asked_number(asked.get("etiqueta", ""), 18, 0),
            asked_number(asked.get("page", "1"), 6, 1),
        )
        self.can_write = Permission.PATIENTS_WRITE in actor.permissions
        self.can_merge = Permission.PATIENTS_MERGE in actor.permissions
        self.can_import, self.can_export = Permission.PATIENTS_IMPORT in actor.permissions, Permission.PATIENTS_EXPORT in actor.permissions
        if at.q.strip() != self._typed.strip():
            self.box += 1
            self._typed = at.q
        filters = service.Filters(at.q, at.sexo, True, at.tag or None)
        found = await service.page(actor, filters, PAGE_SIZE, (at.page - 1) * PAGE_SIZE, tagged=True)
        if not found.rows and at.page > 1:  # the last page was emptied meanwhile
            at.page = 1
            found = await service.page(actor, filters, PAGE_SIZE, 0, tagged=True)
        self.rows = [patient_row(row, actor.today(), found.country) for row in found.rows]
        at.total, at.pages = found.total, max(1, -(-found.total // PAGE_SIZE))
        self.at, self.loaded, self.failed = at, True, False
        return PatientFormState.begin if "nuevo" in asked and self.can_write else None  # `?nuevo=1`: from the palette

    def _go(self, **changes: Any) -> Any:
        wanted = {"q": self.at.q, "sexo": self.at.sexo, "etiqueta": self.at.tag, "page": 1, **changes}
        kept = {name: value for name, value in wanted.items() if value and (name != "page" or value != 1)}
        return rx.redirect(routes.PATIENTS + ("?" + urlencode(kept) if kept else ""), replace=True)

    @rx.event
    @clinic_event(Permission.PATIENTS_READ, transaction=False)
    async def search(self, actor: Actor, words: str) -> Any:
        """Narrow the list to those whose name, document or telephone holds every word."""
        self._typed = words
        return self._go(q=words.strip())

    @rx.event
    @clinic_event(Permission.PATIENTS_READ, transaction=False)
    async def choose_sex(self, actor: Actor, sex: str) -> Any:
        return self._go(sexo=sex)

    @rx.event
    @clinic_event(Permission.PATIENTS_READ, transaction=False)
    async def choose_tag(self, actor: Actor, tag: int) -> Any:
        """Only those with a tag; the same again shows everybody."""
        return self._go(etiqueta=0 if tag == self.at.tag else tag)

    @rx.event
    @clinic_event(Permission.PATIENTS_READ, transaction=False)
    async def clear(self, actor: Actor) -> Any:
        """All active patients again."""
        return self._go(q="", sexo="", etiqueta=0)

    @rx.event
    @clinic_event(Permission.PATIENTS_READ, transaction=False)
    async def turn(self, actor: Actor, step: int) -> Any:
        """Some pages on or back."""
        return self._go(page=min(max(1, self.at.page + step), self.at.pages))


class PatientFormState(ClinicState):
    """The form of a new patient, with her first guardian if wished."""

    open: bool = False
    country: str = "PE"
    with_guardian: bool = False
    values: dict[str, str] = {}
    errors: dict[str, str] = {}

    @rx.event
    @clinic_event(Permission.PATIENTS_WRITE)
    async def begin(self, work: Work) -> None:
        self.country = await service.country(work)
        self.open, self.with_guardian, self.errors = True, False, {}
        self.values = {"sexo": "", "tipo_documento": document_kinds(self.country)[0], GUARDIAN + "parentesco": Relationship.MOTHER}

    @rx.event
    @clinic_event(Permission.ACCOUNT_SELF, transaction=False)
    async def cancel(self, actor: Actor) -> None:
        self.open = False

    @rx.event
    @clinic_event(Permission.PATIENTS_WRITE, transaction=False)
    async def toggle_guardian(self, actor: Actor) -> None:
        self.with_guardian = not self.with_guardian

    @rx.event
    @clinic_event(Permission.PATIENTS_WRITE)
    async def save(self, work: Work, data: dict[str, Any]) -> Any:
        """Add the patient and her guardian, or say beside every field of both what is wrong."""
        self.errors = {}
        guardian = {**form_body(data, GUARDIAN), "es_principal": True} if self.with_guardian else None
        problems: dict[str, list[str]] = {}
        if guardian:
            try:
                inputs.whole(inputs.GuardianIn, guardian, today=work.today(), country=await service.country(work))
            except Invalid as error:
                problems |= {GUARDIAN + name: said for name, said in (error.fields or {}).items()}
        try:
            patient = await service.create(work, data)
        except Invalid as error:
            raise Invalid({**(error.fields or {}), **problems}) from error
        if problems:
            raise Invalid(problems)
        if guardian:
            await service.add_guardian(work, patient.id, guardian)
        self.open = False
        await notify(self, "Paciente guardado: {name}", name=patient.full_name)
        return rx.redirect(routes.patient(patient.id))
