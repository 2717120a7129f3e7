"""Section 10 of the documented API."""

from typing import Annotated

import orjson
from fastapi import APIRouter, Depends, Response

from clinic_app.access.api import signed_in
from clinic_app.core.database import Actor
from clinic_app.core.permissions import Permission
from clinic_app.reports import service

router = APIRouter(prefix="/api/reportes", tags=["reports"])


@router.get("/dashboard/")
async def dashboard(actor: Annotated[Actor, Depends(signed_in(Permission.AGENDA_READ))]) -> Response:
    """Patients, today's appointments, the month's attentions."""
    numbers = await service.dashboard(actor)
    content = {
        "total_pacientes": numbers.patients,
        "citas_hoy": {"total": numbers.today_total, "pendientes": numbers.today_pending, "atendidas": numbers.today_attended},
        "atenciones_mes": numbers.month_attended,
        "alertas_nutricionales": numbers.nutrition_alerts,
        "pacientes_vacunas_pendientes": numbers.vaccines_due,
    }
    return Response(orjson.dumps(content), media_type="application/json")
