"""Reads of the patient list: the hot path, plain SQL in one pipeline. Row-level security adds the clinic to every table."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from clinic_app.core.database import Actor, Work, read

MAX_PAGE_SIZE = 100
MAX_TERMS = 8
MAX_SEARCH = 100


class ListRow(NamedTuple):
    """One patient of a list. `guardian` holds the columns of the principal guardian, or None."""

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


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to. `active` False lists the archived, None everybody."""

    search: str = ""
    sex: str = ""
    active: bool | None = True


@dataclass(frozen=True)
class Page:
    total: int
    rows: list[ListRow]
    country: str


# The ids come from the covering index alone, so a far page or a rare word costs no heap reads; then only the page's rows are fetched.
_PAGE = """
with hit as materialized (
  select id as hit_id, sort_key as hit_key, {total} as total from app.patient
  where {where} order by sort_key, id limit %s offset %s)
select p.id, p.document_type, p.document_number, p.given_names, p.first_surname, p.second_surname, p.birth_date, p.sex, p.phone, p.email, p.is_active,
  (select to_jsonb(g) from app.guardian g where g.tenant_id = p.tenant_id and g.patient_id = p.id and g.is_principal), hit.total
from hit join app.patient p on p.tenant_id = (select app.tenant()) and p.id = hit.hit_id order by hit.hit_key, hit.hit_id
"""
# kept by a trigger: counting a long list on every page would cost more than the page
_CLINIC = """
select country, coalesce((select patients from app.clinic_count where tenant_id = (select app.tenant())), 0) from app.clinic where id = (select app.tenant())
"""
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
        if re.fullmatch(r"[+(]?[0-9][0-9()\-.]{5,}", term):
            term = re.sub(r"[^0-9]", "", term)
            term = term.removeprefix("0") if len(term) >= 9 else term
        patterns.append("%" + re.sub(r"([\\%_])", r"\\\1", term) + "%")
    return patterns


async def page(actor: Actor, filters: Filters, size: int, offset: int) -> Page:
    """One page of the list and how many there are in all, in one round trip."""
    where = [] if filters.active is None else ["is_active" if filters.active else "not is_active"]
    params: list[Any] = []
    if filters.sex:
        where.append("sex = %s")
        params.append(filters.sex)
    patterns = search_patterns(filters.search)
    where += ["search like %s"] * len(patterns)
    counted = filters.active is not True or bool(params or patterns)
    sql = _PAGE.format(total="count(*) over ()" if counted else "0", where=" and ".join(where) or "true")
    found, clinic = await read(actor, (sql, (*params, *patterns, size, offset)), (_CLINIC, ()))
    country, kept = clinic[0]
    total = (found[0][-1] if found else 0) if counted else kept
    return Page(total, [ListRow(*row[:-1]) for row in found], country or "PE")


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
