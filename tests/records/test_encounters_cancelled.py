"""A cancelled encounter frees its time exactly once, whichever door it goes by, and however many go at once."""

# ruff: noqa: F811
import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from clinic_app.agenda import service as agenda
from clinic_app.agenda.groups import service as groups
from clinic_app.agenda.waiting import unheard
from clinic_app.core.database import start_work
from clinic_app.core.errors import ClinicError
from clinic_app.records.encounters import service as encounters
from clinic_app.records.encounters.models import Encounter, EncounterStatus
from tests.agenda.conftest import URL as AGENDA
from tests.agenda.conftest import add_patient
from tests.agenda.waiting_tools import freed_jobs
from tests.records.encounter_tools import URL, desk  # noqa: F401  (its fixture)


@pytest.fixture
async def seated(desk, cast):
    """An encounter in a group where somebody else has a place too: `check()` that hers, and only hers, is free."""
    slot = await desk.group(3)
    neighbour = await add_patient(cast.owner, "87654321")
    await desk.send("POST", f"{AGENDA}cupos/{slot['id']}/reservar/", 201, {"paciente": neighbour})
    made = await desk.open(cupo=slot["id"])
    assert await desk.taken(slot["id"]) == 2

    async def check(state="CANCELADO"):
        assert await desk.taken(slot["id"]) == 1
        seen = await desk.get(made["id"])
        assert seen["estado"] == state and seen["cantidad_fotos"] == 0
        async with start_work(cast.nurse) as work:
            freed = await work.session.execute(text("select count(*) from app.appointment where status = 'cancelada'"))
            assert freed.scalar_one() == 1

    made["check"], made["slot"] = check, slot["id"]
    return made


async def test_by_a_change_of_state(desk, seated):
    for _each in range(3):
        assert (await desk.patch(seated["id"], estado="CANCELADO", motivo_cancelacion="Viajó"))["estado"] == "CANCELADO"
        await seated["check"]()


async def test_by_its_own_route_and_by_removing(desk, seated, client):
    for _each in range(2):
        await desk.send("POST", f"{URL}{seated['id']}/cancelar/", 200, {"motivo_cancelacion": "Viajó"})
        await seated["check"]()
    assert (await client.delete(f"{URL}{seated['id']}/", headers=desk.mine)).status_code == 204
    assert await desk.taken(seated["slot"]) == 1


async def test_by_a_form_that_is_wrong_in_everything_else(desk, seated):
    wrong = {"duracion_minutos": "mucho", "fecha_hora": "ayer", "servicio": [], "observaciones": "x" * 5000, "version": 999}
    said = await desk.patch(seated["id"], estado="cancelado", **wrong)
    assert said["estado"] == "CANCELADO" and {"duracion_minutos", "fecha_hora", "servicio", "observaciones"} <= set(said["errores"])
    await seated["check"]()
    said = await desk.patch(seated["id"], estado="CANCELADO", cupo=999_999, observaciones="Se anota")
    assert "errores" in said and said["observaciones"] == ""
    assert (await desk.patch(seated["id"], estado="CANCELADO", observaciones="Se anota"))["observaciones"] == "Se anota"
    await desk.send("POST", f"{URL}{seated['id']}/cancelar/", 200, {"motivo_cancelacion": "x" * 999})
    await seated["check"]()


async def test_by_saving_the_row_itself(desk, seated, cast):
    for _each in range(2):
        async with start_work(cast.nurse) as work:
            row = (await work.session.execute(select(Encounter).where(Encounter.id == seated["id"]))).scalars().one()
            row.status, row.cancel_reason, row.minutes = EncounterStatus.CANCELLED, "A mano", row.minutes + 1
        await seated["check"]()


async def test_by_plain_sql(desk, seated, cast):
    async with start_work(cast.nurse) as work:
        await work.session.execute(text("update app.encounter set status = 'CANCELADO' where id = :id"), {"id": seated["id"]})
    await seated["check"]()


async def test_by_the_agenda(desk, seated):
    await desk.send("POST", f"{AGENDA}citas/{seated['cita']}/cancelar/", 200, {"motivo": "Viajó"})
    await seated["check"]()
    assert (await desk.patch(seated["id"], estado="CANCELADO"))["estado"] == "CANCELADO"
    await seated["check"]()


async def test_by_the_group(desk, seated):
    await desk.send("POST", f"{AGENDA}cupos/{seated['slot']}/liberar/", 200, {"paciente": desk.patient})
    await seated["check"]()


async def test_by_all_of_them_at_once(desk, seated, cast):
    async def tried(what):
        try:
            async with start_work(cast.nurse) as work:
                await what(work)
        except ClinicError as error:
            assert error.status < 500

    async def saved(work):
        await work.session.execute(text("update app.encounter set status = 'CANCELADO' where id = :id"), {"id": seated["id"]})

    doors = (
        lambda work: encounters.cancel(work, seated["id"]),
        lambda work: encounters.change(work, seated["id"], {"status": EncounterStatus.CANCELLED}),
        lambda work: agenda.cancel(work, seated["cita"]),
        lambda work: groups.release(work, seated["slot"], desk.patient),
        saved,
    )
    await asyncio.gather(*[tried(what) for what in doors * 4])
    await seated["check"]()


async def test_by_cancelling_while_it_changes_its_group(desk, seated, cast):
    other = await desk.group(4)

    async def tried(what, *args):
        try:
            async with start_work(cast.nurse) as work:
                await what(work, *args)
        except ClinicError as error:
            assert error.status < 500

    moves = [tried(encounters.change, seated["id"], {"slot_id": key}) for key in (other["id"], seated["slot"]) * 4]
    await asyncio.gather(*moves, tried(encounters.cancel, seated["id"]))
    assert (await desk.get(seated["id"]))["estado"] == "CANCELADO"
    assert (await desk.taken(seated["slot"]), await desk.taken(other["id"])) == (1, 0)


async def test_a_single_appointment_is_free_for_somebody_else(desk, cast):
    visit = await desk.book(3)
    made = await desk.open(cita=visit["id"])
    await desk.patch(made["id"], estado="CANCELADO")
    assert (await desk.appointment(visit["id"]))["estado"] == "cancelada"
    again = await desk.book(3)  # the same hour
    assert again["id"] != visit["id"] and (await desk.open(cita=again["id"]))["id"] != made["id"]


async def test_what_was_attended_is_not_cancelled_by_any_door(desk, cast):
    visit = await desk.book(3)
    made = await desk.open(cita=visit["id"])
    await desk.patch(made["id"], estado="ATENDIDO")
    await desk.patch(made["id"], 400, estado="CANCELADO")
    with pytest.raises(IntegrityError):
        async with start_work(cast.nurse) as work:
            await work.session.execute(text("update app.encounter set status = 'CANCELADO' where id = :id"), {"id": made["id"]})
    assert (await desk.get(made["id"]))["estado"] == "ATENDIDO"


async def test_a_cancellation_past_the_program_reaches_the_waiting_list_and_the_trail_once(desk, cast, database):
    made = await desk.book(2)
    by_hand = await desk.book(3)
    told = await desk.book(4)
    opened = await desk.open(cita=made["id"])
    async with start_work(cast.nurse) as work:
        await work.session.execute(text("update app.encounter set status = 'CANCELADO' where id = :key"), {"key": opened["id"]})
        await work.session.execute(text("update app.appointment set status = 'cancelada' where id = :key"), {"key": by_hand["id"]})
    await desk.send("POST", f"{AGENDA}citas/{told['id']}/cancelar/", 200, {"motivo": "x"})
    await freed_jobs(take=True)
    assert await unheard.tell_clinic(cast.owner.tenant_id) == 2
    assert len(await freed_jobs()) == 2
    assert await unheard.tell_clinic(cast.owner.tenant_id) == 0
    assert await unheard.tell_clinic(cast.outsider.tenant_id) == 0
    async with start_work(cast.owner) as work:
        lines = await work.session.execute(
            text("select entity_id, detail from app.audit_entry where entity = 'appointment' and action = 'cancel' order by entity_id")
        )
        assert [(row.entity_id, "outside" in row.detail) for row in lines] == [
            (made["id"], True),
            (by_hand["id"], True),
            (told["id"], False),
        ]
