"""Vital signs: what is refused, and what is pointed out at which age."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from clinic_app.patients.age import Age, age_on
from clinic_app.records.notes.vitals import NAMES, POSSIBLE, impossible, number, pressure_of, pressure_text, unusual, usual

TODAY = date(2026, 11, 21)


def aged(**lived: float) -> Age:
    return age_on(
        TODAY - timedelta(days=round(lived.get("years", 0) * 365.25 + lived.get("months", 0) * 30.5 + lived.get("days", 0))), TODAY
    )


def test_ordinary_values_pass() -> None:
    values = {
        "temperature": Decimal("36.5"),
        "heart_rate": 100,
        "respiratory_rate": 28,
        "systolic": 90,
        "diastolic": 60,
        "saturation": 98,
        "glucose": Decimal("85.0"),
    }
    assert impossible(values) == {}
    assert impossible({}) == {} and impossible(dict.fromkeys(NAMES)) == {}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"temperature": Decimal(365)}, "temperatura"), ({"temperature": Decimal("3.65")}, "temperatura"), ({"saturation": 101}, "saturacion_oxigeno"),
        ({"heart_rate": 0}, "frecuencia_cardiaca"), ({"respiratory_rate": 300}, "frecuencia_respiratoria"), ({"glucose": Decimal(0)}, "glucosa_capilar"),
        ({"systolic": 60, "diastolic": 90}, "presion_diastolica"), ({"systolic": 90, "diastolic": 90}, "presion_diastolica"), ({"diastolic": 60}, "presion_sistolica"),
        ({"weight_kg": Decimal(3200)}, "peso_kg"), ({"height_cm": Decimal("1.65")}, "talla_cm"),
    ],
)  # fmt: skip
def test_what_cannot_be_true_is_refused_beside_its_field(values: dict, field: str) -> None:
    found = impossible(values)
    assert list(found) == [field] and len(found[field]) == 1 and "{" not in found[field][0]


def test_all_problems_are_told_at_once() -> None:
    assert set(impossible({"temperature": 365, "systolic": 60, "diastolic": 90})) == {"temperatura", "presion_diastolica"}


@pytest.mark.parametrize(
    ("age", "heart_rate", "high"),
    [(aged(days=10), 150, None), (aged(days=10), 90, False), (aged(months=8), 150, None), (aged(years=4), 150, True), (aged(years=8), 80, None), (aged(years=30), 110, True), (aged(years=30), 80, None)],
)  # fmt: skip
def test_the_usual_heart_rate_depends_on_the_age(age: Age, heart_rate: int, high: bool | None) -> None:
    found = unusual({"heart_rate": heart_rate}, age)
    assert [one.is_high for one in found] == ([] if high is None else [high])


def test_the_warning_says_what_is_usual() -> None:
    (found,) = unusual({"heart_rate": 150}, aged(years=4))
    assert found.sentence == "Alta para su edad: lo habitual es 80 a 120."


def test_saturation_of_high_places() -> None:
    assert unusual({"saturation": 90}, aged(years=5), altitude=100)
    assert not unusual({"saturation": 90}, aged(years=5), altitude=3399)
    assert unusual({"saturation": 84}, aged(years=5), altitude=3399)


def test_fever_and_glucose() -> None:
    assert unusual({"temperature": Decimal("37.6")}, aged(years=2))
    assert not unusual({"temperature": Decimal("37.5")}, aged(days=3))
    assert unusual({"glucose": Decimal(60)}, aged(years=2)) and not unusual({"glucose": Decimal(60)}, aged(days=3))


def test_the_usual_lies_within_the_possible_at_every_age() -> None:
    for days in range(0, 365 * 90, 13):
        for name, (least, most) in usual(aged(days=days)).items():
            assert POSSIBLE[name][0] <= least < most <= POSSIBLE[name][1], (days, name)


def test_pressure_as_text() -> None:
    assert pressure_text(110, 70) == "110/70" and pressure_text(110, None) is None
    assert pressure_of("110/70") == pressure_of(" 110 - 70 ") == pressure_of("110 70") == (110, 70)
    for wrong in ("", "110", "abc", "110/", "1100/70", "-110/70/1", "١١٠/٧٠"):
        with pytest.raises(ValueError):
            pressure_of(wrong)


def test_numbers_without_needless_zeros() -> None:
    assert [number(each) for each in (36.0, Decimal("36.50"), 100, 0.3, Decimal("10"))] == ["36", "36.5", "100", "0.3", "10"]
