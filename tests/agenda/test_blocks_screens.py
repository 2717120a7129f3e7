"""The screen of blocks without a browser: forms that make series, a pasted roster, the sheet of one day."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from clinic_app.agenda.blocks import patterns
from clinic_app.agenda.blocks import roster_blocks as blocks_roster
from clinic_app.agenda.blocks.form import PREFIX, read_form, values_of
from clinic_app.agenda.blocks.models import BlockKind
from clinic_app.agenda.blocks.recurrence import Shift
from clinic_app.agenda.blocks.sheet_state import key_of
from clinic_app.agenda.hours import service as hours
from clinic_app.core.database import start_work
from clinic_app.core.errors import Invalid, NotFound
from tests.agenda.conftest import URL

START = date(2030, 1, 7)


def filled(**more):
    return values_of(None, None, "2030-01-07") | {PREFIX + name: value for name, value in more.items()}


def test_the_form_of_each_repetition_means_a_block_and_a_pattern():
    block, none = read_form(filled(titulo="Guardia", hora_inicio="19:00", hora_fin="07:00"), "una")
    assert none is None and (block["start_date"], block["end_date"], block["is_recurring"]) == (START, START, False)
    _, weekly = read_form(filled(dia_1="on", dia_7="true", fecha_fin="2030-06-30"), "semanal")
    assert weekly and (weekly["weekdays"], weekly["ends_on"]) == ([1, 7], date(2030, 6, 30))
    block, cycle = read_form(filled(ciclo="DNXX", N_inicio="20:00", N_fin="08:00"), "patron")
    assert cycle and cycle["cycle"] == ["DIURNA", "NOCTURNA", "DESCANSO", "DESCANSO"] and cycle["ends_on"] is None
    assert cycle["shift_hours"] == {"DIURNA": ["07:00", "19:00"], "NOCTURNA": ["20:00", "08:00"]}


@pytest.mark.parametrize(("repeat", "wrong", "name"), [("patron", {"ciclo": "D Q"}, "ciclo"), ("diario", {"intervalo_dias": "0"}, "intervalo_dias"),
                                                      ("patron", {"ciclo": "D", "D_inicio": ""}, "ciclo"), ("una", {"fecha_inicio": ""}, "fecha_inicio")])  # fmt: skip
def test_what_is_wrong_in_the_form_is_said_beside_its_field(repeat, wrong, name):
    with pytest.raises(Invalid) as refused:
        read_form(filled(**wrong), repeat)
    assert name in (refused.value.fields or {})


def test_the_form_comes_back_as_it_was_kept():
    stored = SimpleNamespace(
        starts_on=START, ends_on=None, every_days=1, weekdays=[], cycle=["DIURNA", "DESCANSO"], shift_hours={"DIURNA": ["06:00", "18:00"]}, kind="patron"
    )  # fmt: skip
    block = SimpleNamespace(
        title="Rebagliati", kind="TRABAJO_PRINCIPAL", color="#EF4444", professional_id=1, start_time=None, end_time=None
    )
    values = values_of(block, stored, "")  # type: ignore[arg-type]
    assert values[PREFIX + "ciclo"] == "D X" and values[PREFIX + "D_inicio"] == "06:00"
    _, again = read_form(values | {PREFIX + "profesional": ""}, "patron")
    assert again and (again["cycle"], again["shift_hours"]) == (stored.cycle, stored.shift_hours)


def test_the_name_of_a_closed_time():
    assert key_of("block-12-3-2030-02-01") == (12, 3, "2030-02-01")
    for other in ("17", "holiday-2030-01-01", "block-x-3-2030-02-01", "block-1-2-2030-13-01", "block-1-2"):
        assert key_of(other) is None


CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
DTSTART;VALUE=DATE:20300110
DTEND;VALUE=DATE:20300112
SUMMARY:Noche
END:VEVENT
BEGIN:VEVENT
DTSTART;VALUE=DATE:20300113
SUMMARY:Libre
END:VEVENT
END:VCALENDAR
"""


async def test_a_pasted_roster_is_shown_kept_and_taken_back_as_one(client, cast, agenda):
    booked = await agenda.book(2, "10:00")
    text = "D N X D D ?? N"
    async with start_work(cast.owner) as work:
        read = await blocks_roster.preview(work, text, agenda.date(2), None, "es")
        assert [(run.shift, (run.last - run.first).days) for run in read.runs] == [
            (Shift.DAY, 0),
            (Shift.NIGHT, 0),
            (Shift.DAY, 1),
            (Shift.NIGHT, 0),
        ]
        assert [(each.place, each.text) for each in read.roster.unread] == [(6, "??")] and [row.id for row in read.clashes] == [
            booked["id"]
        ]
        assert await hours.list_blocks(work) == []
        batch, _ = await blocks_roster.save(work, text, agenda.date(2), None, BlockKind.MAIN_JOB, "es")
    query = {"fecha": agenda.day(2), "tipo_servicio": agenda.service}
    assert not any(
        slot["disponible"] for slot in (await client.get(f"{URL}disponibilidad/", params=query, headers=agenda.mine)).json()["slots"]
    )
    rows = (await client.get(f"{URL}bloqueos/", headers=agenda.mine)).json()
    assert [row["titulo"] for row in rows] == ["Turno de día", "Turno de noche", "Turno de día", "Turno de noche"]
    assert (await client.get(f"{URL}citas/{booked['id']}/", headers=agenda.mine)).json()["estado"] == "programada"
    async with start_work(cast.outsider) as work:
        with pytest.raises(NotFound):
            await blocks_roster.undo(work, batch)
    async with start_work(cast.owner) as work:
        assert await blocks_roster.undo(work, batch) == 4
    assert (await client.get(f"{URL}bloqueos/", headers=agenda.mine)).json() == []


async def test_a_guard_of_a_whole_day_can_be_renamed_after_it_was_pasted(client, cast, agenda):
    async with start_work(cast.owner) as work:
        await blocks_roster.save(work, "G", agenda.date(2), None, BlockKind.MAIN_JOB, "es")
    (row,) = (await client.get(f"{URL}bloqueos/", headers=agenda.mine)).json()
    assert (row["hora_inicio"], row["hora_fin"]) == ("07:00:00", "07:00:00")
    renamed = await client.patch(f"{URL}bloqueos/{row['id']}/", json={"titulo": "Guardia"}, headers=agenda.mine)
    assert renamed.status_code == 200, renamed.text


async def test_a_calendar_and_a_table_bring_their_own_dates(cast):
    zone = cast.owner.tz
    nights = blocks_roster.runs_of(blocks_roster.read_text(CALENDAR, None, zone).duties, "es")
    assert [(run.first, run.last, run.shift) for run in nights] == [(date(2030, 1, 10), date(2030, 1, 11), Shift.NIGHT)]
    assert f"{nights[0].hours[0]:%H:%M}" == "19:00"
    table = blocks_roster.read_text("fecha;turno\n10/01/2030;D\n11/01/2030;X\n", None, zone)
    assert [duty.day for duty in table.duties] == [date(2030, 1, 10)]
    for text, start, name in (("", START, "texto"), ("D N", None, "desde"), ("BEGIN:VCALENDAR\nrubbish", None, "texto")):
        with pytest.raises(Invalid) as refused:
            blocks_roster.read_text(text, start, zone)
        assert list(refused.value.fields or {}) == [name]


async def test_a_roster_without_any_duty_keeps_nothing(cast):
    async with start_work(cast.owner) as work:
        for text in ("X X X", "?? ?"):
            with pytest.raises(Invalid):
                await blocks_roster.save(work, text, START, None, BlockKind.MAIN_JOB, "es")
        assert await hours.list_blocks(work) == []


async def test_appointments_inside_a_new_series_are_named_and_stay(cast, agenda):
    booked = await agenda.book(3, "10:00")
    other = await agenda.book(3, "16:00")
    async with start_work(cast.owner) as work:
        block = await hours.create_block(
            work, {"start_date": agenda.date(2), "start_time": None, "end_time": None, "kind": BlockKind.MAIN_JOB}
        )
        pattern = await patterns.create_pattern(
            work,
            {
                "block_id": block.id,
                "kind": "patron",
                "cycle": ["MAÑANA"],
                "starts_on": agenda.date(2),
                "ends_on": agenda.date(2) + timedelta(days=20),
            },
        )
        inside = await patterns.appointments_within(work, await patterns.block_times(work, block.id))
        assert [row.id for row in inside] == [booked["id"]] and other["id"] != booked["id"]
        await patterns.except_occurrence(work, pattern.id, patterns.Change(agenda.date(3)))
        assert await patterns.appointments_within(work, await patterns.block_times(work, block.id)) == []
