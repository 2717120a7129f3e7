"""Cells as people write them."""

from datetime import date

import pytest

from clinic_app.interop import reading, values
from clinic_app.interop.checking import checked_row, month_first
from clinic_app.interop.columns import Mapping, guess
from clinic_app.interop.values import Profile


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2020-02-29", date(2020, 2, 29)), ("29/02/2020", date(2020, 2, 29)), ("9-2-2020", date(2020, 2, 9)), ("09.02.20", date(2020, 2, 9)),
        ("1/1/85", date(1985, 1, 1)), ("2020-02-29 00:00:00", date(2020, 2, 29)), ("20200229", date(2020, 2, 29)), ("43890", date(2020, 2, 29)),
        ("29 de febrero de 2020", date(2020, 2, 29)), ("29-feb-20", date(2020, 2, 29)), ("Feb 29, 2020", date(2020, 2, 29)), ("3 Set 2019", date(2019, 9, 3)),
        ("31/02/2020", None), ("13/13/2020", None), ("ayer", None), ("2020", None), ("12", None), ("00/00/0000", None),
    ],
)  # fmt: skip
def test_dates_are_read_as_people_write_them(text: str, day: date | None) -> None:
    assert reading.read_date(text) == day


def test_the_column_tells_whether_the_month_comes_first() -> None:
    assert month_first(["12/31/2019", "01/02/2020", None]) is True
    assert month_first(["31/12/2019", "01/02/2020"]) is False
    assert month_first(["01/02/2020"]) is False
    assert reading.read_date("12/31/2019", month_first=True) == date(2019, 12, 31)


@pytest.mark.parametrize(
    ("text", "sex"),
    [
        ("M", "M"),
        ("masculino", "M"),
        ("VARÓN", "M"),
        ("Hombre", "M"),
        ("H", "M"),
        ("f", "F"),
        ("Mujer", "F"),
        ("NIÑA", "F"),
        ("feminino", "F"),
        ("?", ""),
    ],
)
def test_sexes_are_understood(text: str, sex: str) -> None:
    assert reading.read_sex(text) == sex


def test_beside_h_an_m_is_a_woman() -> None:
    assert reading.read_sex("M", m_is_mujer=True) == "F"
    assert reading.read_sex("h", m_is_mujer=True) == "M"


@pytest.mark.parametrize(
    ("whole", "first", "split"),
    [
        ("QUISPE ÑAHUI, MATEO JOSÉ", True, ("MATEO JOSÉ", "QUISPE ÑAHUI")),
        ("Quispe Ñahui Mateo José", True, ("Mateo José", "Quispe Ñahui")),
        ("Quispe Mateo", True, ("Mateo", "Quispe")),
        ("De la Cruz Quispe Ana", True, ("Ana", "De la Cruz Quispe")),
        ("Mateo José Quispe Ñahui", False, ("Mateo José", "Quispe Ñahui")),
        ("Ana Quispe Rojas", False, ("Ana", "Quispe Rojas")),
        ("Ana Quispe", False, ("Ana", "Quispe")),
        ("Ana María de los Ángeles del Castillo", False, ("Ana María", "de los Ángeles del Castillo")),
        ("Ana", False, ("Ana", "")),
    ],
)
def test_names_in_one_cell_are_split(whole: str, first: bool, split: tuple[str, str]) -> None:
    assert reading.split_name(whole, first) == split


@pytest.mark.parametrize(
    ("text", "group"),
    [("O POSITIVO", "O+"), ("o+", "O+"), ("ORH(+)", "O+"), ("AB negativo", "AB-"), ("0 Rh +", "O+"), ("ND", "ND"), ("X", "")],
)
def test_blood_groups_are_understood(text: str, group: str) -> None:
    assert reading.read_blood(text) == group


def row(cells: dict[str, str], profile: Profile | None = None) -> dict:
    return checked_row(list(cells.values()), guess(list(cells)), profile or Profile(), date(2026, 3, 1))


GOOD = {"DNI": "71234567", "Apellidos y nombres": "Quispe Ñahui, Mateo", "F. Nac.": "20/05/2025", "Sexo": "varón", "Celular": "987 654 321"}


def test_a_row_becomes_a_patient_by_the_one_set_of_rules() -> None:
    found = row(GOOD | {"Madre": "Rosa Ñahui Soto", "Celular de la madre": "987654322"})
    assert found["state"] == "ok"
    patient, guardian = found["body"]["patient"], found["body"]["guardians"][0]
    assert (patient["first_surname"], patient["second_surname"], patient["given_names"]) == ("Quispe", "Ñahui", "Mateo")
    assert (patient["sex"], patient["phone"], patient["birth_date"]) == ("M", "+51987654321", date(2025, 5, 20))
    assert (guardian["given_names"], guardian["surnames"], guardian["relationship"], guardian["is_principal"]) == (
        "Rosa",
        "Ñahui Soto",
        "madre",
        True,
    )


def test_a_document_that_lost_its_zero_is_asked_about_and_mended_only_when_told() -> None:
    lost = GOOD | {"DNI": "1234567"}
    problem = row(lost)["problems"][0]
    assert (problem["said"], problem["detail"], problem["code"]) == (values.LOST_ZEROS, "01234567", "zeros")
    assert row(lost, Profile(fix_zeros=True))["body"]["patient"]["document_number"] == "01234567"


def test_every_wrong_field_is_named_once_with_its_value() -> None:
    found = row(GOOD | {"F. Nac.": "31/02/2020", "Sexo": "x", "Celular": "12", "Correo": "nadie"})
    told = {problem["field"]: problem["value"] for problem in found["problems"]}
    assert found["state"] == "bad"
    assert told == {"fecha_nacimiento": "31/02/2020", "sexo": "x", "telefono": "12", "email": "nadie"}


def test_a_number_that_excel_shortened_is_not_guessed() -> None:
    assert row(GOOD | {"Celular": "9,87E+08"})["problems"][0]["said"] == values.SHORTENED


def test_without_a_kind_the_number_tells_it() -> None:
    assert [reading.usual_kind(number, "PE") for number in ("71234567", "001234567", "AB12345", "")] == ["dni", "ce", "pasaporte", "otro"]
    assert reading.usual_kind("390.533.447-05", "BR") == "cpf"
    assert reading.usual_kind("12.531.909-2", "CL") == "rut"


def test_a_guardian_without_any_cell_is_none() -> None:
    found = row(GOOD | {"Apoderado": "", "Parentesco": "madre", "DNI del apoderado": ""})
    assert found["state"] == "ok" and found["body"]["guardians"] == []


def test_a_row_shorter_than_the_titles_is_a_row() -> None:
    person = values.understood(["Ana"], Mapping(["nombres", "sexo"]), Profile())
    assert person.patient["nombres"] == "Ana"
