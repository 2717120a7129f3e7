"""The end of an upload: its pieces become one original, looked at before it is kept. And what became of uploads that nobody finished."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import anyio
from sqlmodel import col, delete, select

from clinic_app.audit import service as audit
from clinic_app.core import hooks
from clinic_app.core.database import Actor, Work, start_work
from clinic_app.core.errors import Conflict, Invalid, NotFound, Unavailable
from clinic_app.core.i18n import N_
from clinic_app.core.storage import store
from clinic_app.records.media import location as media_location
from clinic_app.records.media import types as media_types
from clinic_app.records.media import uploads as media_uploads
from clinic_app.records.media import words as media_words
from clinic_app.records.media.events import MediaKept
from clinic_app.records.media.files import SHOWN, desk, drop, gather, new_key
from clinic_app.records.media.models import Media, MediaPart, MediaUpload

ABANDONED = timedelta(days=1)  # since its last piece
AT_ONCE = 500
INCOMPLETE = N_("Todavía falta una parte del archivo.")


async def finish(actor: Actor, patient_id: int, upload_id: int) -> Media:
    """Make the photo or video of an upload that is all here; asked twice, it is the same one.

    Opens its own transactions: a large file is put together between them, and holds no connection meanwhile.
    Raises NotFound, Conflict (a piece is missing, no consent), Invalid for what is no photo or video, Unavailable.
    """
    async with start_work(actor) as work:
        await hooks.check_writable(work)
        upload = await media_uploads.for_writing(work, patient_id, upload_id)
        if upload.media_id is not None:
            return await _made(work, upload.media_id)
        if upload.received < upload.size_bytes:
            raise Conflict(INCOMPLETE)
        keys = await media_uploads.pieces(work, upload.id)
    with desk() as folder:
        path = folder / "original"
        found = await _looked_at(actor, upload, keys, path)
        original = new_key(actor.tenant_id or 0, SHOWN, found.extension)
        await store().put_file(original, path)
    async with start_work(actor) as work:
        made = await _keep(work, patient_id, upload_id, original, found)
    await drop(keys)
    return made


async def _made(work: Work, media_id: int) -> Media:
    found = (await work.session.execute(select(Media).where(Media.id == media_id))).scalars().first()
    if found is None:
        raise NotFound
    return found


async def _looked_at(actor: Actor, upload: MediaUpload, keys: Sequence[str], path: Path) -> media_types.Found:
    """Put together, read as far as its header, and without the place where it was taken. What is refused is not kept a day longer."""
    try:
        await gather(keys, path)
    except NotFound:
        raise Unavailable from None
    try:
        found = await anyio.to_thread.run_sync(media_types.look, path, upload.name)
        await anyio.to_thread.run_sync(media_location.forget, path, found.extension)
        return found
    except media_types.NotMedia as error:
        async with start_work(actor) as work:
            await media_uploads.cancel(work, upload.patient_id, upload.id)
        await drop(keys)
        raise Invalid(archivo=media_words.refusal(error)) from None


async def _keep(work: Work, patient_id: int, upload_id: int, original: str, found: media_types.Found) -> Media:
    upload = await media_uploads.for_writing(work, patient_id, upload_id)
    if upload.media_id is not None:  # somebody asked at the same moment and was quicker
        return await _made(work, upload.media_id)
    today = work.today()
    taken = upload.taken_on or (found.taken_on if found.taken_on and datetime.min.date() < found.taken_on <= today else today)
    made = Media(
        patient_id=patient_id, encounter_id=upload.encounter_id, kind=found.kind, body_area=upload.body_area, taken_on=taken, notes=upload.notes,
        original=original, original_name=upload.name, size_bytes=upload.size_bytes, width=found.width, height=found.height,
        created_by=work.actor.user_id or None,
    )  # fmt: skip
    work.session.add(made)
    await work.session.flush()
    await work.session.refresh(made)
    upload.media_id = made.id
    await work.session.execute(delete(MediaPart).where(col(MediaPart.upload_id) == upload.id))
    await audit.record(work, "create", "patient_media", made.id, {"patient": patient_id, "kind": str(made.kind)})
    work.events.append(MediaKept(made.id))
    return made


async def forget_abandoned(actor: Actor, before: datetime) -> int:
    """Drop the uploads of one clinic that had no piece since then, and their files; returns how many."""
    async with start_work(actor) as work:
        query = select(MediaUpload.id).where(col(MediaUpload.touched_at) < before).limit(AT_ONCE).with_for_update(skip_locked=True)
        old = (await work.session.execute(query)).scalars().all()
        parts = (await work.session.execute(select(MediaPart.file).where(col(MediaPart.upload_id).in_(old)))).scalars().all()
        await work.session.execute(delete(MediaUpload).where(col(MediaUpload.id).in_(old)))
    await drop(parts)
    return len(old)
