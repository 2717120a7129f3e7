"""Photos over the API: consent, uploads that are interrupted, links, what fails and is made again."""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from media_samples import GPS, bomb, heavy_photo, photo, video
from media_tools import CONSENT, PIECE, photo_desk  # noqa: F401  (its fixture)
from PIL import Image
from sqlalchemy import text

from clinic_app.core import storage
from clinic_app.core.database import start_work
from clinic_app.core.errors import Unavailable
from clinic_app.records.media import jobs as media_jobs
from clinic_app.records.media import links as media_links


async def test_before_the_first_photo_there_must_be_a_consent(desk: Any) -> None:
    refused = await desk.send(photo(), "a.jpg")
    assert refused.status_code == 409 and "consentimiento" in refused.json()["detail"]
    given = await desk.agree()
    assert given["vigente"] and given["otorgado_por"] == "Ana López" and given["registrado_por"] == "Nurse Sonqo"
    assert (await desk.ask("POST", "consentimiento/", json=CONSENT)).status_code == 409
    assert (await desk.send(photo(), "a.jpg")).status_code == 201


async def test_the_original_is_kept_without_the_place(desk: Any) -> None:
    await desk.agree()
    made = (await desk.send(photo(), "a.jpg")).json()
    whole = (await desk.ask("GET", f"{made['id']}/")).json()["original"].replace("http://testserver", "")
    kept = (await desk.ask("GET", whole)).content
    with Image.open(io.BytesIO(kept)) as image, Image.open(io.BytesIO(photo())) as sent:
        assert not dict(image.getexif().get_ifd(GPS)) and image.tobytes() == sent.tobytes()
        assert image.getexif().get_ifd(0x8769) == sent.getexif().get_ifd(0x8769)


async def test_a_withdrawn_consent_hides_everything_and_keeps_it(desk: Any) -> None:
    await desk.agree()
    made = (await desk.send(photo(), "a.jpg")).json()
    shown = await desk.render(made["id"])
    withdrawn = await desk.ask("DELETE", "consentimiento/", params={"motivo": "Ya no quiere"})
    assert withdrawn.json()["retirado_por"] == "Nurse Sonqo" and not withdrawn.json()["vigente"]
    assert (await desk.ask("GET")).json() == {"total": 1, "consentimiento": None, "results": []}
    for path in (f"{made['id']}/", shown["imagen_webp"].replace("http://testserver", "")):
        assert (await desk.ask("GET", path)).status_code == 404
    assert (await desk.send(photo(), "a.jpg")).status_code == 409
    await desk.agree()
    assert len((await desk.ask("GET")).json()["results"]) == 1
    assert [each["vigente"] for each in (await desk.ask("GET", "consentimiento/")).json()["results"]] == [True, False]


async def test_an_upload_goes_on_after_half_of_it(desk: Any) -> None:
    await desk.agree()
    data = heavy_photo()
    begun = {"nombre": "noche.png", "tamano": len(data), "zona": "espalda", "clave": "6f1d3c1e-2f0b-4a52-9d0a-0d8f2f1c9a11"}
    upload = (await desk.ask("POST", "subidas/", json=begun)).json()
    assert upload["parte"] == PIECE and len(data) > 2 * PIECE
    await desk.ask("PATCH", f"subidas/{upload['id']}/", content=data[:PIECE], headers={"upload-offset": "0"})
    again = (await desk.ask("POST", "subidas/", json=begun)).json()  # the page was loaded anew
    assert again["id"] == upload["id"] and again["recibido"] == PIECE and again["foto"] is None
    lost = await desk.ask("PATCH", f"subidas/{upload['id']}/", content=data[:PIECE], headers={"upload-offset": "0"})
    assert lost.status_code == 409 and lost.json()["recibido"] == PIECE
    assert (await desk.ask("POST", f"subidas/{upload['id']}/terminar/")).status_code == 409
    made = (await desk.pieces(again, data)).json()
    assert made["zona"] == "espalda" and made["tamano"] == len(data) and made["estado"] == "procesando"
    assert (await desk.ask("POST", f"subidas/{upload['id']}/terminar/")).json()["id"] == made["id"]
    assert (await desk.ask("GET", f"subidas/{upload['id']}/")).json()["foto"] == made["id"]
    whole = (await desk.ask("GET", f"{made['id']}/")).json()["original"].replace("http://testserver", "")
    answer = await desk.ask("GET", whole)
    assert answer.content == data and "attachment" in answer.headers["content-disposition"]


async def test_an_upload_that_cannot_be_is_refused_before_a_byte_is_sent(desk: Any) -> None:
    await desk.agree()
    for name, size, field in (
        ("a.mp4", 0, "tamano"), ("a.mp4", 200 * 1024**2 + 1, "tamano"), ("a.exe", 10, "nombre"), ("", 10, "nombre"), ("a.jpg", "x", "tamano"),
    ):  # fmt: skip
        answer = await desk.ask("POST", "subidas/", json={"nombre": name, "tamano": size})
        assert answer.status_code == 400 and list(answer.json()) == [field], (name, size, answer.text)


async def test_a_file_that_is_not_what_it_says_leaves_nothing_behind(desk: Any) -> None:
    await desk.agree()
    for data, name in (
        (photo("PNG"), "a.jpg"), (b"MZ\x90" + bytes(500), "a.jpg"), (bomb(), "a.png"), (bytes(400), "a.mp4"), (b"\x00\x00\x00\x20ftypisom" + bytes(500), "a.mp4"),
    ):  # fmt: skip
        answer = await desk.send(data, name)
        assert answer.status_code == 400 and list(answer.json()) == ["archivo"], (name, data[:20], answer.text)
        assert (await desk.ask("GET")).json()["total"] == 0
        async with start_work(desk.nurse) as work:
            assert (await work.session.execute(text("select count(*) from app.media_part"))).scalar_one() == 0


async def test_words_are_checked(desk: Any) -> None:
    await desk.agree()
    tomorrow = str((datetime.now(UTC) + timedelta(days=2)).date())
    for field, value in (("zona", "rodilla"), ("fecha", tomorrow), ("atencion", 999), ("notas", "x" * 3000), ("clave", "x")):
        answer = await desk.send(photo(), "a.jpg", **{field: value})
        assert answer.status_code == 400 and list(answer.json()) == [field], answer.text
    made = (await desk.send(photo(), "a.jpg")).json()
    assert made["fecha"] == "2026-01-20"  # as the camera says
    changed = (await desk.ask("PATCH", f"{made['id']}/", json={"zona": "manos", "notas": "Mejor", "fecha": "2026-01-21"})).json()
    assert (changed["zona_display"], changed["notas"], changed["fecha"]) == ("Manos", "Mejor", "2026-01-21")
    assert (await desk.ask("PATCH", f"{made['id']}/", json={"zona": "x"})).status_code == 400


async def test_photos_and_videos_are_prepared_and_a_player_asks_for_ranges(desk: Any, tmp_path: Path) -> None:
    await desk.agree()
    still = await desk.render((await desk.send(photo("HEIF"), "IMG_1.HEIC")).json()["id"])
    assert still["estado"] == "lista" and still["imagen_thumbnail"] and still["imagen_webp"] and not still["video"]
    moving = await desk.render((await desk.send(video(tmp_path / "a.mov"), "IMG_2.MOV")).json()["id"])
    assert moving["tipo"] == "video" and moving["video_poster"] and moving["duracion_ms"] == 1000
    link = moving["video"].replace("http://testserver", "")
    all_of_it = await desk.ask("GET", link)
    assert all_of_it.headers["content-type"] == "video/mp4" and all_of_it.headers["accept-ranges"] == "bytes"
    part = await desk.ask("GET", link, headers={"range": "bytes=4-7"})
    assert part.status_code == 206 and part.content == b"ftyp" and part.headers["content-range"] == f"bytes 4-7/{len(all_of_it.content)}"
    rest = await desk.ask("GET", link, headers={"range": "bytes=10-"})
    assert rest.content == all_of_it.content[10:]
    assert (await desk.ask("GET", link, headers={"range": "bytes=99999999-"})).status_code == 416


async def test_a_link_serves_its_clinic_its_roles_and_its_time_only(
    desk: Any, client: Any, cast: Any, headers: Any, monkeypatch: Any
) -> None:
    await desk.agree()
    made = (await desk.send(photo(), "a.jpg")).json()
    link = (await desk.render(made["id"]))["imagen_thumbnail"].replace("http://testserver", "")
    assert (await desk.ask("GET", link)).headers["content-type"] == "image/webp"
    assert (await client.get(link)).status_code == 401
    assert (await client.get(link, headers=headers(cast.outsider))).status_code == 404
    assert (await client.get(link, headers=headers(cast.receptionist))).status_code == 403
    for guess in (
        link.replace(".miniatura.", ".original."),
        link[:-3] + "0f/",
        link.replace(f".{made['id']}.", f".{made['id'] + 1}."),
        "/api/fotos-archivos/x/",
    ):
        assert (await desk.ask("GET", guess)).status_code == 404, guess
    assert (await client.get(f"/media/{desk.nurse.tenant_id}/fotos/{'0' * 32}.webp")).status_code == 404
    monkeypatch.setattr(media_links.time, "time", lambda: datetime.now(UTC).timestamp() + 2 * media_links.LINK_SECONDS)
    assert (await desk.ask("GET", link)).status_code == 404


async def test_another_clinic_and_the_desk_see_nothing(desk: Any, client: Any, cast: Any, headers: Any) -> None:
    await desk.agree()
    made = (await desk.send(photo(), "a.jpg")).json()
    for path in ("", f"{made['id']}/", "consentimiento/"):
        address = f"/api/pacientes/{desk.id}/fotos/{path}"
        assert (await client.get(address, headers=headers(cast.outsider))).status_code == 404
        assert (await client.get(address, headers=headers(cast.receptionist))).status_code == 403
        assert (await client.get(address, headers=headers(cast.auditor))).status_code == 200


async def test_what_fails_is_tried_again_shown_and_its_original_is_still_there(desk: Any, monkeypatch: Any) -> None:
    await desk.agree()
    made = (await desk.send(photo(), "a.jpg")).json()

    async def away(key: str, data: bytes) -> None:
        raise Unavailable

    with monkeypatch.context() as broken:
        broken.setattr(storage.store(), "put", away, raising=False)
        with pytest.raises(media_jobs.MediaFailed):  # the queue tries again
            await media_jobs.render(desk.nurse.tenant_id, made["id"], last=False)
        assert (await desk.ask("GET", f"{made['id']}/")).json()["estado"] == "procesando"
        failed = await desk.render(made["id"], last=True)
    assert failed["estado"] == "fallida" and "original se conserva" in failed["error"]
    kept = (await desk.ask("GET", failed["original"].replace("http://testserver", ""))).content
    with Image.open(io.BytesIO(kept)) as image, Image.open(io.BytesIO(photo())) as sent:  # but for the place
        assert len(kept) == len(photo()) and image.tobytes() == sent.tobytes()
    assert (await desk.ask("POST", f"{made['id']}/reintentar/")).json()["estado"] == "procesando"
    assert (await desk.ask("POST", f"{made['id']}/reintentar/")).status_code == 409
    async with start_work(desk.nurse) as work:
        waiting = await work.session.execute(text("select count(*) from jobs.procrastinate_jobs where task_name = 'render_media'"))
        assert waiting.scalar_one() == 2
    assert (await desk.render(made["id"]))["estado"] == "lista"


async def test_a_damaged_photo_is_kept_and_said_to_be_damaged(desk: Any) -> None:
    await desk.agree()
    made = (await desk.send(photo()[:2000], "a.jpg")).json()
    assert "dañado" in (await desk.render(made["id"], last=True))["error"]


async def test_an_upload_is_cancelled(desk: Any) -> None:
    await desk.agree()
    upload = (await desk.ask("POST", "subidas/", json={"nombre": "a.png", "tamano": 100})).json()
    assert (await desk.ask("DELETE", f"subidas/{upload['id']}/")).status_code == 204
    assert (await desk.ask("DELETE", f"subidas/{upload['id']}/")).status_code == 404
