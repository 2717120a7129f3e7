"""A yes or a no to an offered time, in words that mean it only there: "la tomo", "me sirve", "não serve". Pure.

Whole sentences only: what says anything more is read by a person, since a wrong yes books a visit that nobody wanted.
"""

import re
import unicodedata

LONGEST = 80
GREETS = r"hola|buenos dias|buen dia|buenas(?: tardes| noches)?|oi|ola|bom dia|boa (?:tarde|noite)|hi|hello|good (?:morning|afternoon)"
THANKS = r"gracias|(?:muchas|muchisimas|mil) gracias|(?:muito )?obrigad[oa]|thanks|thank you|por favor|porfa(?:vor)?|please|senorita|doctora?|doutora?|dra?"
AGREES = (
    r"si|sip|sim|yes|yeah|claro(?: que si)?|por supuesto|com certeza|ok|okay|oki|ya|bueno|listo|perfecto|perfeito|perfect|genial|excelente|great|sure"
    r"|que (?:bueno|bien|bom)|otimo|de acuerdo|esta bien|tudo bem|vale|dale|con gusto"
)
TIME = (
    r"(?: (?:(?:esa|la|essa|esta|a) (?:hora|cita|consulta|vaga)|(?:ese|el|esse|este|o) (?:horario|turno|cupo|espacio)|esa|ese|essa|esse"
    r"|(?:that|the) (?:time|slot|appointment)|it|that))?"
)
FITS = r"(?:sirve|conviene|acomoda|(?:viene|queda|va) (?:muy )?bien|viene perfecto|queda perfecto)"
TAKES = "|".join((
    rf"(?:yo )?(?:(?:me )?(?:la|lo) )?(?:tomo|tomamos|acepto|aceptamos|quiero|queremos|reservo|agarro|cojo){TIME}",
    rf"(?:la|lo) (?:voy|vamos) a tomar|quiero tomarl[ao]|(?:me|nos) (?:quedo|quedamos) con{TIME}",
    rf"(?:esa hora |ese horario )?(?:si )?(?:me|nos) {FITS}{TIME}",
    r"(?:me la )?(?:reserve|reserva|separe|separa|guarde|guarda|aparte)|(?:reserve|reserva|separe|separa|guarde|guarda)(?:me)?la|(?:apunt|anot|agend)[ea]me",
    rf"(?:eu )?(?:fico com|aceito|aceitamos|quero|queremos|pego){TIME}|(?:para mim |pra mim |me )?serve(?: sim)?|pode (?:marcar|reservar|agendar)",
    rf"(?:i|we)(?: will| ll|ll)? (?:take|want|accept){TIME}|(?:i would|i d|id) like{TIME}|(?:it|that)? ?(?:works|suits)(?: (?:for )?(?:me|us))?",
))  # fmt: skip
REFUSES = "|".join((
    rf"(?:ya )?no (?:(?:me|nos) )?{FITS}{TIME}|(?:ya )?no (?:(?:la|lo) )?(?:quiero|queremos|tomo|acepto){TIME}|no (?:la|lo) puedo tomar|no gracias",
    r"(?:prefiero|preferimos|quiero|voy a) (?:seguir esperando|esperar)(?: otra(?: hora)?)?|sigo esperando",
    rf"nao (?:me )?serve(?: (?:para|pra) mim)?{TIME}|nao (?:quero|aceito){TIME}|nao obrigad[oa]|prefiro (?:continuar )?espera(?:r|ndo)",
    r"(?:it |that )?(?:does not|doesn t|doesnt) (?:work|suit)(?: (?:for )?(?:me|us))?|(?:i )?(?:d rather|prefer to) wait|no thanks|no thank you",
))  # fmt: skip
YES = re.compile(rf"(?:(?:{GREETS}|{THANKS}|{AGREES}) )*(?:{TAKES})(?: (?:{THANKS}|{AGREES}))*")
NO = re.compile(rf"(?:(?:{GREETS}|{THANKS}|lo siento|disculpe|desculpe|sorry|no|nao) )*(?:{REFUSES})(?: (?:{THANKS}))*")
NO_THEN = re.compile(
    r"\b(?:no|não|nao)\s*[,.;:!\n]++\s*+(?!gracias|me\b|nos\b|no\b|não\b|nao\b|obrigad|thank|prefier|prefir|quiero esperar|it\b|that\b)"
)


def choice(text: str) -> int | None:
    """1 takes the offered time, 0 leaves it to others; None for anything else."""
    if len(text) > LONGEST or "?" in text or "¿" in text or NO_THEN.search(text.casefold()):
        return None
    letters = "".join(sign for sign in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(sign))
    words = " ".join(re.sub(r"[^a-z0-9]+", " ", letters).split())
    if YES.fullmatch(words):
        return 1
    return 0 if NO.fullmatch(words) else None
