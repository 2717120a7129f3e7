"""Private files: kept in the data folder, shown only through signed, short-lived links."""

import asyncio
import contextlib
import hashlib
import hmac
import io
import os
import time
from pathlib import Path
from uuid import uuid4

from PIL import Image, UnidentifiedImageError

from clinic_app.core.errors import Invalid, NotFound, Unavailable
from clinic_app.core.settings import secret_key, settings

LINK_SECONDS = 3600
MAX_IMAGE_BYTES = 5 * 1024 * 1024
MAX_IMAGE_PIXELS = 40_000_000
IMAGE_TYPES = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp"}
NOT_AN_IMAGE = "Suba una imagen válida (PNG, JPG o WebP). El archivo no es una imagen o está dañado."


def _folder() -> Path:
    return settings().data_dir / "media"


def _checked(data: bytes) -> str:
    """The extension of what the bytes really are, whatever the name says. Raises ValueError."""
    try:
        with Image.open(io.BytesIO(data), formats=list(IMAGE_TYPES)) as image:
            if image.width * image.height > MAX_IMAGE_PIXELS:
                raise ValueError
            image.verify()
            return IMAGE_TYPES[str(image.format)]
    except (UnidentifiedImageError, OSError, SyntaxError, KeyError, Image.DecompressionBombError) as error:
        raise ValueError from error


def _write(key: str, data: bytes) -> None:
    path = _folder() / key
    part = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    except OSError as error:  # a full disk leaves nothing half-written behind
        with contextlib.suppress(OSError):
            part.unlink()
        raise Unavailable("No se pudo guardar el archivo: no hay espacio en el servidor. Lo demás no se perdió.") from error


async def save_image(tenant_id: int, data: bytes, field: str) -> str:
    """Keep an image of a clinic; returns its key. Raises Invalid(field) when it is too large or no image, Unavailable on a full disk."""
    if len(data) > MAX_IMAGE_BYTES:
        raise Invalid({field: [f"La imagen no debe pesar más de {MAX_IMAGE_BYTES // 1024**2} MB."]})
    try:
        extension = await asyncio.to_thread(_checked, data)
    except ValueError:
        raise Invalid({field: [NOT_AN_IMAGE]}) from None
    key = f"{int(tenant_id)}/{uuid4().hex}.{extension}"
    await asyncio.to_thread(_write, key, data)
    return key


def _signature(key: str, until: int) -> str:
    return hmac.new(secret_key().encode(), f"media|{key}|{until}".encode(), hashlib.sha256).hexdigest()[:32]


def signed_path(key: str) -> str:
    """The link under which a browser may fetch the file for the next hour or so, without a bearer."""
    until = (int(time.time()) // LINK_SECONDS + 2) * LINK_SECONDS  # steady within the hour, so that browsers may cache it
    return f"/media/{key}?until={until}&signature={_signature(key, until)}"


def opened(key: str, until: str, signature: str) -> Path:
    """The file behind a signed link. Raises NotFound for a forged or old link as for a missing file."""
    end = int(until) if until.isascii() and until.isdigit() and len(until) < 12 else 0
    if end < time.time() or not hmac.compare_digest(signature.encode(), _signature(key, end).encode()):
        raise NotFound
    path = (_folder() / key).resolve()
    if not path.is_relative_to(_folder().resolve()) or not path.is_file():
        raise NotFound
    return path
