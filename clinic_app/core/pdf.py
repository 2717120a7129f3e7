"""Sheets of paper: A4 with a head, page numbers and a font that has accents and signs. Pure but for the fonts beside this file.

Drawing takes time: call it in a thread (`asyncio.to_thread`), with everything it needs already read.
The fonts are DejaVu Sans Condensed (free, see fonts/LICENSE.txt).
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import Align, XPos, YPos
from PIL import Image, UnidentifiedImageError

FONTS = Path(__file__).parent / "fonts"
FONT = "dejavu"
MARGIN = 18.0  # millimetres
INK, GREY, LINE, ACCENT = (23, 33, 30), (96, 106, 102), (208, 214, 212), (10, 99, 87)
UNKNOWN_SIGN = "□"


@dataclass(frozen=True)
class Letterhead:
    """What stands at the head and the foot of every sheet. `page`: words with {page} and {pages}; `foot`: who printed it, and when."""

    name: str
    lines: Sequence[str] = ()
    logo: bytes | None = None
    foot: str = ""
    page: str = "{page} / {pages}"


def picture(data: bytes | None) -> Image.Image | None:
    """A stored picture as it can be drawn; None for one that cannot be read."""
    if not data:
        return None
    try:
        with Image.open(io.BytesIO(data)) as opened:
            return opened.convert("RGBA" if opened.mode in ("RGBA", "LA", "P") else "RGB")
    except (UnidentifiedImageError, OSError):
        return None


class Sheet(FPDF):
    """A document with the letterhead of a clinic."""

    def __init__(self, head: Letterhead, title: str, author: str = "") -> None:
        super().__init__(format="A4")
        self.letterhead, self._logo = head, picture(head.logo)
        self.add_font(FONT, "", FONTS / "DejaVuSansCondensed.ttf")
        self.add_font(FONT, "B", FONTS / "DejaVuSansCondensed-Bold.ttf")
        self._known = set(self.fonts[FONT].cmap)  # type: ignore[union-attr]
        self.set_title(self.plain(title))
        self.set_author(self.plain(author or head.name))
        self.set_creator(head.name)
        self.set_margins(MARGIN, MARGIN, MARGIN)
        self.set_auto_page_break(True, margin=22)
        self.ink()
        self.add_page()

    def plain(self, text: str) -> str:
        """A text of which every sign can be drawn; what the font lacks becomes an empty box, what joins emoji disappears."""
        kept = (sign for sign in text.replace("\r\n", "\n").replace("\t", "    ") if sign not in "\u200d\ufe0e\ufe0f\u200b")
        return "".join(sign if sign == "\n" or ord(sign) in self._known else UNKNOWN_SIGN for sign in kept)

    def ink(self, size: float = 10, *, bold: bool = False, color: tuple[int, int, int] = INK) -> None:
        self.set_font(FONT, "B" if bold else "", size)
        self.set_text_color(*color)

    def header(self) -> None:
        head, top = self.letterhead, self.t_margin
        indent = self.l_margin
        if self._logo is not None:
            self.image(self._logo, x=self.l_margin, y=top, w=16, h=16, keep_aspect_ratio=True)
            indent += 20
        self.set_xy(indent, top)
        self.ink(13, bold=True, color=ACCENT)
        self.cell(0, 6, self.plain(head.name), new_x=XPos.LEFT, new_y=YPos.NEXT)
        self.ink(8.5, color=GREY)
        for line in head.lines:
            self.set_x(indent)
            self.cell(0, 4.2, self.plain(line), new_x=XPos.LEFT, new_y=YPos.NEXT)
        bottom = max(self.get_y(), top + (16 if self._logo is not None else 0)) + 3
        self.set_draw_color(*LINE)
        self.line(self.l_margin, bottom, self.w - self.r_margin, bottom)
        self.set_xy(self.l_margin, bottom + 4)

    def footer(self) -> None:
        self.set_y(-15)
        self.ink(8, color=GREY)
        words = self.letterhead.page.replace("{pages}", "{nb}").replace("{page}", str(self.page_no()))
        self.cell(0, 5, self.plain(self.letterhead.foot), align=Align.L)
        self.set_x(self.l_margin)
        self.cell(0, 5, words, align=Align.R)

    def heading(self, text: str, size: float = 14) -> None:
        """A title; it does not stay alone at the end of a page."""
        if self.will_page_break(24):
            self.add_page()
        self.ink(size, bold=True)
        self.multi_cell(0, size * 0.5, self.plain(text), new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(1.5)

    def paragraph(self, text: str, *, size: float = 10, color: tuple[int, int, int] = INK, bold: bool = False) -> None:
        self.ink(size, bold=bold, color=color)
        self.multi_cell(0, size * 0.5, self.plain(text), new_x=XPos.LMARGIN, new_y=YPos.NEXT, align=Align.L)

    def labelled(self, label: str, text: str) -> None:
        """A small label above a text of any length."""
        if self.will_page_break(14):
            self.add_page()
        self.paragraph(label, size=8.5, color=ACCENT, bold=True)
        self.paragraph(text)
        self.ln(2)

    def facts(self, pairs: Sequence[tuple[str, str]], columns: int = 3) -> None:
        """Labels with their values, several beside each other."""
        if not pairs:
            return
        with self.table(
            borders_layout="NONE", first_row_as_headings=False, col_widths=[1] * columns, line_height=4.6, padding=(0, 2, 1.5, 0), text_align=Align.L
        ) as table:  # fmt: skip
            self.ink(9)
            for begin in range(0, len(pairs), columns):
                row = table.row()
                some = list(pairs[begin : begin + columns])
                for label, value in [*some, *[("", "")] * (columns - len(some))]:
                    row.cell(self.plain(f"{label}: {value}") if label else "")
        self.ln(1)

    def rule(self) -> None:
        self.ln(2)
        self.set_draw_color(*LINE)
        self.line(self.l_margin, self.get_y(), self.w - self.r_margin, self.get_y())
        self.ln(4)

    def signature(self, name: str, line: str, stamp: bytes | None, *, height: float = 22) -> None:
        """Who signed, with the picture of her signature and stamp above the name."""
        shown = picture(stamp)
        if self.will_page_break((height if shown is not None else 8) + 14):
            self.add_page()
        left = self.w - self.r_margin - 70
        if shown is not None:
            self.image(shown, x=left, y=self.get_y() + 1, w=70, h=height, keep_aspect_ratio=True)
            self.set_y(self.get_y() + height + 2)
        else:
            self.ln(8)
        self.set_draw_color(*GREY)
        self.line(left, self.get_y(), self.w - self.r_margin, self.get_y())
        for text, size, bold in ((name, 9.5, True), (line, 8.5, False)):
            self.set_x(left)
            self.ink(size, bold=bold, color=INK if bold else GREY)
            self.multi_cell(70, 4.4, self.plain(text), align=Align.C, new_x=XPos.LEFT, new_y=YPos.NEXT)
        self.set_x(self.l_margin)
        self.ln(3)

    def bytes(self) -> bytes:
        return bytes(self.output())
