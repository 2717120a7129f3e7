"""Private files: what they may be, under which keys they lie, and the signed, short-lived links that show them.

A file is written before its row commits. If the row never comes, or drops the key later, the daily sweep takes the file away.
"""

import asyncio
import hashlib
import hmac
import re
import time
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

from clinic_app.core import images
from clinic_app.core.errors import Invalid, NotFound
from clinic_app.core.i18n import N_
from clinic_app.core.settings import secret_key
from clinic_app.core.storage import Stored, store

LINK_SECONDS = 3600
MAX_IMAGE_BYTES = 5 * 1024 * 1024
MAX_DOCUMENT_BYTES = 10 * 1024 * 1024
PICTURE_SIDE, DOCUMENT_SIDE = 1200, 2400
NOT_AN_IMAGE = N_("Suba una imagen válida (PNG, JPG, WebP o HEIC). El archivo no es una imagen o está dañado.")
NOT_A_DOCUMENT = N_("Sube una foto (JPG, PNG, WebP o HEIC) o un PDF. El archivo es de otro tipo o está dañado.")
IMAGE_TOO_LARGE = N_("La imagen no debe pesar más de 5 MB.")
DOCUMENT_TOO_LARGE = N_("El archivo no debe pesar más de 10 MB.")
TOO_MANY_PIXELS = N_("La imagen tiene demasiados puntos. Redúcela y vuelve a subirla.")
MEDIA_TYPES = {"png": "image/png", "jpg": "image/jpeg", "webp": "image/webp", "pdf": "application/pdf"} | {
    "ogg": "audio/ogg", "mp3": "audio/mpeg", "m4a": "audio/mp4", "mp4": "video/mp4"
}  # fmt: skip
KEY = re.compile(r"\d{1,19}/[a-z_]{1,40}/[0-9a-f]{32}\.(png|jpg|webp|pdf|ogg|mp3|m4a|mp4)")
PDF_TAIL = 2048

_painters = ThreadPoolExecutor(2, "images")  # few: a large picture takes memory, and must not take the threads of everybody


async def save_image(tenant_id: int, data: bytes, field: str, *, longest: int = PICTURE_SIDE) -> str:
    """Keep a picture of a clinic, no side longer than `longest`; returns its key.

    Raises Invalid(field) when it is too large or no picture, Unavailable on a full disk or when the bucket is away.
    """
    if len(data) > MAX_IMAGE_BYTES:
        raise Invalid({field: [IMAGE_TOO_LARGE]})
    return await _keep(tenant_id, field, *await _picture(data, field, longest, NOT_AN_IMAGE))


async def save_document(tenant_id: int, data: bytes, field: str) -> str:
    """Keep a scan: a picture (HEIC becomes JPEG) or a PDF; returns its key. Raises as `save_image` does."""
    if len(data) > MAX_DOCUMENT_BYTES:
        raise Invalid({field: [DOCUMENT_TOO_LARGE]})
    if data.startswith(b"%PDF-"):
        if b"%%EOF" not in data[-PDF_TAIL:]:  # cut off on the way
            raise Invalid({field: [NOT_A_DOCUMENT]})
        return await _keep(tenant_id, field, data, "pdf")
    return await _keep(tenant_id, field, *await _picture(data, field, DOCUMENT_SIDE, NOT_A_DOCUMENT))


def recording_type(data: bytes) -> str:
    """The extension of a voice note or video by its first bytes; empty for anything else."""
    if data[:4] == b"OggS":
        return "ogg"
    if data[4:8] == b"ftyp":
        return "m4a" if data[8:11] in (b"M4A", b"M4B") else "mp4"
    return "mp3" if data[:3] == b"ID3" or (len(data) > 2 and data[0] == 0xFF and data[1] & 0xE6 == 0xE2) else ""


async def save_received(tenant_id: int, data: bytes, field: str) -> str:
    """Keep what a patient sent: a picture, a PDF, a voice note or a video, whatever its sender called it; returns its key.

    Raises as `save_image` does.
    """
    if extension := recording_type(data):
        return await _keep(tenant_id, field, data, extension)
    return await save_document(tenant_id, data, field)


async def _picture(data: bytes, field: str, longest: int, refusal: str) -> tuple[bytes, str]:
    try:
        return await asyncio.get_running_loop().run_in_executor(_painters, images.cleaned, data, longest)
    except images.TooManyPixels:
        raise Invalid({field: [TOO_MANY_PIXELS]}) from None
    except images.NotAnImage:
        raise Invalid({field: [refusal]}) from None


async def _keep(tenant_id: int, field: str, data: bytes, extension: str) -> str:
    key = f"{int(tenant_id)}/{field}/{uuid4().hex}.{extension}"
    await store().put(key, data)
    return key


async def delete(key: str) -> None:
    """Remove a file now. Within a transaction rather drop the key from its row: the sweep follows, and a rollback loses nothing."""
    await store().delete(key)


def _signature(key: str, until: int) -> str:
    return hmac.new(secret_key().encode(), f"media|{key}|{until}".encode(), hashlib.sha256).hexdigest()[:32]


def signed_path(key: str) -> str:
    """The link under which a browser may fetch the file for the next hour or so, without a bearer."""
    until = (int(time.time()) // LINK_SECONDS + 2) * LINK_SECONDS  # steady within the hour, so that browsers may cache it
    return f"/media/{key}?until={until}&signature={_signature(key, until)}"


async def opened(key: str, until: str, signature: str) -> Stored:
    """The file behind a signed link. Raises NotFound for a forged or old link as for a missing file."""
    end = int(until) if until.isascii() and until.isdigit() and len(until) < 12 else 0
    if end < time.time() or not hmac.compare_digest(signature.encode(), _signature(key, end).encode()):
        raise NotFound
    if not KEY.fullmatch(key):  # even well signed, nothing outside the store
        raise NotFound
    return await store().get(key)


def media_type(key: str) -> str:
    """The type to send a file as: what its bytes were found to be when it was kept."""
    return MEDIA_TYPES[key.rpartition(".")[2]]
