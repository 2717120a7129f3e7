"""Links to the files of photos and videos: signed, soon over, and of use only to somebody of the same clinic who may read its records."""

import hashlib
import hmac
import re
import time
from dataclasses import dataclass

from clinic_app.core.database import Work
from clinic_app.core.errors import NotFound
from clinic_app.core.settings import secret_key
from clinic_app.records.media import service as media
from clinic_app.records.media.models import Media
from clinic_app.records.media.types import MEDIA_TYPES

LINK_SECONDS = 1800
VARIANTS = {"miniatura": "thumbnail", "imagen": "webp", "poster": "poster", "video": "playable", "original": "original"}
FILES = "/api/fotos-archivos"
LINK = re.compile(
    r"(?P<patient>\d{1,18})\.(?P<media>\d{1,18})\.(?P<variant>miniatura|imagen|poster|video|original)\.(?P<until>\d{1,11})\.(?P<signature>[0-9a-f]{32})",
    re.ASCII,
)
RANGE = re.compile(r"bytes=(\d{1,15})-(\d{0,15})")


@dataclass(frozen=True)
class Target:
    """The file behind a link."""

    key: str
    media_type: str
    name: str  # what to call it when it is taken home; empty for what is only shown


def _signature(tenant_id: int, patient_id: int, media_id: int, variant: str, until: int) -> str:
    said = f"photo|{tenant_id}|{patient_id}|{media_id}|{variant}|{until}"
    return hmac.new(secret_key().encode(), said.encode(), hashlib.sha256).hexdigest()[:32]


def link(row: Media, variant: str) -> str:
    """The path under which a browser may ask for a file for the next half hour or so; empty while there is no such file."""
    if not getattr(row, VARIANTS[variant]):
        return ""
    until = (int(time.time()) // LINK_SECONDS + 2) * LINK_SECONDS  # steady within the half hour, so that browsers may cache it
    return f"{FILES}/{row.patient_id}.{row.id}.{variant}.{until}.{_signature(row.tenant_id, row.patient_id, row.id, variant, until)}/"


async def target(work: Work, asked: str) -> Target:
    """The file that a link means. Raises NotFound for a forged or old one, for another clinic's, for a file that is not there, without consent."""
    found = LINK.fullmatch(asked)
    if not found:
        raise NotFound
    (patient_id, media_id, until), variant = (int(found[name]) for name in ("patient", "media", "until")), found["variant"]
    expected = _signature(work.actor.tenant_id or 0, patient_id, media_id, variant, until)
    if until < time.time() or not hmac.compare_digest(found["signature"], expected):
        raise NotFound
    whole = variant == "original"
    row = await (media.open_one(work, patient_id, media_id, whole=True) if whole else media.get(work, patient_id, media_id))
    key = getattr(row, VARIANTS[variant])
    if not key:
        raise NotFound
    return Target(key, MEDIA_TYPES[key.rpartition(".")[2]], row.original_name if whole else "")


def asked_range(header: str) -> tuple[int, int | None] | None:
    """The one range that a player asks for, both ends included; None for all else, which is answered with the whole file (RFC 9110, 14.2)."""
    found = RANGE.fullmatch(header.strip())
    if not found:
        return None
    first, last = int(found[1]), int(found[2]) if found[2] else None
    return None if last is not None and last < first else (first, last)
