"""With 20,000 appointments, patients and entries of the waiting list, what is open all day is read from its index, however long the history."""

from datetime import timedelta

import psycopg
import pytest

from clinic_app.agenda import free_times, queries
from clinic_app.agenda.queries import Filters
from clinic_app.agenda.rooms import occupied_time as rooms_time
from clinic_app.agenda.waiting import service as waiting
from clinic_app.reports.service import numbers_query
from tests import plans

ENTRIES = """
insert into app.waiting_entry (tenant_id, patient_id, service_id, wanted_from, care_type, priority, notes, status)
select tenant_id, id, 1, current_date, 'consultorio', 0, '', case when mod(id, 100) = 0 then 'esperando' else 'agendado' end from app.patient
where tenant_id = %s
"""


@pytest.fixture
def scans(database, cast):
    """The table scans of a query in a large clinic, by table."""
    superuser = database.replace("clinic_app@", "postgres@", 1).replace("+psycopg", "")
    plans.fill(superuser, cast.owner.tenant_id)
    with psycopg.connect(superuser, autocommit=True) as connection:
        with connection.transaction():
            connection.execute("set local session_replication_role = replica")
            connection.execute(ENTRIES, (cast.owner.tenant_id,))
        connection.execute("analyze app.waiting_entry")

    def read(query):
        found = plans.scans(database.replace("+psycopg", ""), cast.owner.tenant_id, *query)
        assert not [node for node in found if node["Node Type"] == "Seq Scan" and node["Relation Name"] == "patient"]
        return {name: [node for node in found if node["Relation Name"] == name] for name in ("appointment", "waiting_entry", "patient")}

    return read


async def test_what_is_open_all_day_is_read_from_its_index(scans, cast):
    today = cast.owner.today()
    since = today + timedelta(days=3)

    (busy,) = scans(queries.day_query(cast.owner, since, 1, None))["appointment"]
    assert busy["Index Name"] == "ix_appointment_professional"
    assert "starts_at" in busy["Index Cond"], "bounded by the day, not by the history"

    for days in (0, 6, 41):  # a day, a week, the six weeks of a month
        (listed,) = scans(queries.list_query(cast.owner, Filters(since=today, until=today + timedelta(days=days))))["appointment"]
        assert listed["Index Name"] == "ix_appointment_day" and "starts_at" in listed["Index Cond"]

    read = {node["Index Name"]: node for node in scans(numbers_query(cast.owner))["appointment"]}
    assert set(read) == {"ix_appointment_day", "ix_appointment_attended"}, "the day from the calendar, the month from what was attended"
    assert all(node["Node Type"] == "Index Only Scan" and "starts_at" in node["Index Cond"] for node in read.values())

    for who in (None, (), (cast.owner.membership_id, cast.nurse.membership_id)):
        (busy,) = scans(free_times.range_query(cast.owner, free_times.Asked(since, since + timedelta(days=30), 1, who)))["appointment"]
        assert busy["Index Name"] == "ix_appointment_professional" and "starts_at" in busy["Index Cond"], who
    room = scans(rooms_time.busy_query(cast.owner, 1, since, since))["appointment"]
    assert {node["Index Name"] for node in room} == {"ex_appointment_room"}

    for asked, index in ({"statuses": waiting.ACTIVE}, "ix_waiting_entry_list"), ({"patient_id": 5}, "ix_waiting_entry_patient"):
        read = scans(waiting.list_query(cast.owner, **asked))
        assert [node["Index Name"] for node in read["waiting_entry"]] == [index]
        assert ["id = " in node["Index Cond"] for node in read["patient"]] == [True], "each by its key, not all of the clinic"
