from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic_app.core.i18n import translate
from clinic_app.patients.age import Age, AgeGroup, age_and_document, age_on, age_text


@pytest.mark.parametrize(
    ("born", "today", "age", "words"),
    [
        (date(2022, 6, 15), date(2024, 1, 30), Age(1, 7, 15, 19), "1 año, 7 meses"),
        (date(2024, 1, 20), date(2024, 1, 20), Age(0, 0, 0, 0), "0 días"),
        (date(2024, 1, 20), date(2024, 1, 21), Age(0, 0, 1, 0), "1 día"),
        (date(2024, 1, 5), date(2024, 1, 20), Age(0, 0, 15, 0), "15 días"),
        (date(2024, 1, 31), date(2024, 2, 29), Age(0, 0, 29, 0), "29 días"),
        (date(2024, 1, 31), date(2024, 3, 1), Age(0, 1, 1, 1), "1 mes"),
        (date(2023, 5, 20), date(2024, 1, 20), Age(0, 8, 0, 8), "8 meses"),
        (date(2023, 1, 20), date(2024, 1, 20), Age(1, 0, 0, 12), "1 año"),
        (date(2021, 12, 20), date(2024, 1, 20), Age(2, 1, 0, 25), "2 años, 1 mes"),
        (date(2012, 1, 21), date(2024, 1, 20), Age(11, 11, 30, 143), "11 años, 11 meses"),
        (date(2012, 1, 20), date(2024, 3, 20), Age(12, 2, 0, 146), "12 años"),
        (date(1989, 8, 1), date(2024, 1, 20), Age(34, 5, 19, 413), "34 años"),
        # born on 29 February: the year is complete on 1 March, or on the 29th when there is one
        (date(2020, 2, 29), date(2023, 2, 28), Age(2, 11, 30, 35), "2 años, 11 meses"),
        (date(2020, 2, 29), date(2023, 3, 1), Age(3, 0, 1, 36), "3 años"),
        (date(2020, 2, 29), date(2024, 2, 29), Age(4, 0, 0, 48), "4 años"),
        # the clinic's date may still be yesterday
        (date(2024, 1, 21), date(2024, 1, 20), Age(0, 0, 0, 0), "0 días"),
    ],
)
def test_age_and_its_words(born: date, today: date, age: Age, words: str) -> None:
    assert age_on(born, today) == age
    assert age_text(age_on(born, today)) == words


@pytest.mark.parametrize(
    ("years", "group", "minor"),
    [
        (0, "nino", True), (11, "nino", True), (12, "adolescente", True), (17, "adolescente", True), (18, "adulto", False),
        (59, "adulto", False), (60, "adulto_mayor", False), (104, "adulto_mayor", False),
    ],
)  # fmt: skip
def test_groups_change_on_the_birthday(years: int, group: str, minor: bool) -> None:
    age = age_on(date(1920, 3, 10), date(1920 + years, 3, 10))
    assert (age.group, age.is_minor) == (AgeGroup(group), minor)
    if years in (12, 18, 60):
        assert age_on(date(1920, 3, 10), date(1920 + years, 3, 9)).group != AgeGroup(group)


DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@given(DAYS, st.integers(0, 45_000))
def test_an_age_never_goes_back(born: date, lived: int) -> None:
    today = born + timedelta(days=lived)
    age, tomorrow = age_on(born, today), age_on(born, today + timedelta(days=1))
    assert (age.total_months, age.days) < (tomorrow.total_months, tomorrow.days)
    assert age.total_months == 12 * age.years + age.months
    assert 0 <= age.months <= 11
    assert 0 <= age.days <= 30
    assert age_text(age)[0].isdigit()


def test_an_age_is_said_in_the_language_of_the_screen() -> None:
    said = age_and_document(age_text(Age(1, 7, 0, 19)), "71234567")
    assert said == "1 año, 7 meses · 71234567"
    assert translate("en", said) == "1 year, 7 months · 71234567"
    assert translate("pt-BR", age_and_document(age_text(Age(0, 0, 1, 0)), "")) == "1 dia"
