"""Who belongs to a clinic: roles change at once, nobody's history goes with her, and a clinic never stays without an owner."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import text

from clinic_app.access import actors, invitations, joining, people
from clinic_app.core.database import start_work
from clinic_app.core.errors import Conflict, Invalid, NotFound
from clinic_app.core.permissions import ROLES, Permission
from tests.rows_of_all import rows_of_a_clinic

PASSWORD = "Consultorio-2026"


async def change(actor: Any, membership_id: int, role: str) -> None:
    async with start_work(actor) as work:
        await people.change_role(work, membership_id, role)


async def remove(actor: Any, membership_id: int) -> None:
    async with start_work(actor) as work:
        await people.remove(work, membership_id)


async def roles(actor: Any) -> dict[str, str]:
    async with start_work(actor) as work:
        return {each.email.partition("@")[0]: each.role if each.is_active else "-" for each in await people.members(work)}


async def actions(actor: Any) -> list[str]:
    async with start_work(actor) as work:
        query = text(
            "select action from app.audit_entry where tenant_id = app.tenant() and entity in ('membership', 'invitation') order by at, id"
        )
        return [row.action for row in await work.session.execute(query)]


async def test_everybody_is_listed_and_nobody_of_another_clinic(cast: Any) -> None:
    assert await roles(cast.owner) == {name: name for name in ROLES}
    async with start_work(cast.outsider) as work:
        assert [each.email for each in await people.members(work)] == ["outsider@hampiq.test"]


async def test_a_role_changes_at_once(client: Any, cast: Any, headers: Any) -> None:
    new = {"nombre": "Control", "duracion_minutos": 30, "precio": "10.00"}
    mine = headers(cast.nurse)
    assert (await client.post("/api/agenda/servicios/", json=new, headers=mine)).status_code == 201
    await change(cast.owner, cast.nurse.membership_id, "accountant")
    assert (await client.post("/api/agenda/servicios/", json=new, headers=mine)).status_code == 403
    assert (await client.get("/api/pacientes/", headers=mine)).status_code == 403
    assert (await roles(cast.owner))["nurse"] == "accountant"
    assert await actions(cast.owner) == ["change_role"]


async def test_an_unknown_role_or_member_changes_nothing(cast: Any) -> None:
    for role in ("", "admin", "job", "OWNER"):
        with pytest.raises(Invalid):
            await change(cast.owner, cast.nurse.membership_id, role)
    for key in (0, -1, 2**70, 999_999, cast.outsider.membership_id):
        with pytest.raises(NotFound):
            await change(cast.owner, key, "nurse")
        with pytest.raises(NotFound):
            await remove(cast.owner, key)
    assert await roles(cast.owner) == {name: name for name in ROLES}


async def test_who_is_removed_gets_in_no_more_and_her_work_stays(client: Any, cast: Any, headers: Any) -> None:
    mine = headers(cast.professional)
    assert (await client.get("/api/pacientes/", headers=mine)).status_code == 200
    await remove(cast.owner, cast.professional.membership_id)
    assert (await client.get("/api/pacientes/", headers=mine)).status_code == 401
    assert (await roles(cast.owner))["professional"] == "-"
    with pytest.raises(NotFound):
        await remove(cast.owner, cast.professional.membership_id)


async def test_the_last_owner_can_neither_leave_nor_be_demoted(cast: Any) -> None:
    with pytest.raises(people.LastOwner):
        await remove(cast.owner, cast.owner.membership_id)
    with pytest.raises(people.LastOwner):
        await change(cast.owner, cast.owner.membership_id, "nurse")
    await change(cast.owner, cast.nurse.membership_id, "owner")
    await change(cast.owner, cast.owner.membership_id, "nurse")
    with pytest.raises(people.LastOwner):
        await remove(cast.nurse, cast.nurse.membership_id)


async def test_an_owner_whose_account_is_closed_does_not_count(cast: Any) -> None:
    await change(cast.owner, cast.nurse.membership_id, "owner")
    async with start_work(cast.owner) as work:
        await work.session.execute(text("update app.user_account set is_active = false where id = :id"), {"id": cast.nurse.user_id})
    with pytest.raises(people.LastOwner):
        await remove(cast.owner, cast.owner.membership_id)


@pytest.mark.parametrize("how", ["demote", "remove"])
async def test_two_owners_who_put_each_other_out_at_once_leave_one(cast: Any, how: str) -> None:
    await change(cast.owner, cast.nurse.membership_id, "owner")
    pairs = ((cast.owner, cast.nurse), (cast.nurse, cast.owner))
    tries = [change(one, other.membership_id, "nurse") if how == "demote" else remove(one, other.membership_id) for one, other in pairs]
    done = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(type(each).__name__ for each in done) == ["LastOwner", "NoneType"]
    assert list((await roles(cast.owner)).values()).count("owner") == 1


async def hand_over(actor: Any, membership_id: int, role: str = "nurse", password: str = PASSWORD) -> None:
    await people.hand_over(actor, membership_id, role, password)


async def test_hand_over_is_both_or_neither(cast: Any) -> None:
    with pytest.raises(Invalid) as wrong:
        await hand_over(cast.owner, cast.nurse.membership_id, password="no-es-esta")
    assert "password" in (wrong.value.fields or {})
    for key, role in ((cast.nurse.membership_id, "owner"), (cast.owner.membership_id, "nurse"), (cast.nurse.membership_id, "x")):
        with pytest.raises(Invalid):
            await hand_over(cast.owner, key, role)
    for key in (cast.outsider.membership_id, 999_999):
        with pytest.raises(NotFound):
            await hand_over(cast.owner, key)
    assert await roles(cast.owner) == {name: name for name in ROLES}
    await hand_over(cast.owner, cast.nurse.membership_id, "receptionist")
    assert (await roles(cast.owner)) == {name: name for name in ROLES} | {"owner": "receptionist", "nurse": "owner"}
    with pytest.raises(Conflict):  # she hands over what is no longer hers
        await hand_over(cast.owner, cast.auditor.membership_id, "receptionist")
    assert (await actions(cast.owner))[-1] == "hand_over"


async def test_many_wrong_passwords_close_the_hand_over_for_a_while(cast: Any) -> None:
    from clinic_app.core.errors import TooManyRequests

    with pytest.raises(TooManyRequests):
        for _ in range(30):
            with pytest.raises(Invalid):
                await hand_over(cast.owner, cast.nurse.membership_id, password="no-es-esta")


async def test_a_member_seen_is_noted_once_in_a_while(cast: Any) -> None:
    people._noted.clear()
    for _ in range(3):
        async with start_work(cast.nurse) as work:
            await people.seen(work)
    async with start_work(cast.owner) as work:
        assert {each.email for each in await people.members(work) if each.last_seen_at} == {"nurse@hampiq.test"}


async def test_the_appointments_that_wait_for_a_member_are_told_before_she_leaves(client: Any, cast: Any, headers: Any) -> None:
    await rows_of_a_clinic(client, headers(cast.owner))
    async with start_work(cast.owner) as work:
        waiting = await people.duties(work, cast.owner.membership_id)
        assert [each.whom for each in waiting] == ["Quispe Mamani, Secreta"] * 6
        assert await people.duties(work, cast.nurse.membership_id) == []
    await change(cast.owner, cast.nurse.membership_id, "owner")
    await remove(cast.nurse, cast.owner.membership_id)
    async with start_work(cast.nurse) as work:
        kept = await work.session.execute(
            text("select count(*) from app.appointment where professional_id = :id"), {"id": cast.owner.membership_id}
        )
        assert kept.scalar_one() == len(waiting)


async def test_a_removed_person_who_is_invited_again_gets_her_place_back(cast: Any) -> None:
    await remove(cast.owner, cast.professional.membership_id)
    async with start_work(cast.owner) as work:
        _, token = await invitations.invite(work, "nurse", "professional@hampiq.test")
    back = await joining.accept(await actors.actor_of(cast.professional.user_id, None), token)
    assert (back.membership_id, back.role, back.tenant_id) == (cast.professional.membership_id, "nurse", cast.owner.tenant_id)
    assert back.permissions == ROLES["nurse"]


async def test_a_new_professional_can_be_booked_right_away(client: Any, cast: Any, headers: Any) -> None:
    mine = headers(cast.owner)
    rows = await rows_of_a_clinic(client, mine)
    seen = (await client.get(f"/api/agenda/citas/{rows['citas']}/", headers=mine)).json()
    async with start_work(cast.owner) as work:
        _, token = await invitations.invite(work, "professional")
    new = joining.Newcomer("luz@hampiq.test", "Luz", "Ñahui", PASSWORD, PASSWORD)
    luz = await joining.accept_as_new(token, new)
    body = {
        "paciente": rows["pacientes"],
        "tipo_servicio": rows["servicios"],
        "fecha": seen["fecha"],
        "hora_inicio": "10:00",
        "profesional": luz.membership_id,
    }
    answer = await client.post("/api/agenda/citas/", json=body, headers=mine)  # at the hour of the owner's own appointment
    assert answer.status_code == 201 and answer.json()["profesional"] == luz.membership_id, answer.text


def test_every_permission_that_a_role_has_is_explained_in_the_settings() -> None:
    from clinic_app.shell.settings.people_words import GROUPS

    explained = [permission for _, rows in GROUPS for permission, _ in rows]
    held = frozenset().union(*ROLES.values())
    assert set(explained) == held and len(explained) == len(held)
    assert Permission.PLATFORM_ADMIN not in explained


async def test_whoever_belongs_to_no_clinic_any_more_keeps_her_account_and_nothing_else(client: Any, cast: Any) -> None:
    await remove(cast.owner, cast.nurse.membership_id)
    login = await client.post("/api/auth/login/", json={"email": "nurse@hampiq.test", "password": PASSWORD})
    mine = {"Authorization": f"Bearer {login.json()['tokens']['access']}"}
    assert (await client.get("/api/auth/me/", headers=mine)).json()["usuario"]["email"] == "nurse@hampiq.test"
    for path in ("/api/pacientes/", "/api/agenda/citas/", "/api/subscriptions/usage/"):
        assert (await client.get(path, headers=mine)).status_code == 403, path
