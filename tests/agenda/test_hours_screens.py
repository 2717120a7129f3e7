"""The screen of the agenda's settings: periods of a day, copied to others; rooms; what others may not change."""

from typing import Any

from clinic_app.agenda.hours.periods_state import PeriodsState
from clinic_app.agenda.hours.state import HoursState
from clinic_app.agenda.rooms import service as rooms
from clinic_app.agenda.rooms.state import RoomsState
from clinic_app.core.database import start_work
from tests.shell.conftest import tab as tab

MORNING = {"tramos_desde_1": "08:00", "tramos_hasta_1": "13:00"}
BOTH = {**MORNING, "tramos_desde_3": "15:00", "tramos_hasta_3": "19:00"}


async def test_the_periods_of_a_day_are_copied_to_others_and_the_simple_form_steps_back(cast: Any, tab: Any) -> None:
    page = await tab(cast.owner)
    state = await page.click(PeriodsState, "load")
    assert state.view.days == ["08:00–18:00"] * 5 + ["", ""] and not state.view.own
    await page.click(PeriodsState, "edit", 1)
    assert (state.day, state.values["tramos_desde_1"], state.values["tramos_desde_2"]) == (1, "08:00", "")
    await page.click(PeriodsState, "save", {**BOTH, "tramos_dia_3": "on", "tramos_dia_6": "true"})
    both = "08:00–13:00 · 15:00–19:00"
    assert state.view.days == [both, "08:00–18:00", both, "08:00–18:00", "08:00–18:00", both, ""]
    assert state.view.own and state.day == 0 and state.errors == {}
    form = await page.click(HoursState, "load")
    assert form.ruled and (form.values["agenda_hora_fin"], form.values["agenda_dia_6"]) == ("19:00", "true")
    kept = {name: value for name, value in form.values.items() if "hora_" not in name and "dia_" not in name}
    await page.click(HoursState, "save", {**kept, "agenda_minutos_traslado": "25"})  # those fields are not on the screen now
    assert form.errors == {} and form.values["agenda_minutos_traslado"] == "25" and form.values["agenda_hora_fin"] == "19:00"
    await page.click(PeriodsState, "drop")
    assert not state.view.own and state.view.days[0] == "08:00–19:00"


async def test_what_is_wrong_stands_beside_its_field(cast: Any, tab: Any) -> None:
    page = await tab(cast.owner)
    await page.click(PeriodsState, "load")
    state = await page.click(PeriodsState, "edit", 2)
    await page.click(PeriodsState, "save", {"tramos_desde_1": "13:00", "tramos_hasta_1": "08:00", "tramos_desde_2": "10:00"})
    assert state.errors == {
        "tramos_hasta_1": "El fin del tramo debe ser posterior a su inicio.", "tramos_hasta_2": "Indica el inicio y el fin del tramo.",
    }  # fmt: skip
    await page.click(PeriodsState, "save", {**MORNING, "tramos_desde_2": "12:00", "tramos_hasta_2": "14:00"})
    assert state.errors == {"tramos_desde_2": "El tramo se cruza con otro del mismo día."} and state.day == 2
    await page.click(PeriodsState, "save", {f"tramos_dia_{day}": "on" for day in range(1, 8)})
    assert state.errors == {"tramos_desde_1": "Indica al menos un día con horario de atención."}


async def test_a_professional_has_her_own_week(cast: Any, tab: Any) -> None:
    page = await tab(cast.owner)
    state = await page.click(PeriodsState, "load")
    nurse = str(cast.nurse.membership_id)
    assert nurse in [each.value for each in state.view.people]
    await page.click(PeriodsState, "choose", nurse)
    await page.click(PeriodsState, "edit", 1)
    await page.click(PeriodsState, "save", {"tramos_desde_1": "14:00", "tramos_hasta_1": "20:00"})
    assert (state.view.own, state.view.days[0], state.view.days[1]) == (True, "14:00–20:00", "08:00–18:00")
    await page.click(PeriodsState, "choose", "")
    assert (state.view.own, state.view.days[0]) == (False, "08:00–18:00")
    assert not (await page.click(HoursState, "load")).ruled, "her hours are not the clinic's"


async def test_rooms_are_added_ordered_renamed_and_retired(cast: Any, tab: Any) -> None:
    page = await tab(cast.owner)
    state = await page.click(RoomsState, "load")
    for name in ("Uno", "Dos"):
        await page.click(RoomsState, "edit", 0)
        await page.click(RoomsState, "save", {"sala_nombre": name})
    await page.click(RoomsState, "edit", 0)
    await page.click(RoomsState, "save", {"sala_nombre": "uno"})
    assert state.errors == {"sala_nombre": "Ya existe una sala con ese nombre."} and state.open
    await page.click(RoomsState, "lift", state.rows[1].id)
    assert [(row.name, row.first) for row in state.rows] == [("Dos", True), ("Uno", False)]
    await page.click(RoomsState, "edit", state.rows[0].id)
    assert state.values == {"sala_nombre": "Dos"}
    await page.click(RoomsState, "save", {"sala_nombre": "Tópico"})
    await page.click(RoomsState, "retire", state.rows[1].id)
    assert [row.name for row in state.rows] == ["Tópico"]


REFUSED = [
    (PeriodsState, "edit", [1]), (PeriodsState, "save", [BOTH]), (PeriodsState, "drop", []), (RoomsState, "edit", [0]),
    (RoomsState, "save", [{"sala_nombre": "x"}]), (RoomsState, "lift", [1]), (RoomsState, "retire", [1]),
]  # fmt: skip


async def test_who_only_attends_changes_nothing(cast: Any, tab: Any) -> None:
    page = await tab(cast.nurse)
    for kind, handler, args in REFUSED:
        await page.click(kind, handler, *args)
    assert set(await page.said()) == {"Usted no tiene permiso para realizar esta acción."}
    async with start_work(cast.owner) as work:
        assert await rooms.list_rooms(work) == []
