"""What is typed of an addendum is kept, for its author alone, until it is signed."""

from typing import Any

import pytest

NOTE = {"subjetivo": "Come bien", "fecha": "2026-01-20T10:00"}


@pytest.fixture
async def draft_url(client: Any, child: Any) -> str:
    made = await client.post(f"{child.url}notas/", json=NOTE, headers=child.mine)
    return f"{child.url}notas/{made.json()['id']}/adendas/borrador/"


async def test_what_was_typed_comes_back_until_it_is_signed(client: Any, cast: Any, headers: Any, child: Any, draft_url: str) -> None:
    assert (await client.get(draft_url, headers=child.mine)).json() == {"texto": ""}
    for text in ("La temp", "La temperatura fue 37,5"):
        assert (await client.put(draft_url, json={"texto": text}, headers=child.mine)).status_code == 200
    assert (await client.get(draft_url, headers=child.mine)).json() == {"texto": "La temperatura fue 37,5"}
    assert (await client.get(draft_url, headers=headers(cast.owner))).json() == {"texto": ""}
    signed = await client.post(draft_url.removesuffix("borrador/"), json={"texto": "La temperatura fue 37,5 °C"}, headers=child.mine)
    assert signed.status_code == 201
    assert (await client.get(draft_url, headers=child.mine)).json() == {"texto": ""}


async def test_an_empty_text_forgets_and_bad_ones_are_refused(client: Any, cast: Any, headers: Any, child: Any, draft_url: str) -> None:
    await client.put(draft_url, json={"texto": "x"}, headers=child.mine)
    assert (await client.put(draft_url, json={"texto": " "}, headers=child.mine)).status_code == 200
    assert (await client.get(draft_url, headers=child.mine)).json() == {"texto": ""}
    for bad in ("x" * 10_001, "a\0b", {"a": 1}):
        assert list((await client.put(draft_url, json={"texto": bad}, headers=child.mine)).json()) == ["texto"]
    assert (await client.put(draft_url, json={"texto": "x"}, headers=headers(cast.outsider))).status_code == 404
    assert (await client.put(draft_url, json={"texto": "x"}, headers=headers(cast.receptionist))).status_code == 403
    assert (await client.get(draft_url, headers=headers(cast.outsider))).status_code == 404
