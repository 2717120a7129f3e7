"""The trail over the API, and as a file for the browser."""

from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import FileResponse, StreamingResponse
from starlette.background import BackgroundTask

from clinic_app.access.api import signed_in
from clinic_app.audit import filters as asked
from clinic_app.audit import queries
from clinic_app.audit import service as audit
from clinic_app.core.database import Actor, start_work
from clinic_app.core.errors import Invalid
from clinic_app.core.permissions import Permission
from clinic_app.shell.settings import trail_export

router = APIRouter(prefix="/api/audit", tags=["audit"])
MAX_PAGE_SIZE = 200
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXAMPLE = {
    "results": [
        {
            "id": 4821,
            "at": "2026-11-21T10:42:07.113204-05:00",
            "user": {"id": 7, "name": "Rosa Mamani Quispe"},
            "kind": "changed",
            "action": "update",
            "entity": "patient",
            "entity_id": 311,
            "patient": {"id": 311, "name": "Mateo Quispe Flores"},
            "detail": {"fields": ["direccion", "telefono"]},
            "request_id": "6f1c0e0f8f5b4f3e9a55c3a1f6f3a0d2",
        }
    ],
    "next": "1795275727113204.4821",
}
Text = Annotated[str, Query(max_length=200)]


def wanted(
    user: Annotated[str, Query(max_length=200, description="Number of the person who acted")] = "",
    kind: Annotated[str, Query(max_length=200, description="opened, created, changed, removed or signed")] = "",
    entity: Annotated[str, Query(max_length=200, description="Code of what it was done to, as `patient` or `appointment`")] = "",
    patient: Annotated[
        str, Query(max_length=200, description="Number of the patient it is about; those merged into her count as her")
    ] = "",
    q: Annotated[str, Query(max_length=200, description="Words of the patient's name, document or telephone")] = "",
    since: Annotated[str, Query(alias="from", max_length=200, description="First day, where the clinic is (YYYY-MM-DD)")] = "",
    to: Annotated[str, Query(max_length=200, description="Last day, included")] = "",
    before: Annotated[str, Query(max_length=200, description="`next` of the page before")] = "",
) -> dict[str, str]:
    """The filters of an address as they were typed."""
    return {"user": user, "kind": kind, "entity": entity, "patient": patient, "q": q, "from": since, "to": to, "before": before}


Wanted = Annotated[dict[str, str], Depends(wanted)]


def _wire(entry: queries.Entry, actor: Actor) -> dict[str, Any]:
    return {
        "id": entry.id,
        "at": entry.at.astimezone(actor.tz).isoformat(),
        "user": {"id": entry.user_id, "name": entry.user} if entry.user_id else None,
        "kind": asked.kind_of(entry.action),
        "action": entry.action,
        "entity": entry.entity,
        "entity_id": entry.entity_id,
        "patient": {"id": entry.patient_id, "name": entry.patient} if entry.patient_id else None,
        "detail": entry.detail,
        "request_id": entry.request_id,
    }


def _page_size(text: str) -> int:
    if not text:
        return queries.PAGE_SIZE
    if not (text.isascii() and text.isdecimal() and len(text) < 7 and int(text)):
        raise Invalid(page_size="Valor inválido.")
    return min(int(text), MAX_PAGE_SIZE)


@router.get("/", responses={200: {"content": {"application/json": {"example": EXAMPLE}}}})
async def trail(actor: Annotated[Actor, Depends(signed_in(Permission.AUDIT_READ))], filters: Wanted, page_size: Text = "") -> Response:
    """Who did or opened what, newest first. `next` is what `before` takes for the following page, or null at the end."""
    entries, following = await queries.page(actor, asked.parse(filters, actor.tz), _page_size(page_size))
    content = {"results": [_wire(entry, actor) for entry in entries], "next": str(following) if following else None}
    return Response(orjson.dumps(content), media_type="application/json")


@router.get("/export/", response_class=Response, responses={200: {"content": {"text/csv": {}, XLSX: {}}}})
async def export(
    actor: Annotated[Actor, Depends(signed_in(Permission.AUDIT_READ))], filters: Wanted, format: Literal["csv", "xlsx"] = "csv"
) -> Response:
    """Everything that the filters leave, as CSV or XLSX in the person's language. That it was taken is noted in the trail itself."""
    chosen, used = asked.parse(filters, actor.tz), sorted(name for name, value in filters.items() if value)
    async with start_work(actor) as opened:  # committed before the first byte: whoever has the file stands in the trail
        await audit.record(opened, "export", "trail", None, {"format": format, "filters": used}, patient_id=chosen.patient_id)
    headers = {"content-disposition": f'attachment; filename="auditoria-{actor.today():%Y-%m-%d}.{format}"', "cache-control": "no-store"}
    if format == "csv":
        return StreamingResponse(trail_export.csv_chunks(actor, chosen), media_type="text/csv; charset=utf-8", headers=headers)
    path = await trail_export.xlsx_file(actor, chosen)
    return FileResponse(path, media_type=XLSX, headers=headers, background=BackgroundTask(path.unlink, missing_ok=True))
