"""The names of a patient's allergies are for everybody who handles her; nothing else of her record is."""

from dataclasses import replace
from typing import Any

from sqlalchemy import text

from clinic_app.core.database import Actor, start_work
from clinic_app.patients import allergies
from clinic_app.records.head_state import load_head


async def openings(actor: Actor) -> list[tuple[Any, ...]]:
    async with start_work(actor) as work:
        found = await work.session.execute(
            text("select user_id, patient_id, detail from app.audit_entry where entity = 'allergies' order by id")
        )
        return [tuple(row) for row in found]


async def test_who_may_not_read_records_sees_the_names_and_leaves_a_trace(client: Any, cast: Any, headers: Any, child: Any) -> None:
    await child.open(alergias="Penicilina\nHuevo", antecedentes_personales="Asma")
    async with start_work(cast.receptionist) as work:
        head = await load_head(work, child.id, opening=True)
        assert head.allergies == ["Penicilina", "Huevo"]
    assert await openings(cast.owner) == [(cast.receptionist.user_id, child.id, {"count": 2})]
    for closed in (child.url, f"/api/pacientes/{child.id}/perfil-clinico/"):
        assert (await client.get(closed, headers=headers(cast.receptionist))).status_code == 403


async def test_a_screen_that_only_follows_a_change_leaves_no_trace(cast: Any, child: Any) -> None:
    await child.open(alergias="Látex")
    async with start_work(cast.receptionist) as work:
        assert await allergies.shown(work, child.id, opening=False) == ["Látex"]
    assert await openings(cast.owner) == []


async def test_another_clinic_and_who_may_see_no_patients_see_nothing(cast: Any, child: Any) -> None:
    await child.open(alergias="Látex")
    for actor in (cast.outsider, replace(cast.receptionist, permissions=frozenset())):
        async with start_work(actor) as work:
            assert await allergies.shown(work, child.id) == []
    assert await openings(cast.owner) == []


async def test_the_sheet_of_an_appointment_and_the_booking_say_them_too(cast: Any, child: Any, client: Any, headers: Any) -> None:
    from clinic_app.agenda.booking.state import BookingState, Draft
    from clinic_app.agenda.sheet_state import AppointmentState
    from tests.agenda.conftest import working_day

    await child.open(alergias="Látex")
    desk = headers(cast.receptionist)
    service = (await client.get("/api/agenda/servicios/", headers=desk)).json()[0]["id"]
    body = {"paciente": child.id, "tipo_servicio": service, "fecha": str(working_day(cast.owner, 1)), "hora_inicio": "09:00"}
    made = (await client.post("/api/agenda/citas/", json=body, headers=desk)).json()

    class Screen:
        """Only what the two States write."""

        draft, sheet, errors = Draft(), None, {}

        async def _look(self, actor: Actor) -> None: ...

        def _forgive(self, *names: str) -> None: ...

        async def get_state(self, of: Any) -> Any:
            class Language:
                lang = "es"

            return Language()

    booking, sheet = Screen(), Screen()
    async with start_work(cast.receptionist) as work:
        await BookingState._take(booking, work, child.id)  # type: ignore[arg-type]
        await AppointmentState._take(sheet, work, made["id"], opening=True)  # type: ignore[arg-type]
    assert booking.draft.allergies == sheet.sheet.allergies == ["Látex"]  # type: ignore[attr-defined]
    assert len(await openings(cast.owner)) == 2
