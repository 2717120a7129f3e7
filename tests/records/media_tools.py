"""A child's photos as the page and the job reach them."""

from types import SimpleNamespace
from typing import Any

import pytest

from clinic_app.core import storage
from clinic_app.records.media import jobs as media_jobs

CONSENT = {"otorgado_por": "Ana López", "parentesco": "madre", "texto": "Autorizo."}
PIECE = 1024 * 1024


@pytest.fixture(name="desk")
async def photo_desk(child: Any, client: Any, cast: Any) -> Any:
    """The nurse at a child's photos: `agree`, `send(data, name)` as the page does, `render(id)` as the job does."""
    storage.store.cache_clear()
    base = f"/api/pacientes/{child.id}/fotos/"

    async def ask(method: str, path: str = "", **more: Any) -> Any:
        return await client.request(
            method, path if path.startswith("/api") else base + path, headers=child.mine | more.pop("headers", {}), **more
        )

    async def agree() -> Any:
        answer = await ask("POST", "consentimiento/", json=CONSENT)
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def pieces(upload: dict[str, Any], data: bytes) -> Any:
        answer, at = None, upload["recibido"]
        while at < len(data):
            answer = await ask("PATCH", f"subidas/{upload['id']}/", content=data[at : at + PIECE], headers={"upload-offset": str(at)})
            if answer.status_code != 200:
                return answer
            at = answer.json()["recibido"]
        return await ask("POST", f"subidas/{upload['id']}/terminar/")

    async def send(data: bytes, name: str, **words: Any) -> Any:
        begun = await ask("POST", "subidas/", json={"nombre": name, "tamano": len(data), **words})
        return begun if begun.status_code != 201 else await pieces(begun.json(), data)

    async def render(key: int, *, last: bool = False) -> dict[str, Any]:
        await media_jobs.render(cast.nurse.tenant_id, key, last=last)
        return (await ask("GET", f"{key}/")).json()

    yield SimpleNamespace(ask=ask, agree=agree, pieces=pieces, send=send, render=render, id=child.id, nurse=cast.nurse)
    storage.store.cache_clear()
