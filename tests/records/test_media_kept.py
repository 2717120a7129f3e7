"""Photos that are kept: the counters, the trail, and what the sweeps take away."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from media_samples import heavy_photo, photo
from media_tools import PIECE, photo_desk  # noqa: F401  (its fixture)
from sqlalchemy import text

from clinic_app.core import hooks, storage, sweep
from clinic_app.core.database import start_work
from clinic_app.core.errors import NotFound
from clinic_app.records.media import finish as media_finish
from clinic_app.records.media.models import Media


async def counts(actor: Any, encounter: int = 0) -> tuple[int, ...]:
    async with start_work(actor) as work:
        query = "select coalesce((select sum(total) from app.media_count), 0), coalesce((select photo_count from app.encounter where id = :key), 0)"
        return tuple((await work.session.execute(text(query), {"key": encounter})).one())


async def test_the_counters_follow_every_photo(desk: Any, client: Any) -> None:
    await desk.agree()
    service = (await desk.ask("GET", "/api/agenda/servicios/")).json()[0]["id"]
    async with start_work(desk.nurse) as work:
        made = text(
            "insert into app.encounter (patient_id, service_id, professional_id, starts_at, minutes, status, notes, cancel_reason, photo_count, is_active, version)"
            " values (:patient, :service, :member, now(), 30, 'ATENDIDO', '', '', 0, true, 1) returning id"
        )
        encounter = (
            await work.session.execute(made, {"patient": desk.id, "service": service, "member": desk.nurse.membership_id})
        ).scalar_one()
    one = (await desk.send(photo(), "a.jpg", atencion=encounter)).json()
    await desk.send(photo(), "b.jpg")
    assert await counts(desk.nurse, encounter) == (2, 1)
    assert [each["id"] for each in (await desk.ask("GET", params={"atencion": encounter})).json()["results"]] == [one["id"]]
    await desk.ask("PATCH", f"{one['id']}/", json={"atencion": None})
    assert await counts(desk.nurse, encounter) == (2, 0)
    await desk.ask("PATCH", f"{one['id']}/", json={"atencion": encounter})
    await desk.ask("DELETE", f"{one['id']}/")
    assert await counts(desk.nurse, encounter) == (1, 0)
    assert [each["id"] for each in (await desk.ask("GET", params={"is_active": "false"})).json()["results"]] == [one["id"]]
    await desk.ask("PATCH", f"{one['id']}/", json={"is_active": True})
    assert await counts(desk.nurse, encounter) == (2, 1)


async def test_writes_and_openings_are_in_the_trail_and_photos_on_the_timeline(desk: Any, client: Any) -> None:
    await desk.agree()
    made = (await desk.send(photo(), "a.jpg")).json()
    await desk.ask("GET")
    await desk.ask("GET", (await desk.ask("GET", f"{made['id']}/")).json()["original"].replace("http://testserver", ""))
    async with start_work(desk.nurse) as work:
        query = text("select entity, action from app.audit_entry where patient_id = :key and entity like '%media%' order by id")
        found = [tuple(row) for row in await work.session.execute(query, {"key": desk.id})]
        told = [one for tell in hooks.TIMELINE for one in await tell(work, desk.id, None, 10)]
    assert found == [("media_consent", "create"), ("patient_media", "create"), ("media_album", "open"), ("patient_media", "open"), ("patient_media", "download")]  # fmt: skip
    assert {one.kind for one in told} >= {"photo", "consent"}


async def test_abandoned_uploads_and_their_pieces_are_swept(desk: Any) -> None:
    await desk.agree()
    data = heavy_photo()
    upload = (await desk.ask("POST", "subidas/", json={"nombre": "a.png", "tamano": len(data)})).json()
    await desk.ask("PATCH", f"subidas/{upload['id']}/", content=data[:PIECE], headers={"upload-offset": "0"})
    now = datetime.now(UTC)
    assert await media_finish.forget_abandoned(desk.nurse, now - timedelta(days=1)) == 0
    async with start_work(desk.nurse) as work:
        key = (await work.session.execute(text("select file from app.media_part"))).scalar_one()
    assert await sweep.sweep(now + timedelta(days=2)) >= 0
    assert (await storage.store().get(key)).size == PIECE  # a row names it
    assert await media_finish.forget_abandoned(desk.nurse, now + timedelta(minutes=1)) == 1
    with pytest.raises(NotFound):
        await storage.store().get(key)
    assert (await desk.ask("GET", f"subidas/{upload['id']}/")).status_code == 404


async def test_files_of_a_photo_are_known_to_the_daily_sweep(desk: Any) -> None:
    await desk.agree()
    made = (await desk.send(photo(), "a.jpg")).json()
    await desk.render(made["id"])
    orphan = f"{desk.nurse.tenant_id}/fotos/{'a' * 32}.webp"
    await storage.store().put(orphan, b"x")
    await sweep.sweep(datetime.now(UTC) + timedelta(days=2))
    async with start_work(desk.nurse) as work:
        row = await work.session.get_one(Media, (desk.nurse.tenant_id, made["id"]))
    for key in (row.original, row.thumbnail, row.webp):
        assert (await storage.store().get(key)).size
    with pytest.raises(NotFound):
        await storage.store().get(orphan)
