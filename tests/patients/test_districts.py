"""The districts of Peru, and what a form or a caller may leave to them."""

from types import SimpleNamespace
from typing import Any

import pytest

from clinic_app.clinics import districts
from clinic_app.core.errors import Invalid
from clinic_app.patients.inputs import PatientIn, changes, whole
from tests.patients.test_patient_inputs import LEAST, WHERE

PLACE = ("departamento", "provincia", "distrito", "ubigeo_cod")


def placed(*written: str, country: str = "PE") -> tuple[str, ...]:
    found = whole(PatientIn, LEAST | dict(zip(PLACE, written, strict=True)) | {"tipo_documento": "otro"}, **WHERE | {"country": country})
    return tuple(found[name] for name in ("department", "province", "district", "ubigeo"))


def test_every_district_once_and_none_with_an_odd_altitude() -> None:
    every = districts.everything()
    assert len(every) == len({place.ubigeo for place in every}) == 1893
    assert len(districts.departments()) == 25
    assert all(len(place.ubigeo) == 6 and place.district and place.province and place.department for place in every)
    known = [place.altitude for place in every if place.altitude is not None]
    assert len(known) > 1700 and min(known) >= 0 and max(known) < 5200


def test_known_places() -> None:
    assert districts.find("080101") == districts.Place("080101", "Cusco", "Cusco", "Cusco", 3439)
    assert districts.find("000000") is None
    assert "Canchis" in districts.provinces("cusco") and districts.provinces("Narnia") == []
    assert [place.district for place in districts.districts("ANCASH", "aija")] == ["Aija", "Coris", "Huacllán", "La Merced", "Succha"]


def test_of_districts_with_one_name_only_a_certain_one_has_an_altitude() -> None:
    assert districts.find("150122").altitude is None  # type: ignore[union-attr]  # Miraflores of Lima: the source tells of another Miraflores
    assert districts.find("151021").altitude == 3677  # type: ignore[union-attr]  # that of Yauyos


@pytest.mark.parametrize(
    ("words", "first"),
    [("nunoa", "210806"), ("san juan de lurig", "150132"), ("080101", "080101"), ("lince lima", "150116"), ("Juliaca", "211101")],
)
def test_search(words: str, first: str) -> None:
    assert districts.search(words)[0].ubigeo == first


def test_nothing_is_found_for_nothing() -> None:
    assert districts.search("  ") == districts.search("zzzz") == []


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (("", "", "", "080101"), ("Cusco", "Cusco", "Cusco", "080101")),
        (("", "", "nuñoa", ""), ("Puno", "Melgar", "nuñoa", "210806")),
        (("CUSCO", "cusco", "WANCHAQ", ""), ("CUSCO", "cusco", "WANCHAQ", "080108")),
        (("Lima", "Lima", "Lince", "150101"), ("Lima", "Lima", "Lince", "150101")),  # as the documented example
        (("", "", "Miraflores", ""), ("", "", "Miraflores", "")),  # there are several
        (("Lima Metropolitana", "", "", "150116"), ("Lima Metropolitana", "Lima", "Lince", "150116")),
        (("", "", "Mi pueblo", ""), ("", "", "Mi pueblo", "")),
        (("", "", "", ""), ("", "", "", "")),
    ],
)
def test_a_code_fills_the_names_and_names_the_code(written: tuple[str, ...], kept: tuple[str, ...]) -> None:
    assert placed(*written) == kept


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (("", "", "", "999999"), "No hay ningún"),
        (("Cusco", "", "", "150101"), "no corresponde"),
        (("Lima", "Yauyos", "", "150101"), "no corresponde"),
    ],
)
def test_a_code_that_cannot_be(written: tuple[str, ...], said: str) -> None:
    with pytest.raises(Invalid) as refused:
        placed(*written)
    assert said in (refused.value.fields or {})["ubigeo_cod"][0]


def test_other_countries_write_what_they_like() -> None:
    assert placed("São Paulo", "", "Pinheiros", "", country="BR") == ("São Paulo", "", "Pinheiros", "")


def test_a_change_keeps_code_and_names_together() -> None:
    lince = SimpleNamespace(
        document_type="dni", document_number="12345678", department="Lima", province="Lima", district="Lince", ubigeo="150101"
    )

    def changed(**body: Any) -> dict[str, Any]:
        return changes(PatientIn, body, lince, **WHERE)

    assert changed(ubigeo_cod="150102") == {"ubigeo": "150102"}
    assert changed(ubigeo_cod="080101") == {"department": "Cusco", "province": "Cusco", "district": "Cusco", "ubigeo": "080101"}
    assert changed(distrito="San Isidro") == {"district": "San Isidro", "ubigeo": "150131"}
    assert changed(departamento="Cusco", provincia="Cusco", distrito="Wanchaq") == {
        "department": "Cusco",
        "province": "Cusco",
        "district": "Wanchaq",
        "ubigeo": "080108",
    }
    assert changed(telefono="999888777") == {"phone": "+51999888777"}
