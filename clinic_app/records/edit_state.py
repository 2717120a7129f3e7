"""The dialogs of a patient's record: edit, guardian, remove a guardian, archive."""

from typing import Any

import reflex as rx

from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.core.database import Actor, Work
from clinic_app.core.errors import Invalid
from clinic_app.core.permissions import Permission
from clinic_app.patients import service as patients
from clinic_app.patients.identity import document_kinds
from clinic_app.patients.rows import form_body, form_values, guardian_body
from clinic_app.records.head_state import PatientHeadState, load_head
from clinic_app.records.state import PatientState, refill
from clinic_app.ui.toasts import notify

GUARDIAN = "responsable_"  # before the guardian's field names: ids of the two forms of one page must differ


class PatientEditState(ClinicState):
    """The dialogs of the patient's page: edit, guardian, remove a guardian, archive."""

    dialog: str = ""  # edit, guardian, remove, archive
    values: dict[str, str] = {}
    errors: dict[str, str] = {}
    guardian_id: int = 0  # 0 while a new one is added
    guardian_name: str = ""
    country: str = "PE"
    coming: int = 0  # appointments that would be left behind by archiving

    async def _patient(self) -> tuple[PatientHeadState, int]:
        shown = await self.get_state(PatientHeadState)
        return shown, shown.head.patient.id

    async def _done(self, work: Work, sentence: str, **values: object) -> None:
        """Close the dialog, show the record as it is now, say what was done."""
        state, patient_id = await self._patient()
        await work.session.flush()
        state.head, self.dialog, self.errors = await load_head(work, patient_id, opening=False), "", {}
        await refill(await self.get_state(PatientState), work, patient_id)
        await notify(self, sentence, **values)

    async def _has_guardians(self) -> bool:
        return bool((await self.get_state(PatientState)).shown.guardians)

    @rx.event
    @clinic_event(Permission.ACCOUNT_SELF, transaction=False)
    async def close(self, actor: Actor) -> None:
        self.dialog, self.errors = "", {}

    @rx.event
    @clinic_event(Permission.PATIENTS_WRITE)
    async def edit(self, work: Work) -> None:
        _, patient_id = await self._patient()
        patient, self.country = await patients.get(work, patient_id), await patients.country(work)
        self.values, self.errors, self.dialog = form_values(patient, self.country), {}, "edit"

    @rx.event
    @clinic_event(Permission.PATIENTS_WRITE)
    async def save(self, work: Work, data: dict[str, Any]) -> None:
        """Write the whole form."""
        self.errors = {}
        _, patient_id = await self._patient()
        await patients.replace(work, patient_id, data)
        await self._done(work, "Cambios guardados")

    @rx.event
    @clinic_event(Permission.PATIENTS_WRITE)
    async def ask_archive(self, work: Work) -> None:
        """Say first what is still to come for her."""
        _, patient_id = await self._patient()
        self.coming, self.errors, self.dialog = await patients.coming(work, patient_id), {}, "archive"

    @rx.event
    @clinic_event(Permission.PATIENTS_WRITE)
    async def archive(self, work: Work, data: dict[str, Any]) -> Any:
        """Take the patient off the lists, and what is to come out of the agenda if that is wished; the page stays open and offers to undo it."""
        state, patient_id = await self._patient()
        reason = str(data.get("motivo", "")).strip() if data.get("citas") == "cancel" else None
        if reason == "":
            raise Invalid(motivo="Escribe por qué se cancelan.")
        await patients.archive(work, patient_id, reason)
        await self._done(work, "Paciente archivado: {name}", name=state.head.patient.name)
        return PatientState.reload

    @rx.event
    @clinic_event(Permission.PATIENTS_WRITE)
    async def restore(self, work: Work) -> None:
        """Put the patient back on the lists."""
        state, patient_id = await self._patient()
        await patients.restore(work, patient_id)
        await self._done(work, "{name} vuelve a estar en tus listas", name=state.head.patient.name)

    @rx.event
    @clinic_event(Permission.PATIENTS_WRITE)
    async def begin_guardian(self, work: Work, guardian_id: int) -> None:
        """Open the form of a guardian, or with 0 that of a new one."""
        _, patient_id = await self._patient()
        self.guardian_id, self.errors, self.country = guardian_id, {}, await patients.country(work)
        if guardian_id:
            values = form_values(await patients.guardian(work, patient_id, guardian_id), self.country)
        else:
            values = {
                "tipo_documento": document_kinds(self.country)[0],
                "es_principal": "false" if await self._has_guardians() else "true",
                "puede_autorizar_procedimientos": "true",
                "parentesco": "madre",
            }
        self.values, self.dialog = {GUARDIAN + name: value for name, value in values.items()}, "guardian"

    @rx.event
    @clinic_event(Permission.PATIENTS_WRITE)
    async def save_guardian(self, work: Work, data: dict[str, Any]) -> None:
        self.errors = {}
        _, patient_id = await self._patient()
        body = guardian_body(form_body(data, GUARDIAN))
        try:
            if self.guardian_id:
                await patients.update_guardian(work, patient_id, self.guardian_id, body, full=True)
            else:
                await patients.add_guardian(work, patient_id, body)
        except Invalid as error:
            raise Invalid({GUARDIAN + name: said for name, said in (error.fields or {}).items()}) from error
        await self._done(work, "Responsable guardado")

    @rx.event
    @clinic_event(Permission.PATIENTS_WRITE)
    async def make_principal(self, work: Work, guardian_id: int) -> None:
        _, patient_id = await self._patient()
        row = await patients.update_guardian(work, patient_id, guardian_id, {"es_principal": True})
        await self._done(work, "{name} es ahora el responsable principal", name=f"{row.given_names} {row.surnames}".strip())

    @rx.event
    @clinic_event(Permission.PATIENTS_WRITE, transaction=False)
    async def ask_remove(self, actor: Actor, guardian_id: int, name: str) -> None:
        self.guardian_id, self.guardian_name, self.dialog = guardian_id, name, "remove"

    @rx.event
    @clinic_event(Permission.PATIENTS_WRITE)
    async def remove_guardian(self, work: Work) -> None:
        _, patient_id = await self._patient()
        await patients.remove_guardian(work, patient_id, self.guardian_id)
        await self._done(work, "Responsable quitado: {name}", name=self.guardian_name)
