"""Groups: a time of a professional, and a room, for several patients. Opened, moved with everybody who has a place, cancelled.

Order of locks: group_links.py. Who has a place: groups.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from clinic_app.agenda import availability, queries, service
from clinic_app.agenda.availability import Refusal
from clinic_app.agenda.booking.rules import reach, refuse
from clinic_app.agenda.events import AppointmentMoved, TimeFreed
from clinic_app.agenda.groups import links as group_links
from clinic_app.agenda.groups.links import CLOSED, lock_agendas
from clinic_app.agenda.groups.models import GroupSlot, SlotStatus
from clinic_app.agenda.groups.service import STALE, explained, follow, get, held, locked, seats, touch
from clinic_app.agenda.models import Appointment, CareType, Status
from clinic_app.agenda.rooms import occupied_time as rooms_time
from clinic_app.agenda.transitions import LIVE, PENDING
from clinic_app.audit import service as audit
from clinic_app.core.database import Work
from clinic_app.core.errors import ClinicError, Conflict, Invalid
from clinic_app.core.i18n import N_, Sentence

HORIZON = 730  # days; a course of groups is planned further ahead than one appointment
BEGUN = N_("El grupo ya tiene pacientes atendidos: no se puede mover ni cancelar.")


@dataclass(frozen=True)
class Wish:
    """A group to be; date and time are the clinic's wall clock. Without `minutes` it is as long as its service."""

    service_id: int
    date: date
    start: time
    capacity: int
    minutes: int | None = None
    professional_id: int | None = None
    room_id: int | None = None
    care_type: CareType = CareType.CLINIC
    title: str = ""
    notes: str = ""


async def _facts(work: Work, wish: Wish, service_id: int | None, moving: GroupSlot | None = None) -> tuple[queries.DayFacts, int]:
    """Who attends and for how long, if the time and the room can be had. Both are held from here on. Raises Invalid, SlotTaken, RoomTaken."""
    actor = work.actor
    locks = [(group_links.LOCK, (actor.tenant_id, *queries.professional_params(actor, wish.professional_id)))]
    reads = [queries.day_query(actor, wish.date, service_id, wish.professional_id)]
    if wish.room_id is not None:
        locks.append(rooms_time.lock(actor, wish.room_id))
        reads.append(rooms_time.busy_query(actor, wish.room_id, wish.date, wish.date))
    day, *room = (await work.ask(*locks, *reads))[len(locks) :]
    itself = (queries.GROUP_KEY + moving.id,) if moving else ()
    facts = queries.day_facts(actor, wish.date, service_id, wish.professional_id, day[0], moving=itself)
    if wish.room_id is not None:
        facts = facts.within(rooms_time.room_times(wish.room_id, room[0], moving=itself))
    minutes = wish.minutes or (facts.service.minutes if facts.service else facts.hours.interval)
    hours = reach(facts.hours, HORIZON)
    reason = availability.refusal_of_date(hours, wish.date, work.today())
    stays = moving is not None and moving.starts_at.astimezone(work.tz).date() == wish.date
    if reason is Refusal.PAST_DATE or not stays:
        refuse(reason, hours)
    refuse(availability.refusal_of_time(hours, facts.day, wish.start, minutes, work.tz, wish.care_type is CareType.HOME), hours)
    return facts, minutes


async def create(work: Work, wish: Wish) -> GroupSlot:
    """Open a group; its time is the professional's from now on. Raises Invalid beside the field, SlotTaken."""
    facts, minutes = await _facts(work, wish, wish.service_id)
    starts_at = datetime.combine(wish.date, wish.start, work.tz).astimezone(UTC)
    ends_at = starts_at + timedelta(minutes=minutes)
    row = GroupSlot(
        professional_id=facts.professional_id, service_id=wish.service_id, room_id=wish.room_id, title=wish.title, notes=wish.notes,
        starts_at=starts_at, ends_at=ends_at, capacity=wish.capacity, care_type=wish.care_type,
    )  # fmt: skip
    async with explained(work):
        work.session.add(row)
    await audit.record(work, "create", "group_slot", row.id, {"capacity": row.capacity})
    return row


async def cancel(work: Work, slot_id: int, reason: str = "") -> GroupSlot:
    """The group does not take place: every place is given back, and the time. Cancelled twice is cancelled once. Raises NotFound, ClinicError."""
    (row,) = await held(work, slot_id)
    if row.status == SlotStatus.CANCELLED:
        return row
    coming = await seats(work, slot_id, lock=True)
    if any(each.status == Status.ATTENDED for each in coming):
        raise ClinicError(BEGUN)
    for each in coming:
        if each.status in PENDING:
            await service.cancel(work, each.id, reason)
    (row,) = await locked(work, slot_id)
    row.status, row.cancel_reason = SlotStatus.CANCELLED, reason
    touch(row)
    await work.session.flush()
    await audit.record(work, "cancel", "group_slot", row.id)
    work.events.extend(TimeFreed.now_free(row.professional_id, row.starts_at, row.ends_at, row.care_type))
    return row


async def update(work: Work, slot_id: int, values: dict[str, Any]) -> GroupSlot:
    """Change a group by the names of Wish, and `version`; whoever has a place goes with it. Raises as `create`; NotFound, Conflict, ClinicError."""
    seen = await get(work, slot_id)
    version = values.pop("version", None) or seen.version
    if seen.status != SlotStatus.OPEN:
        raise Conflict(CLOSED)
    await lock_agendas(work, seen.professional_id, values.get("professional_id") or seen.professional_id)
    if room_id := values.get("room_id"):
        await work.ask(rooms_time.lock(work.actor, room_id))
    coming = await seats(work, slot_id, lock=True)
    (row,) = await locked(work, slot_id)
    if row.version != version:
        raise Conflict(STALE)
    if values.get("capacity", row.capacity) < row.taken:
        raise Invalid(capacidad=Sentence("El grupo ya tiene {taken} cupos ocupados.", taken=row.taken))
    before = (row.professional_id, row.starts_at, row.ends_at, row.care_type)
    moves = await _new_place(work, row, values)
    plain = {name: values[name] for name in ("title", "notes", "capacity", "care_type") if name in values}
    changed = {name: value for name, value in (moves | plain).items() if getattr(row, name) != value}
    if not changed:
        return row
    async with explained(work):
        for name, value in changed.items():
            setattr(row, name, value)
        touch(row)
    await audit.record(work, "update", "group_slot", row.id, {"fields": sorted(changed)})
    if {"starts_at", "ends_at", "professional_id"} & set(changed):
        work.events.extend(TimeFreed.now_free(*before))
    if set(changed) - {"title", "notes", "capacity"}:
        _all_follow(work, row, coming)
    await work.session.flush()
    return row


async def _new_place(work: Work, row: GroupSlot, values: dict[str, Any]) -> dict[str, Any]:
    """When, with whom and where the group will be. Raises as `create`."""
    begins, length = row.starts_at.astimezone(work.tz), int((row.ends_at - row.starts_at).total_seconds()) // 60
    if not {"date", "start", "minutes", "professional_id", "service_id", "room_id"} & set(values):
        return {}
    wish = Wish(
        service_id=values.get("service_id") or row.service_id, date=values.get("date") or begins.date(), start=values.get("start") or begins.time(),
        capacity=row.capacity, minutes=values.get("minutes") or length, professional_id=values.get("professional_id") or row.professional_id,
        room_id=values.get("room_id", row.room_id), care_type=CareType(values.get("care_type") or row.care_type),
    )  # fmt: skip
    facts, minutes = await _facts(work, wish, values.get("service_id"), moving=row)
    starts_at = datetime.combine(wish.date, wish.start, work.tz).astimezone(UTC)
    ends_at = starts_at + timedelta(minutes=minutes)
    return {
        "service_id": wish.service_id, "professional_id": facts.professional_id, "room_id": wish.room_id, "starts_at": starts_at, "ends_at": ends_at,
    }  # fmt: skip


def _all_follow(work: Work, slot: GroupSlot, coming: list[Appointment]) -> None:
    if any(each.status in (Status.ATTENDED, Status.IN_PROGRESS) for each in coming):
        raise ClinicError(BEGUN)
    for each in coming:
        if each.status in LIVE:
            follow(each, slot)
            work.events.append(AppointmentMoved(each.id))
