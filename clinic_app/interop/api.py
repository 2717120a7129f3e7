"""Files in and out for the pages: upload of a table, the rows that were left out, the template, the list of patients."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated

import anyio
from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import StreamingResponse
from starlette.datastructures import UploadFile

from clinic_app.access.api import work
from clinic_app.core.database import Work
from clinic_app.core.errors import Invalid
from clinic_app.core.fields import path_id
from clinic_app.core.i18n import N_, known_language
from clinic_app.core.permissions import Permission
from clinic_app.interop import exporting, leftovers, service, sheets
from clinic_app.patients import service as patients
from clinic_app.patients.models import Sex
from clinic_app.patients.queries import Filters

IMPORTS, EXPORTS = "/api/importaciones/", "/api/exportaciones/"
CHUNK = 256 * 1024
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEMPLATE, ERRORS = N_("Plantilla de pacientes"), N_("Errores de la importación")
CHOOSE = N_("Elige un archivo.")
router = APIRouter(include_in_schema=False)
Importing = Annotated[Work, Depends(work(Permission.PATIENTS_IMPORT), scope="function")]
Exporting = Annotated[Work, Depends(work(Permission.PATIENTS_EXPORT), scope="function")]


@router.post(IMPORTS, status_code=201)
async def upload(opened: Importing, request: Request) -> dict[str, int]:
    """Take a table (field `archivo`) and guess its columns. How large it may be, access/body_limit.py counts while it comes."""
    async with request.form(max_files=1, max_fields=5) as form:
        file = form.get("archivo")
        if not isinstance(file, UploadFile) or not file.filename:
            raise Invalid(archivo=CHOOSE)
        if (file.size or 0) > sheets.MAX_BYTES:
            raise sheets.refuse(sheets.TOO_LARGE)
        found = await service.upload(opened, service.Upload(file.filename, await file.read()))
    return {"id": found.id}


@router.get(IMPORTS + "plantilla")
async def template(opened: Importing) -> Response:
    """An empty table to fill in."""
    locale = known_language(opened.actor.locale)
    path = await anyio.to_thread.run_sync(leftovers.template, locale, await patients.country(opened))
    return _sent(path, exporting.file_name(TEMPLATE, "xlsx", locale, opened.today()))


@router.get(IMPORTS + "{import_id}/errores")
async def errors(opened: Importing, import_id: str) -> Response:
    """The rows that were not imported, each with why."""
    one = await service.get(opened, path_id(import_id))
    return _sent(await leftovers.error_file(opened, one), exporting.file_name(ERRORS, "xlsx", opened.actor.locale, opened.today()))


@router.get(EXPORTS + "pacientes")
async def export(
    opened: Exporting, formato: str = "xlsx", q: str = "", sexo: str = "", etiqueta: str = "", archivados: str = ""
) -> Response:
    """The list of patients as the page shows it, all pages of it."""
    if formato not in ("xlsx", "csv"):
        raise Invalid(formato="Elige xlsx o csv.")
    tag = path_id(etiqueta) if etiqueta not in ("", "0") else None
    filters = Filters(q[:100], sexo if sexo in set(Sex) else "", archivados != "1", tag)
    chosen = await exporting.plan(opened, filters, formato)
    name = exporting.file_name("Pacientes", formato, opened.actor.locale, opened.today())
    if formato == "xlsx":
        return _sent(await exporting.as_xlsx(chosen), name)
    return StreamingResponse(_bytes(chosen), media_type="text/csv; charset=utf-8", headers=_headers(name))


async def _bytes(chosen: exporting.Plan) -> AsyncIterator[bytes]:
    async for part in exporting.as_csv(chosen):
        yield part


def _headers(name: str) -> dict[str, str]:
    return {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}


def _sent(path: Path, name: str) -> Response:
    """The file, read here and then deleted: a server that sends files by their path may look for it too late."""
    return StreamingResponse(_read_once(path), media_type=XLSX, headers=_headers(name))


async def _read_once(path: Path) -> AsyncIterator[bytes]:
    try:
        async with await anyio.open_file(path, "rb") as file:
            while part := await file.read(CHUNK):
                yield part
    finally:
        await anyio.Path(path).unlink(missing_ok=True)
