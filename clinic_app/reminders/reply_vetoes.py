"""What keeps an answer from moving an appointment although rules and classifier take it for a yes or a no. Pure.

A veto hands the answer to a person. Suspicious words do so unless the classifier, which knows them in their sentence, is certain enough.
"""

import re
from collections.abc import Mapping

from clinic_app.reminders import reply_digits as digits
from clinic_app.reminders import reply_negations as negations
from clinic_app.reminders.reply_rules import ANYWHERE_ELSE, CANCEL_VERB, ONLY_YES, STRONG_YES
from clinic_app.reminders.reply_slips import distance, how_often, is_known
from clinic_app.reminders.reply_text import Plain
from clinic_app.reminders.reply_topics import DAYS
from clinic_app.reminders.reply_witness import BUT, ELSEWHERE, NO, OF_COMING, SAYS_NO, SAYS_YES, VERB

SHORT = 3  # words, of which a rule cannot misunderstand the whole
NEEDED = {  # the least chance of a yes and of a no that the classifier must give to the words
    "agreed short": (0.05, 0.05),  # where a rule says the same: it cannot misunderstand so few words
    "agreed": (0.25, 0.3),
    "weak": (0.75, 0.85),  # where weak words say so
    "none": (0.9, 0.975),  # where no rule says anything
    "none short": (0.97, 0.98),
    "none short rare": (0.99, 0.99),  # with words that few examples hold
    "against": (0.98, 0.98),  # where a rule says something else
    "both": (0.95, 0.98),  # where a rule saw a yes and a no
}
NEVER = 2.0
NEEDED_OF_MIXED = 0.95  # a yes with a "no" in it that no rule understands
RARE = 4
STRANGE_BUT_AGREED = 0.9  # where a rule says the same
SCHOOL = re.compile(
    rf"\b(?:falt\w+|va|vai|ir|voy|vou|miss|skip) (?:a |ao |al |el |la |o |na |no |a la |para a |to |to the )*{ANYWHERE_ELSE}\b"
)
ANCHOR = re.compile(
    r"\b(?:voy|vamo\w*|vou|ahi|ai|alla|aya|estamos|estoy|toy|tamo\w*|confirm\w*|works?|cuent\w+|contar|conte|keep|mant\w+|see|vemos?|llev\w+|lev[aoe]\w*|espere\w*|pode|firmo|segur\w+"
    r"|certeza|dale|quedamos|no|not|libera\w*|pas[ae]\w*|passa|cancel\w*|tach\w+|bail|falt\w+)\b"
)
"""Words of coming or not coming, without which a few likely words are none."""
NEEDED_OF_UNEASY, NEEDED_OF_BOTH, NEEDED_OF_STRANGE = 0.4, 0.95, 0.98
ELSE = 0.25  # the most it may think that something is asked or another time is wanted
HEDGES = ("no", "nao", "not", "nunca", "never", "quizas", "quiza", "talvez", "depende", "depends", "maybe", "perhaps", "creo", "acho")
CANCELS = ("cancelo", "cancela", "cancele", "cancelar", "cancel", "cancelen", "anular", "desmarcar")
"""Words that turn an answer round: a slip of the finger may have been meant for one of them."""
GLUED_NO = re.compile(r"(?:no|nao)[b-df-hj-np-tv-z]\w+|\w+(?:no|nao|not)")
GOES = r"(?:voy|vamos|ire|iremos|puedo|podre|podremos|podemos|asistire|asistiremos|vou|irei|posso|consigo|vai|va|llego|llegare)"
SHORT_FOR = re.compile(rf"\b([b-df-hj-np-tv-xz]{{2,6}}) {GOES}\b")  # and may be short for "nobody"
NO_ME = re.compile(r"\bnome (?!d[aeo]\b)\w+")  # a name in Portuguese, "no me" in Spanish
LETTER_BEFORE = re.compile(rf"\b(?:o|b|m|p|h|j|k|l|i|u|on|ni|np|mo|bo|mp) {GOES}\b")
"""The "n" of "no" is next to "b" and "m", and may be missing."""
STRANGE = re.compile(
    r"\b(?:otr[oa]s?|outr[oa]s?|other|another|sistema|system|every|(?<!after )all(?! (?:good|set|right|ok|fine))|todas|mark|marque|sino|excepto|except|salvo|unless|colegio|escuela|school"
    r"|escola|tonight|in \d+|(?<!me )veo|vejo|gratis|gratuit\w+|free)\b"
    r"|\b(?:o|ou|or) (?!si\b|sim\b|no\b)(?:llamo|ligo|hay|tengo|tem|tenho|necesito|preciso|call|do|sigo|voy|es|e|cancel\w*)\b"
    r"|\b(?:sigue|siguen|continua|still) (?:en pie|on|de pie|valid\w*|confirm\w*)"
)
"""Another visit, everybody's visits, a question without its mark, a condition."""
PART = re.compile(
    rf"\b{CANCEL_VERB} (?:solo |so |only |just |nada mas |nomas )*(?:(?:1|una|uma|one)(?: (?:nomas|no mas|de|of|solo|so|cita|consulta)\b|$)|(?:la|a|el|o) (?:cita |consulta )?(?:del?|d[oa])"
    r" (?:la |el |los )?(?:dentist\w*|odonto\w*|oculist\w*|oftalmo\w*|psic\w*|nutri\w*|cardio\w*|laborator\w*|ginec\w*|dermat\w*|fisio\w*|trauma\w*|otr\w*|outr\w*)\b)"
)
"""One of several is cancelled: which?"""
IRONY = re.compile(
    r"^(?:ay|uy|oy|oh) (?:si|sim|yes|claro)\b(?!.*\b(?:voy(?! corriendo| volando)|vamos|ire|confirm\w*|estare\w*)\b)"
    r"|\b(?:para|pra|to|a) (?:que me hagan )?(?:esperar|wait)(?! (?:con|ate|hasta)\b)|\b(?:hacen|haran|hagan|hacerme|hacernos|hicieron|ma[dk]e|fazem|fizeram)"
    r" (?:me |nos |us |a gente )?(?:esperar|wait)\b|\besper\w+ (?:\w+ )?(?:\d+ )?(?:horas?\b|otra vez|again|de novo)|\bhoras? (?:esperando|de espera)\b"
    r"|\b(?:like|como) (?:si|se|youd?|youll|you ever)\b|\bque puntual\w*|\bpuntual\w* (?:ustedes|uds|voces|como)\b|\bpunctual\b|\byes right\b"
    r"|\byo soy (?:el|la) \w+$|\bme engana que\b|\b(?:corriendo|volando) voy\b"
)
IRONY_ALONE = re.compile(
    r"\b(?:(?:como|igual que|like|igual) (?:(?:la|da|na|a) (?:otra|outra|ultima) vez|la vez pasada|last time|siempre|sempre|always))\b|\b(?:jaja|lol)\b"
)
"""Said with a grimace: "ay sí, qué puntuales", "sí claro, para esperar tres horas"."""
GRIMACES = frozenset("🙄😒🙃😑🤨😏🤡🤥🤔😕🤷")
IF_SOMEBODY = re.compile(r"^(?:\w+ )?(?:si|se|if) (?:me|nos|mi|alguien|hay|todo|meu|minha|my|i|he|she|they|le|les) ")
SOFT = re.compile(r"(?:otr|outr)[oa]s?|other|another|colegio|escuela|school|escola|todas|(?:sigue|siguen|continua|still) .*")
"""Of these, what a rule that knows the whole has most likely understood."""
GIVEN_AWAY = re.compile(
    r"\b(?:d[ae]\w*|ced\w+|pass?\w+|liber\w+|give|s[ou]e?lt\w+) (?:\w+ ){1,4}?(?:a|al|para|pra|to) (?:otr[oa]|outr[oa]|another|other)(?: (?:persona|pessoa|paciente|patient|person|nin[oa]|kid|child|mama|familia|nen[ea]|famil\w+|que \w+))?(?=$| (?:no|que|gracias|por))"
    r"|\baproveche otr[oa]\b"
)
"""The place: that it goes to another patient is no other visit."""
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
    if digits.against(confirms, said, backing == "agreed") or (confirms and (said.no or LETTER_BEFORE.search(said.words))):
        return True
    if confirms and _is_mocking(said):
        return True
    if backing != "agreed" and any(not is_known(found[1]) for found in SHORT_FOR.finditer(said.words)):
        return True
    if NO_ME.search(said.words) or any(_may_turn(token, confirms) for token in said.words.split()):
        return True
    name = backing + " short" * short + " rare" * (short and backing == "none" and _is_rare(said.words))
    if chance < max(NEEDED[name][not confirms], _for_its_words(confirms, said, backing)):
        return True
    others = max(chances["question"], chances["reschedule"], chances["opt_out"])
    return others > ELSE and not (short and backing == "agreed" and not STRANGE.search(said.words))


def _for_its_words(confirms: bool, said: Plain, backing: str) -> float:
    """How sure the classifier must be because of what is said."""
    if AWAY.search(said.words) or (backing != "agreed" and ELSEWHERE.search(said.words)):
        return NEVER
    if confirms and (parts := BUT.split(said.words))[1:] and not _is_yes(parts[-1].strip()):
        return NEVER
    if not confirms and PART.search(said.words):
        return NEVER
    if backing == "none" and not confirms and any(not OF_COMING.fullmatch(verb[0]) for verb in VERB.finditer(said.words)):
        return NEVER  # something else that is not done
    words = negations.without(said.words)
    if strange := [found[0] for found in STRANGE.finditer(said.words if confirms else GIVEN_AWAY.sub(" ", words))]:
        if backing == "agreed" and all(SOFT.fullmatch(one) for one in strange) and not SCHOOL.search(words):
            return STRANGE_BUT_AGREED
        return NEVER if backing in ("against", "both") else NEEDED_OF_STRANGE
    if IF_SOMEBODY.search(words) and not said.affirms:
        return NEVER if backing in ("against", "both") else NEEDED_OF_STRANGE
    words = OTHERS_GO.sub("no voy", words)
    if SAYS_NO.search(words) and SAYS_YES.search(SAYS_NO.sub(" ", words)):
        return NEEDED_OF_BOTH if confirms or backing == "agreed" else NEVER
    if confirms and backing != "agreed" and (NO.search(words) or CANCELLING.search(words)):
        return NEEDED_OF_MIXED
    return NEEDED_OF_UNEASY if UNEASY.search(words) or (said.yes and not confirms) else 0


def _is_rare(words: str) -> bool:
    tokens = words.split()
    return len(tokens) < 2 or not ANCHOR.search(words) or any(token.isdigit() or how_often(token) < RARE for token in tokens)


def _is_yes(part: str) -> bool:
    return (SAYS_YES.search(part) or STRONG_YES.search(part) or ONLY_YES.fullmatch(part)) is not None


def _is_mocking(said: Plain) -> bool:
    if IRONY.search(said.words) or not GRIMACES.isdisjoint(said.raw):
        return True
    return IRONY_ALONE.search(said.words) is not None and SAYS_YES.search(said.words) is None


def _may_turn(token: str, confirms: bool) -> bool:
    """A word nobody knows that may have been meant for a "no", or hides one."""
    if is_known(token) or not token.isalpha():
        return False
    if GLUED_NO.fullmatch(token) and (confirms or token.startswith("no")):
        return True
    turns = HEDGES + CANCELS if confirms else HEDGES
    return any(abs(len(token) - len(turn)) <= 1 and distance(token, turn) <= (1 if len(turn) < 8 else 2) for turn in turns)
