"""What the screens and the paper of growth say."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from cred_desk import Desk

from clinic_app.core.errors import Invalid
from clinic_app.core.i18n import fill
from clinic_app.growth import assessment, charts, checkup_values, figures, growth_pdf, parents, shown
from clinic_app.growth.assessment import Facts
from clinic_app.growth.charts import ChartData
from clinic_app.growth.models import GrowthCheckup
from clinic_app.growth.who import Indicator
from clinic_app.patients.models import Patient

BORN = date(2025, 1, 10)


def say(text: str, **values: object) -> str:
    return fill(str(text), **values)


def child() -> Patient:
    return Patient(id=1, tenant_id=1, first_surname="Quispe", second_surname="Ñahui", given_names="Mateo Inti", birth_date=BORN, sex="M")


def checkup(days: int, weight: float, length: float, **more: Any) -> GrowthCheckup:
    on = BORN + timedelta(days=days)
    facts = Facts("M", BORN, on, weight=weight, lenhei=length, **more)
    found = assessment.stored(assessment.assess(facts))
    columns = {name: more[name] for name in ("haemoglobin", "altitude", "gestation_weeks") if name in more}
    return GrowthCheckup(
        id=days,
        patient_id=1,
        checked_on=on,
        weight_kg=Decimal(str(weight)),
        length_cm=Decimal(str(length)),
        result=found,
        level=found["level"],
        **columns,
    )


def data(*checkups: GrowthCheckup) -> ChartData:
    return ChartData(child(), [charts.chart_point(one) for one in checkups], list(checkups))


HEALTHY, THIN = checkup(180, 7.9, 67.5), checkup(365, 7.0, 75.0)


def test_a_result_is_said_with_what_it_means_and_what_to_do() -> None:
    found = shown.view_of(checkup(365, 7.0, 75.0, haemoglobin=Decimal("11.0"), altitude=3400), BORN, say)
    assert [row.name for row in found.scores] == ["weight_age", "length_age", "weight_length", "bmi_age"]
    assert found.level == "rojo" and all(row.z.startswith(("−", "+")) and "," in row.z for row in found.scores)
    assert all(reason.text and reason.advice for reason in found.reasons) and found.reasons[0].level == "rojo"
    assert found.blood.adjusted and found.blood.known and not found.blood.confirmed  # the norm's text was not read


def test_over_ten_years_the_page_begins_where_who_has_lines() -> None:
    """WHO's weight for age ends at ten: a chart without the child in it says nothing, and neither does a weight without a word."""
    old = checkup(365 * 15, 52.0, 165.0)
    points = data(old).points
    assert figures.telling(points, 0) == Indicator.BMI_AGE and figures.telling(points, 0, plain=True) == Indicator.LENGTH_AGE
    assert figures.telling(data(HEALTHY).points, 0) == Indicator.WEIGHT_AGE and figures.telling([], 130) == Indicator.BMI_AGE
    weight = parents.view(data(old), say).facts[0]
    assert weight.title == "Pesa 52 kg" and weight.text


def test_a_child_born_early_shows_both_ages() -> None:
    found = shown.view_of(checkup(180, 5.6, 61.0, gestation_weeks=32), BORN, say)
    assert found.early and (found.age.months, found.corrected.months) == (5, 4)
    one = data(checkup(180, 5.6, 61.0, gestation_weeks=32))
    drawn = figures.figure(one, Indicator.WEIGHT_AGE, "24")
    assert drawn.own[0][0] > drawn.points[0].x  # the hollow point stands further right


@pytest.mark.parametrize("span", figures.SPANS)
@pytest.mark.parametrize("unit", [figures.Z, figures.PERCENTILE])
def test_every_chart_has_its_lines_and_keeps_to_its_span(span: str, unit: str) -> None:
    one = data(HEALTHY, THIN)
    for indicator in figures.indicators_of(span):
        drawn = figures.figure(one, indicator, span, unit)
        assert len(drawn.lines) == (7 if unit == figures.Z else 5)
        assert all(drawn.first <= spot.x <= drawn.last and drawn.low <= spot.y <= drawn.high for spot in drawn.points)
        assert all(line.x and line.x[0] >= drawn.first and line.x[-1] <= drawn.last for line in drawn.lines)


def test_the_chart_begins_where_the_child_is() -> None:
    assert figures.default_span([], 3) == "6"
    assert figures.default_span(data(HEALTHY, THIN).points, 0) == "24"
    assert figures.default_span([], 100) == "228"


def test_parents_read_plain_words_without_scores() -> None:
    view = parents.view(data(HEALTHY, THIN), say)
    text = " ".join([view.headline, *view.steps, *(f"{fact.title} {fact.text} {fact.change}" for fact in view.facts)])
    assert view.level == "rojo" and "Mateo" in view.headline and "Pesa 7 kg" in text and "bajó 900 gramos" in text
    assert " z " not in text and "{" not in text
    calm = parents.view(data(HEALTHY), say)
    assert calm.level == "verde" and calm.steps


def test_a_gain_below_the_line_of_the_child_is_marked() -> None:
    points = [
        shown.velocity.Point(one.checked_on, (one.checked_on - BORN).days, float(one.weight_kg or 0), z={Indicator.WEIGHT_AGE: 0.0})
        for one in (HEALTHY, THIN)
    ]
    (row,) = shown.gain_rows("M", BORN, points)
    assert row.low and row.gained == "−900" and row.between == "6–12"


def test_the_form_goes_to_columns_and_back() -> None:
    typed = {
        "fecha": "2026-01-10", "peso_kg": "9,70", "talla_cm": "75.5", "hito-12-motor": "si", "hito-12-lenguaje": "no", "instrumento": "EDI", "edema": "on",
        "consejeria": "Lavado de manos, Juego",
    }  # fmt: skip
    values = checkup_values.parsed(typed, 1)
    assert values["weight_kg"] == Decimal("9.700") and values["oedema"] and values["counselling"] == ["Lavado de manos", "Juego"]
    assert values["development"] == {"hitos": {"12-motor": True, "12-lenguaje": False}, "instrumento": "EDI", "resultado": ""}
    back = checkup_values.texts_of(GrowthCheckup(**{**checkup_values.EMPTY, **values}))
    assert (back["peso_kg"], back["hito-12-motor"], back["hito-12-lenguaje"], back["edema"]) == ("9,7", "si", "no", "true")
    with pytest.raises(Invalid):
        checkup_values.parsed({**typed, "peso_kg": "mucho"}, 1)


def test_a_point_in_the_wrong_place_is_asked_with_what_was_meant() -> None:
    on = BORN + timedelta(days=365)
    (doubt,) = checkup_values.doubts(child(), {"checked_on": on, "weight_kg": Decimal("105")}, {"peso_kg": ["?"]}, say)
    assert doubt.meant == "10,5" and "10,5 kg" in doubt.text


def test_the_paper_holds_vectors_and_no_picture() -> None:
    one = data(HEALTHY, THIN)
    drawn = [figures.figure(one, indicator, "24") for indicator in growth_pdf.DRAWN]
    paper = growth_pdf.Paper(
        growth_pdf.Letterhead("Consultorio Sonqo"), one, parents.view(one, say, "2026-02-10"), date(2026, 1, 12), say, drawn
    )
    made = growth_pdf.draw(paper)
    assert made.startswith(b"%PDF") and b"/Subtype /Image" not in made


async def test_the_paper_of_a_child_is_answered_and_noted(desk: Desk) -> None:
    patient = await desk.child()
    await desk.check(patient)
    answer = await desk.client.get(f"/api/cred/paciente/{patient}/pdf/", headers=desk.headers)
    assert answer.status_code == 200 and answer.headers["content-type"] == "application/pdf" and answer.content.startswith(b"%PDF")
