"""For how long the texts of messages are kept. What was sent when, and what became of it, stays."""

from clinic_app.audit.service import note
from clinic_app.core.database import Work
from clinic_app.core.errors import Invalid
from clinic_app.core.i18n import N_

LONGEST = 120
WRONG_MONTHS = N_("Escribe un número de meses entre 1 y 120, o deja el campo vacío.")
WIPE = """
update app.message set text = '', subject = '', buttons = null, template_values = null, earlier = null, media_url = '', payload = '', wiped = true
where not wiped and state not in ('queued', 'sending') and at < now() - make_interval(months => %s) returning id"""


async def months_of(work: Work) -> int | None:
    """For how many months this clinic keeps texts; None: for ever."""
    [rows] = await work.ask(("select months from app.message_retention where clinic_id = %s", (work.actor.tenant_id,)))
    return rows[0][0] if rows else None


async def choose(work: Work, months: int | None) -> None:
    """Keep texts for so many months, or with None for ever. Raises Invalid."""
    if months is None:
        change = ("delete from app.message_retention where clinic_id = %s", (work.actor.tenant_id,))
    elif 1 <= months <= LONGEST:
        insert = "insert into app.message_retention (clinic_id, months) values (%s, %s) on conflict (clinic_id) do update set months = excluded.months"
        change = (insert, (work.actor.tenant_id, months))
    else:
        raise Invalid(months=WRONG_MONTHS)
    await work.ask(change, note(work, "retention", "message", 0, None, {"months": months}))


async def everywhere(work: Work) -> list[tuple[int, int]]:
    """The clinics that do not keep texts for ever, with their months."""
    [rows] = await work.ask(("select clinic_id, months from app.message_retention order by 1", ()))
    return [tuple(row) for row in rows]


async def wipe(work: Work, months: int) -> int:
    """Take away the texts older than so many months; returns how many messages had one."""
    [rows] = await work.ask((WIPE, (months,)))
    return len(rows)
