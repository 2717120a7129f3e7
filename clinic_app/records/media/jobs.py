"""What is shown of photos and videos is made in the background, in threads of its own. Each job may be repeated."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import structlog
from procrastinate import JobContext, RetryStrategy
from sqlalchemy import text

from clinic_app.core.database import NOBODY, start_work
from clinic_app.core.errors import ClinicError
from clinic_app.core.jobs import job_actor, jobs
from clinic_app.core.storage import store
from clinic_app.records.media import finish as media_finish
from clinic_app.records.media import render as media_render
from clinic_app.records.media import types as media_types
from clinic_app.records.media.files import SHOWN, clear_desks, desk, gather, new_key
from clinic_app.records.media.models import DAMAGED, SERVER, Media, MediaKind, MediaStatus

TRIES = 3
log = structlog.get_logger("media")
_makers = ThreadPoolExecutor(1, "media")  # one: a large photo takes 200 MB while it is decoded


class MediaFailed(Exception):
    """Raised instead of the real error, whose text may hold names of files."""


@jobs.task(name="render_media", retry=RetryStrategy(max_attempts=TRIES, exponential_wait=4), pass_context=True)
async def render_media(context: JobContext, tenant_id: int, media_id: int) -> None:
    """Thumbnail and WebP of a photo; poster, duration and a playable copy of a video."""
    await render(tenant_id, media_id, last=context.job.attempts + 1 >= TRIES)


async def render(tenant_id: int, media_id: int, *, last: bool) -> None:
    """Make what is shown. Raises MediaFailed so that it is tried again; the `last` time the failure is kept for people to see."""
    actor = job_actor(tenant_id)
    async with start_work(actor) as work:
        found = await work.session.get(Media, (tenant_id, media_id))
    if found is None or found.status == MediaStatus.READY:
        return
    try:
        made = await _make(found)
    except (media_types.NotMedia, ClinicError, OSError, MemoryError) as error:
        reason = DAMAGED if isinstance(error, media_types.NotMedia) else SERVER
        log.warning("media not made", tenant=tenant_id, number=media_id, error=type(error).__name__, cause=type(error.__cause__).__name__)
        made = {"attempts": found.attempts + 1, "error": reason, "status": MediaStatus.FAILED if last else MediaStatus.PENDING}
    async with start_work(actor) as work:
        row = await work.session.get(Media, (tenant_id, media_id), with_for_update=True)
        if row is None or row.status == MediaStatus.READY:
            return
        for name, value in {**made, "updated_at": datetime.now(UTC)}.items():
            setattr(row, name, value)
    if made["status"] == MediaStatus.PENDING:
        raise MediaFailed


async def _make(found: Media) -> dict[str, object]:
    loop, extension = asyncio.get_running_loop(), found.original.rpartition(".")[2]
    with desk() as folder:
        path, playable = folder / f"original.{extension}", folder / "playable.mp4"
        await gather([found.original], path)
        values: dict[str, object] = {"status": MediaStatus.READY, "error": "", "attempts": found.attempts + 1}
        if found.kind == MediaKind.PHOTO:
            shown = await loop.run_in_executor(_makers, media_render.photo, path, extension)
            values["webp"] = await _kept(found.tenant_id, shown.picture, "webp")
        else:
            shown = await loop.run_in_executor(_makers, media_render.video, path, playable)
            values |= {
                "poster": await _kept(found.tenant_id, shown.picture, "webp"),
                "playable": await _kept(found.tenant_id, playable, "mp4"),
            }
        values["thumbnail"] = await _kept(found.tenant_id, shown.thumbnail, "webp")
    return values | {"width": shown.width, "height": shown.height, "duration_ms": shown.duration_ms}


async def _kept(tenant_id: int, data: bytes | Path, extension: str) -> str:
    key = new_key(tenant_id, SHOWN, extension)
    await (store().put_file(key, data) if isinstance(data, Path) else store().put(key, data))
    return key


@jobs.periodic(cron="41 * * * *", periodic_id="forget_uploads")
@jobs.task(name="forget_uploads", queueing_lock="forget_uploads")
async def forget_uploads(timestamp: int) -> None:
    """Uploads that nobody went on with for a day, in every clinic."""
    clear_desks()
    before = datetime.now(UTC) - media_finish.ABANDONED
    async with start_work(NOBODY) as work:
        clinics = (await work.session.execute(text("select id from app.clinic order by id"))).scalars().all()
    for clinic in clinics:
        while await media_finish.forget_abandoned(job_actor(clinic), before) == media_finish.AT_ONCE:
            pass
