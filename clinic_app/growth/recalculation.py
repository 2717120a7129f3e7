"""What today's computation would make of the stored check-ups of a clinic; applied only when asked to."""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable
from itertools import groupby
from typing import Any, NamedTuple

import psycopg
from sqlmodel import col, select

from clinic_app.audit import service as audit
from clinic_app.core.database import Work, start_work
from clinic_app.core.errors import ClinicError
from clinic_app.core.jobs import job_actor
from clinic_app.core.settings import settings
from clinic_app.growth import alerts, assessment, service
from clinic_app.growth.models import GrowthCheckup
from clinic_app.patients.models import Patient

HEADER = ("control", "paciente", "fecha", "campo", "antes", "despues")
CHUNK = 200  # children in one transaction
WORDS_ONLY = {"recommendations"}  # texts that follow from the rest


class Outcome(NamedTuple):
    """How many check-ups were looked at, how many would come out differently, and whether they were written."""

    checkups: int
    changed: int
    applied: bool


Say = Callable[[tuple[Any, ...]], object]


def clinic_id(wanted: str) -> int:
    """A clinic by its number or its name, as its owner of the database sees them all. Raises ClinicError when there is none, or more than one."""
    with psycopg.connect(settings().libpq_owner_url) as connection:
        query = "select id from app.clinic where id::text = %(wanted)s or lower(name) = lower(%(wanted)s)"
        found = [key for (key,) in connection.execute(query, {"wanted": wanted.strip()})]
    if len(found) != 1:
        raise ClinicError(f"{'no clinic' if not found else 'more than one clinic'} with this number or name: {wanted}")
    return found[0]


def flat(result: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """A stored result as single values by their path."""
    found: dict[str, Any] = {}
    for name, value in result.items():
        if prefix == "" and name in WORDS_ONLY:
            continue
        if isinstance(value, dict):
            found |= flat(value, f"{prefix}{name}.")
        elif name == "alerts":
            found["alerts"] = ", ".join(f"{one['about']}:{one['code']}:{one['level']}" for one in value)
        else:
            found[prefix + name] = value
    return found


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    """Which values changed: path, before, after."""
    old, new = flat(before), flat(after)
    return [(name, old.get(name), new.get(name)) for name in sorted({*old, *new}) if old.get(name) != new.get(name)]


async def recalculate(clinic: int, say: Say, *, apply: bool = False) -> Outcome:
    """Compute every check-up of a clinic anew and say what differs; with `apply` write it, and bring the alerts in line."""
    checkups = changed = last = 0
    while True:
        async with start_work(job_actor(clinic)) as work:
            children = await _children(work, last)
            if not children:
                return Outcome(checkups, changed, apply)
            last = children[-1].id
            query = select(GrowthCheckup).where(
                col(GrowthCheckup.is_active), col(GrowthCheckup.patient_id).in_([one.id for one in children])
            )
            ordered = query.order_by(col(GrowthCheckup.patient_id), col(GrowthCheckup.checked_on), col(GrowthCheckup.id))
            found = list((await work.session.execute(ordered)).scalars())
            by_id = {one.id: one for one in children}
            for patient_id, many in groupby(found, key=lambda row: row.patient_id):
                own = list(many)
                checkups += len(own)
                changed += await _child(work, by_id[patient_id], own, say, apply=apply)


async def print_changes(clinic: str, *, apply: bool = False) -> None:
    """The differences as CSV on standard output, the sum on standard error. Raises ClinicError for an unknown clinic."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(HEADER)
    done = await recalculate(clinic_id(clinic), writer.writerow, apply=apply)
    print(f"{done.changed} of {done.checkups} check-ups {'were written' if apply else 'would change'}", file=sys.stderr)


async def _children(work: Work, after: int) -> list[Patient]:
    having = select(col(GrowthCheckup.id)).where(
        col(GrowthCheckup.is_active), GrowthCheckup.patient_id == Patient.id, GrowthCheckup.tenant_id == Patient.tenant_id
    )
    query = select(Patient).where(col(Patient.id) > after, having.exists()).order_by(col(Patient.id)).limit(CHUNK)
    return list((await work.session.execute(query)).scalars())


async def _child(work: Work, patient: Patient, own: list[GrowthCheckup], say: Say, *, apply: bool) -> int:
    changed, points = 0, []
    for row in own:
        facts = service.facts_of(row.model_dump(), patient.sex, patient.birth_date, [one for one in points if one.on < row.checked_on])
        found = assessment.assess(facts)
        points.append(assessment.point_of(facts, found.result, found.age.used_days))
        different = differences(row.result, assessment.stored(found))
        if row.algorithm != service.ALGORITHM:
            different.append(("algorithm", row.algorithm, service.ALGORITHM))
        changed += bool(different)
        for name, before, after in different:
            say((row.id, patient.id, row.checked_on, name, before, after))
        if apply and different:
            service.put_result(row, found, patient)
            await audit.record(
                work, "recalculate", "growth_checkup", row.id, {"fields": [name for name, *_ in different]}, patient_id=patient.id
            )
    if apply and changed:
        await work.session.flush()
        await alerts.sync(work, patient.id, own[-1])
    return changed
