"""Pictures as they are kept: upright, of a sane size, re-encoded, without the place and the device that a phone writes into them. Pure."""

import io
from typing import Any

from PIL import Image, ImageOps

MAX_PIXELS = 50_000_000  # the cameras of today's phones
KINDS = {"PNG": "png", "JPEG": "jpg", "MPO": "jpg", "WEBP": "webp", "HEIF": "jpg"}  # MPO: a JPEG with a second picture behind it
SAVED_AS: dict[str, tuple[str, dict[str, Any]]] = {
    "png": ("PNG", {"optimize": True}),
    "jpg": ("JPEG", {"quality": 85, "optimize": True}),
    "webp": ("WEBP", {"quality": 85}),
}
HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1")


class NotAnImage(ValueError):
    """The bytes are no picture that we take, whatever their name says."""


class TooManyPixels(NotAnImage):
    """A picture beyond MAX_PIXELS: opening it could take the memory of everybody else."""


def cleaned(data: bytes, longest: int) -> tuple[bytes, str]:
    """The picture with no side longer than `longest`, and its extension. Raises NotAnImage, TooManyPixels."""
    try:
        with _opened(data) as image:
            if image.width * image.height > MAX_PIXELS:
                raise TooManyPixels
            extension = KINDS[str(image.format)]
            image.draft(None, (longest, longest))  # type: ignore[arg-type]  # a JPEG is decoded at an eighth of its memory
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((longest, longest), Image.Resampling.LANCZOS)
            return _encoded(upright, extension), extension
    except NotAnImage:
        raise
    except Image.DecompressionBombError as error:
        raise TooManyPixels from error
    except Exception as error:  # a decoder may stumble over bad bytes in any way: it is no picture then
        raise NotAnImage from error


def _opened(data: bytes) -> Image.Image:
    formats = ["PNG", "JPEG", "WEBP"]  # an MPO is found to be one by the reader of JPEGs
    if data[4:8] == b"ftyp" and data[8:12] in HEIF_BRANDS:
        import pillow_heif  # only iPhones send it: its memory is not taken before

        pillow_heif.register_heif_opener(thumbnails=False)
        formats = ["HEIF"]
    return Image.open(io.BytesIO(data), formats=formats)


def _encoded(image: Image.Image, extension: str) -> bytes:
    see_through = extension != "jpg" and (image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info)
    mode = "RGBA" if see_through else "RGB"
    profile = image.info.get("icc_profile") if image.mode == mode else None  # colours as the camera meant them
    kind, options = SAVED_AS[extension]
    plain = image if image.mode == mode else image.convert(mode)
    plain.info = {}  # Pillow would write comments and text chunks back
    kept = io.BytesIO()
    plain.save(kept, kind, icc_profile=profile, **options)
    return kept.getvalue()
