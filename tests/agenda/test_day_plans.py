"""With 20,000 appointments a day is read from its index, however long the history."""

from datetime import timedelta

import pytest

from clinic_app.agenda import free_times, queries
from clinic_app.agenda.queries import Filters
from clinic_app.agenda.rooms import occupied_time as rooms_time
from tests import plans


@pytest.fixture
def scans(database, cast):
    """The table scans of a query in a large clinic."""
    superuser = database.replace("clinic_app@", "postgres@", 1).replace("+psycopg", "")
    plans.fill(superuser, cast.owner.tenant_id)
    return lambda query: plans.scans(database.replace("+psycopg", ""), cast.owner.tenant_id, *query)


async def test_availability_reads_one_day_of_one_professional(scans, cast):
    day = cast.owner.today() + timedelta(days=3)
    (busy,) = [node for node in scans(queries.day_query(cast.owner, day, 1, None)) if node["Relation Name"] == "appointment"]
    assert busy["Index Name"] == "ix_appointment_professional"
    assert "starts_at" in busy["Index Cond"], "bounded by the day, not by the history"


async def test_a_days_list_reads_that_day(scans, cast):
    today = cast.owner.today()
    read = scans(queries.list_query(cast.owner, Filters(since=today, until=today)))
    (listed,) = [node for node in read if node["Relation Name"] == "appointment"]
    assert listed["Index Name"] == "ix_appointment_day" and "starts_at" in listed["Index Cond"]
    assert not [node for node in read if node["Node Type"] == "Seq Scan" and node["Relation Name"] == "patient"]


async def test_a_range_of_many_reads_its_days_and_a_room_is_read_from_its_constraint(scans, cast):
    since = cast.owner.today() + timedelta(days=3)
    for who in (None, (), (cast.owner.membership_id, cast.nurse.membership_id)):
        read = scans(free_times.range_query(cast.owner, free_times.Asked(since, since + timedelta(days=30), 1, who)))
        (busy,) = [node for node in read if node["Relation Name"] == "appointment"]
        assert busy["Index Name"] == "ix_appointment_professional" and "starts_at" in busy["Index Cond"], who
    room = scans(rooms_time.busy_query(cast.owner, 1, since, since))
    assert {node["Index Name"] for node in room if node["Relation Name"] == "appointment"} == {"ex_appointment_room"}
