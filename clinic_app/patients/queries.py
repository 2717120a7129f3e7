"""Reads of the patient list: the hot path, plain SQL in one pipeline. Row-level security adds the clinic to every table."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from clinic_app.core.database import Actor, Query, Work, read

_WHOLE = "is_active"
MAX_PAGE_SIZE = 100
MAX_TERMS = 8
MAX_SEARCH = 100


class ListRow(NamedTuple):
    """One patient of a list. `guardian` holds the columns of the principal guardian, or None; `tags` id, name and colour of each where they were asked for."""

    id: int
    document_type: str
    document_number: str
    given_names: str
    first_surname: str
    second_surname: str
    birth_date: date
    sex: str
    phone: str
    email: str
    is_active: bool
    guardian: dict[str, Any] | None
    tags: list[Any] | None = None


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to. `active` False lists the archived, None everybody."""

    search: str = ""
    sex: str = ""
    active: bool | None = True
    tag: int | None = None


@dataclass(frozen=True)
class Page:
    total: int
    rows: list[ListRow]
    country: str


# `lateral … limit 1` keeps the planner, who knows nothing of this clinic's size, from reading every patient of the clinic to join twenty.
_PAGE = """
with {hit}
select p.*, (select country from app.clinic where id = (select app.tenant())), {total}, {after} from hit, lateral (
  select id, document_type, document_number, given_names, first_surname, second_surname, birth_date, sex, phone, email, is_active,
    (select to_jsonb(g) from app.guardian g where g.tenant_id = p.tenant_id and g.patient_id = p.id and g.is_principal), {tags}
  from app.patient p where p.tenant_id = (select app.tenant()) and p.id = hit.id limit 1) p
order by hit.search, hit.id
"""
# The ids come from the covering index alone; then only the page's rows are fetched.
_WALKED = "hit as materialized (select id, search from app.patient where {where} order by search, id limit %s offset %s)"
# How many come after the page: the walk through the index goes on where the page ended, so that it is walked once and nothing is kept.
# A page that is not full is the last one.
_REST = """, tail as materialized (select search, id from hit order by search desc, id desc limit 1), rest as materialized (
  select count(*) as more from app.patient where {where}
    and (search, id) > ((select search from tail), (select id from tail)) and (select count(*) from hit) = %s)"""
# The ids of all who fit, from the index of three-letter pieces (see the migration 0025), up to as many as are found faster so than by
# the walk. A total of null says that there are more.
_FOUND = """most as materialized (select patients / 16 + 100 as most from app.clinic_count where tenant_id = (select app.tenant())),
few as materialized (select id, search from app.patient_found patient where {where} limit (select most from most)),
hit as materialized (select id, search from few order by search, id limit %s offset %s)"""
_FOUND_TOTAL = "(select nullif(count(*), (select most from most)) from few)"
_TAGS = """(select jsonb_agg(jsonb_build_array(t.id, t.name, t.color) order by t.name_key)
    from app.patient_tagging g join app.patient_tag t on t.tenant_id = g.tenant_id and t.id = g.tag_id
    where g.tenant_id = p.tenant_id and g.patient_id = p.id)"""
# kept by a trigger: counting a long list on every page would cost more than the page
_KEPT = "(select patients from app.clinic_count where tenant_id = (select app.tenant()))"
_TAGGED = "exists (select from app.patient_tagging t where t.tenant_id = patient.tenant_id and t.patient_id = patient.id and t.tag_id = %s)"
_STATS = """
select count(*), count(*) filter (where sex = 'M'), count(*) filter (where sex = 'F'),
  count(*) filter (where birth_date > day - interval '1 year'),
  count(*) filter (where birth_date <= day - interval '1 year' and birth_date > day - interval '2 years'),
  count(*) filter (where birth_date <= day - interval '2 years' and birth_date > day - interval '5 years'),
  count(*) filter (where birth_date <= day - interval '5 years' and birth_date > day - interval '18 years'),
  count(*) filter (where birth_date <= day - interval '18 years')
from app.patient, (select %s::date as day) today where is_active
"""


def folded(words: str) -> str:
    """Lower case without accents: what `app.norm` of the database makes of a name."""
    plain = unicodedata.normalize("NFD", words.lower())
    return "".join(sign for sign in plain if not 0x300 <= ord(sign) <= 0x36F and sign != "\0")


def search_patterns(words: str) -> list[str]:
    """One LIKE pattern for each word. A telephone number may be typed with dashes, brackets or the leading zero of its area."""
    patterns = []
    for term in folded(words[:MAX_SEARCH]).split()[:MAX_TERMS]:
        if re.fullmatch(r"[+(]?[0-9][0-9()\-.]{5,}k?", term):  # or a CPF or RUT with its dots
            term = re.sub(r"[^0-9k]", "", term)
            term = term.removeprefix("0") if len(term) >= 9 else term
        patterns.append("%" + re.sub(r"([\\%_])", r"\\\1", term) + "%")
    return patterns


def condition(filters: Filters) -> Query:
    """What a row must fulfil; just `is_active` for the whole list."""
    parts = [] if filters.active is None else ["is_active" if filters.active else "not is_active"]
    params: list[Any] = []
    if filters.sex:
        parts.append("sex = %s")
        params.append(filters.sex)
    if filters.tag is not None:
        parts.append(_TAGGED)
        params.append(filters.tag)
    patterns = search_patterns(filters.search)
    return " and ".join([*parts, *["search like %s"] * len(patterns)]) or "true", [*params, *patterns]


def _has_pieces(filters: Filters) -> bool:
    """Whether the index of three-letter pieces, which knows active patients only, can narrow this search."""
    return filters.active is True and any(re.search("[a-z0-9]{3}", pattern) for pattern in search_patterns(filters.search))


def page_query(filters: Filters, size: int, offset: int, *, tagged: bool = False) -> Query:
    """The page; each row ends with the clinic's country, the total (null: not known) and how many come after the page (or null)."""
    if not _has_pieces(filters):
        return walk_query(filters, size, offset, tagged=tagged)
    where, params = condition(filters)
    return _PAGE.format(hit=_FOUND.format(where=where), tags=_TAGS if tagged else "null", total=_FOUND_TOTAL, after="null"), (
        *params,
        size,
        offset,
    )


def walk_query(filters: Filters, size: int, offset: int, *, tagged: bool = False) -> Query:
    """The same page as `page_query`, whatever is searched, from the index of the list in its order."""
    where, params = condition(filters)
    hit, tags = _WALKED.format(where=where), _TAGS if tagged else "null"
    if where == _WHOLE:
        return _PAGE.format(hit=hit, tags=tags, total=_KEPT, after="null"), (size, offset)
    sql = _PAGE.format(hit=hit + _REST.format(where=where), tags=tags, total="null", after="(select more from rest)")
    return sql, (*params, size, offset, *params, size)


async def page(actor: Actor, filters: Filters, size: int, offset: int, *, tagged: bool = False) -> Page:
    """One page of the list and how many there are in all, in one round trip. A page beyond the end is empty, and its total is 0.

    A search that fits many (see _FOUND) takes a second one.
    """
    (found,) = await read(actor, page_query(filters, size, offset, tagged=tagged))
    if _has_pieces(filters) and (found[0][-2] is None if found else offset):
        (found,) = await read(actor, walk_query(filters, size, offset, tagged=tagged))
    if not found:
        return Page(0, [], "PE")
    country, kept, after = found[0][-3:]
    total = offset + len(found) + after if kept is None else kept
    return Page(total, [ListRow._make(row[:-3]) for row in found], country or "PE")


async def stats(work: Work) -> dict[str, Any]:
    """How many patients by sex and by age on the clinic's calendar date (section 3.8 of the documented API)."""
    driver = await work.driver()
    row = await (await driver.execute(_STATS, (work.today(),))).fetchone()
    total, male, female, under_1, under_2, under_5, under_18, adults = row or (0,) * 8
    return {
        "total": total,
        "by_sex": {"masculino": male, "femenino": female},
        "by_age": {
            "0-11_meses": under_1,
            "1-2_anios": under_2,
            "2-5_anios": under_5,
            "5-18_anios": under_18,
            "adultos": adults,
            "0-5": under_1 + under_2 + under_5,
        },
    }
