"""Patients in the palette."""

from collections.abc import Iterable

from clinic_app.core.database import Actor, start_work
from clinic_app.core.hooks import Hit
from clinic_app.core.permissions import Permission
from clinic_app.patients import service
from clinic_app.patients.at_hand import PickerRow
from clinic_app.ui import routes

RECENTS = 6


def _hits(rows: Iterable[PickerRow]) -> list[Hit]:
    return [Hit(row.name, row.detail, str(routes.patient(row.id))) for row in rows]


async def search(actor: Actor, words: str) -> list[Hit]:
    """The active patients whose name, document or telephone holds every word."""
    return _hits(await service.for_picker(actor, words)) if Permission.PATIENTS_READ in actor.permissions else []


async def recent(actor: Actor) -> list[Hit]:
    """Those whose record this person opened last."""
    if Permission.PATIENTS_READ not in actor.permissions:
        return []
    async with start_work(actor) as work:
        return _hits(await service.recents(work, RECENTS))
