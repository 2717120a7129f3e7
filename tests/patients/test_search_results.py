"""Whatever index answers a search, it finds whom a plain reading of all rows finds, in the same order, on every page."""

import random

import psycopg
import pytest

from clinic_app.core.database import NOBODY, read
from clinic_app.patients import queries
from clinic_app.patients.queries import Filters, search_patterns
from tests import plans

WORDS = (
    "a", "ma", "quispe", "garcia lo", "García López", "ñahui", "zzzz", "4567", "0000456", "519", "luz", "luz 12", "(519)0000-1234", "flor es",
    "50%", "a_b", "%%%", "\\", "___", "qui%pe", "'", "o'b", "quispe quispe", "uis", "ui", "e flores 9", "519 flores 12", "ÑAHUI  ", "+51900", "日本語",
)  # fmt: skip
SEED = 7


@pytest.fixture
def everybody(database, cast):
    """A large clinic, some of its patients archived or tagged; all rows as (id, search, sex, is_active), in the order of the list."""
    superuser = database.replace("clinic_app@", "postgres@", 1).replace("+psycopg", "")
    clinic = cast.owner.tenant_id
    plans.fill(superuser, clinic)
    with psycopg.connect(superuser, autocommit=True) as connection:
        with connection.transaction():
            connection.execute("set local session_replication_role = replica")
            connection.execute("update app.patient set is_active = false where mod(id, 50) = 0")
            connection.execute("update app.patient set given_names = E'Ana_b 50% \\\\ O''B 日本語' where mod(id, 700) = 1")
            connection.execute("delete from app.clinic_count")
            connection.execute(
                "insert into app.clinic_count select tenant_id, count(*) from app.patient where is_active group by tenant_id"
            )
        rows = "select id, search, sex, is_active from app.patient where tenant_id = %s order by search, id"
        return connection.execute(rows, (clinic,)).fetchall()


def _expected(everybody: list, filters: Filters) -> list[int]:
    """What the list means, said in Python: every word is a part of what is searched."""
    terms = [pattern[1:-1].replace("\\%", "%").replace("\\_", "_").replace("\\\\", "\\") for pattern in search_patterns(filters.search)]
    return [
        key
        for key, searched, sex, active in everybody
        if active is filters.active and filters.sex in ("", sex) and all(term in searched for term in terms)
    ]


def _some_words(everybody: list) -> list[str]:
    """Pieces of what is there, and pieces put together that may be nowhere."""
    chance = random.Random(SEED)

    def piece() -> str:
        searched = chance.choice(everybody)[1]
        start = chance.randrange(len(searched))
        return searched[start : start + chance.randint(1, 9)]

    return [piece() for _ in range(20)] + [f"{piece()} {piece()}" for _ in range(10)]


async def _agrees(everybody: list, cast, filters: Filters, size: int, offset: int) -> None:
    expected = _expected(everybody, filters)
    found = await queries.page(cast.owner, filters, size, offset)
    assert [row.id for row in found.rows] == expected[offset : offset + size], (filters, size, offset)
    assert found.total == (len(expected) if found.rows else 0), (filters, size, offset)


async def test_a_search_finds_what_a_plain_reading_finds(everybody, cast):
    for words in (*WORDS, *_some_words(everybody)):
        await _agrees(everybody, cast, Filters(words), 20, 0)
    for words in ("quispe", "519", "luz 12", "ñahui", "zzzz", "ma"):  # few and many, to the last page and beyond
        for narrowed in (Filters(words, sex="F"), Filters(words, active=False)):
            last = len(_expected(everybody, narrowed)) // 20 * 20
            for size, offset in ((7, 7), (20, last), (20, last + 20)):
                await _agrees(everybody, cast, narrowed, size, offset)
    assert "patient_found" not in queries.page_query(Filters("quispe", active=False), 20, 0)[0]


async def test_both_ways_agree_and_the_view_shows_the_own_clinic_alone(everybody, cast):
    filters = Filters("quispe 12")
    ways = (queries.page_query(filters, 20, 20), queries.walk_query(filters, 20, 20))
    found, walked = await read(cast.owner, *ways)
    assert found and [row[:-2] for row in found] == [row[:-2] for row in walked]
    assert found[0][-2] == 20 + len(walked) + walked[0][-1]

    ask = ("select distinct tenant_id from app.patient_found where search like %s", ("%quispe%",))
    assert await read(cast.owner, ask) == [[(cast.owner.tenant_id,)]]
    assert await read(cast.outsider, ask) == await read(NOBODY, ask) == [[]]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        await read(cast.owner, ("delete from app.patient_found", ()))
