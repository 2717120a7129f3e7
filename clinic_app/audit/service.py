"""Writing the trail. Every write and every opening of a patient's record passes here."""

from typing import Any

from clinic_app.audit.models import AuditEntry
from clinic_app.core.database import Work


async def record(work: Work, action: str, entity: str, entity_id: int | None, detail: dict[str, Any] | None = None) -> None:
    """Note a fact in the transaction that makes it. `detail` names fields, never their clinical content."""
    work.session.add(
        AuditEntry(
            user_id=work.actor.user_id or None, action=action, entity=entity, entity_id=entity_id, detail=detail, request_id=work.actor.request_id
        )
    )
