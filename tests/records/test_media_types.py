"""What a file is, told from its bytes; and what is shown of it."""

import io
from pathlib import Path

import pytest
from media_samples import PLACE, bomb, exif, photo, video
from PIL import Image

from clinic_app.records.media import render as media_render
from clinic_app.records.media import types as media_types
from clinic_app.records.media.links import asked_range
from clinic_app.records.media.models import MediaKind
from clinic_app.records.media.types import EmptyVideo, NotMedia, TooManyPixels, WrongName


def kept(folder: Path, data: bytes) -> Path:
    path = folder / "original"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("kind", "name", "extension"),
    [
        ("JPEG", "a.JPG", "jpg"),
        ("JPEG", "a.jpeg", "jpg"),
        ("PNG", "a.png", "png"),
        ("WEBP", "a.webp", "webp"),
        ("HEIF", "IMG.HEIC", "heic"),
    ],
)
def test_the_header_of_a_photo_says_what_it_is(tmp_path: Path, kind: str, name: str, extension: str) -> None:
    found = media_types.look(kept(tmp_path, photo(kind)), name)
    assert (found.kind, found.extension, found.width, found.height) == (MediaKind.PHOTO, extension, 320, 240)
    assert str(found.taken_on) == ("None" if kind == "PNG" else "2026-01-20")


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [
        (photo("PNG"), "a.jpg", WrongName), (photo("JPEG"), "a.heic", WrongName), (photo("JPEG"), "a.mp4", WrongName), (photo("HEIF"), "a.mov", WrongName),
        (b"MZ\x90 a program", "a.jpg", NotMedia), (b"<svg onload='x'/>", "a.png", NotMedia), (b"#EXTM3U\nfile:///etc/passwd", "a.mp4", NotMedia),
        (b"\x00\x00\x00\x18ftypavif" + bytes(50), "a.heic", NotMedia), (bomb(), "a.png", TooManyPixels), (b"\x89PNG\r\n\x1a\n", "a.png", NotMedia), (b"", "a.mp4", NotMedia),
    ],
)  # fmt: skip
def test_what_is_not_what_it_says_is_refused_before_it_is_decoded(tmp_path: Path, data: bytes, name: str, why: type) -> None:
    with pytest.raises(why):
        media_types.look(kept(tmp_path, data), name)


def test_a_video_without_pictures_is_refused(tmp_path: Path) -> None:
    import av
    import numpy

    with av.open(str(tmp_path / "a.mp4"), "w", format="mp4") as made:
        stream = made.add_stream("aac", rate=16000, layout="mono")
        silence = av.AudioFrame.from_ndarray(numpy.zeros((1, 1024), dtype=numpy.float32), format="fltp", layout="mono")
        silence.sample_rate = 16000
        for frame in (silence, None):
            for packet in stream.encode(frame):
                made.mux(packet)
    with pytest.raises(EmptyVideo):
        media_types.look(tmp_path / "a.mp4", "a.mp4")


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "HEIF"])
def test_what_is_shown_of_a_photo_says_nothing_of_the_place(tmp_path: Path, kind: str) -> None:
    path = kept(tmp_path, photo(kind, (2400, 1200)))
    assert Image.open(io.BytesIO(path.read_bytes())).getexif().get_ifd(0x8825)  # the original does
    shown = media_render.photo(path, media_types.FAMILY[media_types.sniff(path.read_bytes()[:64])])
    for data, longest in ((shown.thumbnail, 480), (shown.picture, 2000)):
        image = Image.open(io.BytesIO(data))
        assert image.format == "WEBP" and image.size == (longest, longest // 2)
        assert not image.getexif() and b"EXIF" not in data and b"XMP " not in data
    assert (shown.width, shown.height) == (2400, 1200)


def test_a_photo_taken_sideways_is_shown_upright(tmp_path: Path) -> None:
    shown = media_render.photo(kept(tmp_path, photo(exif=exif(turned=6).tobytes())), "jpg")
    assert (shown.width, shown.height) == (240, 320) and Image.open(io.BytesIO(shown.picture)).size == (240, 320)


def test_a_photo_that_was_cut_off_cannot_be_shown(tmp_path: Path) -> None:
    with pytest.raises(NotMedia):
        media_render.photo(kept(tmp_path, photo()[:2000]), "jpg")


@pytest.mark.parametrize("suffix", ["mp4", "mov"])
def test_a_video_gets_a_poster_and_a_copy_without_the_place(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    assert PLACE.encode() in video(path)
    found = media_types.look(path, path.name)
    assert found.kind == MediaKind.VIDEO and found.extension == suffix
    shown = media_render.video(path, tmp_path / "playable.mp4")
    assert Image.open(io.BytesIO(shown.picture)).size == (64, 48) and shown.duration_ms == 1000
    copied = (tmp_path / "playable.mp4").read_bytes()
    assert PLACE.encode() not in copied and copied[4:8] == b"ftyp" and copied.index(b"moov") < copied.index(b"mdat")


@pytest.mark.parametrize(
    ("header", "asked"),
    [
        ("bytes=0-1", (0, 1)),
        ("bytes=5-", (5, None)),
        ("bytes=-5", None),
        ("bytes=9-3", None),
        ("bytes=0-1,3-4", None),
        ("", None),
        ("lines=1-2", None),
    ],
)
def test_one_range_is_understood(header: str, asked: object) -> None:
    assert asked_range(header) == asked
