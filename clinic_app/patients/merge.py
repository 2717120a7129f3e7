"""Joining two patients who are one person, and undoing it for 30 days. All of it happens in one transaction, or nothing does.

The one who is joined (`loser`) is archived and names the one who stays (`winner`); what is history of its own (the trail, merges, likely pairs) stays hers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlmodel import col, select

from clinic_app.audit import service as audit
from clinic_app.core import hooks
from clinic_app.core.database import Work
from clinic_app.core.errors import Conflict, Invalid, NotFound
from clinic_app.core.i18n import Sentence
from clinic_app.core.permissions import Permission
from clinic_app.patients import merge_moves, service
from clinic_app.patients.merge_fields import chosen_columns, read_choices
from clinic_app.patients.models import Guardian, Patient, PatientMerge, full_name
from clinic_app.subscriptions import service as subscriptions
from clinic_app.subscriptions.plans import Feature

UNDO_DAYS = 30
SAME_TIME = "Los dos pacientes tienen cita a la misma hora: {times}. Mueve o cancela una de las dos y vuelve a fusionar."


@dataclass(frozen=True)
class Comparison:
    """What a person sees before she decides. `same_times`: when both are expected at once, which refuses the merge."""

    one: Patient
    other: Patient
    one_guardians: Sequence[Guardian]
    other_guardians: Sequence[Guardian]
    same_times: list[datetime]
    country: str


@dataclass(frozen=True)
class RecentMerge:
    """A merge that may still be undone."""

    id: int
    winner_id: int
    winner: str
    loser: str
    merged_at: datetime
    by: str


async def compare(work: Work, one_id: int, other_id: int) -> Comparison:
    """Both patients beside each other. Raises NotFound, Invalid for the same one twice, Conflict when one of them is archived or merged."""
    work.require(Permission.PATIENTS_MERGE)
    one, other = await _pair(work, one_id, other_id, lock=False)
    known = [await service.guardians(work, each.id) for each in (one, other)]
    return Comparison(one, other, *known, await _same_times(work, one_id, other_id), await service.country(work))


async def merge(work: Work, winner_id: int, loser_id: int, choices: Mapping[str, str] | None = None) -> PatientMerge:
    """Join a patient to another: everything that names her moves, the chosen fields stay.

    Raises NotFound, Invalid (herself, unknown choices), Conflict (archived or merged before; both have an appointment at the same time).
    """
    work.require(Permission.PATIENTS_MERGE)
    winner, loser = await _pair(work, winner_id, loser_id, lock=True)
    columns = chosen_columns(read_choices(choices, winner, loser), winner, loser)
    if times := await _same_times(work, winner_id, loser_id):
        raise Conflict(Sentence(SAME_TIME, times=", ".join(f"{at.astimezone(work.tz):%d/%m/%Y %H:%M}" for at in times)))
    guardians = await merge_moves.join_guardians(work, loser_id, winner_id)
    moved = await merge_moves.move_all(work, loser_id, winner_id)
    loser.is_active, loser.merged_into, loser.updated_at = False, winner_id, datetime.now(UTC)
    await work.session.flush()  # her document is free before the other takes it
    fields = {name: [_plain(getattr(winner, name)), _plain(value)] for name, value in columns.items()}
    _assign(winner, columns)
    done = PatientMerge(winner_id=winner_id, loser_id=loser_id, merged_by=work.actor.user_id or None)
    done.snapshot = {"fields": fields, "moved": moved, "guardians": guardians}
    work.session.add(done)
    await work.session.flush()
    await _decide_pair(work, winner_id, loser_id, "merged")
    counts = {place: len(keys) for place, keys in moved.items()} | {"app.guardian.patient_id": len(guardians["moved"])}
    await audit.record(
        work, "merge", "patient", winner_id, {"other": loser_id, "merge": done.id, "fields": sorted(fields), "moved": counts}
    )
    await audit.record(work, "merge", "patient", loser_id, {"into": winner_id, "merge": done.id})
    return done


async def undo(work: Work, merge_id: int) -> PatientMerge:
    """Part two patients again: what was moved goes back, fields that nobody changed since get their old value.

    Raises NotFound, Conflict (undone before, too late, the one who stayed was merged or archived since),
    Invalid (the restored patient's document belongs to another now), LimitReached.
    """
    work.require(Permission.PATIENTS_MERGE)
    done = await _merge_row(work, merge_id)
    rows = await _locked(work, done.winner_id, done.loser_id, lock=True)
    winner, loser = rows[done.winner_id], rows[done.loser_id]
    snapshot = _undoable(done, winner, loser)
    await subscriptions.require(work, Feature.MAX_PATIENTS)
    restored = [name for name, (_before, after) in snapshot["fields"].items() if _plain(getattr(winner, name)) == after]
    _assign(winner, {name: _read(name, snapshot["fields"][name][0]) for name in restored})
    async with service.one_document_each(work):
        await work.session.flush()
        loser.is_active, loser.merged_into, loser.updated_at = True, None, datetime.now(UTC)
        await work.session.flush()
    count = await merge_moves.move_back(work, snapshot["moved"], winner.id, loser.id)
    await merge_moves.part_guardians(work, snapshot["guardians"], winner.id, loser.id)
    done.undone_at, done.undone_by, done.snapshot = datetime.now(UTC), work.actor.user_id or None, None
    await work.session.flush()
    await _decide_pair(work, winner.id, loser.id, "open")
    kept = sorted(set(snapshot["fields"]) - set(restored))
    await audit.record(
        work, "unmerge", "patient", winner.id, {"other": loser.id, "merge": done.id, "fields": restored, "kept": kept, "moved": count}
    )
    await audit.record(work, "unmerge", "patient", loser.id, {"from": winner.id, "merge": done.id})
    return done


async def recent(work: Work, limit: int = 20) -> list[RecentMerge]:
    """The merges of the last 30 days that are not undone, the newest first."""
    work.require(Permission.PATIENTS_MERGE)
    driver = await work.driver()
    found = await (await driver.execute(_RECENT, (UNDO_DAYS, limit))).fetchall()
    return [RecentMerge(id_, winner, full_name(*names[:3]), full_name(*names[3:6]), at, by) for id_, winner, at, by, *names in found]


_RECENT = """
select m.id, m.winner_id, m.merged_at, coalesce(u.first_name || ' ' || u.last_name, ''),
  w.first_surname, w.second_surname, w.given_names, l.first_surname, l.second_surname, l.given_names
from app.patient_merge m
join app.patient w on w.tenant_id = m.tenant_id and w.id = m.winner_id
join app.patient l on l.tenant_id = m.tenant_id and l.id = m.loser_id
left join app.user_account u on u.id = m.merged_by
where m.undone_at is null and m.snapshot is not null and m.merged_at > now() - make_interval(days => %s) order by m.merged_at desc, m.id desc limit %s
"""


async def forget_old(work: Work) -> int:
    """What is needed to undo a merge is kept for 30 days and no longer."""
    query = "update app.patient_merge set snapshot = null where tenant_id = app.tenant() and snapshot is not null and merged_at <= now() - make_interval(days => :days)"
    return (await work.session.execute(text(query), {"days": UNDO_DAYS})).rowcount  # type: ignore[attr-defined]


async def _locked(work: Work, *ids: int, lock: bool) -> dict[int, Patient]:
    """Both rows, locked in the order of their ids, so that two merges never wait for each other in a ring."""
    query = select(Patient).where(col(Patient.id).in_(ids)).order_by(col(Patient.id))
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return {row.id: row for row in (await work.session.execute(query)).scalars()}


async def _pair(work: Work, one_id: int, other_id: int, *, lock: bool) -> tuple[Patient, Patient]:
    if one_id == other_id:
        raise Invalid(otro="Un paciente no se puede fusionar consigo mismo.")
    rows = await _locked(work, one_id, other_id, lock=lock)
    if len(rows) < 2:
        raise NotFound
    if any(row.merged_into for row in rows.values()):
        raise Conflict("Uno de los dos pacientes ya se fusionó con otro.")
    if not all(row.is_active for row in rows.values()):
        raise Conflict("Uno de los dos pacientes está archivado. Restáuralo antes de fusionar.")
    return rows[one_id], rows[other_id]


async def _merge_row(work: Work, merge_id: int) -> PatientMerge:
    query = select(PatientMerge).where(PatientMerge.id == merge_id).with_for_update().execution_options(populate_existing=True)
    if (found := (await work.session.execute(query)).scalars().first()) is None:
        raise NotFound
    return found


def _undoable(done: PatientMerge, winner: Patient, loser: Patient) -> dict[str, Any]:
    """What was kept of the merge. Raises Conflict when it cannot be undone."""
    if done.undone_at is not None:
        raise Conflict("Esta fusión ya se deshizo.")
    if done.snapshot is None or done.merged_at <= datetime.now(UTC) - timedelta(days=UNDO_DAYS):
        raise Conflict("Una fusión se puede deshacer durante 30 días, y ya pasaron.")
    if winner.merged_into is not None or loser.merged_into != winner.id:
        raise Conflict("El paciente que quedó se fusionó después con otro. Deshaz antes esa fusión.")
    if not winner.is_active:
        raise Conflict("El paciente que quedó está archivado. Restáuralo antes de deshacer la fusión.")
    return done.snapshot


async def _same_times(work: Work, one_id: int, other_id: int) -> list[datetime]:
    return [at for check in hooks.SAME_TIMES for at in await check(work, one_id, other_id)]


async def _decide_pair(work: Work, one_id: int, other_id: int, state: str) -> None:
    query = """update app.patient_duplicate set state = :state, decided_at = now(), decided_by = :person
      where tenant_id = app.tenant() and first_id = :first and second_id = :second"""
    params = {"state": state, "person": work.actor.user_id or None, "first": min(one_id, other_id), "second": max(one_id, other_id)}
    await work.session.execute(text(query), params)


def _assign(patient: Patient, columns: Mapping[str, Any]) -> None:
    for name, value in columns.items():
        setattr(patient, name, value)
    patient.updated_at = datetime.now(UTC)


def _plain(value: Any) -> Any:
    """As JSON keeps it."""
    return value.isoformat() if isinstance(value, date) else value


def _read(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if name == "birth_date" else value
