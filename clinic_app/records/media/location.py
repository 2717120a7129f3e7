"""Takes the place out of an original, in the file itself: pictures and sound stay as they came, bit for bit, and so does the length. Pure.

A telephone writes where a photo was taken into EXIF (a directory of its own within TIFF data), XMP (text) and the `moov` box of a video (ISO 6709 text).
Only these are blanked; the hour, the camera and how it was held stay. Timed tracks of places, which some drones write, are not looked for.
"""

import mmap
import re
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

GPS_DIRECTORY, LONG = 0x8825, 4
MOST_ENTRIES = 100
SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}  # bytes of a value, by its TIFF type
ORDERS = ((b"II*\0", "<"), (b"MM\0*", ">"))
# -13.5320-071.9675+3399.000/ as QuickTime and Android write it
ISO_6709 = re.compile(rb"[+-]\d{2,6}(?:\.\d{1,10})?[+-]\d{3,7}(?:\.\d{1,10})?(?:[+-]\d{1,6}(?:\.\d{1,6})?)?(?:CRS[\w]{0,12})?/?")
XMP_PLACE = re.compile(rb"GPS(?:Latitude|Longitude|Altitude|DestLatitude|DestLongitude)(?:>|=[\"'])([^<\"']{1,60})")
DIGITS = bytes.maketrans(b"123456789", b"000000000")


def forget(path: Path, extension: str) -> None:
    """Blank every place that the file names; one that names none is not touched."""
    if not path.stat().st_size:
        return
    with open(path, "r+b") as file, mmap.mmap(file.fileno(), 0) as data:
        if extension in ("mp4", "mov"):
            for start, end in _boxes(data, b"moov"):
                _blank(data, ISO_6709, start, end)
            return
        _forget_exif(data, png=extension == "png")
        if extension != "png":  # its texts carry a checksum, and no telephone takes PNG
            _blank(data, XMP_PLACE, 0, len(data))


def _blank(data: mmap.mmap, pattern: re.Pattern[bytes], start: int, end: int) -> None:
    for found in list(pattern.finditer(data, start, end)):
        first, last = found.span(found.lastindex or 0)
        data[first:last] = data[first:last].translate(DIGITS)


def _boxes(data: mmap.mmap, wanted: bytes) -> Iterator[tuple[int, int]]:
    """Where the top boxes of this kind lie in an MP4 or MOV."""
    at = 0
    while at + 8 <= len(data):
        size, head = int.from_bytes(data[at : at + 4], "big"), 8
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        size = size or len(data) - at
        if size < head:
            return
        if data[at + 4 : at + 8] == wanted:
            yield at + head, min(at + size, len(data))
        at += size


def _forget_exif(data: mmap.mmap, *, png: bool) -> None:
    for mark, order in ORDERS:
        at = data.find(mark)
        while at >= 0:
            if _forget_directory(data, at, order) and png:
                _mend_checksum(data, at)
            at = data.find(mark, at + 4)


def _entries(data: mmap.mmap, start: int, order: str) -> list[tuple[int, int, int, int, int]]:
    """The entries of a TIFF directory: where each is, its tag, type, count and value; nothing for what is none."""
    if start + 2 > len(data):
        return []
    (count,) = struct.unpack_from(f"{order}H", data, start)
    if not 0 < count <= MOST_ENTRIES or start + 2 + 12 * count > len(data):
        return []
    places = [start + 2 + 12 * number for number in range(count)]
    found = [(place, *struct.unpack_from(f"{order}HHII", data, place)) for place in places]
    return found if all(kind in SIZES for _place, _tag, kind, _count, _value in found) else []


def _forget_directory(data: mmap.mmap, tiff: int, order: str) -> bool:
    if tiff + 8 > len(data):
        return False
    (first,) = struct.unpack_from(f"{order}I", data, tiff + 4)
    for _place, tag, kind, count, value in _entries(data, tiff + first, order):
        if (tag, kind, count) != (GPS_DIRECTORY, LONG, 1):
            continue
        entries = _entries(data, tiff + value, order)
        for place, _tag, own_kind, own_count, own_value in entries:
            size = SIZES[own_kind] * own_count
            if size > 4 and tiff + own_value + size <= len(data):
                data[tiff + own_value : tiff + own_value + size] = bytes(size)
            data[place + 8 : place + 12] = bytes(4)
        if entries:
            begin = tiff + value
            data[begin : begin + 2 + 12 * len(entries) + 4] = bytes(2 + 12 * len(entries) + 4)  # a directory of nothing
            return True
    return False


def _mend_checksum(data: mmap.mmap, tiff: int) -> None:
    """Of the PNG chunk that holds this EXIF."""
    start = tiff - 8
    if start >= 0 and data[start + 4 : tiff] == b"eXIf":
        end = tiff + int.from_bytes(data[start : start + 4], "big")
        data[end : end + 4] = zlib.crc32(data[start + 4 : end]).to_bytes(4, "big")
