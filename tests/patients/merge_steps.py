"""Patients to merge, and what one looks at afterwards."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import text

from clinic_app.core.database import Actor, start_work
from clinic_app.patients import merge, service
from clinic_app.patients.models import Patient

WHEN = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)


async def add(actor: Actor, number: str, **more: Any) -> int:
    fields = {
        "numero_documento": number, "nombres": "Juan", "apellido_paterno": "García", "apellido_materno": "López", "fecha_nacimiento": "2022-06-15", "sexo": "M",
    } | more  # fmt: skip
    async with start_work(actor) as work:
        return (await service.create(work, fields)).id


async def guardian(actor: Actor, patient: int, name: str, **more: Any) -> int:
    async with start_work(actor) as work:
        return (await service.add_guardian(work, patient, {"nombres": name, "apellidos": "López", "parentesco": "madre"} | more)).id


async def sql(actor: Actor, query: str, **values: Any) -> list[Any]:
    async with start_work(actor) as work:
        found = await work.session.execute(text(query), values)
        return [tuple(row) for row in found] if found.returns_rows else []  # type: ignore[attr-defined]


async def appointment(actor: Actor, patient: int, at: datetime = WHEN, who: int | None = None, status: str = "programada") -> int:
    service_id = (await sql(actor, "select id from app.service order by id limit 1"))[0][0]
    [(key,)] = await sql(
        actor,
        """insert into app.appointment (patient_id, professional_id, service_id, starts_at, ends_at, care_type, status, notes, cancel_reason, reminder_sent, version)
        values (:patient, :who, :service, :at, :until, 'consultorio', :status, '', '', false, 1) returning id""",
        patient=patient, who=who or actor.membership_id, service=service_id, at=at, until=at + timedelta(minutes=30), status=status,
    )  # fmt: skip
    return key


async def join(actor: Actor, winner: int, loser: int, **choices: str) -> int:
    async with start_work(actor) as work:
        return (await merge.merge(work, winner, loser, choices)).id


async def part(actor: Actor, merge_id: int) -> None:
    async with start_work(actor) as work:
        await merge.undo(work, merge_id)


async def patient(actor: Actor, key: int) -> Patient:
    async with start_work(actor) as work:
        return await service.get(work, key)


async def people(actor: Actor, key: int) -> dict[str, bool]:
    async with start_work(actor) as work:
        return {one.given_names: one.is_principal for one in await service.guardians(work, key)}


async def actions(actor: Actor, key: int) -> list[str]:
    return [
        action
        for (action,) in await sql(
            actor, "select action from app.audit_entry where entity = 'patient' and entity_id = :key order by id", key=key
        )
    ]
