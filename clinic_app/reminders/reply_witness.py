"""Words that speak for a yes or a no although no rule knows the whole phrase. They count only where the classifier says the same. Pure."""

import re

from clinic_app.reminders.reply_rules import CANCEL_VERB
from clinic_app.reminders.reply_text import Plain

COMES = (
    r"(?:voy|vamos|ire|iremos|vendre(?:mos)?|vengo|venimos|asist(?:o|imos|ire|iremos|ira|iran)|acud(?:o|imos|ire|iremos|ira)"
    r"|lleg(?:o|amos|are|aremos|ara)|llev(?:o|amos|are|aremos|ara)|estar(?:e|emos|a|an)|estamos|caigo|caemos"
    r"|vou|irei|vai|levo|levarei|estarei|chego|chegarei|chegamos|comparec\w+|come|coming|attend\w*|be there|see you|make it|go(?:ing)?)"
)
SAYS_YES = re.compile(rf"\b(?:{COMES}|confirm(?:o|amos|ad[oa]s?|ed|ing)?|asistencia|nos vemos|puedo|podre|podremos|posso|consigo|keepit)\b")
NO = re.compile(rf"\b(?:no|not|ni|nem|nunca|never|tampoco|jamas|nadie|sin|sem|cannot|{CANCEL_VERB})\b")
SAYS_NO = re.compile(
    rf"\b(?:no|not|ni|nem|nunca|tampoco|ya no|sin|imposible|impossible) (?:\w+ ){{0,4}}?(?:{COMES}|puedo|podre|podremos|podra|podran|podemos|puede"
    rf"|pued[oe]\w*|posso|poderei|consigo|conseguir\w*|ir|asistir|llevar\w*|venir|poder|attend|able|sera|dan|permiso|make)\b|\b{CANCEL_VERB}\b"
)
ELSEWHERE = re.compile(
    r"\b(?:voy|vamos|vou|going|go) (?:a |to )?(?!ir\b|asistir|acudir|estar|llevar|llegar|poder|be\b|come)\w+(?:ar|er|ir|arl[aeo]s?|erl[aeo]s?|arme|erme|irme)\b"
    r"|\b(?:voy|vamos|vou) (?:por|al|a la|a el) (?!cita|control|consulta|clinica)\w+"
)
"""Going to do or to fetch something else."""


def agrees(confirms: bool, said: Plain) -> bool:
    """Whether the words themselves speak for it, and none against."""
    if said.asks or ELSEWHERE.search(said.words):
        return False
    if confirms:
        return not said.no and SAYS_YES.search(said.words) is not None and NO.search(said.words) is None
    return not said.yes and SAYS_NO.search(said.words) is not None and "keepit" not in said.words
