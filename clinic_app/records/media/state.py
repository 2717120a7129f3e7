"""The photos of a patient: the albums, the consent behind them, the words of one photo."""

from dataclasses import dataclass, field
from typing import Any

import reflex as rx

from clinic_app.access import live
from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.core.database import Actor, Work
from clinic_app.core.errors import NotFound
from clinic_app.core.fields import path_id
from clinic_app.core.permissions import Permission
from clinic_app.patients import service as patients
from clinic_app.patients.rows import local_iso
from clinic_app.records.media import consent as media_consent
from clinic_app.records.media import service as media
from clinic_app.records.media.links import link
from clinic_app.records.media.models import BodyArea, MediaKind
from clinic_app.records.media.wire import why_failed
from clinic_app.ui.i18n import N_
from clinic_app.ui.toasts import notify

P = Permission
WATCHED = ("patient_media", "media_consent")
BY_DATE, BY_AREA = "fecha", "zona"


@dataclass
class Photo:
    """One of the album; names as assets/media.js reads them."""

    id: int
    kind: str
    status: str
    error: str
    area: str
    taken: str
    notes: str
    person: str
    name: str
    thumb: str
    picture: str
    video: str
    ms: int


@dataclass
class Group:
    """The photos of one day, or of one area of the body."""

    key: str
    iso: str
    area: str
    photos: list[Photo] = field(default_factory=list)


@dataclass
class ConsentView:
    """The consent in force; `id` is 0 when there is none."""

    id: int = 0
    given_by: str = ""
    relationship: str = ""
    at: str = ""
    recorded: str = ""
    text: str = ""


@dataclass
class Albums:
    """What the page shows."""

    patient: int = 0
    consent: ConsentView = field(default_factory=ConsentView)
    total: int = 0
    groups: list[Group] = field(default_factory=list)
    areas: list[str] = field(default_factory=list)  # those that have photos
    encounter: int = 0  # of which photos are shown and taken; 0: of all
    guardian: str = ""  # who is likely to agree
    relationship: str = ""


def photo_row(row: media.MediaRow) -> Photo:
    """A photo with the links that open for this person."""
    one = row.media
    still = one.kind == MediaKind.PHOTO
    return Photo(
        one.id, one.kind, one.status, why_failed(one), one.body_area, one.taken_on.isoformat(), one.notes, row.person, one.original_name,
        link(one, "miniatura"), link(one, "imagen" if still else "poster"), link(one, "video"), one.duration_ms or 0,
    )  # fmt: skip


def grouped(photos: list[Photo], by: str) -> list[Group]:
    """By day, or by area in the order of the body; inside, the newest first."""
    groups: dict[str, Group] = {}
    for one in photos:
        key = one.area if by == BY_AREA else one.taken
        groups.setdefault(key, Group(key, "" if by == BY_AREA else key, key if by == BY_AREA else "")).photos.append(one)
    if by == BY_AREA:
        return [groups[area] for area in BodyArea if area in groups]
    return list(groups.values())


class PhotosState(ClinicState):
    """The photos of the patient that the address names."""

    albums: Albums = Albums()
    by: str = BY_DATE
    area: str = ""
    ready: bool = False
    failed: bool = False  # the guard says so when the database is away
    can_write: bool = False
    dialog: str = ""  # consent, withdraw, edit
    values: dict[str, str] = {}
    errors: dict[str, str] = {}
    _editing: int = 0

    @rx.event
    @clinic_event(P.RECORDS_READ)
    async def load(self, work: Work) -> None:
        """The page was opened; `?atencion=ID` shows the photos of one encounter. The head says when there is no such patient."""
        self.dialog, self.failed, self.area, self.errors = "", False, "", {}
        self.can_write = P.RECORDS_WRITE in work.actor.permissions
        asked = self.router.url.query_parameters.get("atencion", "")
        try:
            patient = path_id(str(self.patient_id))  # type: ignore[attr-defined]
            encounter = path_id(asked) if asked else 0
            if (self.albums.patient, self.albums.encounter) != (patient, encounter):
                self.ready = False
            self.albums = Albums(patient, encounter=encounter)
            await self._read(work, opening=True)
        except NotFound:
            self.albums, self.ready = Albums(), False
        live.watch(self, work.actor.tenant_id or 0, WATCHED, PhotosState.refresh)

    async def _read(self, work: Work, *, opening: bool = False) -> None:
        patient, encounter = self.albums.patient, self.albums.encounter
        found = await media.album(work, patient, media.Filters(encounter_id=encounter or None), opening=opening)
        photos = [photo_row(each) for each in found.rows]
        guardians = await patients.guardians(work, patient)
        main = next((each for each in guardians if each.is_principal), None)
        row = found.consent
        consent = (
            ConsentView(row.id, row.given_by, row.relationship, local_iso(row.given_at, work.tz), row.recorded_name, row.text)
            if row
            else ConsentView()
        )
        present = {each.area for each in photos}
        shown = [each for each in photos if self.area in ("", each.area)]
        self.albums = Albums(
            patient, consent, found.total, grouped(shown, self.by), [area.value for area in BodyArea if area in present], encounter,
            f"{main.given_names} {main.surnames}".strip() if main else (await patients.get(work, patient)).full_name, str(main.relationship) if main else "",
        )  # fmt: skip
        self.ready = True

    @rx.event
    @clinic_event(P.RECORDS_READ)
    async def refresh(self, work: Work) -> None:
        """A photo came or is ready now, a consent changed, or the links are over."""
        if self.albums.patient:
            await self._read(work)

    @rx.event
    @clinic_event(P.RECORDS_READ)
    async def arrange(self, work: Work, by: str) -> None:
        """By date or by area of the body."""
        self.by = BY_AREA if by == BY_AREA else BY_DATE
        await self._read(work)

    @rx.event
    @clinic_event(P.RECORDS_READ)
    async def choose_area(self, work: Work, area: str) -> None:
        """Only one area; the same again, or nothing, shows all."""
        self.area = "" if area == self.area else area
        await self._read(work)

    @rx.event
    @clinic_event(P.RECORDS_WRITE, transaction=False)
    async def ask(self, actor: Actor, what: str) -> None:
        """Open the dialog of the consent, or that of withdrawing it."""
        self.dialog, self.errors = what if what in ("consent", "withdraw") else "", {}

    @rx.event
    @clinic_event(P.ACCOUNT_SELF, transaction=False)
    async def close(self, actor: Actor) -> None:
        self.dialog, self.errors = "", {}

    @rx.event
    @clinic_event(P.RECORDS_WRITE)
    async def agree(self, work: Work, data: dict[str, Any]) -> None:
        """Keep the consent."""
        await media_consent.give(work, self.albums.patient, data)
        self.dialog, self.errors = "", {}
        await self._read(work, opening=True)
        await notify(self, N_("Consentimiento registrado"))

    @rx.event
    @clinic_event(P.RECORDS_WRITE)
    async def withdraw(self, work: Work, data: dict[str, Any]) -> None:
        """Nothing is shown any more."""
        await media_consent.withdraw(work, self.albums.patient, data)
        self.dialog, self.errors = "", {}
        await self._read(work)
        await notify(self, N_("Consentimiento retirado: las fotos ya no se muestran."))

    @rx.event
    @clinic_event(P.RECORDS_WRITE)
    async def edit(self, work: Work, media_id: int) -> None:
        """Open the words of a photo."""
        found = await media.get(work, self.albums.patient, media_id)
        self._editing, self.dialog, self.errors = media_id, "edit", {}
        self.values = {"foto_zona": found.body_area, "foto_fecha": found.taken_on.isoformat(), "foto_notas": found.notes}

    @rx.event
    @clinic_event(P.RECORDS_WRITE)
    async def save(self, work: Work, data: dict[str, Any]) -> None:
        """Change the words of the open photo."""
        body = {name.removeprefix("foto_"): value for name, value in data.items()}
        await media.change(work, self.albums.patient, self._editing, body)
        self.dialog, self.errors = "", {}
        await self._read(work)
        await notify(self, N_("Cambios guardados"))

    @rx.event
    @clinic_event(P.RECORDS_WRITE)
    async def put_away(self, work: Work) -> None:
        """Take the open photo out of the albums; its files stay."""
        await media.put_away(work, self.albums.patient, self._editing)
        self.dialog = ""
        await self._read(work)
        await notify(self, N_("Foto quitada del álbum. El original se conserva."))

    @rx.event
    @clinic_event(P.RECORDS_WRITE)
    async def retry(self, work: Work, media_id: int) -> None:
        """Prepare a photo once more."""
        await media.try_again(work, self.albums.patient, media_id)
        await self._read(work)
