"""Times of the waiting list at night: kept, told in the morning, and the hours of sleep do not count."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from office import Office, clock_from_now, run_jobs

from clinic_app.agenda.waiting import holds as waiting_holds
from clinic_app.agenda.waiting.matching import Freed
from clinic_app.core.database import start_work

NIGHT = "insert into app.reminder_settings (is_on, quiet_since, quiet_until, at_once) values (true, %s, %s, true) returning 1"
OFFER = "select state, text from app.message where kind = 'offer' order by id"


@pytest.fixture
async def office(client: Any, cast: Any, headers: Any) -> Office:
    """It is night, for three hours more."""
    made = await Office(client, cast.owner, headers(cast.owner)).open()
    await made.sql(NIGHT, clock_from_now(cast.owner, hours=-1), clock_from_now(cast.owner, hours=3))
    return made


async def waits(office: Office, phone: str = "+51984000222") -> int:
    day = str(office.day(2))
    body = {"paciente": await office.patient("Nayra", phone), "tipo_servicio": office.service, "fecha_deseada": day, "fecha_hasta": day}
    return (await office.post("lista-espera/", **body))["id"]


async def free(office: Office, begins: datetime | None = None) -> None:
    begins = begins or datetime.combine(office.day(2), datetime.min.time().replace(hour=10), office.actor.tz)
    async with start_work(office.actor) as work:
        await waiting_holds.fill(work, Freed(office.actor.membership_id, begins, begins + timedelta(minutes=45)))
    await run_jobs()


async def test_a_time_that_becomes_free_at_night_is_kept_and_told_when_the_night_ends(office: Office) -> None:
    entry = await waits(office)
    await free(office)
    [(expires,)] = await office.sql("select expires_at from app.slot_hold where state = 'open'")
    [(due, until)] = await office.sql(
        "select o.due_at, m.not_after from app.outbox o join app.message m on m.id = o.message_id where m.kind = 'offer'"
    )
    now = datetime.now(UTC)
    assert timedelta(hours=2, minutes=55) < due - now < timedelta(hours=3, minutes=1)
    assert timedelta(minutes=10) < expires - due and until == expires  # she has as long as by day
    minutes = (await office.sql("select hold_minutes from app.agenda_settings"))[0][0]
    assert abs((expires - due) - timedelta(minutes=minutes)) < timedelta(minutes=1)
    await office.sql("update app.outbox set due_at = now() returning 1")  # the morning
    await office.settle()
    await office.says("1", phone="+51984000222")
    assert await office.sql("select status, appointment_id is not null from app.waiting_entry where id = %s", entry) == [("agendado", True)]


async def test_what_is_taken_back_before_the_morning_is_not_told(office: Office) -> None:
    entry = await waits(office)
    await free(office)
    assert [state for state, _ in await office.sql(OFFER)] == ["queued"]
    await office.patch(f"lista-espera/{entry}/", estado="cancelado")
    assert [state for state, _ in await office.sql(OFFER)] == ["cancelled"]
    assert await office.sql("select 1 from app.outbox") == []


async def test_what_the_staff_books_for_her_meanwhile_is_not_offered_any_more(office: Office) -> None:
    entry = await waits(office)
    await free(office)
    async with start_work(office.actor) as work:
        await waiting_holds.take(work, entry)
    assert [state for state, _ in await office.sql(OFFER)] == ["cancelled"]


async def test_whoever_cannot_be_written_to_is_called_so_her_time_runs_from_now(office: Office) -> None:
    await waits(office, phone="")
    await free(office)
    [(expires,)] = await office.sql("select expires_at from app.slot_hold where state = 'open'")
    assert expires - datetime.now(UTC) < timedelta(hours=2) and await office.sql(OFFER) == []
