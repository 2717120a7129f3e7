"""With 20,000 patients the list and the search are read from their index. What a plan costs in time is measured in benchmarks/."""

import pytest

from clinic_app.core.database import start_work
from clinic_app.patients import queries
from clinic_app.patients.queries import Filters
from tests import plans


@pytest.fixture
def scans(database, cast):
    """The table scans of a list's query in a large clinic."""
    superuser = database.replace("clinic_app@", "postgres@", 1).replace("+psycopg", "")
    clinic = cast.owner.tenant_id
    plans.fill(superuser, clinic)
    return lambda filters: plans.scans(database.replace("+psycopg", ""), clinic, *queries.page_query(filters, 20, 0))


async def test_list_and_search_walk_their_index_alone(scans):
    for filters in (Filters(), Filters("a"), Filters("ma"), Filters(sex="F")):
        read = scans(filters)
        assert not [node for node in read if node["Node Type"] == "Seq Scan" and node["Relation Name"] in ("patient", "guardian")], filters
        walks = [node for node in read if node.get("Index Name") == "ix_patient_list"]
        assert walks and all(node["Node Type"] == "Index Only Scan" for node in walks), filters


async def test_words_are_found_by_their_pieces(scans):
    for filters in (Filters("quispe"), Filters("garcia 4567"), Filters("garcia lo"), Filters("rosa", sex="F")):
        read = [node for node in scans(filters) if node["Relation Name"] == "patient"]
        (found,) = [node for node in read if node["Alias"] != "p"]
        assert found["Node Type"] == "Bitmap Heap Scan" and "search ~~" in found["Recheck Cond"], filters
        (page,) = [node for node in read if node["Alias"] == "p"]
        assert page["Index Name"] == "pk_patient", filters


async def test_only_the_rows_of_the_page_are_fetched(scans):
    (fetched,) = [node for node in scans(Filters("quispe")) if node.get("Index Name") == "pk_patient"]
    assert "id = " in fetched["Index Cond"], "each row by its own key, never all patients of the clinic to join twenty of them"


async def test_a_search_counts_every_page_and_each_patient_once(scans, cast):
    async with start_work(cast.owner) as work:
        rows = await (await work.driver()).execute("select count(*) from app.patient where search like '%%quispe%%'")
        (expected,) = await rows.fetchone()
    seen: list[int] = []
    for offset in range(0, 200, 20):
        found = await queries.page(cast.owner, Filters("quispe"), 20, offset)
        assert found.total == expected
        seen += [row.id for row in found.rows]
    assert len(set(seen)) == 200


async def test_a_rare_word_is_counted_whatever_the_size_of_the_page(scans, cast):
    for size in (3, 11, 20):  # 00004560 to 00004569 and 00000456: more than a page, exactly one, less
        assert (await queries.page(cast.owner, Filters("0000456"), size, 0)).total == 11
    assert (await queries.page(cast.owner, Filters("nobody at all"), 20, 0)).total == 0
