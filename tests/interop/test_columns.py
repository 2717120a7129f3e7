"""Titles in three languages, and what they mean."""

import pytest

from clinic_app.core.i18n import LANGUAGES
from clinic_app.interop import columns, exporting


@pytest.mark.parametrize(
    ("title", "target"),
    [
        ("DNI", "numero_documento"), ("N° de Documento", "numero_documento"), ("NRO. DOC.", "numero_documento"), ("CPF", "numero_documento"),
        ("Tipo de documento", "tipo_documento"), ("Fec. Nac.", "fecha_nacimiento"), ("FECHA DE NACIMIENTO", "fecha_nacimiento"),
        ("Date of birth", "fecha_nacimiento"), ("Data de Nascimento", "fecha_nacimiento"), ("Género", "sexo"), ("Apellido Paterno", "apellido_paterno"),
        ("Ap. Materno", "apellido_materno"), ("Apellidos y Nombres", "apellidos_nombres"), ("Nombres y Apellidos", "nombres_apellidos"),
        ("Full name", "nombres_apellidos"), ("Celular", "telefono"), ("E-mail", "email"), ("Dirección del paciente", "direccion"), ("Endereço", "direccion"),
        ("Grupo sanguíneo", "grupo_sanguineo"), ("Historia clínica", ""), ("Peso", ""), ("", ""),
        ("Apoderado", "r.nombre_completo"), ("Teléfono del apoderado", "r.telefono"), ("DNI de la madre", "r.numero_documento"), ("Parentesco", "r.parentesco"),
        ("Responsable 2: Otro teléfono", "r.telefono_alternativo"), ("Guardian phone", "r.telefono"),
    ],
)  # fmt: skip
def test_a_title_is_understood(title: str, target: str) -> None:
    assert columns.meaning(title)[0] == target


def test_columns_in_any_order_are_guessed_and_each_target_is_used_once() -> None:
    found = columns.guess(["Sexo", "Teléfono", "F. Nac", "Nombres", "Apellido paterno", "Celular", "DNI"])
    assert found.columns == ["sexo", "telefono", "fecha_nacimiento", "nombres", "apellido_paterno", "", "numero_documento"]
    assert found.missing() == []


def test_a_single_column_of_names_holds_the_whole_name() -> None:
    assert columns.guess(["Nombre", "DNI", "Sexo"]).columns[0] == "nombres_apellidos"
    assert columns.guess(["Nombre", "Apellidos", "Sexo"]).columns[0] == "nombres"
    assert columns.guess(["Paciente", "Apoderado"]).columns == ["nombres_apellidos", "r1.nombre_completo"]


def test_mother_and_father_are_two_guardians() -> None:
    found = columns.guess(["Nombres", "Madre", "DNI madre", "Padre", "Celular del padre"])
    assert found.columns == ["nombres_apellidos", "r1.nombre_completo", "r1.numero_documento", "r2.nombre_completo", "r2.telefono"]
    assert found.kin == {"r1": "madre", "r2": "padre"}


def test_what_is_missing_is_named() -> None:
    assert columns.guess(["DNI", "Nombres y apellidos"]).missing() == ["fecha_nacimiento", "sexo"]


@pytest.mark.parametrize("locale", list(LANGUAGES))
def test_our_own_titles_are_understood_in_every_language(locale: str) -> None:
    targets = [
        *exporting.PATIENT_WIRES.values(),
        *[f"r{number}.{name}" for number in (1, 2, 3) for name in exporting.GUARDIAN_WIRES.values()],
    ]
    assert columns.guess([columns.title_of(target, locale) for target in targets]).columns == targets


def test_the_same_titles_have_the_same_signature() -> None:
    assert columns.signature(["Nombres", "Fecha de Nacimiento"]) == columns.signature([" NOMBRES ", "fecha de nacimiento"])
    assert columns.signature(["Nombres", "Sexo"]) != columns.signature(["Sexo", "Nombres"])
