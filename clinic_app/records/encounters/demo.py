"""Encounters and anamneses for the demonstration clinic."""

from collections.abc import Sequence

from sqlmodel import col, select

from clinic_app.agenda.models import Appointment, Status
from clinic_app.core.database import Work
from clinic_app.patients.models import Patient
from clinic_app.records.anamnesis import questionnaires
from clinic_app.records.anamnesis import service as anamnesis
from clinic_app.records.encounters import service as encounters

MOST = 12
CALM = {"motivo": "Control de niño sano", "alergico": "no", "enfermo": "no", "toma_medicacion": "no", "tipo_piel": "Normal"}
ALLERGIC = CALM | {"motivo": "Consulta por erupción en la piel", "alergico": "si", "alergias": "Huevo", "tipo_piel": "Sensible"}


async def fill(work: Work, patients: Sequence[Patient]) -> None:
    """The encounters of the last attended visits, and what some patients answered, one of them twice."""
    visits = select(Appointment.id).where(Appointment.status == Status.ATTENDED).order_by(col(Appointment.starts_at).desc()).limit(MOST)
    for key in (await work.session.execute(visits)).scalars().all():
        await encounters.open_for(work, key)
    asked = (await questionnaires.all_of(work))[0]
    for patient, answers in zip([*patients[:4], patients[0]], (CALM, ALLERGIC, CALM, CALM, ALLERGIC), strict=False):
        await anamnesis.save(work, anamnesis.Reply(patient.id, asked.id, work.actor.membership_id, answers))
