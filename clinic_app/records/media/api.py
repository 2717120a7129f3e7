"""Photos and videos of a patient over the API; the pages use it too, with the browser's cookie."""

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Body, Depends, Header, Request, Response
from fastapi.responses import StreamingResponse

from clinic_app.access.api import signed_in, work
from clinic_app.core import hooks
from clinic_app.core.database import Actor, Work, start_work
from clinic_app.core.errors import Invalid
from clinic_app.core.fields import an_integer
from clinic_app.core.permissions import Permission
from clinic_app.core.storage import store
from clinic_app.patients.api import Id, _json
from clinic_app.records.media import consent as media_consent
from clinic_app.records.media import finish as media_finish
from clinic_app.records.media import links as media_links
from clinic_app.records.media import service as media
from clinic_app.records.media import uploads as media_uploads
from clinic_app.records.media.files import drop
from clinic_app.records.media.wire import consent_wire, media_wire, row_wire, upload_wire

router = APIRouter(prefix="/api/pacientes/{patient_id}/fotos", tags=["fotos"])
files = APIRouter(prefix=media_links.FILES, tags=["fotos"])
Reading = Annotated[Work, Depends(work(Permission.RECORDS_READ), scope="function")]
Writing = Annotated[Work, Depends(work(Permission.RECORDS_WRITE), scope="function")]
Writer = Annotated[Actor, Depends(signed_in(Permission.RECORDS_WRITE))]
Change = Annotated[
    Any, Body(examples=[{"zona": "espalda", "fecha": "2026-01-20", "notas": "Disminuye el enrojecimiento", "atencion": None}])
]
Consent = Annotated[
    Any, Body(examples=[{"otorgado_por": "Ana María López", "parentesco": "madre", "texto": "Autorizo que se tomen fotografías…"}])
]
NewUpload = Annotated[
    Any, Body(examples=[{"nombre": "IMG_0001.jpg", "tamano": 3145728, "zona": "espalda", "clave": "6f1d3c1e-2f0b-4a52-9d0a-0d8f2f1c9a11"}])
]


def _base(request: Request) -> str:
    return str(request.base_url).rstrip("/")


async def piece(request: Request) -> bytes:
    """Read before the transaction begins: a slow telephone holds no connection. How long it may be, access/body_limit.py says."""
    return await request.body()


def offset(upload_offset: Annotated[str, Header(description="Where in the file this piece begins")] = "") -> int:
    try:
        return an_integer(0, 2**53)(upload_offset.strip())
    except ValueError as error:
        raise Invalid({"upload-offset": [error.args[0]]}) from None


@router.get("/")
async def listed(
    request: Request, opened: Reading, patient_id: Id, zona: str = "", atencion: str = "", is_active: str = "true"
) -> Response:
    """The albums, newest first, with links that last half an hour. Nothing but `total` while no consent is in force."""
    key = int(atencion) if atencion.isascii() and atencion.isdigit() and len(atencion) < 19 else None
    filters = media.Filters(zona, key, is_active.lower() in ("false", "0"))
    found = await media.album(opened, patient_id, filters)
    consent = consent_wire(found.consent) if found.consent else None
    return _json({"total": found.total, "consentimiento": consent, "results": [row_wire(each, _base(request)) for each in found.rows]})


@router.get("/consentimiento/")
async def consents(opened: Reading, patient_id: Id) -> Response:
    """Every consent, withdrawn ones too, newest first."""
    found = [consent_wire(each) for each in await media_consent.all_of(opened, patient_id)]
    return _json({"vigente": any(each["vigente"] for each in found), "results": found})


@router.post("/consentimiento/", status_code=201)
async def give_consent(opened: Writing, patient_id: Id, body: Consent) -> Response:
    """Needed before the first photo: who agreed, and to which text. 409 when one is in force."""
    return _json(consent_wire(await media_consent.give(opened, patient_id, body)), 201)


@router.delete("/consentimiento/")
async def withdraw_consent(opened: Writing, patient_id: Id, motivo: str = "") -> Response:
    """Nothing is shown any more; the photos and the record of the consent stay."""
    return _json(consent_wire(await media_consent.withdraw(opened, patient_id, {"motivo": motivo})))


@router.post("/subidas/", status_code=201)
async def begin(opened: Writing, patient_id: Id, body: NewUpload) -> Response:
    """Announce a file of at most 200 MB; the same `clave` twice is one upload. 409 without a consent."""
    return _json(upload_wire(await media_uploads.begin(opened, patient_id, body)), 201)


@router.get("/subidas/{upload_id}/")
async def progress(opened: Reading, patient_id: Id, upload_id: Id) -> Response:
    """How much is here: go on from `recibido`."""
    return _json(upload_wire(await media_uploads.get(opened, patient_id, upload_id)))


@router.patch("/subidas/{upload_id}/")
async def add_piece(
    patient_id: Id, upload_id: Id, data: Annotated[bytes, Depends(piece)], opened: Writing, start: Annotated[int, Depends(offset)]
) -> Response:
    """The next piece, as it is (`application/offset+octet-stream`), at most `parte` bytes. 409 with `recibido` when it is not the next one."""
    return _json(upload_wire(await media_uploads.add_piece(opened, patient_id, upload_id, start, data)))


@router.post("/subidas/{upload_id}/terminar/", status_code=201)
async def finish(request: Request, actor: Writer, patient_id: Id, upload_id: Id) -> Response:
    """All is here: make it a photo or video. Asked twice, it is the same one."""
    return _json(media_wire(await media_finish.finish(actor, patient_id, upload_id), _base(request)), 201)


@router.delete("/subidas/{upload_id}/", status_code=204)
async def cancel(actor: Writer, patient_id: Id, upload_id: Id) -> Response:
    """Forget an upload that is not finished."""
    async with start_work(actor) as opened:
        await hooks.check_writable(opened)
        keys = await media_uploads.cancel(opened, patient_id, upload_id)
    await drop(keys)
    return Response(status_code=204)


@router.get("/{media_id}/")
async def one(request: Request, opened: Reading, patient_id: Id, media_id: Id) -> Response:
    """One of them, with a link to its original; that it was opened is kept in the trail."""
    return _json(media_wire(await media.open_one(opened, patient_id, media_id), _base(request), whole=True))


@router.patch("/{media_id}/")
async def change(request: Request, opened: Writing, patient_id: Id, media_id: Id, body: Change) -> Response:
    """Area, date, notes, encounter; `is_active` true takes it back into the albums."""
    if isinstance(body, dict) and body.get("is_active") is True:
        await media.put_away(opened, patient_id, media_id, back=True)
    return _json(media_wire(await media.change(opened, patient_id, media_id, body), _base(request)))


@router.delete("/{media_id}/", status_code=204)
async def archive(opened: Writing, patient_id: Id, media_id: Id) -> Response:
    """Out of the albums (`is_active` false); the files stay."""
    await media.put_away(opened, patient_id, media_id)
    return Response(status_code=204)


@router.post("/{media_id}/reintentar/")
async def try_again(request: Request, opened: Writing, patient_id: Id, media_id: Id) -> Response:
    """Prepare it once more after it failed. 409 while it is being prepared."""
    return _json(media_wire(await media.try_again(opened, patient_id, media_id), _base(request)))


@files.get("/{link}/")
async def file(request: Request, opened: Reading, link: str) -> Response:
    """The bytes behind a link of `imagen_thumbnail`, `imagen_webp`, `video_poster`, `video` or `original`; one Range is answered with 206."""
    found = await media_links.target(opened, link)
    asked = media_links.asked_range(request.headers.get("range", ""))
    stored = await store().get(found.key, *(asked or (0, None)))
    headers = {
        "cache-control": f"private, max-age={media_links.LINK_SECONDS}",
        "accept-ranges": "bytes",
        "content-length": str(stored.size),
    }
    if found.name:
        headers |= {"content-disposition": f"attachment; filename*=UTF-8''{quote(found.name)}", "cache-control": "private, no-store"}
    if asked is None:
        return StreamingResponse(stored.chunks, media_type=found.media_type, headers=headers)
    first, last = asked[0], min(stored.size - 1, stored.size if asked[1] is None else asked[1])
    if first > last:
        return Response(status_code=416, headers={"content-range": f"bytes */{stored.size}"})
    headers |= {"content-range": f"bytes {first}-{last}/{stored.size}", "content-length": str(last - first + 1)}
    return StreamingResponse(stored.chunks, 206, media_type=found.media_type, headers=headers)
