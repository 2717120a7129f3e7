"""What keeps an answer from moving an appointment although rules and classifier take it for a yes or a no. Pure.

A veto hands the answer to a person. Suspicious words do so unless the classifier, which knows them in their sentence, is certain enough.
"""

import re
from collections.abc import Mapping

from clinic_app.reminders import reply_negations as negations
from clinic_app.reminders.reply_rules import CANCEL_VERB
from clinic_app.reminders.reply_slips import distance, is_known
from clinic_app.reminders.reply_text import Plain
from clinic_app.reminders.reply_topics import DAYS
from clinic_app.reminders.reply_witness import ELSEWHERE, NO, OF_COMING, SAYS_NO, SAYS_YES, VERB

SHORT = 3  # words, of which a rule cannot misunderstand the whole
NEEDED = {  # the least chance of a yes and of a no that the classifier must give to the words
    "agreed short": (0.05, 0.05),  # where a rule says the same: it cannot misunderstand so few words
    "agreed": (0.25, 0.3),
    "weak": (0.75, 0.85),  # where weak words say so
    "none": (0.9, 0.975),  # where no rule says anything
    "none short": (0.99, 0.99),
    "against": (0.98, 0.98),  # where a rule says something else
}
NEVER = 2.0
NEEDED_OF_MIXED = 0.95  # a yes with a "no" in it that no rule understands
NEEDED_OF_UNEASY, NEEDED_OF_BOTH, NEEDED_OF_STRANGE = 0.4, 0.95, 0.98
ELSE = 0.25  # the most it may think that something is asked or another time is wanted
HEDGES = ("no", "nao", "not", "nunca", "never", "quizas", "quiza", "talvez", "depende", "depends", "maybe", "perhaps", "creo", "acho")
CANCELS = ("cancelo", "cancela", "cancele", "cancelar", "cancel", "cancelen", "anular", "desmarcar")
"""Words that turn an answer round: a slip of the finger may have been meant for one of them."""
GLUED_NO = re.compile(r"(?:no|nao)[b-df-hj-np-tv-z]\w+|\w+(?:no|nao|not)")
GOES = r"(?:voy|vamos|ire|iremos|puedo|podre|podremos|podemos|asistire|asistiremos|vou|irei|posso|consigo|vai|va|llego|llegare)"
NO_ME = re.compile(r"\bnome (?!d[aeo]\b)\w+")  # a name in Portuguese, "no me" in Spanish
LETTER_BEFORE = re.compile(rf"\b(?:o|b|m|p|h|j|k|l|i|u|on|ni|np|mo|bo|mp) {GOES}\b")
"""The "n" of "no" is next to "b" and "m", and may be missing."""
STRANGE = re.compile(
    r"\b(?:otr[oa]s?|outr[oa]s?|other|another|sistema|system|every|all|todas|mark|marque|sino|excepto|except|salvo|unless|colegio|escuela|school"
    r"|escola|tonight|in \d+|veo|vejo|gratis|gratuit\w+|free)\b"
    r"|\b(?:o|ou|or) (?!si\b|sim\b|no\b)(?:llamo|ligo|hay|tengo|tem|tenho|necesito|preciso|call|do|sigo|voy|es|e|cancel\w*)\b"
    r"|^(?:\w+ )?(?:si|se|if) (?:me|nos|mi|alguien|hay|todo|meu|minha|my|i|he|she|they|le|les) "
    r"|\b(?:sigue|siguen|continua|still) (?:en pie|on|de pie|valid\w*|confirm\w*)"
)
"""Another visit, everybody's visits, a question without its mark, a condition."""
AWAY = re.compile(
    r"\bvemos en (?!la\b|el\b|su\b|consulta|clinica|un\b|\d)\w+|\bcoming (?:from|down|over|out|back|home)\b"
    rf"|\bsee you (?:on|in) (?!{DAYS}\b|the\b|time\b|my\b|your\b|\d)\w+"
)
UNEASY = re.compile(
    r"\b(?:esper[ae]n?|aguarde|wait|hold on|anterior|equivo\w+|error|mentira|broma|jaja|solo|only|just|so que|menos|antes|iba|ibamos|ia|pensaba|pense|pensei"
    r"|queria|quise|aunque|aun|todavia|ainda|yet|por si|ver|cole|trabajo|chamba|trabalho|work)\b"
)
OTHERS_GO = re.compile(r"\bno (?:va|vai|van|ira|iran)\b")
CANCELLING = re.compile(rf"\b(?:{CANCEL_VERB})\b")


def speaks(confirms: bool, said: Plain, chances: Mapping[str, float], backing: str) -> bool:
    """Whether anything forbids to act. `chances`: what the classifier thinks of the words; `backing`: a name of NEEDED."""
    chance = chances["confirm" if confirms else "cancel"]
    short = said.words.count(" ") < SHORT and backing in ("agreed", "none")
    if confirms and (said.no or LETTER_BEFORE.search(said.words)):
        return True
    if NO_ME.search(said.words) or any(_may_turn(token, confirms) for token in said.words.split()):
        return True
    if chance < max(NEEDED[backing + " short" * short][not confirms], _for_its_words(confirms, said, backing)):
        return True
    others = max(chances["question"], chances["reschedule"], chances["opt_out"])
    return others > ELSE and not (short and backing == "agreed" and not STRANGE.search(said.words))


def _for_its_words(confirms: bool, said: Plain, backing: str) -> float:
    """How sure the classifier must be because of what is said."""
    if AWAY.search(said.words) or (backing != "agreed" and ELSEWHERE.search(said.words)):
        return NEVER
    if backing == "none" and not confirms and any(not OF_COMING.fullmatch(verb[0]) for verb in VERB.finditer(said.words)):
        return NEVER  # something else that is not done
    if STRANGE.search(said.words):
        return NEVER if backing == "against" else NEEDED_OF_STRANGE
    words = OTHERS_GO.sub("no voy", negations.without(said.words))
    if SAYS_NO.search(words) and SAYS_YES.search(SAYS_NO.sub(" ", words)):
        return NEEDED_OF_BOTH if confirms or backing == "agreed" else NEVER
    if confirms and backing != "agreed" and (NO.search(said.words) or CANCELLING.search(said.words)):
        return NEEDED_OF_MIXED
    return NEEDED_OF_UNEASY if UNEASY.search(words) or (said.yes and not confirms) else 0


def _may_turn(token: str, confirms: bool) -> bool:
    """A word nobody knows that may have been meant for a "no", or hides one."""
    if is_known(token) or not token.isalpha():
        return False
    if GLUED_NO.fullmatch(token) and (confirms or token.startswith("no")):
        return True
    turns = HEDGES + CANCELS if confirms else HEDGES
    return any(abs(len(token) - len(turn)) <= 1 and distance(token, turn) <= (1 if len(turn) < 8 else 2) for turn in turns)
