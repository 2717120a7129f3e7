"""The notes of a patient say when her visit is still going on, and end it."""

from typing import Any

from clinic_app.records.notes.visit import OpenVisit, going_on
from tests.agenda.conftest import working_day
from tests.records.encounter_tools import AGENDA, desk  # noqa: F401 - a fixture


async def test_a_visit_is_going_on_from_its_beginning_to_its_end(desk: Any, cast: Any) -> None:  # noqa: F811
    visit, day = await desk.book(1), working_day(cast.owner, 1)
    assert await going_on(cast.nurse, desk.patient, day) == OpenVisit()
    begun = await desk.send("POST", f"{AGENDA}citas/{visit['id']}/iniciar/", 200)
    found = await going_on(cast.nurse, desk.patient, day)
    assert (found.id, found.version, found.time) == (visit["id"], begun["version"], "09:00")
    assert await going_on(cast.nurse, desk.patient + 1, day) == OpenVisit()
    assert await going_on(cast.outsider, desk.patient, day) == OpenVisit()
    await desk.send("POST", f"{AGENDA}citas/{visit['id']}/atender/", 200)
    assert await going_on(cast.nurse, desk.patient, day) == OpenVisit()
