"""The list of patients and the form of a new one. The list's filters live in the address, so that it can be kept and shared."""

from typing import Any
from urllib.parse import urlencode

import reflex as rx

from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.core.database import Actor, Work
from clinic_app.core.errors import Invalid
from clinic_app.core.permissions import Permission
from clinic_app.patients import inputs, service
from clinic_app.patients.models import Relationship, Sex
from clinic_app.patients.rows import PatientRow, form_body, patient_row
from clinic_app.ui import routes
from clinic_app.ui.toasts import notify

PAGE_SIZE = 25
GUARDIAN = "responsable_"  # before the names of the guardian's fields in the patient's form


class PatientsState(ClinicState):
    """A page of the list as the address asks for it."""

    rows: list[PatientRow] = []
    total: int = 0
    page: int = 1
    pages: int = 1
    q: str = ""
    sexo: str = ""
    archived: bool = False
    loaded: bool = False
    can_write: bool = False
    box: int = 0  # a new search box is drawn when the words came from elsewhere
    _typed: str = ""

    @rx.event
    @clinic_event(Permission.PATIENTS_READ, transaction=False)
    async def load(self, actor: Actor) -> None:
        """Read the filters from the address and show that page."""
        asked = self.router.url.query_parameters
        self.q, self.archived = asked.get("q", "")[:100], asked.get("archivados") == "1"
        self.sexo = asked.get("sexo", "") if asked.get("sexo") in set(Sex) else ""
        number = asked.get("page", "1")
        self.page = int(number) if number.isascii() and number.isdecimal() and 0 < len(number) < 7 and int(number) else 1
        self.can_write = Permission.PATIENTS_WRITE in actor.permissions
        if self.q.strip() != self._typed.strip():
            self.box += 1
            self._typed = self.q
        filters = service.Filters(self.q, self.sexo, not self.archived)
        found = await service.page(actor, filters, PAGE_SIZE, (self.page - 1) * PAGE_SIZE)
        if not found.rows and self.page > 1:  # the last page was emptied meanwhile
            self.page = 1
            found = await service.page(actor, filters, PAGE_SIZE, 0)
        self.rows = [patient_row(row, actor.today(), found.country) for row in found.rows]
        self.total, self.pages, self.loaded = found.total, max(1, -(-found.total // PAGE_SIZE)), True

    def _go(self, **changes: Any) -> Any:
        wanted = {"q": self.q, "sexo": self.sexo, "archivados": "1" if self.archived else "", "page": 1, **changes}
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
    async def toggle_archived(self, actor: Actor) -> Any:
        return self._go(archivados="" if self.archived else "1")

    @rx.event
    @clinic_event(Permission.PATIENTS_READ, transaction=False)
    async def clear(self, actor: Actor) -> Any:
        """All active patients again."""
        return self._go(q="", sexo="", archivados="")

    @rx.event
    @clinic_event(Permission.PATIENTS_READ, transaction=False)
    async def turn(self, actor: Actor, step: int) -> Any:
        """Some pages on or back."""
        return self._go(page=min(max(1, self.page + step), self.pages))


class PatientFormState(ClinicState):
    """The form of a new patient, with her first guardian if wished."""

    open: bool = False
    with_guardian: bool = False
    values: dict[str, str] = {}
    errors: dict[str, str] = {}

    @rx.event
    @clinic_event(Permission.PATIENTS_WRITE, transaction=False)
    async def begin(self, actor: Actor) -> None:
        self.open, self.with_guardian, self.errors = True, False, {}
        self.values = {"sexo": "", "tipo_documento": inputs.DocumentType.DNI, GUARDIAN + "parentesco": Relationship.MOTHER}

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
