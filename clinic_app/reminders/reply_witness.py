"""Words that speak for a yes or a no although no rule knows the whole phrase. They count only where the classifier says the same. Pure."""

import re

from clinic_app.reminders.reply_negations import without
from clinic_app.reminders.reply_rules import CANCEL_VERB
from clinic_app.reminders.reply_text import Plain

COMES = (
    r"(?:voy|ire|iremos|vendre(?:mos)?|asist(?:o|imos|ire|iremos|ira|iran)|acud(?:o|imos|ire|iremos|ira)"
    r"|lleg(?:o|amos|are|aremos|ara)(?! (?:el|la|un|una|su|tu)\b)|llev(?:o|amos|are|aremos|ara)|estar(?:e|emos|a|an)|(?<!me )caigo|(?<!nos )caemos"
    r"|vamos(?= (?:a ir|los|todos|con|mi|si|sim|eu|nos|juntos|igual|nomas)\b|$)"
    r"|vou|irei|vai|levo|levarei|estarei|chegarei|comparec\w+|(?:i|we|will) come|coming(?! down| from| over| back| out)|be there|see you|make it)"
)
SAYS_YES = re.compile(
    rf"\b(?:{COMES}|confirm(?:o|amos|ad[oa]s?|ed|ing)?|mi asistencia|nos vemos(?! en)|puedo|podre|podremos|posso|keepit)\b"
)
NO = re.compile(
    rf"\b(?:no|not|para nada|ni|nem|nunca|never|tampoco|tampouco|jamas|jamais|nadie|ninguem|nobody|ningun[oa]?|nenhuma?|none|sin|sem|{CANCEL_VERB})\b"
)
SAYS_NO = re.compile(
    rf"\b(?:no|not|ni|nem|nunca|tampoco|jamas) (?:\w+ ){{0,4}}?(?:{COMES}|puedo|podre|podremos|podra|podran|podemos|pueda|posso|poderei"
    rf"|consigo|conseguir\w*|ir|asistir|llevar\w*|venir|attend|permiso|come)\b|\b(?:imposible|impossivel)\b|\b{CANCEL_VERB}\b"
)
VERB = re.compile(r"\b\w{2,}(?:ar|er|ir|or|ando|iendo|yendo|endo|indo|(?:ar|er|ir)(?:l[aeo]s?|me|te|se|nos))\b")
OF_COMING = re.compile(
    rf"(?:asist|acud|lleg|llev|ven|est|pod|consegu|comparec|lev|cheg|confirm|present|hab)(?:ar|er|ir)(?:l[aeo]s?|me|nos)?|{CANCEL_VERB}"
    r"|mujer|lugar|ayer|hogar|familiar|celular|mejor|favor|doctor|senor|dolor|menor|mayor|calor|amor|error|primer|todavia|entender|trabajar"
)
DEPENDS = re.compile(r"\b(?:if|se|cuando|quando|when|hasta que|unless|caso)\b|^si\b|\b(?:y|pero|o|solo) si\b")
BUT = re.compile(r"\b(?:pero|but|porem|sino|so que|except|excepto|solo que|mas(?! (?:tarde|temprano|cedo|tardar)))\b")
ELSEWHERE = re.compile(
    r"\b(?:voy|vamos|vou|va|vai|ir|ire|irei|go|going) (?:por|al|a la|a el|ao|para o|para a|na|to|to the) (?!the\b|my\b|cita|control|consulta|clinica|appointment|appt|visit|doctor\w*|medic[oa]|hora|be\b|come|go\b|make|attend|la\b|mi\b|minha)\w+"
)


LAST_WORD = re.compile(
    r"[,.;!\n]\s*(?:(?:ya|entonces|asi que|so|entao|pero|mas|but) )?(?:(?:si|sim|yes),? )?(?:ahi |alla |igual )?(?:voy|vamos|iremos|ire|asistire(?:mos)?|vou|estarei (?:la|ai)|(?:ahi|alla) (?:estoy|estare(?:mos)?"
    r"|estamos)|estaremos ahi|confirm(?:o|ad[oa]|amos)|(?:i|we) will be there|(?:were|im|i am|we are) coming|see you)(?: nomas| igual| sin falta| sim| mesmo)?\W*$"
)
"""A yes that stands alone at the end, whatever was told before it."""


def agrees(confirms: bool, said: Plain) -> bool:
    """Whether the words themselves speak for it, none against, and nothing else is spoken of that somebody does or cannot do."""
    if (
        confirms
        and said.words.count(" ") > 2
        and LAST_WORD.search(said.raw)
        and not (said.asks or said.no or NO.search(words := without(said.words)) or DEPENDS.search(words))
    ):
        return True
    if (
        said.asks
        or (confirms and BUT.search(said.words))
        or ELSEWHERE.search(said.words)
        or any(not OF_COMING.fullmatch(verb[0]) for verb in VERB.finditer(said.words))
    ):
        return False
    if confirms:
        depends = not said.affirms and DEPENDS.search(said.words)
        return not said.no and not depends and SAYS_YES.search(said.words) is not None and NO.search(said.words) is None
    return not said.yes and SAYS_NO.search(said.words) is not None and "keepit" not in said.words
