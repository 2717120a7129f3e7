"""What a file really is, told from its first bytes and its header, never from its name. Nothing is decoded here. No database, no framework."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from PIL import Image

from clinic_app.core.images import HEIF_BRANDS, MAX_PIXELS
from clinic_app.records.media.models import MediaKind

HEAD_BYTES = 64  # as much as `sniff` looks at
MP4_BRANDS = (
    b"isom",
    b"iso2",
    b"iso3",
    b"iso4",
    b"iso5",
    b"iso6",
    b"mp41",
    b"mp42",
    b"avc1",
    b"M4V ",
    b"M4VH",
    b"M4VP",
    b"MSNV",
    b"dash",
    b"3gp4",
    b"3gp5",
    b"3gp6",
    b"f4v ",
)
OLD_QUICKTIME = (b"moov", b"mdat", b"wide", b"free", b"skip")
# MP4 and MOV are one container: phones name them either way, all else must be what its name says
NAMES = {
    "jpg": "jpg",
    "jpeg": "jpg",
    "png": "png",
    "webp": "webp",
    "heic": "heic",
    "heif": "heic",
    "mp4": "video",
    "m4v": "video",
    "mov": "video",
}
FAMILY = {"jpg": "jpg", "png": "png", "webp": "webp", "heic": "heic", "mp4": "video", "mov": "video"}
MEDIA_TYPES = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "heic": "image/heic",
    "mp4": "video/mp4",
    "mov": "video/quicktime",
}
FORMATS = {"jpg": ["JPEG"], "png": ["PNG"], "webp": ["WEBP"], "heic": ["HEIF"]}
EXIF, TAKEN = 0x8769, 0x9003


class NotMedia(ValueError):
    """No photo and no video that we take, or a damaged one."""


class WrongName(NotMedia):
    """A photo or a video, but another kind than its name says."""


class TooManyPixels(NotMedia):
    """Decoding it could take the memory of everybody else."""


class EmptyVideo(NotMedia):
    """A video without a single picture."""


@dataclass(frozen=True)
class Found:
    """What the header of a file says."""

    kind: MediaKind
    extension: str
    width: int
    height: int
    taken_on: date | None = None


def sniff(head: bytes) -> str:
    """The extension that these first bytes deserve. Raises NotMedia."""
    if head.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        found = "heic" if brand in HEIF_BRANDS else "mov" if brand == b"qt  " else "mp4" if brand in MP4_BRANDS else ""
        if found:
            return found
    elif head[4:8] in OLD_QUICKTIME:
        return "mov"
    raise NotMedia


def known_name(name: str) -> bool:
    """Whether the name of a file ends as those that we take."""
    return name.rpartition(".")[2].lower() in NAMES


def told(name: str, head: bytes) -> str:
    """As `sniff`, when it is what the name says. Raises NotMedia, WrongName."""
    extension = sniff(head)
    if NAMES.get(name.rpartition(".")[2].lower()) != FAMILY[extension]:
        raise WrongName
    return extension


def opened(path: Path, extension: str) -> Image.Image:
    """A picture, its header read and nothing else, by the reader of its own format only. Raises what Pillow raises."""
    if extension == "heic":
        import pillow_heif  # only iPhones send it: its memory is not taken before

        pillow_heif.register_heif_opener(thumbnails=False)
    return Image.open(path, formats=FORMATS[extension])


def look(path: Path, name: str) -> Found:
    """The whole file, by its header. Raises NotMedia, WrongName, TooManyPixels, EmptyVideo."""
    with open(path, "rb") as file:
        extension = told(name, file.read(HEAD_BYTES))
    try:
        return _video(path, extension) if FAMILY[extension] == "video" else _picture(path, extension)
    except NotMedia:
        raise
    except Image.DecompressionBombError as error:
        raise TooManyPixels from error
    except Exception as error:  # a reader may stumble over bad bytes in any way
        raise NotMedia from error


def _picture(path: Path, extension: str) -> Found:
    with opened(path, extension) as image:
        if image.width * image.height > MAX_PIXELS:
            raise TooManyPixels
        return Found(MediaKind.PHOTO, extension, image.width, image.height, _taken(image))


def _taken(image: Image.Image) -> date | None:
    try:
        return datetime.strptime(str(image.getexif().get_ifd(EXIF).get(TAKEN, ""))[:10], "%Y:%m:%d").date()
    except Exception:  # nonsense in the header is no reason to refuse the picture
        return None


def video_stream(container: Any) -> Any:
    """The pictures of a video. Raises EmptyVideo, TooManyPixels."""
    stream = next(iter(container.streams.video), None)
    if stream is None:
        raise EmptyVideo
    if not stream.width or not stream.height:
        raise NotMedia
    if stream.width * stream.height > MAX_PIXELS:
        raise TooManyPixels
    return stream


def _video(path: Path, extension: str) -> Found:
    import av

    with av.open(str(path), format="mov") as container:  # no other format: playlists could name files of this host
        stream = video_stream(container)
        if not any(packet.size for packet in container.demux(stream)):
            raise EmptyVideo
        return Found(MediaKind.VIDEO, extension, stream.width, stream.height)
