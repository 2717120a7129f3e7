from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clinic_app.core.errors import Invalid
from clinic_app.patients.inputs import GuardianIn, PatientIn, changes, whole
from clinic_app.patients.phones import shown_phone, stored_phone

TODAY = date(2026, 11, 20)
WHERE: dict[str, Any] = {"today": TODAY, "country": "PE"}
LEAST = {
    "numero_documento": "12345678", "nombres": "Juan Carlos", "apellido_paterno": "García", "fecha_nacimiento": "2022-06-15", "sexo": "M",
}  # fmt: skip
CURRENT = SimpleNamespace(document_type="dni", document_number="12345678")


def refusals(body: Any, shape: Any = PatientIn) -> dict[str, list[str]]:
    with pytest.raises(Invalid) as refused:
        whole(shape, body, **WHERE)
    return refused.value.fields or {}


def test_the_least_that_is_needed() -> None:
    columns = whole(PatientIn, LEAST, **WHERE)
    assert columns["birth_date"] == date(2022, 6, 15)
    assert (columns["document_type"], columns["blood_group"], columns["phone"], columns["second_surname"]) == ("dni", "ND", "", "")


def test_untouched_fields_come_as_null_or_empty_and_unknown_ones_are_passed_over() -> None:
    body = LEAST | dict.fromkeys(("grupo_sanguineo", "telefono", "email", "ubigeo_cod", "tipo_documento"), "")
    body |= {"apellido_materno": None, "direccion": None, "id": 9, "tenant_id": 9, "is_active": False, "edad": {"years": 4}}
    assert whole(PatientIn, body, **WHERE) == whole(PatientIn, LEAST, **WHERE)


def test_missing_and_blank() -> None:
    assert refusals({}) == {
        name: ["Este campo es requerido."] for name in ("nombres", "apellido_paterno", "fecha_nacimiento", "sexo", "numero_documento")
    }
    assert refusals(LEAST | {"nombres": "", "apellido_paterno": "   ", "numero_documento": ""}) == {
        name: ["Este campo no puede estar en blanco."] for name in ("nombres", "apellido_paterno", "numero_documento")
    }


@pytest.mark.parametrize("body", [None, [], "x", 3, [{"nombres": "x"}]])
def test_a_body_that_is_no_object(body: Any) -> None:
    assert refusals(body) == {"non_field_errors": ["Datos inválidos. Se esperaba un diccionario."]}


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("sexo", "X", '"X" no es una elección válida.'),
        ("sexo", ["M"], "no es una elección válida."),
        ("grupo_sanguineo", "Z", '"Z" no es una elección válida.'),
        ("tipo_documento", "ruc", '"ruc" no es una elección válida.'),
        ("fecha_nacimiento", "15/06/2022", "Fecha con formato erróneo. Use uno de los siguientes formatos en su lugar: YYYY-MM-DD."),
        ("fecha_nacimiento", "2023-02-30", "Fecha con formato erróneo."),
        ("fecha_nacimiento", 20220615, "Fecha con formato erróneo."),
        ("fecha_nacimiento", "0000-00-00", "Fecha con formato erróneo."),
        ("fecha_nacimiento", "2026-11-21", "no puede estar en el futuro"),
        ("fecha_nacimiento", "1890-01-01", "130 años"),
        ("numero_documento", "1234567", "El DNI debe tener 8 dígitos."),
        ("numero_documento", "1234567a", "El DNI debe tener 8 dígitos."),
        ("numero_documento", "１２３４５６７８", "El DNI debe tener 8 dígitos."),
        ("nombres", "a" * 101, "Asegúrese de que este campo no tenga más de 100 caracteres."),
        ("nombres", "a" * 10_000_000, "Asegúrese de que este campo no tenga más de 100 caracteres."),
        ("nombres", "Ana\0", "Los caracteres nulos no están permitidos."),
        ("nombres", "Ana\x1b[31m", "caracteres no permitidos"),
        ("nombres", "Ana\ud800", "caracteres no permitidos"),
        ("sexo", "\ud800", "no es una elección válida"),
        ("tipo_documento", "\ud800", "no es una elección válida"),
        ("nombres", True, "No es una cadena válida."),
        ("nombres", {"a": 1}, "No es una cadena válida."),
        ("nombres", 1.5, "No es una cadena válida."),
        ("telefono", "123", "Introduzca un número de teléfono válido."),
        ("telefono", "no tiene", "Introduzca un número de teléfono válido."),
        ("email", "padres@", "Introduzca una dirección de correo electrónico válida."),
        ("ubigeo_cod", "1501", "El ubigeo debe tener 6 dígitos."),
        ("observaciones", "x" * 5001, "5000 caracteres"),
    ],
)
def test_each_refusal_stands_beside_its_field(field: str, value: Any, said: str) -> None:
    found = refusals(LEAST | {field: value})
    assert list(found) == [field]
    assert said in found[field][0]


@pytest.mark.parametrize(
    ("kind", "number", "kept"),
    [
        ("dni", " 12345678 ", "12345678"), ("dni", 12345678, "12345678"), ("ce", "001234567", "001234567"), ("ce", "ab1234567", "AB1234567"),
        ("pasaporte", "pe12345", "PE12345"), ("otro", "RN-2026/7", "RN-2026/7"), ("otro", None, ""),
        ("ce", "1234567", None), ("ce", "1" * 13, None), ("pasaporte", "A1", None), ("pasaporte", "A1-234", None), ("otro", "x" * 21, None),
    ],
)  # fmt: skip
def test_documents(kind: str, number: Any, kept: str | None) -> None:
    body = LEAST | {"tipo_documento": kind, "numero_documento": number}
    if kept is None:
        assert list(refusals(body)) == ["numero_documento"]
    else:
        assert whole(PatientIn, body, **WHERE)["document_number"] == kept


def test_names_are_kept_as_people_write_them() -> None:
    odd = "Ñusta  O’Brien 👩🏽‍⚕️ محمد'; drop table app.patient; -- <script>"
    assert whole(PatientIn, LEAST | {"nombres": f"  {odd} "}, **WHERE)["given_names"] == odd.replace("  ", " ")
    assert whole(PatientIn, LEAST | {"nombres": "Jose\u0301"}, **WHERE)["given_names"] == "José"  # one form for the same letter
    assert whole(PatientIn, LEAST | {"nombres": "Ana\u202eanA"}, **WHERE)["given_names"] == "AnaanA"
    assert whole(PatientIn, LEAST | {"observaciones": "uno\ndos"}, **WHERE)["notes"] == "uno\ndos"


@pytest.mark.parametrize(
    ("written", "country", "stored", "shown"),
    [
        ("987654321", "PE", "+51987654321", "987654321"), ("+51 987 654 321", "PE", "+51987654321", "987654321"),
        ("(01) 456-7890", "PE", "+5114567890", "014567890"), ("+56 9 8765 4321", "PE", "+56987654321", "+56987654321"),
        ("11 98765-4321", "BR", "+5511987654321", "11987654321"),
    ],
)  # fmt: skip
def test_phones(written: str, country: str, stored: str, shown: str) -> None:
    assert stored_phone(written, country) == stored
    assert shown_phone(stored, country) == shown


def test_a_change_touches_only_what_it_names() -> None:
    assert changes(PatientIn, {"telefono": "999888777", "email": "", "notas": 1}, CURRENT, **WHERE) == {"phone": "+51999888777"}
    assert changes(PatientIn, {}, CURRENT, **WHERE) == {}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"nombres": ""}, "nombres"),
        ({"tipo_documento": "pasaporte", "numero_documento": "A"}, "numero_documento"),
        ({"numero_documento": "1"}, "numero_documento"),
    ],
)
def test_a_change_is_checked(body: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        changes(PatientIn, body, CURRENT, **WHERE)
    assert list(refused.value.fields or {}) == [field]


def test_another_kind_of_document_must_fit_the_number_that_is_kept() -> None:
    with pytest.raises(Invalid):
        changes(PatientIn, {"tipo_documento": "dni"}, SimpleNamespace(document_type="otro", document_number="RN-1"), **WHERE)


def test_guardians() -> None:
    assert refusals({}, GuardianIn) == {"nombres": ["Este campo es requerido."]}
    body = {"nombres": "Ana", "parentesco": "", "es_principal": None, "puede_autorizar_procedimientos": "true"}
    columns = whole(GuardianIn, body, **WHERE)
    assert (columns["relationship"], columns["is_principal"], columns["can_authorize"]) == ("otro", False, True)
    assert refusals({"nombres": "Ana", "parentesco": "primo"}, GuardianIn) == {"parentesco": ['"primo" no es una elección válida.']}
    assert refusals({"nombres": "Ana", "es_principal": "quizás"}, GuardianIn) == {"es_principal": ["Debe ser un booleano válido."]}


PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
JSON = st.recursive(PLAIN, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=5)
FIELD = st.sampled_from([str(field.alias) for field in PatientIn.model_fields.values()])


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(FIELD, JSON | st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}") | st.from_regex(r"\+?[0-9 ]{5,15}")))
def test_any_json_is_either_taken_or_refused_in_words(body: dict[str, Any]) -> None:
    for call in (lambda: whole(PatientIn, body, **WHERE), lambda: changes(PatientIn, body, CURRENT, **WHERE)):
        try:
            call()
        except Invalid as refused:
            assert refused.fields


@pytest.mark.parametrize("nothing", ["\u200b\u200b", "\ufeff", "\u2060", "\u200e", "\u0301"])
def test_a_name_of_nothing_visible_is_blank(nothing: str) -> None:
    assert refusals(LEAST | {"nombres": nothing}) == {"nombres": ["Este campo no puede estar en blanco."]}
    assert whole(PatientIn, LEAST | {"nombres": f"\u200e{LEAST['nombres']}"}, **WHERE)
