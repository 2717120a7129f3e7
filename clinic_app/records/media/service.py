"""Photos and videos of a patient: albums, one of them, its words, putting it away, making again what is shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import col, select

from clinic_app.access.models import UserAccount
from clinic_app.audit import service as audit
from clinic_app.core.database import Work
from clinic_app.core.errors import Conflict, Invalid, NotFound
from clinic_app.core.fields import Rule, a_date, a_key, a_text, missing_key, one_of, parse
from clinic_app.core.i18n import N_
from clinic_app.core.permissions import Permission
from clinic_app.records.encounters.models import Encounter
from clinic_app.records.media import consent as media_consent
from clinic_app.records.media.events import MediaKept
from clinic_app.records.media.models import BodyArea, Media, MediaConsent, MediaCount, MediaStatus

MOST = 5000  # of one patient, on one page: a photo a day for thirteen years
STUCK = timedelta(minutes=10)  # nobody works on one thumbnail for longer
FUTURE = N_("La fecha no puede ser futura.")
WORKING = N_("Todavía se está procesando. Espera unos minutos.")
RULES = {
    "zona": Rule("body_area", one_of(BodyArea)),
    "fecha": Rule("taken_on", a_date),
    "notas": Rule("notes", a_text(2000), blank=True),
    "atencion": Rule("encounter_id", a_key, nullable=True),
}


@dataclass(frozen=True)
class MediaRow:
    """A photo or video and who took it here."""

    media: Media
    person: str


@dataclass(frozen=True)
class Filters:
    """Which of a patient's photos."""

    area: str = ""
    encounter_id: int | None = None
    archived: bool = False


@dataclass(frozen=True)
class Album:
    """A patient's photos, newest first. Without a consent in force there are none, whatever `total` says."""

    consent: MediaConsent | None
    rows: Sequence[MediaRow]
    total: int


async def count(work: Work, patient_id: int) -> int:
    """How many photos and videos a patient has, shown or not. Nothing is counted for this: the database keeps the number."""
    work.require(Permission.RECORDS_READ)
    found = await work.session.execute(select(MediaCount.total).where(MediaCount.patient_id == patient_id))
    return found.scalars().first() or 0


async def album(work: Work, patient_id: int, filters: Filters | None = None, *, opening: bool = True) -> Album:
    """The photos of a patient; `opening` leaves a line in the trail. Raises NotFound."""
    asked = filters or Filters()
    consent, total = await media_consent.current(work, patient_id), await count(work, patient_id)
    if consent is None:
        return Album(None, [], total)
    if opening:
        await audit.record(work, "open", "media_album", None, {"patient": patient_id})
    query = (
        select(Media, UserAccount)
        .join(UserAccount, col(UserAccount.id) == col(Media.created_by), isouter=True)
        .where(Media.patient_id == patient_id, Media.is_active == (not asked.archived))
        .order_by(col(Media.taken_on).desc(), col(Media.id).desc())
        .limit(MOST)
    )
    if asked.area:
        query = query.where(Media.body_area == asked.area)
    if asked.encounter_id is not None:
        query = query.where(Media.encounter_id == asked.encounter_id)
    rows = [MediaRow(media, person.full_name if person else "") for media, person in (await work.session.execute(query)).all()]
    return Album(consent, rows, total)


async def get(work: Work, patient_id: int, media_id: int, *, lock: bool = False) -> Media:
    """One of them, put away or not. Raises NotFound, also while no consent is in force."""
    await media_consent.shown_or_404(work, patient_id)
    query = select(Media).where(Media.patient_id == patient_id, Media.id == media_id)
    found = (await work.session.execute(query.with_for_update() if lock else query)).scalars().first()
    if found is None:
        raise NotFound
    return found


async def open_one(work: Work, patient_id: int, media_id: int, *, whole: bool = False) -> Media:
    """One of them as somebody looks at it, or with `whole` takes its original home: the trail keeps which. Raises NotFound."""
    found = await get(work, patient_id, media_id)
    await audit.record(work, "download" if whole else "open", "patient_media", found.id, {"patient": patient_id})
    return found


async def checked(work: Work, patient_id: int, body: Any, *, partial: bool = False) -> dict[str, Any]:
    """The words that go with a photo. Raises Invalid for each bad field: another patient's encounter, a date to come."""
    values = parse(body, RULES, partial=partial)
    if values.get("taken_on") and values["taken_on"] > work.today():
        raise Invalid(fecha=FUTURE)
    if (key := values.get("encounter_id")) is not None:
        own = select(Encounter.id).where(Encounter.id == key, Encounter.patient_id == patient_id)
        if (await work.session.execute(own)).first() is None:
            raise Invalid(atencion=missing_key(key))
    return values


async def change(work: Work, patient_id: int, media_id: int, body: Any) -> Media:
    """Change area, date, notes or encounter. Raises NotFound, Invalid."""
    work.require(Permission.RECORDS_WRITE)
    found = await get(work, patient_id, media_id, lock=True)
    values = await checked(work, patient_id, body, partial=True)
    for name, value in values.items():
        setattr(found, name, value)
    found.updated_at = datetime.now(UTC)
    await work.session.flush()
    await audit.record(work, "update", "patient_media", found.id, {"patient": patient_id, "fields": sorted(values)})
    return found


async def put_away(work: Work, patient_id: int, media_id: int, *, back: bool = False) -> Media:
    """Take it out of the albums, or with `back` put it there again; the files stay. Raises NotFound."""
    work.require(Permission.RECORDS_WRITE)
    found = await get(work, patient_id, media_id, lock=True)
    if found.is_active != back:
        found.is_active, found.updated_at = back, datetime.now(UTC)
        await work.session.flush()
        await audit.record(work, "restore" if back else "archive", "patient_media", found.id, {"patient": patient_id})
    return found


async def try_again(work: Work, patient_id: int, media_id: int) -> Media:
    """Make what is shown once more, after it failed or when nobody seems to be at it. Raises NotFound, Conflict while it is under way."""
    work.require(Permission.RECORDS_WRITE)
    found = await get(work, patient_id, media_id, lock=True)
    if found.status == MediaStatus.READY:
        return found
    if found.status == MediaStatus.PENDING and found.updated_at > datetime.now(UTC) - STUCK:
        raise Conflict(WORKING)
    found.status, found.attempts, found.error, found.updated_at = MediaStatus.PENDING, 0, "", datetime.now(UTC)
    await work.session.flush()
    await audit.record(work, "retry", "patient_media", found.id, {"patient": patient_id})
    work.events.append(MediaKept(found.id))
    return found
