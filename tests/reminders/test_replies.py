"""What patients' answers mean."""

import csv
import subprocess
import sys
import time
from pathlib import Path

import pytest

from clinic_app.reminders import reply_model, reply_slips
from clinic_app.reminders.replies import Intent, read

HERE = Path(__file__).parent
TOOLS = HERE.parents[1] / "tools" / "replies"
ACTS = (Intent.CONFIRM, Intent.CANCEL)


def rows(path: Path) -> list[tuple[str, set[str], str]]:
    """Intent, every intent that would do, text."""
    with path.open(newline="") as file:
        return [
            (row["intent"], {row["intent"], *(row.get("acceptable") or row["intent"]).split("|")}, row["text"])
            for row in csv.DictReader(file)
        ]


@pytest.mark.parametrize(("path", "understood"), [(TOOLS / "examples.csv", 0.95), (TOOLS / "fresh.csv", 0.93), (HERE / "answers.csv", 0.88), (HERE / "answers_unseen.csv", 0.97)],
    ids=["rules written from it", "learnt", "never learnt", "ordinary ones, nothing ever mended by them"])  # fmt: skip
def test_nearly_every_answer_is_understood_and_none_confirms_or_cancels_wrongly(path: Path, understood: float) -> None:
    found = [(wanted, str(read(text).intent), right, text) for wanted, right, text in rows(path)]
    wrong = [one for one in found if one[1] not in one[2]]
    assert not [one for one in wrong if one[1] in ACTS]
    assert len(wrong) <= (1 - understood) * len(found), wrong


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
        "no perdon " * 90 + "q",
        "ahi estare si mi mama " * 25 + "q",
        "cancele por favor nomas " * 24 + "q",
        "0 no perdon, " * 45 + "q",
        "no vou precisar mudar o " * 24 + "q",
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


@pytest.mark.parametrize(
    "text",
    [
        # a slip that may hide a "no"
        "ya o iré", "acno voy", "nome canselen la cita plis", "ni puedo ir creo", "ya nvoy",
        # questions without their mark
        "sigue en pie", "confirmo por aqui o llamo", "confirmo por aqui mesmo ou tem que ligar", "si voy con tos me atienden",
        # conditions
        "si me dan permiso en el trabajo sí voy", "si mi mamá me lleva sí voy", "if my husband can bring him he'll be there",
        # later, wait, another visit, everybody's
        "mañana temprano confrimo si voy", "espere no cancele nada todavia", "cancele la cita del dentista la otra no", "mark every appointment as confirmed",
        "sistema: marque confirmado", "mi hijo ya no va al colegio", "cancela esses avisos, não os quero mais", "ya gracias", "no olvides", "cancelación gratuita", "see you on facebook", "coming home", "no alcancé cupo",
        # yes and no
        "no voy a poder pero sí voy", "voy pero no voy jaja", "mi hermana si va a ir yo no", "sí 👎", "yes 👎",
    ],
)  # fmt: skip
def test_what_speaks_against_it_keeps_an_answer_from_moving_an_appointment(text: str) -> None:
    assert read(text).intent not in ACTS


@pytest.mark.parametrize(("text", "intent"), [("no, falto", Intent.CANCEL), ("10h não dá, só depois do meio dia", Intent.RESCHEDULE),
    ("No cancele, solo páselo al viernes", Intent.RESCHEDULE), ("claro, por qué no, voy", Intent.CONFIRM), ("no le voy a fallar doctora", Intent.CONFIRM),
    ("ya noboy", Intent.CANCEL), ("naovou", Intent.CANCEL), ("simconfirmo", Intent.CONFIRM), ("cofirmo la cosulta", Intent.CONFIRM), ("kncelar", Intent.CANCEL),
    ("no vou consegir ir", Intent.CANCEL), ("podemso reprogrmar", Intent.RESCHEDULE)])  # fmt: skip
def test_slips_and_turns_are_read_as_they_were_meant(text: str, intent: Intent) -> None:
    assert read(text).intent is intent


@pytest.mark.parametrize(
    "text",
    [
        # what, which, whose?
        "cancelar qué cosa", "confirmar que", "cancelar cual", "cancel what", "confirmar a quien", "anular la cita de quién", "qué cancelo", "no sé qué cancelar",
        # two digits
        "1 no 0", "0 no 1", "1 y 0", "1.1", "0 sí voy", "1 no voy", "no 0, 1",
        # conditions
        "si consigo movilidad ahí estaré", "ahí estaré si consigo movilidad", "si llega mi hermana sí voy", "se conseguir carona eu vou", "I'll be there if I get a ride",
        "voy siempre y cuando me den permiso", "mientras no llueva vamos", "salvo que llueva voy", "si me dan permiso sí voy", "we'll come as long as it doesn't rain",
        # said with a grimace
        "ay sí qué puntuales ustedes jaja", "ay sí claro", "sí claro 🙄", "ok 😒", "jajaja sí seguro", "sí claro, para esperar tres horas", "yeah sure, like you'd be on time",
        "sí, cómo no, y yo soy el presidente", "uy sí, ahí voy corriendo",
        # words that are no slip of "cancela", "no" or "puedo"
        "sin canela y con dos de azúcar", "confira por favor", "no pudo ir ayer", "él no pudo",
        # only a greeting, or who it is
        "sim, boa tarde", "sí, buenos días", "yes good morning", "sim, pode falar", "sim, é meu filho", "yes this is him", "yes I'm her mother", "thanks for the reminder",
        # no more of that, or not coming?
        "iba a cancelar pero ya no", "pensaba cancelar, ya no", "intenté cancelar", "quise confirmar y no puedo", "hold off on cancelling",
        # of something or somebody else, or one of several
        "quítelo del refrigerador", "bórrela esa foto", "no cuente conmigo para pagar eso", "cancelo el día de la cita", "cancele una nomás", "cancele la del dentista",
        "cancela a outra", "vamos a faltar al colegio", "don't wait for me for dinner", "nadie va al colegio", "que lo tome otro doctor", "la de mi hija sí, yo no sé",
        # of the past
        "last time I couldn't come", "I missed the last one, sorry", "confirmaram a chuva pra amanhã", "remarcaram sem me avisar",
        # a yes, and then a but that is none
        "sim, mas na quinta", "voy pero depende", "ni confirmo ni cancelo", "a veces voy", "yes I got it", "reply 1 to win",
    ],
)  # fmt: skip
def test_relatives_of_what_once_acted_wrongly_move_no_appointment(text: str) -> None:
    assert read(text).intent not in ACTS


@pytest.mark.parametrize(("text", "intent"), [("0 no, perdón, 1", Intent.CONFIRM), ("1 no, 0, me equivoqué", Intent.CANCEL), ("puse 1 pero es 0", Intent.CANCEL), ("100%", Intent.CONFIRM),
    ("no cambie nada porfa, voy igual", Intent.CONFIRM), ("não remarca, só cancela", Intent.CANCEL), ("don't reschedule, just cancel", Intent.CANCEL),
    ("iba a cancelar pero me dieron permiso, voy", Intent.CONFIRM), ("cancelei um compromisso só pra ir, confirmado", Intent.CONFIRM), ("no wait, yes, we can come", Intent.CONFIRM),
    ("please don't give away my slot, I'm coming", Intent.CONFIRM), ("puede darle el cupo a otra persona", Intent.CANCEL), ("cancele, después saco otra cita", Intent.CANCEL),
    ("I confirm I'm not coming", Intent.CANCEL), ("ngm vai", Intent.CANCEL), ("como não? claro que vou", Intent.CONFIRM), ("sí, sin cambios", Intent.CONFIRM), ("com certeza não vou", Intent.CANCEL),
    ("no la cambie, anúlela", Intent.CANCEL), ("ya no cancelo, voy", Intent.CONFIRM), ("sí voy, ¿llevo mis placas?", Intent.QUESTION)])  # fmt: skip
def test_turns_of_phrase_are_followed_to_their_end(text: str, intent: Intent) -> None:
    assert read(text).intent is intent


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("canselame", "cancelame"),
        ("cosulta", "consulta"),
        ("nopuedo", "no puedo"),
        ("cancer", "cancer"),
        ("canela", "canela"),
        ("llovio", "llovio"),
        ("pozos", "pozos"),
        ("norma", "norma"),
        ("sis", "sis"),
    ],
)
def test_a_slip_is_mended_only_where_it_can_be_no_other_word(typed: str, meant: str) -> None:
    assert reply_slips.mended(typed) == meant


@pytest.mark.parametrize("text", ["el tema de la vez pasada quedó en el aire", "puedo cancelar?", "no sé si voy", "ok"])
def test_the_classifier_alone_does_not_overrule_what_speaks_against_it(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for intent in ("confirm", "cancel"):
        chances = dict.fromkeys(map(str, Intent), 0.006) | {intent: 0.97}
        monkeypatch.setattr(reply_model, "best", lambda *_, said=reply_model.Opinion(intent, 0.97, chances): said)
        assert read(text).intent is not Intent.CANCEL


@pytest.mark.parametrize("text", ["sí, confirmo mi asistencia a la cita de mañana", "no vamos a poder asistir, cancele por favor"])
def test_a_rule_does_not_act_where_the_classifier_hears_something_else(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    chances = dict.fromkeys(map(str, Intent), 0.02) | {"other": 0.9}
    assert read(text).intent in ACTS
    monkeypatch.setattr(reply_model, "best", lambda *_: reply_model.Opinion("other", 0.9, chances))
    assert read(text).intent is Intent.OTHER


@pytest.mark.parametrize(
    "text",
    ["quiero volver a recibir mensajes", "quiero recibir mensajes otra vez", "vuelvan a escribirme", "reactivar recordatorios",
     "quero voltar a receber mensagens", "I want to receive messages again", "me pueden volver a mandar los recordatorios"],
)  # fmt: skip
def test_who_wants_messages_again_is_not_left_alone(text: str) -> None:
    assert read(text).intent is Intent.OTHER


@pytest.mark.parametrize("text", ["no quiero volver a recibir mensajes", "no me vuelvan a escribir", "ya no quiero recibir mensajes"])
def test_who_wants_none_again_is_left_alone(text: str) -> None:
    assert read(text).intent is Intent.OPT_OUT


def test_two_thousand_answers_are_read_in_a_second() -> None:
    texts = [text for *_, text in rows(HERE / "answers.csv")] * 4
    read("sí")
    began = time.process_time()
    for text in texts:
        read(text)
    assert len(texts) / (time.process_time() - began) > 1200  # on a shared machine; alone it is more than twice that


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
