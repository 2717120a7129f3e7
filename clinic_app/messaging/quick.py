"""Quick replies: the sentences that a clinic says often."""

from clinic_app.audit.service import note
from clinic_app.core.database import Work
from clinic_app.core.errors import Invalid
from clinic_app.core.i18n import N_

LONGEST, MOST = 300, 30
EMPTY_TEXT = N_("Escribe la respuesta.")
TOO_LONG = N_("Una respuesta rápida puede tener hasta 300 letras.")
TOO_MANY = N_("Caben hasta 30 respuestas rápidas.")


async def add(work: Work, text: str) -> int:
    """Keep one more, at the end. Raises Invalid."""
    text = " ".join(text.split())
    if not text or len(text) > LONGEST:
        raise Invalid(quick=TOO_LONG if text else EMPTY_TEXT)
    [[(held,)]] = await work.ask(("select count(*) from app.quick_reply", ()))
    if held >= MOST:
        raise Invalid(quick=TOO_MANY)
    query = "insert into app.quick_reply (text, position) select %s, coalesce(max(position), 0) + 1 from app.quick_reply returning id"
    [[(reply_id,)]] = await work.ask((query, (text,)))
    await work.ask(note(work, "create", "quick_reply", reply_id, None))
    return reply_id


async def remove(work: Work, reply_id: int) -> None:
    """Take one away; that it is gone already is no error."""
    await work.ask(("delete from app.quick_reply where id = %s", (reply_id,)), note(work, "delete", "quick_reply", reply_id, None))
