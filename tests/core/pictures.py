"""Pictures as phones send them."""

import io

from PIL import Image


def photo(kind: str = "JPEG", size: tuple[int, int] = (3000, 2000), turned: bool = True) -> bytes:
    """A phone's picture: lying on its side, with the place where it was taken."""
    image, data = Image.new("RGB", size, "teal"), io.BytesIO()
    exif = image.getexif()
    exif[0x0112] = 6 if turned else 1
    exif[0x010F] = "Phone"
    exif.get_ifd(0x8825)[1] = "S"
    image.save(data, kind, exif=exif)
    return data.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))
