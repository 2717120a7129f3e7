"""Small real photos and videos, made here."""

import io
import struct
import zlib
from pathlib import Path

import numpy
from PIL import Image

PLACE = "-13.5320-071.9675/"  # where the video was taken, as telephones write it
GPS, ORIENTATION = 0x8825, 0x0112


def exif(taken: str = "2026:01:20 10:15:00", turned: int = 1) -> Image.Exif:
    """What a telephone writes: the place, the hour, how it was held."""
    said = Image.Exif()
    said[ORIENTATION] = turned
    said.get_ifd(0x8769)[0x9003] = taken
    said.get_ifd(GPS).update({1: "S", 2: (13.0, 31.0, 55.0), 3: "W", 4: (71.0, 58.0, 3.0)})
    return said


def photo(kind: str = "JPEG", size: tuple[int, int] = (320, 240), **more: object) -> bytes:
    """A photo with the place in it; HEIF through the encoder of iPhones."""
    if kind == "HEIF":
        import pillow_heif

        pillow_heif.register_heif_opener()
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    kept = io.BytesIO()
    image.save(kept, kind, **({"exif": exif().tobytes()} if kind != "PNG" else {}) | more)
    return kept.getvalue()


def heavy_photo(size: tuple[int, int] = (1100, 900)) -> bytes:
    """One that comes in several pieces: noise does not compress."""
    noise = numpy.random.default_rng(5).integers(0, 255, (*reversed(size), 3), dtype=numpy.uint8)
    kept = io.BytesIO()
    Image.fromarray(noise).save(kept, "PNG", compress_level=1)
    return kept.getvalue()


def bomb() -> bytes:
    """A PNG of a few hundred bytes that says it is 30000 x 30000."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(4096))) + chunk(b"IEND", b"")


def video(path: Path, frames: int = 12) -> bytes:
    """A second of video with the place in it; `path` says MP4 or MOV."""
    import av

    with av.open(str(path), "w", format=path.suffix[1:], options={"movflags": "use_metadata_tags"}) as made:
        made.metadata["location"] = made.metadata["com.apple.quicktime.location.ISO6709"] = PLACE
        stream = made.add_stream("mpeg4", rate=12)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for number in range(frames):
            for packet in stream.encode(
                av.VideoFrame.from_ndarray(numpy.full((48, 64, 3), number * 10, dtype=numpy.uint8), format="rgb24")
            ):
                made.mux(packet)
        for packet in stream.encode():
            made.mux(packet)
    return path.read_bytes()
