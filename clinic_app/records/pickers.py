"""What a field that chooses a patient or a professional asks while somebody types: one round trip, twenty a page."""

from __future__ import annotations

from typing import Any

from clinic_app.core.database import Actor, Query, read
from clinic_app.core.fields import Page
from clinic_app.core.permissions import CARING_ROLES
from clinic_app.patients.queries import search_patterns

# first whose surname begins with the words, as in the list; accents and capitals do not count (app.norm)
_PATIENTS = """
select id, btrim(first_surname || ' ' || second_surname) || ', ' || given_names || case when document_number = '' then '' else ' · ' || document_number end
from app.patient where tenant_id = (select app.tenant()) and is_active{words} order by search, id limit %s offset %s
"""
_PEOPLE = """
select m.id, coalesce(nullif(btrim(coalesce(u.first_name, '') || ' ' || coalesce(u.last_name, '')), ''), u.email)
from app.membership m join app.user_account u on u.id = m.user_id
where m.tenant_id = (select app.tenant()) and m.is_active{words}
order by app.norm(coalesce(u.first_name, '') || ' ' || coalesce(u.last_name, '')), m.id limit %s offset %s
"""


async def _found(actor: Actor, page: Page, query: str, column: str, words: str, kept: str = "", *values: Any) -> dict[str, Any]:
    patterns = search_patterns(words)
    where = kept + f" and {column} like %s" * len(patterns)
    asked: Query = (query.format(words=where), (*values, *patterns, page.size + 1, page.offset))
    (rows,) = await read(actor, asked)
    results = [{"id": key, "text": text} for key, text in rows[: page.size]]
    return {"results": results, "pagination": {"more": len(rows) > page.size}}


async def patients(actor: Actor, words: str, page: Page) -> dict[str, Any]:
    """Active patients whose name, document or telephone holds every word."""
    return await _found(actor, page, _PATIENTS, "search", words)


async def people(actor: Actor, words: str, page: Page, *, staff_only: bool) -> dict[str, Any]:
    """Members of the clinic by name; `staff_only`: those who attend patients."""
    name = "app.norm(coalesce(u.first_name, '') || ' ' || coalesce(u.last_name, ''))"
    if staff_only:
        return await _found(actor, page, _PEOPLE, name, words, " and m.role = any(%s)", list(CARING_ROLES))
    return await _found(actor, page, _PEOPLE, name, words)
