"""Diagnoses to choose from: search by code or words, and what a clinic uses most comes first."""

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from clinic_app.core.database import Query, Work
from clinic_app.core.errors import Invalid
from clinic_app.core.fields import BIGGEST_ID, missing_key
from clinic_app.records.diagnoses.models import FIRST_OWN_ID, System

MOST_WORDS = 8
MOST_FOUND = 201  # a page of the documented API, and whether one more follows
FARTHEST = 10**6
PARTICLES = ("de", "la", "el", "los", "las", "del", "en", "con", "por", "para", "al")


class DiagnosisRow(NamedTuple):
    """A diagnosis as lists and answers show it. `own`: from a catalogue that the clinic brought."""

    id: int
    code: str
    label: str
    chapter: str
    block: str
    domain: str
    class_: str
    definition: str
    own: bool
    times: int


# A clinic's own row hides the shared one with the same code. Words come as a tsquery of prefixes: the GIN index answers it.
_FOUND = """
with found as (
  select d.id::bigint, d.code, d.label, d.chapter, d.block, d.domain, d.class, d.definition, false as own
  from app.diagnosis d
  where d.system = %(system)s and {shared} and not exists (
    select from app.clinic_diagnosis c where c.tenant_id = (select app.tenant()) and c.system = d.system and c.code = d.code and c.is_active)
  union all
  select c.id, c.code, c.label, c.chapter, c.block, c.domain, c.class, c.definition, true
  from app.clinic_diagnosis c
  where c.tenant_id = (select app.tenant()) and c.system = %(system)s and {own}
)
select f.*, coalesce(u.times, 0) as times
from found f left join app.diagnosis_use u on u.tenant_id = (select app.tenant()) and u.system = %(system)s and u.diagnosis_id = f.id
"""
_BY_WORDS = "words @@ to_tsquery('simple', %(words)s)"
_ORDER = "order by (lower(f.code) = %(code)s) desc, times desc, length(f.code), f.code limit %(limit)s offset %(offset)s"
SEARCH = _FOUND.format(shared="d." + _BY_WORDS, own="c.is_active and c." + _BY_WORDS) + _ORDER
# half of all labels have a word with any letter: a lone one is the beginning of a code
_BY_LETTER = "code >= %(from)s and {row}.code < %(to)s"
LETTER = _FOUND.format(shared="d." + _BY_LETTER.format(row="d"), own="c.is_active and c." + _BY_LETTER.format(row="c")) + _ORDER
# nursing domains are numbers: a lone one is a domain too
_OF_DOMAIN = "({row}." + _BY_LETTER + " or {row}.domain = %(code)s)"
DOMAIN = _FOUND.format(shared=_OF_DOMAIN.format(row="d"), own="c.is_active and " + _OF_DOMAIN.format(row="c")) + _ORDER
_BY_IDS = _FOUND.format(shared="d.id = any(%(ids)s)", own="c.id = any(%(ids)s)")
# without a word: what is used most, then the catalogue from its beginning
_USED = _FOUND.format(
    shared="d.id in (select diagnosis_id from app.diagnosis_use where tenant_id = (select app.tenant()) and system = %(system)s)",
    own="c.is_active",
)
_IN_TURN = "order by times desc, f.own desc, f.code limit %(limit)s offset %(offset)s"
_USED += _IN_TURN
_ALL = _FOUND.format(shared="true", own="c.is_active") + _IN_TURN  # the pages after the first one
_FIRST = """
select d.id::bigint, d.code, d.label, d.chapter, d.block, d.domain, d.class, d.definition, false, 0
from app.diagnosis d where d.system = %(system)s order by d.code limit %(limit)s
"""
_USE = """
insert into app.diagnosis_use (tenant_id, system, diagnosis_id, times)
select app.tenant(), %(system)s, key, 1 from unnest(%(ids)s::bigint[]) key
on conflict (tenant_id, system, diagnosis_id) do update set times = diagnosis_use.times + 1, last_at = now()
"""


def fold(text: str) -> str:
    """Small letters without accents, as `app.norm` makes them."""
    return "".join(sign for sign in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(sign))


def tsquery(words: str) -> str:
    """What was typed as prefixes that must all occur: `z00.1 niño` becomes `z001:* & nino:*`. Empty when there is nothing to look for."""
    dotless = re.sub(r"\b([a-z]\d\d)\.(?=[0-9a-z])", r"\1", fold(words))  # Z00.1 is kept as Z001
    parts = re.findall(r"[a-z0-9]+", dotless)[:MOST_WORDS]
    told = [
        part for part in parts if len(part) > 1 and part not in PARTICLES
    ] or parts  # those say something only when they are all there is
    return " & ".join(f"{part[:40]}:*" for part in dict.fromkeys(told))


def search_query(system: System, words: str, limit: int, offset: int = 0) -> Query:
    """The statement of a search; `words` must give a tsquery."""
    asked = tsquery(words)
    code = asked.removesuffix(":*") if "&" not in asked else ""
    values = {"system": system.value, "words": asked, "code": code, "limit": limit, "offset": offset}
    if len(code) != 1:
        return SEARCH, values  # type: ignore[return-value]
    letter = code.upper()
    query = DOMAIN if system is System.NURSING and code.isdigit() else LETTER
    return query, values | {"from": letter, "to": chr(ord(letter) + 1)}  # type: ignore[return-value]


async def search(work: Work, system: System | str, words: str = "", limit: int = 20, offset: int = 0) -> list[DiagnosisRow]:
    """Diagnoses by code or words, accents ignored; an exact code first, then the most used. Without words: the whole catalogue, what is used first.

    `offset`: how many of these to leave out, for the pages after the first.
    """
    system, limit, offset = System(system), max(1, min(limit, MOST_FOUND)), max(0, min(offset, FARTHEST))
    if tsquery(words):
        (rows,) = await work.ask(search_query(system, words, limit, offset))
        return [DiagnosisRow(*row) for row in rows]
    if words.strip():
        return []  # signs only
    values = {"system": system.value, "limit": limit, "offset": offset}
    if offset:
        (rows,) = await work.ask((_ALL, values))  # type: ignore[arg-type]
        return [DiagnosisRow(*row) for row in rows]
    used, first = await work.ask((_USED, values), (_FIRST, values))  # type: ignore[arg-type]
    shown = [DiagnosisRow(*row) for row in used]
    known = {row.code for row in shown}
    return (shown + [row for row in (DiagnosisRow(*one) for one in first) if row.code not in known])[:limit]


async def by_ids(work: Work, system: System | str, ids: Sequence[int]) -> list[DiagnosisRow]:
    """These diagnoses in this order; unknown ones are left out. Also finds what was taken off a clinic's catalogue since."""
    wanted = [key for key in ids if 0 < key <= BIGGEST_ID]
    if not wanted:
        return []
    (rows,) = await work.ask((_BY_IDS, {"system": System(system).value, "ids": wanted}))  # type: ignore[arg-type]
    found = {row[0]: DiagnosisRow(*row) for row in rows}
    hidden = [key for key in wanted if key not in found and key < FIRST_OWN_ID]
    if hidden:  # a shared one that the clinic's own now hides is still what a note says
        (rows,) = await work.ask(
            (
                _FIRST.replace("order by", "and d.id = any(%(ids)s) order by"),
                {"system": System(system).value, "ids": hidden, "limit": len(hidden)},
            )
        )  # type: ignore[arg-type]
        found |= {row[0]: DiagnosisRow(*row) for row in rows}
    return [found[key] for key in dict.fromkeys(wanted) if key in found]


async def resolve(work: Work, system: System | str, ids: Sequence[int], field: str) -> list[DiagnosisRow]:
    """As `by_ids`, for what is written. Raises Invalid beside `field` for an id that does not exist in this clinic."""
    rows = await by_ids(work, system, ids)
    known = {row.id for row in rows}
    if missing := [key for key in ids if key not in known]:
        raise Invalid({field: [missing_key(key) for key in missing]})
    return rows


async def used(work: Work, system: System | str, ids: Sequence[int]) -> None:
    """A note was signed with these: next time they come first."""
    if ids:
        await work.ask((_USE, {"system": System(system).value, "ids": sorted(set(ids))}))  # type: ignore[arg-type]
