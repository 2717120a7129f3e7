"""Writing the trail. Every write and every opening of a patient's record passes here."""

from typing import Any

from psycopg.types.json import Jsonb

from clinic_app.audit.models import AuditEntry
from clinic_app.core.database import Query, Work

NOTE = """
insert into app.audit_entry (tenant_id, user_id, action, entity, entity_id, patient_id, detail, request_id)
values (%s, %s, %s, %s, %s, %s, %s, %s)"""


def note(work: Work, action: str, entity: str, entity_id: int, patient_id: int | None, detail: dict[str, Any] | None = None) -> Query:
    """What `record` does, as a statement for `work.ask`: for writes that go to the driver."""
    actor = work.actor
    written = None if detail is None else Jsonb(detail)
    return NOTE, (actor.tenant_id, actor.user_id or None, action, entity, entity_id, patient_id, written, actor.request_id)


async def record(
    work: Work, action: str, entity: str, entity_id: int | None, detail: dict[str, Any] | None = None, *, patient_id: int | None = None
) -> None:
    """Note a fact in the transaction that makes it. `detail` names fields, never their clinical content.

    The patient it is about is the entity itself, `patient_id`, or `detail["patient"]`: her own trail finds it by that.
    """
    if patient_id is None:
        named = entity_id if entity == "patient" else (detail or {}).get("patient")
        patient_id = named if isinstance(named, int) else None
    work.session.add(
        AuditEntry(
            user_id=work.actor.user_id or None,
            action=action,
            entity=entity,
            entity_id=entity_id,
            patient_id=patient_id,
            detail=detail,
            request_id=work.actor.request_id,
        )
    )
