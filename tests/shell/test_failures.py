"""A page that meets an error nobody foresaw says so, instead of showing its skeleton for ever."""

from typing import Any

from clinic_app.patients import service
from clinic_app.patients.state import PatientsState


async def test_a_list_that_breaks_shows_that_it_could_not_load(cast: Any, tab: Any, monkeypatch: Any) -> None:
    opened = await tab(cast.owner)
    await opened.click(PatientsState, "load")
    assert not (await opened.state(PatientsState)).failed

    async def broken(*_: Any) -> Any:
        raise RuntimeError("unforeseen")

    monkeypatch.setattr(service, "page", broken)
    await opened.click(PatientsState, "load")
    assert (await opened.state(PatientsState)).failed
