"""Sentences with values stay translatable on their way from a service to a screen; REST answers their Spanish text."""

import json
import pickle
from dataclasses import asdict
from datetime import date

import pytest

from clinic_app.access.state import _show
from clinic_app.core.errors import Invalid
from clinic_app.core.fields import Rule, a_text, an_integer, parse
from clinic_app.core.i18n import Sentence, translate
from clinic_app.interop import leftovers, values
from clinic_app.patients import inputs
from clinic_app.shell.settings.trail_details import other_details

LONGEST = "Asegúrese de que este campo no tenga más de {longest} caracteres."


def test_a_sentence_reads_as_its_spanish_text_everywhere() -> None:
    said = Sentence(LONGEST, longest=20)
    assert said == "Asegúrese de que este campo no tenga más de 20 caracteres."
    assert json.loads(json.dumps({"detail": said})) == {"detail": str(said)}
    assert pickle.loads(pickle.dumps(said)).values == {"longest": 20}


def test_a_value_that_is_a_sentence_is_translated_too(monkeypatch: pytest.MonkeyPatch) -> None:
    said = Sentence("{field}: {why}", field="x", why=Sentence("Texto {n}", n=1))
    assert translate("en", said) == "x: Texto 1"


def test_a_refusal_of_a_field_keeps_its_template_through_the_table_of_rules() -> None:
    with pytest.raises(Invalid) as refused:
        parse({"nombre": "x" * 21, "minutos": 999}, {"nombre": Rule("name", a_text(20)), "minutos": Rule("minutes", an_integer(5, 60))})
    assert refused.value.body()["nombre"] == ["Asegúrese de que este campo no tenga más de 20 caracteres."]
    assert [each[0].template for each in (refused.value.fields or {}).values()] == [
        LONGEST,
        "Asegúrese de que este valor es menor o igual a {most}.",
    ]  # type: ignore[attr-defined]


def test_a_refusal_of_a_patient_keeps_its_template() -> None:
    body = {"tipo_documento": "nada{x}", "fecha_nacimiento": "1850-01-01", "nombres": "A", "apellido_paterno": "B", "sexo": "M"}
    with pytest.raises(Invalid) as refused:
        inputs.whole(inputs.PatientIn, body, today=date(2026, 1, 1), country="PE")
    fields = refused.value.fields or {}
    assert fields["tipo_documento"] == ['"nada{x}" no es una elección válida.']
    assert fields["fecha_nacimiento"][0].values == {"years": 130}  # type: ignore[attr-defined]


def test_what_is_wrong_with_an_imported_row_keeps_its_values() -> None:
    person = values.Person()
    person.refuse("nombres", "x", Sentence(LONGEST, longest=100))
    kept = json.loads(json.dumps(asdict(person.problems[0])))
    assert kept["said"] == LONGEST and leftovers.reason(kept, "es") == "Asegúrese de que este campo no tenga más de 100 caracteres."


def test_the_detail_of_the_trail_has_words() -> None:
    assert other_details({"plan": "pro", "period": "yearly"}, "es") == "Plan: Pro, Pago: Anual"
    assert other_details({"before": "nurse", "role": "receptionist"}, "es") == "Antes: Enfermera, Rol: Recepción"
    assert other_details({"other": 7, "merge": 3, "moved": {"app.appointment": 2, "app.patient_document": 1}, "kept": ["email"]}, "es") == (
        "Otra ficha: n.º 7, Pasaron: 3, Sin cambiar: Correo"
    )
    assert other_details({"rows": 40, "format": "xlsx", "filters": {"search": True, "sex": "", "active": True, "tag": 5}}, "es") == (
        "Filas: 40, Formato: Excel, Filtros: Texto buscado, Activos, Etiqueta 5"
    )
    assert other_details({"required": True, "patient": 4, "fields": ["name"], "batch": "u"}, "es") == "Obligatorio: Sí"


async def test_a_screen_shows_the_refusal_in_the_language_of_the_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    class Screen:
        vars = {"errors": None}
        errors: dict[str, str] = {}

    async def english(_state: object) -> str:
        return "en"

    monkeypatch.setattr("clinic_app.access.state.language_of", english)
    monkeypatch.setattr("clinic_app.access.state.translate", lambda language, text: f"{language}: {text.template} {text.values}")
    screen = Screen()
    await _show(screen, Invalid(nombre=Sentence(LONGEST, longest=5)))  # type: ignore[arg-type]
    assert screen.errors == {"nombre": f"en: {LONGEST} {{'longest': 5}}"}
