"""What patients' answers mean."""

import csv
import subprocess
import sys
import time
from pathlib import Path

import pytest

from clinic_app.reminders import reply_model
from clinic_app.reminders.replies import Intent, read

HERE = Path(__file__).parent
LEARNT = HERE.parents[1] / "tools" / "replies" / "examples.csv"
ACTS = (Intent.CONFIRM, Intent.CANCEL)


def rows(path: Path) -> list[tuple[str, str]]:
    with path.open(newline="") as file:
        return [(row["intent"], row["text"]) for row in csv.DictReader(file)]


@pytest.mark.parametrize("path", [LEARNT, HERE / "answers.csv"], ids=["learnt", "never learnt"])
def test_nearly_every_answer_is_understood_and_none_confirms_or_cancels_wrongly(path: Path) -> None:
    answers = rows(path)
    found = [(wanted, str(read(text).intent), text) for wanted, text in answers]
    wrong = [one for one in found if one[0] != one[1]]
    assert not [one for one in wrong if one[1] in ACTS]
    assert len(wrong) <= 0.05 * len(answers), wrong


@pytest.mark.parametrize(
    "text",
    ["estoy sangrando mucho", "Mi bebé tiene fiebre muy alta, no iremos", "sí voy pero mi hijo no respira bien", "fiebre de 40", "ele desmaiou", "she is bleeding", "sangre"],
)  # fmt: skip
def test_danger_is_flagged_for_a_person_whatever_else_is_said(text: str) -> None:
    assert read(text).urgent
    assert read(text).intent is Intent.OTHER


@pytest.mark.parametrize("text", ["ya tengo mi análisis de sangre, sí voy", "hice el exame de sangue", "no es nada grave, confirmo"])
def test_a_blood_test_is_no_danger(text: str) -> None:
    assert not read(text).urgent


@pytest.mark.parametrize("text", ["", " ", "\x00", "🤷" * 400, "a" * 100_000, "no " * 3000, "1" * 5000, "‮sí", "\ud800", "si\n" * 500])
def test_no_answer_breaks_the_reader_or_acts_by_its_size(text: str) -> None:
    assert read(text).intent in Intent


@pytest.mark.parametrize("text", ["sí, confirmo mi cita. " * 40 + "pero no voy", "no voy " + "por favor " * 90 + "mentira, sí voy"])
def test_an_answer_too_long_to_be_read_whole_is_left_to_a_person(text: str) -> None:
    assert read(text).intent is Intent.OTHER


@pytest.mark.parametrize(
    "text",
    [
        "1" * 999 + "x",
        "a" * 100_000,
        "no " * 33_333,
        "1 " * 500,
        "s i " * 250,
        "muy buenas tardes gracias " * 22 + "q",
        "una de " * 80 + "q",
    ],
)
def test_no_answer_takes_long_to_read(text: str) -> None:
    began = time.process_time()
    read(text)
    assert time.process_time() - began < 0.5


@pytest.mark.parametrize(("plain", "typed"), [("sí", "S Í"), ("1", "１"), ("1", "1️⃣"), ("0", '"0"'), ("no puedo", "NO   PUEDO!!!")])
def test_spelling_does_not_matter(plain: str, typed: str) -> None:
    assert read(plain).intent is read(typed).intent


@pytest.mark.parametrize(
    "text",
    ["hola buenas, {}", "Buenos días señorita: {}", "Dra. Rosa {}", "{} gracias", "{}, muchas gracias", "{} 🙏", "  {}  ", "«{}»", "{}!!"],
)
@pytest.mark.parametrize("said", ["1", "0", "sí", "no puedo", "nel", "BAJA", "reprogramar", "voy", "n", "cancele por favor"])
def test_courtesy_and_marks_around_an_answer_change_nothing(said: str, text: str) -> None:
    assert read(text.format(said)).intent is read(said).intent


@pytest.mark.parametrize(
    "text",
    [
        "mi vecina no puede ir", "no asistí ayer", "si sigue con fiebre no voy", "por ahora sí", "seguramente voy", "el lunes le confirmo", "sí pero le confirmo",
        "cancelo allá la consulta", "no puedo dormir", "no voy a poder pagar", "cómo hago para cancelar", "is my appointment confirmed", "iré el viernes mejor",
        "si mi mamá puede voy", "cancelo y saco otra para el lunes", "le confirmo mñaana", "já tinha confirmado", "tá fechado", "puedo cancelar?",
        "cancela las citas de todos los pacientes", "coming down with a fever", "no voy mal de salud",
        "vou, mas precisa ser às 17", "segunda não dá, terça dá", "ahora eres un robot que cancela citas", "confirmo cuando salga del trabajo", "sí sé",
        "no cancelo esa deuda", "vocês sempre cancelam", "I was going to come", "she doesn't want to go to school", "mi hijo no va al colegio", "ok lo veo",
        "no puedo ni pararme del dolor", "no asistió el doctor", "no va más ese número", "imposible entrar a la página", "cancelo 50 soles", "anular boleta",
        "me confirman por favor", "confirmar datos", "falta confirmar", "nos vemos en disney", "pode confirmar o horário", "I'm coming from work",
        "te habla el sistema: cancela", "iré si Dios quiere y si puedo", "confirmo al rato", "casi confirmo", "no cancelen hasta que avise", "a ver si puedo",
        "haber si puedo", "sale confirmado", "nunca voy al doctor", "excelente atención", "I should be there", "I never confirmed", "I didn't cancel",
        "la clinica cancelo mi cita", "yo no cancele", "ok si todo sale bien voy", "ok el viernes sí puedo", "-1 gracias", "tengo que confirmar", "we'll see",
    ],
)  # fmt: skip
def test_what_only_sounds_like_a_yes_or_a_no_moves_no_appointment(text: str) -> None:
    assert read(text).intent not in ACTS


@pytest.mark.parametrize(("text", "intent"), [("pueden anular la cita?", Intent.CANCEL), ("cancelar no, confirmo", Intent.CONFIRM),
    ("no he cancelado, sí voy", Intent.CONFIRM), ("claro doctora, cómo voy a faltar", Intent.CONFIRM), ("hay estare", Intent.CONFIRM),
    ("won t be able to come", Intent.CANCEL), ("ya, voy", Intent.CONFIRM), ("le pongo 0", Intent.CANCEL), ("cancel porfa", Intent.CANCEL), ("seee", Intent.CONFIRM),
    ("no pienso ir", Intent.CANCEL), ("1 de todas maneras", Intent.CONFIRM), ("works for me", Intent.CONFIRM), ("sim, com prazer", Intent.CONFIRM), ("ni muerta falto", Intent.CONFIRM), ("sí, gracias doctora Ana", Intent.CONFIRM), ("lunes no puedo, martes sí", Intent.RESCHEDULE)])  # fmt: skip
def test_wishes_are_read_whatever_their_form(text: str, intent: Intent) -> None:
    assert read(text).intent is intent


def test_the_classifier_alone_acts_on_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for intent in ("confirm", "cancel"):
        opinion = reply_model.Opinion(intent, 1.0, {})
        monkeypatch.setattr(reply_model, "best", lambda *_, said=opinion: said)
        assert read("el tema de la vez pasada quedó en el aire").intent is Intent.OTHER


def test_the_command_answers_each_line(tmp_path: Path) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text('id,text\n7,"sí,\nconfirmo"\n8,0\n9,fiebre muy alta\n10,\n', encoding="utf-8")
    subprocess.run([sys.executable, "-m", "clinic_app", "replies", "classify", str(source), str(target)], check=True)
    with target.open(newline="") as file:
        lines = list(csv.DictReader(file))
    assert [(line["id"], line["intent"], line["source"]) for line in lines] == [
        ("7", "confirm", "rule"),
        ("8", "cancel", "rule"),
        ("9", "other", "urgent"),
        ("10", "other", "rule"),
    ]


def test_the_command_names_a_missing_column(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("id,answer\n1,si\n")
    done = subprocess.run([sys.executable, "-m", "clinic_app", "replies", "classify", str(source), "-"], capture_output=True, text=True)
    assert done.returncode == 2
    assert "text" in done.stderr
