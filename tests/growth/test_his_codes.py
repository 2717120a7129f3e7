"""The codes of the ministry's register that a check-up is given."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from cred_desk import Desk
from dateutil.relativedelta import relativedelta

from clinic_app.growth import his
from clinic_app.growth.assessment import Facts, assess, stored

ON = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        ({"days": 2}, ("99381.01", "1")), ({"days": 6}, ("99381.01", "1")), ({"days": 7}, ("99381.01", "2")), ({"days": 28}, ("99381.01", "3")),
        ({"days": 29}, ("99381", "1")), ({"months": 6}, ("99381", "5")), ({"months": 11}, ("99381", "7")), ({"months": 12}, ("99382", "1")),
        ({"months": 21}, ("99382", "4")), ({"months": 24}, ("99382", "1")), ({"months": 59}, ("99382", "6")), ({"months": 60}, ("99383", "")),
        ({"years": 12}, None),
    ],
)  # fmt: skip
def test_the_checkup_is_coded_by_age_and_counted_in_its_group(age: dict[str, int], expected: tuple[str, str] | None) -> None:
    found = his.attention(ON - relativedelta(**age), ON)  # type: ignore[arg-type]
    assert (found and found[:2]) == expected


def coded(days: int, **facts: Any) -> list[tuple[str, str]]:
    born = ON - timedelta(days=days)
    found = stored(assess(Facts("M", born, ON, **facts)))
    return [(one.code, one.lab) for one in his.codes(found, born, ON)]


def test_classes_and_anaemia_have_their_codes_once() -> None:
    assert coded(400, weight=10.0, lenhei=77.0) == [("Z001", ""), ("99382", "1"), ("Z006", "")]
    thin = coded(400, weight=6.8, lenhei=74.0, haemoglobin=Decimal("9.0"))
    assert thin == [("Z001", ""), ("99382", "1"), ("85018", ""), ("E440", "PE"), ("E43X", "TP"), ("D509", "MOD")]
    assert ("E45X", "TE") in coded(700, weight=9.5, lenhei=76.0)
    assert ("E669", "IMC") in coded(365 * 8, weight=45.0, lenhei=125.0)  # five to nineteen: BMI, and none of the small children's
    assert coded(365 * 15, weight=90.0, lenhei=165.0) == [("E669", "IMC")]


async def test_a_checkup_answers_its_codes(desk: Desk) -> None:
    made = await desk.check(await desk.child(), peso_kg=8.1)
    assert {"codigo": "E440", "lab": "PE"}.items() <= made["codigos_his"][2].items()
    assert made["codigos_his"][2]["descripcion"]
