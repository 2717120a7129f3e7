"""The palette: who sees what, in which order, and what stays behind."""

import asyncio
import time
from typing import Any

import pytest
import reflex as rx
from sqlalchemy import text

from clinic_app.core import hooks
from clinic_app.core.database import Actor, start_work
from clinic_app.core.hooks import Hit
from clinic_app.patients import service
from clinic_app.shell.palette_state import PaletteState
from clinic_app.shell.places import EVERY_PLACE


async def add(actor: Actor, number: str, given: str, **more: Any) -> int:
    fields = {
        "numero_documento": number,
        "nombres": given,
        "apellido_paterno": "Quispe",
        "fecha_nacimiento": "2022-03-04",
        "sexo": "F",
    } | more
    async with start_work(actor) as work:
        return (await service.create(work, fields)).id


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The palette of one person's tab."""

    async def palette(actor: Actor) -> PaletteState:
        root = rx.State(_reflex_internal_init=True)  # type: ignore[call-arg]
        state = await root.get_state(PaletteState)

        async def who() -> Actor:
            return actor

        object.__setattr__(state, "_actor", who)
        await PaletteState.begin.fn(state)  # type: ignore[attr-defined]
        return state

    return palette


async def typed(state: PaletteState, words: str, number: int = 1) -> list[str]:
    await PaletteState.search.fn(state, words, number)  # type: ignore[attr-defined]
    return [hit.title for hit in state.hits]


async def test_patients_by_any_part(cast: Any, opened: Any) -> None:
    key = await add(cast.nurse, "12345678", "Ñusta", telefono="987654321")
    await add(cast.outsider, "12345678", "Ajena")
    state = await opened(cast.receptionist)
    for number, words in enumerate(("ñus", "NUSTA quis", "3456", "987 654", "  quispe  "), 1):
        assert await typed(state, words, number) == ["Quispe, Ñusta"], words
        assert state.words == words.strip()
    assert state.hits[0].href == f"/patients/{key}"
    assert "12345678" in state.hits[0].detail
    assert await typed(state, "nadie", 9) == []


async def test_who_was_opened_last_comes_first_and_nothing_stays_after_closing(cast: Any, opened: Any) -> None:
    first, second = await add(cast.nurse, "11111111", "Ana"), await add(cast.nurse, "22222222", "Rosa")
    for key in (first, second):
        async with start_work(cast.nurse) as work:
            await service.open_record(work, key)
    state = await opened(cast.nurse)
    assert [hit.title for hit in state.recents] == ["Quispe, Rosa", "Quispe, Ana"]
    assert [hit.title for hit in (await opened(cast.receptionist)).recents] == []
    await typed(state, "ana")
    await PaletteState.end.fn(state)  # type: ignore[attr-defined]
    assert (state.hits, state.recents, state.words) == ([], [], "")


async def test_each_role_reaches_what_its_permissions_say(cast: Any, opened: Any) -> None:
    for role, actor in cast.by_role().items():
        state = await opened(actor)
        assert set(state.allowed) == {place.name for place in EVERY_PLACE if place.permission in actor.permissions}, role
    accountant = await opened(cast.accountant)
    assert not accountant.searches
    await add(cast.nurse, "11111111", "Ana")
    assert await typed(accountant, "ana") == []


async def test_an_older_answer_never_replaces_a_newer_one(cast: Any, opened: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    async def slow(actor: Actor, words: str) -> list[Hit]:
        await asyncio.sleep(0.2 if words == "a" else 0)
        return [Hit(words, "", "/")]

    monkeypatch.setattr(hooks, "SEARCHES", [slow])
    state = await opened(cast.nurse)
    await asyncio.gather(typed(state, "a", 1), typed(state, "an", 2))
    assert (state.words, state.hits[0].title) == ("an", "an")
    await typed(state, "a", 1)
    assert state.words == "an"


def test_every_place_has_a_name_of_its_own() -> None:
    assert len({place.name for place in EVERY_PLACE}) == len(EVERY_PLACE)
    assert len({(place.kind, place.href) for place in EVERY_PLACE}) == len(EVERY_PLACE)  # the list's keys


async def test_at_twenty_thousand_patients(cast: Any, opened: Any) -> None:
    query = """
        insert into app.patient (document_type, document_number, given_names, first_surname, second_surname, birth_date, sex, birth_place, address, district, province,
          department, ubigeo, blood_group, phone, email, notes, is_active)
        select 'dni', lpad(n::text, 8, '0'), 'Ana' || n, 'Quispe', 'Mamani', date '2000-01-01' + n % 7000, 'F', '', '', '', '', '', '', 'ND', '', '', '', true
        from generate_series(1, 20000) n
    """
    async with start_work(cast.nurse) as work:
        await work.session.execute(text(query))
    state, times = await opened(cast.nurse), []
    for number in range(30):
        begun = time.perf_counter()
        assert await typed(state, f"ana{number * 600 + 1}", number)
        times.append(time.perf_counter() - begun)
    assert sorted(times)[-2] < 0.5  # 80 ms at p95 is measured by the benchmark on a quiet machine
