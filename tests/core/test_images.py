"""What a picture becomes before it is kept."""

import contextlib
import io
import time

import pytest
from PIL import Image

from clinic_app.core import images
from tests.core.pictures import opened, photo

PDF = b"%PDF-1.7"


@pytest.mark.parametrize(("kind", "extension"), [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp"), ("MPO", "jpg")])
def test_a_picture_is_kept_upright_small_and_without_the_place_it_was_taken(kind: str, extension: str) -> None:
    data, kept_as = images.cleaned(photo(kind), 512)
    kept = opened(data)
    assert (kept_as, kept.size) == (extension, (341, 512))
    assert not kept.getexif() and b"Phone" not in data


def test_an_iphones_picture_becomes_a_jpeg() -> None:
    import pillow_heif

    pillow_heif.register_heif_opener()
    data, kept_as = images.cleaned(photo("HEIF"), 2400)
    kept = opened(data)
    assert (kept_as, kept.format, max(kept.size)) == ("jpg", "JPEG", 2400)
    assert not kept.getexif()


def test_a_signature_stays_see_through_and_small_ones_do_not_grow() -> None:
    data = io.BytesIO()
    Image.new("RGBA", (300, 100), (0, 0, 0, 0)).save(data, "PNG")
    kept = opened(images.cleaned(data.getvalue(), 1200)[0])
    assert (kept.mode, kept.size, kept.getpixel((5, 5))) == ("RGBA", (300, 100), (0, 0, 0, 0))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "CMYK"])
def test_odd_kinds_of_colour_are_taken(mode: str) -> None:
    data = io.BytesIO()
    Image.new(mode, (40, 30)).save(data, "JPEG" if mode == "CMYK" else "PNG")
    assert opened(images.cleaned(data.getvalue(), 1200)[0]).mode in ("RGB", "RGBA")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"x",
        PDF,
        b"<svg onload='alert(1)'/>",
        b"GIF89a" + bytes(60),
        b"\0\0\0\x18ftypheic" + bytes(90),
        photo()[:900],
        photo("PNG")[:200],
        b"\x89PNG\r\n\x1a\n" + bytes(99),
    ],
)
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(images.NotAnImage):
        images.cleaned(data, 1200)


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow says what is wrong with each
def test_damaged_pictures_are_refused_or_kept_whole() -> None:
    for kind in ("JPEG", "PNG", "WEBP"):
        sound = photo(kind, (60, 40))
        for at in range(8, len(sound), max(1, len(sound) // 60)):
            with contextlib.suppress(images.NotAnImage):
                opened(images.cleaned(sound[:at] + b"\xff\x00" + sound[at + 2 :], 50)[0]).load()


def test_huge_dimensions_are_refused_before_they_take_the_memory() -> None:
    data = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(data, "PNG")
    began = time.perf_counter()
    with pytest.raises(images.TooManyPixels):
        images.cleaned(data.getvalue(), 1200)
    assert time.perf_counter() - began < 0.5
