"""Several services in one booking: back to back, each an appointment of its own, booked, moved, confirmed and cancelled together or singly.

The booking is named by the id of its first appointment (`bundle_id` of all of them). Booking asks the driver only (LightWork will do).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time

from clinic_app.agenda import queries, service
from clinic_app.agenda.groups.links import lock_agendas
from clinic_app.agenda.models import Status
from clinic_app.agenda.transitions import MOVABLE, PENDING
from clinic_app.core.database import Work
from clinic_app.core.errors import ClinicError, Invalid, NotFound
from clinic_app.core.i18n import N_, Sentence

MOST = 8
COUNT = N_("Indica de 1 a {most} servicios.")
NOTHING_TO_MOVE = N_("La reserva ya no tiene citas que se puedan mover.")
JOIN = "update app.appointment set bundle_id = %s where tenant_id = %s and id = any(%s)"


@dataclass(frozen=True)
class Part:
    """One service of a booking, and who does it (None: who does the booking's first)."""

    service_id: int
    professional_id: int | None = None


async def _agendas(work: Work, asked: Sequence[int | None]) -> None:
    """Hold the agendas of everybody who takes part, before the first of them is looked at."""
    known = [each for each in asked if each is not None]
    if None in asked:
        (rows,) = await work.ask((queries.PROFESSIONAL, queries.professional_params(work.actor, None)))
        known += [row[0] for row in rows]
    await lock_agendas(work, *[queries.safe_id(each) or 0 for each in known])


async def book(work: Work, wish: service.Booking, parts: Sequence[Part]) -> list[queries.Row]:
    """Book the services of a patient one after the other: all of them, or none. `wish` says when the first begins.

    Raises Invalid beside the field, SlotTaken.
    """
    if not 1 <= len(parts) <= MOST:
        raise Invalid(servicios=Sentence(COUNT, most=MOST))
    people = [part.professional_id if part.professional_id is not None else wish.professional_id for part in parts]
    if len(parts) > 1:
        await _agendas(work, people)
    rows: list[queries.Row] = []
    for part, who in zip(parts, people, strict=True):
        begins = rows[-1].ends_at.astimezone(work.tz) if rows else None
        day, clock = (begins.date(), begins.time()) if begins else (wish.date, wish.start)
        one = replace(wish, service_id=part.service_id, professional_id=who, date=day, start=clock, beside=[row.id for row in rows])
        try:
            rows.append(await service.book(work, one))
        except Invalid as refused:
            raise _beside_services(refused, part, bool(rows)) from refused
    if len(rows) > 1:
        await work.ask((JOIN, (rows[0].id, work.actor.tenant_id, [row.id for row in rows])))
        rows = [row._replace(bundle_id=rows[0].id) for row in rows]
    return rows


def _beside_services(refused: Invalid, part: Part, later: bool) -> Invalid:
    """A later service that is not there is named where it was asked for."""
    fields = dict(refused.fields or {})
    if later and "tipo_servicio" in fields:
        fields["servicios"] = fields.pop("tipo_servicio")
    return Invalid(fields) if later and not isinstance(refused, service.SlotTaken) else refused


async def rows_of(work: Work, bundle_id: int) -> list[queries.Row]:
    """The appointments of a booking, in their order. Raises NotFound."""
    (rows,) = await work.ask(queries.list_query(work.actor, queries.Filters(bundle_id=bundle_id)))
    if not rows:
        raise NotFound
    return [queries.Row(*row) for row in rows]


async def _held(work: Work, bundle_id: int, *more: int) -> list[queries.Row]:
    """As `rows_of`, with the agendas of everybody who takes part held."""
    seen = await rows_of(work, bundle_id)
    await lock_agendas(work, *[row.professional_id for row in seen], *more)
    return await rows_of(work, bundle_id)


async def move(
    work: Work, bundle_id: int, *, day: date | None = None, start: time | None = None, professional_id: int | None = None
) -> None:
    """Move what is still to come of a booking, with the same steps between; `start`: when its first begins. All or nothing.

    Raises NotFound, ClinicError (nothing can be moved), and what moving one raises.
    """
    rows = [row for row in await _held(work, bundle_id, *([professional_id] if professional_id else [])) if row.status in MOVABLE]
    if not rows:
        raise ClinicError(NOTHING_TO_MOVE)
    first = rows[0].starts_at.astimezone(work.tz)
    begins = first.replace(year=(day or first).year, month=(day or first).month, day=(day or first).day).replace(tzinfo=None)
    begins = begins.replace(hour=start.hour, minute=start.minute) if start else begins
    later = begins > first.replace(tzinfo=None)
    for row in reversed(rows) if later else rows:  # so that none gets in the way of the next
        moment = begins + (row.starts_at - rows[0].starts_at)
        wish = service.Change(date=moment.date(), start=moment.time(), professional_id=professional_id, beside=[each.id for each in rows])
        await service.change(work, row.id, wish)


async def cancel(work: Work, bundle_id: int, reason: str = "") -> None:
    """Give back what is still to come of a booking; asked twice it is done once. Raises NotFound."""
    for row in await _held(work, bundle_id):
        if row.status in PENDING:
            await service.cancel(work, row.id, reason)


async def confirm(work: Work, bundle_id: int) -> None:
    """The patient said she comes: for all of it. Raises NotFound."""
    for row in await _held(work, bundle_id):
        if row.status == Status.SCHEDULED:
            await service.confirm(work, row.id)
