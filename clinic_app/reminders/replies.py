"""What a patient's answer means. Pure: rules and a small trained classifier are heard together, and doubt goes to a person.

`confirm` and `cancel` move a real appointment: they are said only when the words leave no doubt (`reply_vetoes`). Anything urgent is
`other` with `urgent` set, whatever else it says.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from clinic_app.reminders import reply_alarms as alarms
from clinic_app.reminders import reply_digits as digits
from clinic_app.reminders import reply_doubts as doubts
from clinic_app.reminders import reply_model
from clinic_app.reminders import reply_negations as negations
from clinic_app.reminders import reply_rules as rules
from clinic_app.reminders import reply_topics as topics
from clinic_app.reminders import reply_vetoes as vetoes
from clinic_app.reminders import reply_witness as witness
from clinic_app.reminders.reply_text import Plain, plain

SURE = 0.97
STRONG = 0.93
UNCLEAR = 0.6  # yes and no at once
MODEL_TELLS = 0.5  # the least probability at which the rules and the classifier together are believed that nothing is to be done
MODEL_ALONE = 0.75  # and that something harmless is wanted, though a rule hears a yes or a no that may not act
TELLS_OPT_OUT = 0.8  # who is left alone by mistake misses a reminder
SOURCES = {"agreed": "rule", "weak": "both"}
IF_NOT = re.compile(r"(?:pero |y |ok |ya |bueno |gracias )*si no (?!gracias|por favor)\w+ .+")
HOW_TO = re.compile(
    rf"(?:(?!tem\b|hay\b|tiene\b)\w+ )?(?:como|donde|how|where|onde|cuando|que (?:numero|tecla|hago|marco|pongo|mando)|cobran?|cuanto(?! antes)|quanto(?! antes)|cuesta|custa|se paga|do you charge|is there a (?:fee|charge)|hay que pagar|(?:tiene|hay|tem) (?:algun |alguna )?(?:costo|custo|multa|penalidad|taxa))(?: \w+){{0,5}} (?:{topics.CHANGE_VERB}|{rules.CANCEL_VERB}|confirm\w*)"
)
"""How, where or when one confirms, cancels or changes: asked, not done."""
IF_DONE = re.compile(
    rf"(?:y |e )?(?:si|se|if) (?:yo |eu |i |la |lo |me )*(?:{topics.CHANGE_VERB}|{rules.CANCEL_VERB}|cambio|mudo|change) \w+"
)
AFTER_ELSE = re.compile(
    r"(?:cuando|quando|when|apenas|assim que|as soon as|once|en cuanto|ni bien) .*\b(?:le|te|les|lhe|i will|i can) (?:confirm|avis|dig|escrib|respond|let)"
)
"""Not before something else has happened."""
ASKED_TO_CANCEL = re.compile(
    rf"(?:{rules.FILLER} |disculp\w+ )*+(?:me |se |nos )?(?:puede[ns]?|podria[ns]?|pode|podem|poderia[m]?|can you|could you|would you|quisiera que|pueden me) (?:por favor |please |me )*"
    rf"{rules.CANCEL_VERB}(?: (?:{rules.FILLER}|{rules.PLACE}|it|hora|appt)\b)*+"
)
"""A wish with a question mark. "puedo cancelar?" is none: that asks whether one may."""
TELLS_LATER = re.compile(r"(?:ya )?(?:le|te|les|lhe) (?:confirm|dig|avis)\w+")
WANTS_TO_KNOW = re.compile(
    r"(?:(?:hi|hello|hola|oi|sorry|disculpe|y|and|e) )*(?:what|where|when(?! i)|who(?! knows)|which|why|is (?:my|the|it)|was (?:my|the|it)|did (?:you|i|they)|do i|does"
    r"|(?:can i|puedo|posso|se puede|podria) cancel\w* (?:later|despues|luego|depois|mas tarde|hasta|gratis|el mismo)"
    r"|(?:pode|podem|puede[ns]?|podria[ns]?|poderia|can you|could you) (?:me |nos )?confirm\w* (?:\w+ ){0,3}?(?:horario|hora|endereco|direccion|dia|fecha|data|precio|preco|valor|se|si|if|time|address|date)"
    r"|(?:puedo|posso|can i|se puede) cancel\w*$|(?:me )?(?:cobran?|hay que pagar|se paga) .*si no|y si no (?:voy|puedo|asisto|llego|vamos)$"
    r"|(?:tengo que|tenho que|hay que|preciso) (?:confirmar|responder)$|am i|(?:ya |la cita |mi cita )*(?:esta|sigue) (?:confirmad\w+|en pie) (?:mi|la) (?:cita|consulta)"
    r"|confirm\w* (?:con quien|com quem|where|donde|with whom)"
    r"|que pasa|o que acontece|cuanto|donde|quien(?! sabe)|onde|quanto|qual|quem(?! sabe))\b"
)
ASKS_WHAT = re.compile(
    rf"(?:{rules.CANCEL_VERB}|{topics.CHANGE_VERB}|confirm\w*|asist\w+|aceptar?|mover|cambiar)(?: (?:la |mi |a |el |the )?(?:cita|hora|turno|consulta|appointment))?(?: a| de| en| em| com| con| to| para| por| la| el| lo)*"
    r" (?:que|cual|cuales|quien|quem|qual|quais|what|which|who|o que|donde|onde|where|por que|why)"
    r"(?: (?:cosa|coisa|cita|citas|dia|hora|fecha|data|consulta|appointment|day|one|doctor\w*|paciente|es|seria|e|exactamente|exatamente))*$"
    r"|^(?:y |e |pero |mas )?(?:que|cual|qual|what) (?:cosa |cita |consulta )?(?:cancelo|confirmo|anulo|desmarco|debo cancelar|debo confirmar)$"
)
"""What is to be confirmed or cancelled is asked: "cancelar qué cosa"."""
ASKED_TOO = re.compile(
    r"\b(?:cuanto (?:cuesta|es|sale|vale|cobra\w*)|donde (?:queda|es|estan)|que (?:llevo|debo llevar)$|onde (?:fica|e)|quanto (?:custa|e|fica)|how much|where (?:is|are you))\b"
)
"""A question without its mark, whatever stands before it: "confirmo, cuanto cuesta"."""
WISHED = re.compile(
    r"\b(?:pense|dije|dicho|puse|quedado|confirme|confirmei|confirmed|haspast|said|falei|disse|gracias|thanks|thank|obrigad[oa]|sorry|disculp\w*|perdon|desculp\w*|encantaria|love|wanted|going|pensaba|podia|iba|ibamos|ia|queria|quisiera|gustaria|wish|would|tenia (?:ganas|pensado))\b"
)
TURNED_BACK = re.compile(
    rf"\b(?:{rules.CANCEL_VERB}|{topics.CHANGE_VERB}|cambiar\w*|mudar|faltar)\b.* (?:pero|mas|but|porem) (?:(?:ya|ja|al final|finalmente|agora|ahora|mejor|melhor) )*"
    r"(?:no|not)(?: (?:puedo|posso|quiero|quero|can not|lo hare|lo hago|gracias|anymore))*$"
    rf"|\b(?:iba|ibamos|pensaba|pense|quise|ia|pensei|was going|estaba por) .*{rules.CANCEL_VERB}\b.* (?:ya |ja |mejor |melhor )*no$"
)
"""After a wish to cancel: no more of that, or not coming?"""
NO_THANKS = re.compile(r"^no (?:muchas )?(?:gracias|thanks|thank you|obrigad[oa])\b")
ONLY_THANKS = re.compile(
    r"\W*ya\W+(?:muchas )?gracias\W*|(?=.*🙌)(?:[^👍👌✅✔☑🆗🫡🤝\w]|muchas|muito|many|gracias|obrigad[oa]|thanks|thank you)+"
)
"""A yes, or only that it was read. Raised hands are a yes where they stand alone, and praise beside thanks."""
DOUBTS = (doubts.HEDGE, doubts.OF_ELSE, doubts.NOT_OURS, topics.PAST_OR_OTHERS)


class Intent(StrEnum):
    CONFIRM = "confirm"
    CANCEL = "cancel"
    RESCHEDULE = "reschedule"
    QUESTION = "question"
    OPT_OUT = "opt_out"
    OTHER = "other"


@dataclass(frozen=True)
class Reading:
    """`source`: rule (a rule says so, and the classifier has no more to say against it than it may), model, both (weak words and the
    classifier say the same), or person (nobody was sure: a person reads it). `urgent`: somebody may be in danger."""

    intent: Intent
    confidence: float
    source: str = "rule"
    urgent: bool = False


def read(text: str) -> Reading:
    """What one answer means. Never raises: whatever cannot be understood is `other` for a person."""
    said = plain(text)
    if alarms.URGENT.search(alarms.NOT_URGENT.sub(" ", said.words)):
        return Reading(Intent.OTHER, SURE, urgent=True)
    if said.cut:
        return Reading(Intent.OTHER, STRONG, "person")
    found = by_rule(said)
    if found and (found[1] >= SURE or not said.words):
        return Reading(*found)
    return _weighed(said, found)


def spoken(said: Plain, found: tuple[Intent, float] | None) -> str:
    """What the rules have to say, as the classifier's file names it: an intent and how sure, or which weak words speak."""
    if found:
        return f"{found[0]} {found[1]:.2f}" + " short" * (said.words.count(" ") < vetoes.SHORT)
    return "none" + " yes" * witness.agrees(True, said) + " no" * witness.agrees(False, said)


def _weighed(said: Plain, found: tuple[Intent, float] | None) -> Reading:
    """Rules and classifier together."""
    weak, heard = spoken(said, found), reply_model.best(negations.without(said.words), said.marks)
    meant = reply_model.pooled(heard, weak)
    intent, sure = Intent(meant.intent), round(meant.probability, 3)
    agreed = found is not None and found[0] is intent
    if intent in (Intent.CONFIRM, Intent.CANCEL):
        backing = (
            "agreed"
            if agreed
            else "both"
            if found == (Intent.OTHER, UNCLEAR)
            else "against"
            if found
            else "weak"
            if " " in weak
            else "none"
        )
        acts = backing not in ("against", "both") or _may_be_overruled(said, found)
        if acts and not vetoes.speaks(intent is Intent.CONFIRM, said, heard.chances, backing) and not digits.SIGNED.search(said.raw):
            return Reading(intent, sure, SOURCES.get(backing, "model"))
        if harmless := _harmless(said, found, heard):
            return harmless
    elif sure >= (TELLS_OPT_OUT if intent is Intent.OPT_OUT and not agreed else MODEL_TELLS):
        return Reading(intent, sure, "rule" if agreed else "model")
    return Reading(Intent.OTHER, round(1 - sure, 3), "person")


def _harmless(said: Plain, found: tuple[Intent, float] | None, heard: reply_model.Opinion) -> Reading | None:
    """What moves no appointment and is likely all the same where a yes or a no may not act: a question, or another time."""
    if said.asks and found is not None and found[0] is Intent.QUESTION:
        return Reading(Intent.QUESTION, STRONG)  # and perhaps a yes: a person reads it anyway
    chance, intent = max((heard.chances[one], one) for one in (Intent.RESCHEDULE, Intent.QUESTION))
    return Reading(intent, round(chance, 3), "model") if chance >= MODEL_ALONE else None


def _may_be_overruled(said: Plain, found: tuple[Intent, float] | None) -> bool:
    """A rule that saw a yes and a no at once, or a single phrase of a longer sentence: there the whole may tell more."""
    if found is None or said.asks or said.words.count(" ") < vetoes.SHORT:
        return False
    if (not said.affirms and doubts.IF_IT_HAPPENS.search(said.words)) or TURNED_BACK.search(said.words):
        return False
    return found == (Intent.OTHER, UNCLEAR) or (found[0] in (Intent.OTHER, Intent.RESCHEDULE) and said.words.count(" ") > vetoes.SHORT)


def by_rule(said: Plain) -> tuple[Intent, float] | None:
    """What the rules say of an answer, and how sure they are; None where none fits."""
    words = said.words
    if words and ONLY_THANKS.fullmatch(said.raw):
        return Intent.OTHER, SURE
    if not words or (topics.GREETING.fullmatch(words) and said.no) or (topics.ACK.fullmatch(words) and (said.yes or said.no)):
        return _signs(said)
    if alarms.LINK.search(said.raw) or alarms.INJECTION.search(words) or alarms.MEDIA.fullmatch(words):
        return Intent.OTHER, SURE
    if alarms.OPT_OUT_ALONE.fullmatch(words) or (alarms.OPT_OUT.search(words) and not alarms.OPT_OUT_NOT.search(words)):
        return Intent.OPT_OUT, STRONG
    if alarms.WANTS_AGAIN.search(words):
        return Intent.OTHER, SURE
    if digits.SIGNED.search(said.raw):
        return None
    if chosen := digits.chosen(said):
        if said.asks:
            return Intent.QUESTION, STRONG
        return (Intent.CONFIRM if chosen == "1" else Intent.CANCEL), SURE
    if not said.asks and (led := digits.LED_BY_OPTION.fullmatch(words)):  # "1 de todas maneras": the words say what the digit says
        act, meant = (Intent.CONFIRM if led[1] == "1" else Intent.CANCEL), by_rule(said._replace(words=led[2]))
        if meant and meant[0] is act:
            return meant
    if (
        words.replace(" ", "").isdigit()
        or topics.WRONG_PERSON.search(words)
        or topics.GREETING.fullmatch(words)
        or topics.ACK.fullmatch(words)
        or topics.IDENTIFIES.fullmatch(words)
    ):
        return (Intent.QUESTION if said.asks and topics.QUESTION_START.match(words) else Intent.OTHER), STRONG
    if IF_NOT.match(words) and not (said.affirms or said.asks):
        return Intent.OTHER, STRONG
    return _decide(said._replace(words=negations.without(words)))


def _signs(said: Plain) -> tuple[Intent, float] | None:
    """Nothing but emoji and marks."""
    if said.yes == said.no:
        return (Intent.QUESTION, UNCLEAR) if said.asks else (Intent.OTHER, STRONG)
    return (Intent.CONFIRM if said.yes else Intent.CANCEL), STRONG


def _decide(said: Plain) -> tuple[Intent, float] | None:
    words = said.words
    *before, last = (part.strip() for part in rules.CONTRAST.split(words))
    if (AFTER_ELSE.match(words) or TURNED_BACK.search(words)) and not said.asks:
        return Intent.OTHER, STRONG
    if said.asks and IF_DONE.match(words):
        return Intent.QUESTION, STRONG
    if HOW_TO.match(words) and not rules.GOES_ANYWAY.search(words):
        return Intent.QUESTION, STRONG
    if topics.CHANGE.search(words) or topics.TIME_NO_TIME_YES.search(words):
        return Intent.RESCHEDULE, STRONG
    if topics.REQUEST.search(words) or (not said.asks and (topics.ARRIVAL.search(words) or topics.LATE.search(words))):
        return Intent.OTHER, STRONG
    if said.asks and ASKED_TO_CANCEL.fullmatch(words):
        return Intent.CANCEL, STRONG
    if _asks(said):
        return Intent.QUESTION, STRONG
    if any(pattern.search(last) for pattern in DOUBTS) or _conditional(said, last) or (doubts.HEDGE.search(words) and not before):
        return Intent.OTHER, STRONG
    return _yes_or_no(last, said, " ".join(before)) or ((Intent.OTHER, STRONG) if topics.DEATH.search(words) else None)


def _conditional(said: Plain, last: str) -> bool:
    if said.affirms or rules.GOES_ANYWAY.fullmatch(last):
        return False
    return doubts.CONDITION.search(said.words) is not None or doubts.IF_IT_HAPPENS.search(said.words) is not None


def _asks(said: Plain) -> bool:
    return (
        said.asks
        or ASKS_WHAT.search(said.words) is not None
        or ASKED_TOO.search(said.words) is not None
        or WANTS_TO_KNOW.match(said.words) is not None
        or bool(topics.QUESTION_START.match(said.words) and not _starts_otherwise(said.words))
        or bool(topics.QUESTION_TOPIC.search(said.words) and not _decisive(said.words))
    )


def _starts_otherwise(words: str) -> bool:
    """Words that begin like a question but are none: "tengo que cancelar", "como no", "puedo ir", "si puedo"."""
    return _decisive(words) or rules.GOES_ANYWAY.fullmatch(words) is not None


def _decisive(words: str) -> bool:
    return bool(
        rules.CANCEL.search(words) or rules.CANNOT.search(words) or rules.STRONG_YES.search(words) or rules.ONLY_YES.fullmatch(words)
    )


def _yes_or_no(last: str, said: Plain, before: str) -> tuple[Intent, float] | None:
    cannot, cancels = rules.CANNOT.search(last), rules.CANCEL.search(last) or rules.CANCELLED.fullmatch(last)
    rest = rules.CANNOT.sub(" ", NO_THANKS.sub("", last))
    confirms = rules.STRONG_YES.search(rules.CANCEL.sub(" ", rest)) or rules.GOES_ANYWAY.fullmatch(last)
    if rules.ALONE_NO.fullmatch(last):
        return (Intent.OTHER, UNCLEAR) if said.yes or (before and not WISHED.search(before)) else (Intent.CANCEL, STRONG)
    if cannot or cancels:
        keeps = (
            confirms
            or (cancels and re.search(r"\bconfirm", rest))
            or "keepit" in last
            or said.yes
            or (cancels and not cannot and re.search(r"\bno (?:\w+ )?cancel", rest))
        )
        return (Intent.OTHER, UNCLEAR) if keeps else (Intent.CANCEL, STRONG)
    if said.no or re.search(r"\b(?:no|not|ni|nunca)\b", last.replace("no fine", "fine")):
        return None if not confirms else (Intent.OTHER, UNCLEAR)
    if before in ("no", "ja no", "ya no") or (before and TELLS_LATER.match(last)):
        return Intent.OTHER, UNCLEAR
    if confirms or rules.ONLY_YES.fullmatch(last):
        return Intent.CONFIRM, STRONG if confirms else 0.9
    return None
