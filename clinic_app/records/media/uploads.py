"""Large files over bad connections: they come in pieces, and go on after any interruption from where they were.

begin (name, size) -> pieces, each with the offset it begins at -> finish. Who lost the answer asks how much is here. A piece is a request of
at most 1 MiB, what any request may carry (access/body_limit.py); nothing of it is kept in memory afterwards.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func
from sqlmodel import col, select

from clinic_app.core.database import Work
from clinic_app.core.errors import ClinicError, Conflict, Invalid, NotFound
from clinic_app.core.fields import Rule, a_text, an_integer, parse
from clinic_app.core.i18n import N_
from clinic_app.core.permissions import Permission
from clinic_app.core.storage import store
from clinic_app.patients import service as patients
from clinic_app.records.media import consent as media_consent
from clinic_app.records.media import service as media
from clinic_app.records.media import types as media_types
from clinic_app.records.media import words as media_words
from clinic_app.records.media.files import PIECES, new_key
from clinic_app.records.media.models import MediaPart, MediaUpload

MOST_BYTES = 200 * 1024 * 1024
PIECE_BYTES = 1024 * 1024
LEAST_BYTES = 64 * 1024  # a piece that is not the last: a file of millions of pieces helps nobody
MOST_OPEN = 60  # uploads of one person that are not finished
ELSEWHERE = N_("Esa parte no sigue a lo que ya llegó. Continúa desde donde quedó.")
TOO_MANY = N_("Hay demasiadas subidas sin terminar. Termina o cancela alguna.")
BAD_PIECE = N_("La parte enviada no tiene un tamaño válido.")
BAD_TOKEN = N_("Debe ser un UUID válido.")
FINISHED = N_("Esa subida ya terminó.")


class OtherOffset(Conflict):
    """A piece that does not begin where the last one ended; says where that is."""

    def __init__(self, received: int) -> None:
        super().__init__(ELSEWHERE)
        self.received = received

    def body(self) -> dict[str, object]:
        return {"detail": self.sentence, "recibido": self.received}


def _token(raw: Any) -> UUID:
    try:
        return UUID(raw)
    except (ValueError, TypeError, AttributeError):
        raise ValueError(BAD_TOKEN) from None


def _size(raw: Any) -> int:
    value = an_integer(0, 2**53)(raw)
    if not value:
        raise ValueError(media_words.EMPTY)
    if value > MOST_BYTES:
        raise ValueError(media_words.TOO_LARGE)
    return value


def _name(raw: Any) -> str:
    name = a_text(1000, blank=False)(raw).replace("\\", "/").rpartition("/")[2][-200:]
    if not media_types.known_name(name):
        raise ValueError(media_words.NOT_MEDIA)
    return name


RULES = {"nombre": Rule("name", _name, required=True), "tamano": Rule("size_bytes", _size, required=True), "clave": Rule("token", _token)}


async def begin(work: Work, patient_id: int, body: Any) -> MediaUpload:
    """Announce a file; the same `clave` twice is one upload.

    Raises NotFound, Conflict without a consent, Invalid (name, size, words), ClinicError when too many are open.
    """
    work.require(Permission.RECORDS_WRITE)
    await patients.get(work, patient_id)
    values = parse(body, RULES) | await media.checked(work, patient_id, body)
    await media_consent.needed(work, patient_id)
    if values.get("encounter_id") is None:
        values.pop("encounter_id", None)
    token = values.setdefault("token", uuid4())
    mine = select(MediaUpload).where(MediaUpload.created_by == work.actor.user_id)
    known = (await work.session.execute(mine.where(MediaUpload.token == token))).scalars().first()
    if known is not None:
        if (known.patient_id, known.size_bytes) != (patient_id, values["size_bytes"]):
            raise Invalid(clave=BAD_TOKEN)
        return known
    unfinished = mine.where(col(MediaUpload.media_id).is_(None)).with_only_columns(func.count())
    if (await work.session.execute(unfinished)).scalar_one() >= MOST_OPEN:
        raise ClinicError(TOO_MANY)
    added = MediaUpload(patient_id=patient_id, created_by=work.actor.user_id, **values)
    work.session.add(added)
    await work.session.flush()
    return added


async def get(work: Work, patient_id: int, upload_id: int) -> MediaUpload:
    """How far an upload is. Raises NotFound."""
    work.require(Permission.RECORDS_READ)
    await patients.get(work, patient_id)
    return await _find(work, patient_id, upload_id)


async def _find(work: Work, patient_id: int, upload_id: int, *, lock: bool = False) -> MediaUpload:
    query = select(MediaUpload).where(MediaUpload.patient_id == patient_id, MediaUpload.id == upload_id)
    found = (await work.session.execute(query.with_for_update() if lock else query)).scalars().first()
    if found is None:
        raise NotFound
    return found


async def for_writing(work: Work, patient_id: int, upload_id: int) -> MediaUpload:
    """An upload, locked, of a patient who still agrees to photos. Raises NotFound, Conflict."""
    work.require(Permission.RECORDS_WRITE)
    await media_consent.needed(work, patient_id)
    return await _find(work, patient_id, upload_id, lock=True)


async def add_piece(work: Work, patient_id: int, upload_id: int, offset: int, data: bytes) -> MediaUpload:
    """Take the next piece. Raises NotFound, OtherOffset, Invalid (size of the piece, another type than the name says), Unavailable."""
    upload = await for_writing(work, patient_id, upload_id)
    if offset != upload.received:
        raise OtherOffset(upload.received)
    last = offset + len(data) == upload.size_bytes
    if not data or len(data) > PIECE_BYTES or offset + len(data) > upload.size_bytes or (len(data) < LEAST_BYTES and not last):
        raise Invalid(archivo=BAD_PIECE)
    if not offset:
        try:
            media_types.told(upload.name, data[: media_types.HEAD_BYTES])
        except media_types.NotMedia as error:
            raise Invalid(archivo=media_words.refusal(error)) from None
    key = new_key(work.actor.tenant_id or 0, PIECES, "part")
    await store().put(key, data)
    work.session.add(MediaPart(upload_id=upload.id, start=offset, file=key))
    upload.received, upload.touched_at = offset + len(data), datetime.now(UTC)
    await work.session.flush()
    return upload


async def pieces(work: Work, upload_id: int) -> Sequence[str]:
    """The files of an upload's pieces, in order."""
    query = select(MediaPart.file).where(MediaPart.upload_id == upload_id).order_by(col(MediaPart.start))
    return (await work.session.execute(query)).scalars().all()


async def cancel(work: Work, patient_id: int, upload_id: int) -> Sequence[str]:
    """Forget an unfinished upload; returns the files to take away once that is committed. Raises NotFound, Conflict when it is finished."""
    work.require(Permission.RECORDS_WRITE)
    await patients.get(work, patient_id)
    upload = await _find(work, patient_id, upload_id, lock=True)
    if upload.media_id is not None:
        raise Conflict(FINISHED)
    keys = await pieces(work, upload.id)
    await work.session.delete(upload)
    await work.session.flush()
    return keys
