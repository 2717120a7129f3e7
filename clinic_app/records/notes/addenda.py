"""What is typed of an addendum and not signed yet: one text a person and note, kept on the server while she types."""

from clinic_app.core.database import Work
from clinic_app.core.permissions import Permission
from clinic_app.records.notes import queries as notes_queries

_FIND = "select text from app.addendum_draft where tenant_id = (select app.tenant()) and author_id = app.person() and note_id = %s"
_KEEP = """
insert into app.addendum_draft (tenant_id, author_id, note_id, text) values (app.tenant(), app.person(), %s, %s)
on conflict (tenant_id, author_id, note_id) do update set text = excluded.text, updated_at = now()
"""
_FORGET = "delete from app.addendum_draft where tenant_id = (select app.tenant()) and author_id = app.person() and note_id = %s"


async def draft(work: Work, note_id: int) -> str:
    """What the actor has typed so far of an addendum to this note; empty when there is nothing."""
    work.require(Permission.RECORDS_READ)
    (rows,) = await work.ask((_FIND, (note_id,)))
    return rows[0][0] if rows else ""


async def keep(work: Work, patient_id: int, note_id: int, text: str) -> None:
    """Keep what was typed, as it was typed; nothing but spaces forgets it. Raises NotFound for no such note of this patient."""
    work.require(Permission.RECORDS_WRITE)
    await notes_queries.one(work, patient_id, note_id)
    await work.ask((_KEEP, (note_id, text)) if text.strip() else (_FORGET, (note_id,)))


async def forget(work: Work, note_id: int) -> None:
    """The addendum was signed, or is not wanted any more."""
    work.require(Permission.RECORDS_WRITE)
    await work.ask((_FORGET, (note_id,)))
