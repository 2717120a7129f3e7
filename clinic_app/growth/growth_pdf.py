"""A child's growth on paper, for her parents: plain words, her curves as vectors, her check-ups. What is needed is read first; drawing runs in a thread."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from fpdf.enums import Align

from clinic_app.audit import service as audit
from clinic_app.clinics import service as clinics
from clinic_app.core.database import Work
from clinic_app.core.i18n import N_, translate
from clinic_app.core.pdf import GREY, INK, LINE, Letterhead, Sheet
from clinic_app.core.permissions import Permission
from clinic_app.core.storage import picture
from clinic_app.growth import charts, figures, parents
from clinic_app.growth.charts import ChartData
from clinic_app.growth.diagnoses import INDICATOR_LABELS
from clinic_app.growth.figures import Figure
from clinic_app.growth.next_visit import suggestion
from clinic_app.growth.parents import ParentsView
from clinic_app.growth.shown import Say
from clinic_app.growth.velocity import said
from clinic_app.growth.who import Indicator
from clinic_app.patients.age import age_on, age_text

# how far from the centre a line is -> width in millimetres, dashes, grey: told apart on any printer
STROKES = {
    0: (0.5, None, (43, 148, 100)),
    1: (0.2, (1.2, 1.0), (120, 138, 131)),
    2: (0.35, None, (178, 122, 18)),
    3: (0.35, (0.4, 0.9), (190, 60, 64)),
}
BAND = (233, 246, 239)
HEIGHT = 60.0  # of one chart, millimetres
LEFT, BELOW, RIGHT = 11.0, 9.0, 9.0
DRAWN = (Indicator.WEIGHT_AGE, Indicator.LENGTH_AGE, Indicator.WEIGHT_LENGTH, Indicator.HEAD_AGE)
SCHOOL_DRAWN = (Indicator.LENGTH_AGE, Indicator.BMI_AGE)
MOST_ROWS = 24


@dataclass(frozen=True)
class Paper:
    """All that the print needs."""

    head: Letterhead
    data: ChartData
    view: ParentsView
    today: date
    say: Say
    figures: list[Figure]


async def report(work: Work, patient_id: int) -> bytes:
    """The PDF of a child; that it was printed is kept in the trail. Raises NotFound."""
    work.require(Permission.RECORDS_READ)
    data, clinic = await charts.chart_data(work, patient_id), await clinics.current(work)
    say = partial(translate, clinic.language)
    place = ", ".join(part for part in (clinic.address, clinic.district) if part)
    lines = [line for line in (place, " · ".join(part for part in (clinic.phone, clinic.tax_id) if part)) if line]
    printed = say(N_("Impreso por {name} el {date}"), name=work.actor.name, date=f"{datetime.now(work.tz):%d/%m/%Y %H:%M}")
    head = Letterhead(clinic.name, lines, await picture(clinic.logo), printed, say(N_("Página {page} de {pages}")))
    plan = await suggestion(work, patient_id, data.patient.birth_date)
    span = figures.default_span(data.points, age_on(data.patient.birth_date, work.today()).total_months)
    drawn = [figures.figure(data, one, span) for one in (SCHOOL_DRAWN if span == "228" else DRAWN)]
    paper = Paper(head, data, parents.view(data, say, plan.day), work.today(), say, drawn)
    await audit.record(work, "print", "growth_chart", patient_id, {"checkups": len(data.checkups)}, patient_id=patient_id)
    return await asyncio.to_thread(draw, paper)


def draw(paper: Paper) -> bytes:
    """Draw it; call it in a thread."""
    say, patient = paper.say, paper.data.patient
    sheet = Sheet(paper.head, say(N_("Crecimiento de {name}"), name=patient.full_name))
    sheet.heading(say(N_("Cómo crece {name}"), name=paper.view.name))
    sheet.facts(
        [
            (say(N_("Paciente")), patient.full_name), (say(N_("Nacimiento")), f"{patient.birth_date:%d/%m/%Y}"),
            (say(N_("Edad")), say(age_text(age_on(patient.birth_date, paper.today)))),
        ]
    )  # fmt: skip
    sheet.rule()
    if not paper.data.checkups:
        sheet.paragraph(say(N_("Sin controles todavía.")))
        return sheet.bytes()
    _words(sheet, paper)
    for figure in paper.figures:
        if figure.points:
            chart(sheet, figure, say)
    _table(sheet, paper)
    return sheet.bytes()


def _words(sheet: Sheet, paper: Paper) -> None:
    view, say = paper.view, paper.say
    sheet.paragraph(view.headline, size=12, bold=True)
    sheet.ln(1.5)
    for fact in view.facts:
        sheet.labelled(fact.title, " ".join(part for part in (say(fact.text), fact.change) if part))
    sheet.labelled(say(N_("Qué hacer en casa")), "\n".join(f"• {say(one)}" for one in view.steps))
    if view.next_on:
        sheet.labelled(say(N_("Su próximo control")), f"{date.fromisoformat(view.next_on):%d/%m/%Y}")


@dataclass(frozen=True)
class Frame:
    """The rectangle of a chart and what it shows."""

    x: float
    y: float
    width: float
    height: float
    figure: Figure

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Where a value stands on the sheet."""
        shown = self.figure
        across = (x - shown.first) / ((shown.last - shown.first) or 1)
        up = (y - shown.low) / ((shown.high - shown.low) or 1)
        return self.x + across * self.width, self.y + self.height - up * self.height


def chart(sheet: Sheet, figure: Figure, say: Say) -> None:
    """One chart as vectors: band, WHO's lines, axes, the child's points."""
    if sheet.will_page_break(HEIGHT + 10):
        sheet.add_page()
    label = f"{say(INDICATOR_LABELS[Indicator(figure.indicator)])} ({figure.unit}) · {figure.reference}"
    sheet.heading(label, 10)
    frame = Frame(sheet.l_margin + LEFT, sheet.get_y(), sheet.w - sheet.l_margin - sheet.r_margin - LEFT - RIGHT, HEIGHT - BELOW, figure)
    _band(sheet, frame)
    _axes(sheet, frame, say)
    for line in figure.lines:
        width, dashes, colour = STROKES[line.weight]
        sheet.set_draw_color(*colour)
        sheet.set_line_width(width)
        sheet.set_dash_pattern(*(dashes or (0, 0)))
        sheet.polyline([frame.at(x, y) for x, y in zip(line.x, line.y, strict=True)])
        sheet.set_dash_pattern()
        x, y = frame.at(line.x[-1], line.y[-1])
        sheet.ink(7, color=GREY)
        sheet.text(x + 1, y + 1, sheet.plain(line.label))
    _points(sheet, frame)
    sheet.set_line_width(0.2)
    sheet.set_y(frame.y + HEIGHT)
    sheet.ln(3)


def _band(sheet: Sheet, frame: Frame) -> None:
    """Between the lines where nearly all healthy children are."""
    edges = [line for line in frame.figure.lines if line.weight == 2]
    if len(edges) == 2:
        low, high = ([frame.at(x, y) for x, y in zip(line.x, line.y, strict=True)] for line in edges)
        sheet.set_fill_color(*BAND)
        sheet.polygon([*low, *reversed(high)], style="F")


def _steps(low: float, high: float, most: int) -> list[float]:
    """Round numbers between two, not more than `most`."""
    step = next((one for one in (0.5, 1, 2, 5, 10, 20, 50) if (high - low) / one <= most), 100)
    first = int(low / step) * step
    return [first + step * number for number in range(most + 2) if low <= first + step * number <= high]


def _axes(sheet: Sheet, frame: Frame, say: Say) -> None:
    figure = frame.figure
    sheet.ink(7, color=GREY)
    sheet.set_draw_color(*LINE)
    sheet.set_line_width(0.15)
    for value in _steps(figure.low, figure.high, 10):
        x, y = frame.at(figure.first, value)
        sheet.line(x, y, x + frame.width, y)
        sheet.set_xy(frame.x - 10, y - 1.5)
        sheet.cell(9, 3, f"{value:g}".replace(".", ","), align=Align.R)
    long = not figure.by_size and figure.last > 24
    step = 10 if figure.by_size else 24 if figure.last > 60 else 12 if long else 3 if figure.last > 6 else 1
    at = figure.first
    while at <= figure.last:
        x, y = frame.at(at, figure.low)
        sheet.line(x, y, x, y - frame.height)
        sheet.set_xy(x - 5, y + 1)
        sheet.cell(10, 3, f"{at / 12 if long else at:g}", align=Align.C)
        at += step
    title = say(N_("talla (cm)")) if figure.by_size else say(N_("edad (años)")) if long else say(N_("edad (meses)"))
    sheet.set_xy(frame.x, frame.y + frame.height + 4)
    sheet.cell(frame.width, 3.5, title, align=Align.R)


def _points(sheet: Sheet, frame: Frame) -> None:
    spots = [frame.at(spot.x, spot.y) for spot in frame.figure.points]
    sheet.set_draw_color(*INK)
    sheet.set_fill_color(*INK)
    sheet.set_line_width(0.45)
    if len(spots) > 1:
        sheet.polyline(spots)
    for x, y in spots:
        sheet.circle(x, y, 0.9, style="F")


def _table(sheet: Sheet, paper: Paper) -> None:
    say = paper.say
    sheet.heading(say(N_("Sus controles")), 11)
    sheet.ink(8.5)
    sheet.set_draw_color(*LINE)
    sheet.set_fill_color(255, 255, 255)  # the points left it black
    heads = (N_("Fecha"), N_("Edad"), N_("Peso (kg)"), N_("Talla (cm)"), N_("P. cefálico (cm)"), N_("Hemoglobina"))
    with sheet.table(col_widths=(2, 3, 2, 2, 2.4, 2), line_height=5, text_align=Align.L, borders_layout="HORIZONTAL_LINES") as table:
        row = table.row()
        for head in heads:
            row.cell(say(head))
        for one in paper.data.checkups[-MOST_ROWS:]:
            row = table.row()
            age = say(age_text(age_on(paper.data.patient.birth_date, one.checked_on)))
            numbers = ((one.weight_kg, 3), (one.length_cm, 1), (one.head_cm, 1), (one.haemoglobin, 1))
            for text in (
                f"{one.checked_on:%d/%m/%Y}",
                age,
                *("" if value is None else said(float(value), digits) for value, digits in numbers),
            ):
                row.cell(sheet.plain(text))
