"""What families are due for is told once, once more while it is still due, and never daily; all of a family in one message."""

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest
from office import Office, clock_from_now

from clinic_app.core import hooks
from clinic_app.core.database import start_light_work, start_work
from clinic_app.core.hooks import DueItem
from clinic_app.reminders import owed, rules, service
from clinic_app.reminders.jobs import tell_due
from clinic_app.reminders.rules import Kind

SEEN = """
insert into app.appointment (patient_id, professional_id, service_id, starts_at, ends_at, care_type, status, notes, cancel_reason, reminder_sent, version)
values (%s, %s, %s, now() - %s * interval '1 hour' - interval '20 days', now() - %s * interval '1 hour' - interval '20 days' + interval '20 minutes',
  'consultorio', 'atendida', '', '', false, 1) returning id"""
DUE = "select text from app.message where kind = %s and state <> 'cancelled' order by id"


class Families(Office):
    """Children who are cared for here, whose growth check-up is due."""

    number = 0

    async def cared_for(self, name: str, phone: str = "+51984000111") -> int:
        key = await self.child(name, phone)  # of 500 days: one of the check-ups from 12 to 18 months
        await self.sql("update app.patient set birth_date = %s where id = %s returning 1", self.actor.today() - timedelta(days=190), key)
        self.number += 1
        await self.sql(SEEN, key, self.actor.membership_id, self.service, self.number, self.number)
        return key

    async def tell(self) -> int:
        async with start_light_work(self.actor) as work:
            return await owed.tell(work)

    async def days_pass(self, days: int) -> None:
        await self.sql("update app.due_told set created_at = created_at - %s * interval '1 day' returning 1", days)

    async def texts(self, kind: str = "checkup") -> list[str]:
        return [text for (text,) in await self.sql(DUE, kind)]


@pytest.fixture
async def office(client: Any, cast: Any, headers: Any) -> Families:
    made = Families(client, cast.owner, headers(cast.owner))
    await made.open()
    await made.awake()
    return made


async def test_a_check_up_is_told_once_for_all_children_of_a_mother_and_once_more(office: Families) -> None:
    await office.cared_for("Ana")
    await office.cared_for("Beto")
    await office.cared_for("Carla", "+51984000777")
    assert await office.tell() == 2
    first, second = await office.texts()
    assert first.startswith("Hola, Rosa Ccoyo. Ya toca el control") and "- Ana · " in first and "- Beto · " in first and "Carla" in second
    for days in (0, 1, 12):
        await office.days_pass(days)
        assert await office.tell() == 0, days
    await office.days_pass(1)
    assert await office.tell() == 2
    for _ in range(3):
        await office.days_pass(40)
        assert await office.tell() == 0
    assert len(await office.texts()) == 4


async def test_told_at_once_by_two_workers_it_is_said_once(office: Families) -> None:
    await office.cared_for("Ana")
    await asyncio.gather(office.tell(), office.tell(), tell_due(0))
    assert len(await office.texts()) == 1


async def test_whoever_comes_anyway_was_never_here_or_has_no_telephone_is_not_written_to(office: Families) -> None:
    comes, alone = await office.cared_for("Ana"), await office.cared_for("Sola", "")
    await office.book(comes, nth=3)
    stranger = await office.child("Lejana", "+51984000999")
    await office.sql(
        "update app.patient set birth_date = %s where id = %s returning 1", office.actor.today() - timedelta(days=190), stranger
    )
    assert await office.tell() == 0 and await office.texts() == []
    assert await office.sql("select patient_id, message_id from app.due_told") == [(alone, None)]


async def test_a_clinic_decides_whether_and_how_often(office: Families) -> None:
    await office.cared_for("Ana")

    async def rule(**how: Any) -> None:
        async with start_work(office.actor) as work:
            await service.save_rule(work, "checkup", **{"is_on": True, "minutes": 0, "channels": ["sms"], "again_days": 0} | how)

    await rule(is_on=False)
    assert await office.tell() == 0
    await rule()
    assert await office.tell() == 1
    assert await office.sql("select channels from app.message where kind = 'checkup'") == [(["sms"],)]
    await office.days_pass(200)
    assert await office.tell() == 0
    await rule(again_days=30)
    assert await office.tell() == 1
    with pytest.raises(service.Invalid):
        await rule(again_days=400)


async def test_at_night_it_waits_for_the_morning(office: Families) -> None:
    await office.cared_for("Ana")
    since, until = clock_from_now(office.actor, hours=-1), clock_from_now(office.actor, hours=2)
    await office.sql("update app.reminder_settings set quiet_since = %s, quiet_until = %s returning 1", since, until)
    assert await office.tell() == 1
    [(minutes,)] = await office.sql("select extract(epoch from due_at - now()) / 60 from app.outbox")
    assert 115 < minutes < 125


async def test_a_vaccine_or_a_bill_is_told_as_soon_as_some_domain_knows_of_it(office: Families, monkeypatch: Any) -> None:
    assert Kind.VACCINE not in rules.shown() and Kind.CHECKUP in rules.shown()
    ana = await office.patient("Ana")

    async def vaccines(work: Any) -> list[DueItem]:
        return [DueItem(ana, "bcg.1", date(2026, 3, 2), "BCG"), DueItem(ana, "hvb.1", date(2026, 3, 9), "Hepatitis B")]

    async def bills(work: Any) -> list[DueItem]:
        return [DueItem(ana, "7", date(2026, 3, 2), "S/ 40.00")]

    monkeypatch.setitem(hooks.DUE_SOURCES, "vaccine", vaccines)
    monkeypatch.setitem(hooks.DUE_SOURCES, "unpaid", bills)
    assert Kind.VACCINE in rules.shown()
    await office.book(ana, nth=5)  # a bill is told all the same
    assert await office.tell() == 1
    assert "- Ana · S/ 40.00 · lunes 2 de marzo" in (await office.texts("unpaid"))[0]
    await office.sql("update app.appointment set status = 'cancelada' where patient_id = %s returning 1", ana)
    assert await office.tell() == 1
    [said] = await office.texts("vaccine")
    assert "- Ana · BCG · lunes 2 de marzo\n- Ana · Hepatitis B · lunes 9 de marzo" in said
