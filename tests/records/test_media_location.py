"""The original keeps its pictures bit for bit, and forgets where it was taken."""

import io
from pathlib import Path

import pytest
from PIL import Image

from clinic_app.records.media import location, render
from tests.records.media_samples import GPS, PLACE, exif, photo, video

XMP = b'<x:xmpmeta><rdf:Description exif:GPSLatitude="13,31.92S" exif:GPSLongitude="71,58.05W" tiff:Make="Casa 7"/></x:xmpmeta>'


def gps_of(data: bytes) -> dict[int, object]:
    with Image.open(io.BytesIO(data)) as image:
        return dict(image.getexif().get_ifd(GPS))


def forgotten(tmp_path: Path, data: bytes, extension: str) -> bytes:
    path = tmp_path / f"a.{extension}"
    path.write_bytes(data)
    location.forget(path, extension)
    return path.read_bytes()


@pytest.mark.parametrize(("kind", "extension"), [("JPEG", "jpg"), ("WEBP", "webp"), ("HEIF", "heic"), ("PNG", "png")])
def test_a_photo_forgets_its_place_and_nothing_else(tmp_path: Path, kind: str, extension: str) -> None:
    before = photo(kind, exif=exif(turned=6).tobytes()) if kind == "PNG" else photo(kind)
    assert gps_of(before)
    after = forgotten(tmp_path, before, extension)
    assert len(after) == len(before) and after != before and not gps_of(after)
    with Image.open(io.BytesIO(before)) as old, Image.open(io.BytesIO(after)) as new:
        new.verify()
        assert dict(old.getexif().get_ifd(0x8769)) == dict(new.getexif().get_ifd(0x8769))  # the hour stays
    with Image.open(io.BytesIO(before)) as old, Image.open(io.BytesIO(after)) as new:
        assert old.tobytes() == new.tobytes()


def test_texts_about_the_place_are_blanked_too(tmp_path: Path) -> None:
    after = forgotten(tmp_path, photo(xmp=XMP), "jpg")
    assert b'GPSLatitude="00,00.00S"' in after and b'GPSLongitude="00,00.00W"' in after and b"Casa 7" in after


@pytest.mark.parametrize("suffix", ["mp4", "mov"])
def test_a_video_forgets_its_place_and_still_plays(tmp_path: Path, suffix: str) -> None:
    before = video(tmp_path / f"v.{suffix}")
    assert PLACE.encode() in before
    after = forgotten(tmp_path, before, suffix)
    assert len(after) == len(before) and PLACE.encode() not in after and b"-00.0000-000.0000/" in after
    assert render.video(tmp_path / f"a.{suffix}", tmp_path / "playable.mp4").width == 64


@pytest.mark.parametrize(
    "data", [b"x", b"II*\0", b"II*\0\x08\0\0\0\xff\xff", b"MM\0*" + b"\xff" * 40, b"\0\0\0\x01moov" + b"\0" * 8, b"\0\0\0\x02ftyp" * 9]
)
@pytest.mark.parametrize("extension", ["jpg", "png", "mp4"])
def test_nonsense_is_left_as_it_is(tmp_path: Path, data: bytes, extension: str) -> None:
    assert forgotten(tmp_path, data, extension) == data
