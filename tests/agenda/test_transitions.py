"""The one table of states, spelled out."""

import itertools

from clinic_app.agenda.models import Status
from clinic_app.agenda.transitions import LABELS, LEGAL, LIVE, is_legal, refusal

LEGAL_PAIRS = {
    ("programada", "confirmada"),
    ("programada", "en_atencion"),
    ("programada", "atendida"),
    ("programada", "cancelada"),
    ("programada", "no_asistio"),
    ("confirmada", "en_atencion"),
    ("confirmada", "atendida"),
    ("confirmada", "cancelada"),
    ("confirmada", "no_asistio"),
    ("en_atencion", "atendida"),
    ("en_atencion", "cancelada"),
    ("no_asistio", "programada"),
}


def test_every_pair():
    for before, after in itertools.product(Status, Status):
        assert is_legal(before, after) is ((before.value, after.value) in LEGAL_PAIRS), (before, after)


def test_every_state_is_in_the_tables():
    assert set(LEGAL) == set(LABELS) == set(Status)
    assert set(Status) - set(LIVE) == {Status.CANCELLED, Status.NO_SHOW}


def test_sentences():
    assert refusal(Status.CONFIRMED, Status.CONFIRMED) == "La cita ya está confirmada."
    assert refusal(Status.CANCELLED, Status.ATTENDED) == "Una cita cancelada no puede pasar a atendida."
