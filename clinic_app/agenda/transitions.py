"""What may become of an appointment: the one table of its states. No database, no framework."""

from clinic_app.agenda.models import Status
from clinic_app.core.i18n import N_, Sentence

S = Status
LEGAL: dict[Status, frozenset[Status]] = {
    S.SCHEDULED: frozenset({S.CONFIRMED, S.IN_PROGRESS, S.ATTENDED, S.CANCELLED, S.NO_SHOW}),
    S.CONFIRMED: frozenset({S.IN_PROGRESS, S.ATTENDED, S.CANCELLED, S.NO_SHOW}),
    S.IN_PROGRESS: frozenset({S.ATTENDED, S.CANCELLED}),
    S.NO_SHOW: frozenset({S.SCHEDULED}),  # she came late after all, or it was a slip
    S.ATTENDED: frozenset(),
    S.CANCELLED: frozenset(),
}
LIVE = (S.SCHEDULED, S.CONFIRMED, S.IN_PROGRESS, S.ATTENDED)  # these hold their time
PENDING = (S.SCHEDULED, S.CONFIRMED, S.IN_PROGRESS)
MOVABLE = (S.SCHEDULED, S.CONFIRMED)
LABELS = {
    S.SCHEDULED: "Programada",
    S.CONFIRMED: "Confirmada",
    S.IN_PROGRESS: "En atención",
    S.ATTENDED: "Atendida",
    S.CANCELLED: "Cancelada",
    S.NO_SHOW: "No asistió",
}


def is_legal(before: Status, after: Status) -> bool:
    """Whether an appointment may go from one state to the other."""
    return after in LEGAL[before]


def refusal(before: Status, after: Status) -> str:
    """The sentence for a change that is not allowed."""
    if before == after:
        return Sentence("La cita ya está {state}.", state=_phrase(after))
    return Sentence("Una cita {state} no puede pasar a {wanted}.", state=_phrase(before), wanted=_phrase(after))


PHRASES = {
    S.SCHEDULED: N_("programada"),
    S.CONFIRMED: N_("confirmada"),
    S.IN_PROGRESS: N_("en atención"),
    S.ATTENDED: N_("atendida"),
    S.CANCELLED: N_("cancelada"),
    S.NO_SHOW: N_("marcada como no asistió"),
}  # within a sentence


def _phrase(status: Status) -> Sentence:
    return Sentence(PHRASES[status])
