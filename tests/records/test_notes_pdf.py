"""Sheets of paper: signs that no font has, pictures that cannot be read, many pages."""

import io
import re
from typing import Any

from PIL import Image

from clinic_app.core.database import start_work
from clinic_app.core.pdf import UNKNOWN_SIGN, Letterhead, Sheet, picture
from clinic_app.records.notes import pdf as notes_pdf


def image(mode: str = "RGB") -> bytes:
    kept = io.BytesIO()
    Image.new(mode, (60, 40), (10, 99, 87) if mode == "RGB" else (10, 99, 87, 120)).save(kept, "PNG")
    return kept.getvalue()


def pages(data: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", data))


def test_accents_stay_and_unknown_signs_become_a_box() -> None:
    sheet = Sheet(Letterhead("Consultorio Ñusta"), "Nota")
    assert sheet.plain("Ñandú «áéíóú» ≥ 38 °C ✓ 😀") == "Ñandú «áéíóú» ≥ 38 °C ✓ 😀"
    assert sheet.plain("👍🏽 漢") == f"{UNKNOWN_SIGN}{UNKNOWN_SIGN} {UNKNOWN_SIGN}"
    assert sheet.plain("❤\ufe0f\u200d\r\n\ta") == "❤\n    a"


def test_logo_and_stamp_are_drawn_and_a_broken_picture_is_left_out() -> None:
    assert picture(b"not a picture") is None and picture(None) is None and picture(image()[:40]) is None
    for logo, stamp, held in ((image(), image("RGBA"), True), (None, None, False), (b"broken", b"broken", False)):
        sheet = Sheet(Letterhead("Clínica", ["Av. Sol 1"], logo), "Nota")
        sheet.signature("Rosa Mamani", "CEP 58214", stamp)
        assert (b"/Subtype /Image" in sheet.bytes()) is held


def test_a_long_text_goes_over_several_numbered_pages() -> None:
    sheet = Sheet(Letterhead("Clínica", foot="Impreso", page="Página {page} de {pages}"), "Nota")
    sheet.labelled("S · Subjetivo", "Come bien y duerme bien.\n" * 150)
    sheet.facts([("Peso", "9,7 kg")] * 7)
    data = sheet.bytes()
    assert pages(data) >= 3 and data.startswith(b"%PDF-")
    assert data.rstrip().endswith(b"%%EOF")


async def test_every_sheet_of_a_record_says_whose_it_is(client: Any, cast: Any, child: Any) -> None:
    opened = await child.open(alergias="Penicilina")
    async with start_work(cast.nurse) as work:
        paper = await notes_pdf._paper(work, child.id, [])
    assert paper.head.foot.startswith(f"García López, Juan Carlos · {opened['numero']} · Impreso por Nurse Sonqo")
    assert list(paper.allergies) == ["Penicilina"]
