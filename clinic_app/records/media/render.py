"""What is shown of an original: smaller, upright, and without the place and the device that a phone writes into it. Pure; takes time and memory."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps

from clinic_app.core.images import MAX_PIXELS
from clinic_app.records.media.types import EmptyVideo, NotMedia, TooManyPixels, opened, video_stream

THUMBNAIL_SIDE, SHOWN_SIDE, POSTER_SIDE = 480, 2000, 1280
PLAYS_IN_MP4 = ("aac", "mp3", "opus", "ac3", "alac")


@dataclass(frozen=True)
class Shown:
    """The pictures made from an original, and its measures as one sees it."""

    thumbnail: bytes
    picture: bytes  # a photo's WebP, a video's poster
    width: int
    height: int
    duration_ms: int | None = None


def photo(path: Path, extension: str) -> Shown:
    """A photo. Raises NotMedia for one that cannot be decoded, TooManyPixels."""
    try:
        with opened(path, extension) as image:
            if image.width * image.height > MAX_PIXELS:
                raise TooManyPixels
            image.draft(None, (SHOWN_SIDE, SHOWN_SIDE))  # type: ignore[arg-type]  # a JPEG is decoded at a fraction of its memory
            turned = image.getexif().get(0x0112, 1) in (5, 6, 7, 8) and extension != "heic"  # HEIC comes upright
            width, height = _whole(path, extension)
            return _shown(ImageOps.exif_transpose(image), SHOWN_SIDE, (height, width) if turned else (width, height))
    except NotMedia:
        raise
    except Exception as error:
        raise NotMedia from error


def _whole(path: Path, extension: str) -> tuple[int, int]:
    with opened(path, extension) as image:  # `draft` changed what the other one says of itself
        return image.size


def _shown(image: Image.Image, longest: int, size: tuple[int, int], duration_ms: int | None = None) -> Shown:
    picture = _webp(image, longest, 82)
    return Shown(_webp(image, THUMBNAIL_SIDE, 76), picture, *size, duration_ms)


def _webp(image: Image.Image, longest: int, quality: int) -> bytes:
    import io

    see_through = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    mode = "RGBA" if see_through else "RGB"
    profile = image.info.get("icc_profile") if image.mode == mode else None  # colours as the camera meant them
    plain = image.convert(mode)  # always a copy
    plain.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    plain.info = {}  # Pillow would write EXIF and XMP back
    kept = io.BytesIO()
    plain.save(kept, "WEBP", quality=quality, method=4, icc_profile=profile)
    return kept.getvalue()


def video(path: Path, playable: Path) -> Shown:
    """A video: its poster, and into `playable` the same pictures and sound as MP4, without what else the file said.

    Raises NotMedia, EmptyVideo, TooManyPixels.
    """
    try:
        shown = _poster(path)
        _copy(path, playable)
        return shown
    except NotMedia:
        raise
    except Exception as error:
        raise NotMedia from error


def _poster(path: Path) -> Shown:
    import av

    with av.open(str(path), format="mov") as container:
        stream = video_stream(container)
        stream.thread_count = 1  # a clinic's server does other things meanwhile
        frame = next(container.decode(stream), None)
        if frame is None:
            raise EmptyVideo
        image = frame.to_image()
        if turn := int(getattr(frame, "rotation", 0) or 0) % 360:
            image = image.rotate(turn, expand=True)
        return _shown(image, POSTER_SIDE, image.size, _duration(container, stream))


def _duration(container: Any, stream: Any) -> int | None:
    if stream.duration and stream.time_base:
        return round(stream.duration * stream.time_base * 1000)
    return round(container.duration / 1000) if container.duration else None


def _copy(path: Path, playable: Path) -> None:
    """Nothing is encoded anew: packets go over as they are, tracks of places and the words of the file do not."""
    import av

    options = {"movflags": "faststart"}  # it plays before all of it has come
    with av.open(str(path), format="mov") as source, av.open(str(playable), "w", format="mp4", options=options) as target:
        taken = [
            video_stream(source),
            *[each for each in source.streams.audio[:1] if each.codec_context and each.codec_context.name in PLAYS_IN_MP4],
        ]
        into = {each.index: target.add_stream_from_template(each) for each in taken}
        for packet in source.demux(taken):
            if packet.dts is not None:  # the empty one at the end
                packet.stream = into[packet.stream.index]
                target.mux(packet)
