"""Several professionals in one clinic: each has her own agenda, and a week that is over opens on the next one."""

from datetime import date
from typing import Any

from clinic_app.access import people
from clinic_app.agenda import queries, service
from clinic_app.agenda.professionals import coming, professionals
from clinic_app.agenda.sheet_state import sheet_of
from clinic_app.agenda.state import next_attended
from clinic_app.core.database import start_work
from tests.rows_of_all import rows_of_a_clinic


async def names(actor: Any) -> list[str]:
    async with start_work(actor) as work:
        return [each.name for each in await professionals(work)]


async def test_those_who_attend_are_offered_the_owner_first(cast: Any) -> None:
    assert await names(cast.owner) == ["Rosa Mamani Quispe", "Nurse Sonqo", "Professional Sonqo"]
    assert await names(cast.outsider) == ["Otilia Mamani Quispe"]
    async with start_work(cast.owner) as work:
        await people.change_role(work, cast.nurse.membership_id, "receptionist")
        await people.remove(work, cast.professional.membership_id)
    assert await names(cast.owner) == ["Rosa Mamani Quispe"]


async def test_one_agenda_shows_only_its_own_appointments(client: Any, cast: Any, headers: Any) -> None:
    rows = await rows_of_a_clinic(client, headers(cast.owner))
    for actor, has_it in ((cast.owner, True), (cast.nurse, False)):
        found = await queries.list_range(cast.owner, queries.Filters(professional_id=actor.membership_id))
        assert (rows["citas"] in [row.id for row in found]) is has_it


async def test_an_appointment_goes_to_another_professional_also_from_one_who_left(client: Any, cast: Any, headers: Any) -> None:
    rows = await rows_of_a_clinic(client, headers(cast.professional))
    async with start_work(cast.owner) as work:
        duty = min(await coming(work, cast.professional.membership_id), key=lambda each: each.at)
        await people.remove(work, cast.professional.membership_id)
    async with start_work(cast.owner) as work:
        moved = await service.change(work, rows["citas"], service.Change(professional_id=cast.nurse.membership_id))
        sheet = sheet_of(work.actor, await queries.one(work, rows["citas"]))
        assert (moved.professional_id, moved.starts_at, sheet.professional_id) == (
            cast.nurse.membership_id,
            duty.at,
            str(cast.nurse.membership_id),
        )
        assert sheet.movable and duty not in await coming(work, cast.professional.membership_id)
    reading = sheet_of(cast.auditor, (await queries.list_range(cast.owner, queries.Filters()))[0])
    assert not reading.movable


def test_on_a_closed_day_the_week_of_the_next_open_one_is_shown() -> None:
    saturday, monday = date(2026, 11, 21), date(2026, 11, 23)
    assert next_attended([1, 2, 3, 4, 5], saturday) == monday
    assert next_attended([1, 2, 3, 4, 5, 6], saturday) == saturday
    assert next_attended([3], saturday) == date(2026, 11, 25)
    assert next_attended([], saturday) == saturday
