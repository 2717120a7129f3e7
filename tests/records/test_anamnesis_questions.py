"""What counts as an answer to a questionnaire: pure rules."""

from datetime import date

import pytest

from clinic_app.records.anamnesis import answers as replies
from clinic_app.records.anamnesis import default as questionnaire_default
from clinic_app.records.anamnesis.questionnaire import Kind, read_questions, stored

TODAY = date(2026, 3, 1)


def asked(*raw):
    questions, problems = read_questions(list(raw))
    assert problems == {}
    return questions


def one(kind, **more):
    return asked({"code": "q", "label": "¿Qué?", "kind": kind} | more)


@pytest.mark.parametrize(
    ("kind", "more", "given", "kept"),
    [
        ("texto", {}, "  Asma  ", "Asma"),
        ("si_no", {}, "Sí", "si"),
        ("si_no", {}, False, "no"),
        ("opcion", {"options": ["Seca", "Grasa"]}, "seca", "Seca"),
        ("opciones", {"options": ["Asma", "Anemia", "Cáncer"]}, ["cancer", "Asma", "asma"], ["Asma", "Cáncer"]),
        ("numero", {"least": 0, "most": 10}, "7,5", 7.5),
        ("escala", {}, "10", 10),
        ("fecha", {}, "2026-03-01", "2026-03-01"),
    ],
)
def test_each_kind_takes_what_it_asks_for(kind, more, given, kept):
    checked = replies.check(one(kind, **more), {"q": given}, TODAY)
    assert (checked.answers, checked.problems) == ({"q": kept}, {})


@pytest.mark.parametrize(
    ("kind", "more", "given"),
    [
        ("texto", {}, 5), ("texto", {}, "x" * 2001), ("texto", {}, "a\0b"), ("si_no", {}, "quizás"), ("si_no", {}, 1),
        ("opcion", {"options": ["Seca", "Grasa"]}, "Azul"), ("opciones", {"options": ["A", "B"]}, ["A", "C"]), ("opciones", {"options": ["A", "B"]}, {"A": 1}),
        ("numero", {"least": 0}, -1), ("numero", {"most": 9}, 10), ("numero", {}, "mucho"), ("numero", {}, "nan"), ("numero", {}, "1e400"), ("numero", {}, True), ("numero", {}, [1]),
        ("escala", {}, 11), ("escala", {}, 2.5), ("fecha", {}, "2026-03-02"), ("fecha", {}, "2026-02-30"), ("fecha", {}, "1800-01-01"), ("fecha", {}, 20260301),
    ],
)  # fmt: skip
def test_and_refuses_anything_else_with_a_sentence(kind, more, given):
    checked = replies.check(one(kind, **more), {"q": given}, TODAY)
    assert checked.answers == {} and str(checked.problems["q"]).endswith(".")
    assert "could not" not in str(checked.problems["q"])


def test_an_empty_answer_is_none_and_missing_only_where_required():
    assert replies.check(one("texto"), {"q": "  "}, TODAY) == replies.Checked()
    assert list(replies.check(one("texto", required=True), {}, TODAY).problems) == ["q"]
    assert list(replies.check(one("opciones", options=["A", "B"], required=True), {"q": []}, TODAY).problems) == ["q"]


def test_a_question_that_is_not_asked_is_neither_required_nor_kept():
    questions = asked(
        {"code": "alergico", "label": "¿Alergias?", "kind": "si_no", "required": True},
        {
            "code": "cual",
            "label": "¿Cuál?",
            "kind": "opcion",
            "options": ["Látex", "Otra"],
            "required": True,
            "when": "alergico",
            "equals": ["si"],
        },
        {"code": "otra", "label": "¿Qué otra?", "kind": "texto", "required": True, "when": "cual", "equals": ["Otra"]},
    )
    assert replies.check(questions, {"alergico": "no", "cual": "Otra", "otra": "x"}, TODAY) == replies.Checked({"alergico": "no"})
    assert list(replies.check(questions, {"alergico": "si"}, TODAY).problems) == ["cual"]
    assert list(replies.check(questions, {"alergico": "si", "cual": "otra"}, TODAY).problems) == ["otra"]
    assert [each.code for each in replies.shown(questions, {"alergico": "si", "cual": "Látex"})] == ["alergico", "cual"]


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        ({"label": " "}, "label"), ({"label": "A", "kind": "foto"}, "kind"), ({"label": "A", "kind": "opcion", "options": ["x", "X"]}, "options"),
        ({"label": "A", "kind": "numero", "least": 5, "most": 5}, "most"), ({"label": "A", "kind": "numero", "least": "x"}, "least"),
        ({"label": "A", "kind": "escala", "most": 100}, "most"), ({"label": "A", "when": "despues", "equals": ["si"]}, "when"),
        ({"label": "A", "when": "antes", "equals": ["tal vez"]}, "equals"),
    ],
)  # fmt: skip
def test_a_question_that_makes_no_sense_is_refused(raw, field):
    first = {"code": "antes", "label": "¿Antes?", "kind": "si_no"}
    _questions, problems = read_questions([first, raw])
    assert list(problems) == [f"preguntas.1.{field}"]


def test_a_questionnaire_needs_questions_and_not_too_many():
    for raw in (None, [], "x", [1], [{"label": "A"}] * 101):
        assert list(read_questions(raw)[1]) == ["preguntas"]


def test_codes_are_made_of_the_words_and_stay_apart():
    questions = asked({"label": "¿Fuma?"}, {"label": "Fuma"}, {"label": "!!"}, {"code": "Mala Clave", "label": "Edad"})
    assert [each.code for each in questions] == ["fuma", "fuma_2", "pregunta", "edad"]
    assert stored([each.to_json() for each in questions]) == questions


def test_answers_become_facts_of_the_profile_and_a_no_becomes_none():
    questions = asked(
        {"code": "fuma", "label": "¿Fuma?", "kind": "si_no", "fact": "habito"},
        {"code": "alergias", "label": "Alergias", "kind": "texto", "fact": "alergia"},
        {"code": "males", "label": "Enfermedades", "kind": "opciones", "options": ["Asma", "Anemia"], "fact": "condicion"},
        {"code": "copas", "label": "Copas", "kind": "numero", "unit": "por semana", "fact": "habito"},
    )
    said = replies.facts(questions, {"fuma": "si", "alergias": "Látex, polen\npenicilina", "males": ["Asma"], "copas": 2})
    assert said == {"habito": ["Fuma", "Copas: 2 por semana"], "alergia": ["Látex", " polen", "penicilina"], "condicion": ["Asma"]}
    assert replies.facts(questions, {"fuma": "no"}) == {}


def test_two_versions_stand_side_by_side_even_when_the_questions_changed():
    old, new = (
        asked({"label": "Fuma", "kind": "si_no"}, {"label": "Peso", "kind": "numero", "unit": "kg"}),
        asked({"label": "Fuma", "kind": "si_no"}, {"label": "Edad", "kind": "numero"}),
    )
    rows = replies.compare((old, {"fuma": "si", "peso": 70}), (new, {"fuma": "no", "edad": 30}))
    assert [(row.label, row.before, row.after, row.changed) for row in rows] == [
        ("Fuma", "Sí", "No", True),
        ("Edad", "", "30", True),
        ("Peso", "70 kg", "", True),
    ]


def test_the_first_questionnaire_of_a_clinic_is_whole():
    questions = stored(questionnaire_default.questions())
    assert len(questions) == len(questionnaire_default.QUESTIONS) and {each.kind for each in questions} >= {
        Kind.TEXT,
        Kind.YES_NO,
        Kind.CHOICE,
        Kind.SCALE,
        Kind.NUMBER,
    }
    calm = {"motivo": "Control", "alergico": "no", "enfermo": "no", "toma_medicacion": "no"}
    assert replies.check(questions, calm, TODAY).problems == {}
    assert set(replies.check(questions, {}, TODAY).problems) == set(calm)
