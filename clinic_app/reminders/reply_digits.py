"""Answers by the digit of an option: 1 confirms, 0 cancels. Pure.

Patterns over `reply_text.plain`, in Spanish, Portuguese and English.
"""

import re

from clinic_app.reminders.reply_text import Plain

CHOSEN = (
    r"(?:respondo|are|rpta|resp|respuesta|mi respuesta es|marco|marque|elijo|escojo|opcion|opcao|option|numero|number|la|el|con|con el|o|a"
    r"|digito|digitei|press"
    r"|pongo|ponga|ponle|pulso|doy|al|escribo|escrevo|mando|envio|toco|selecciono|voto|marca|coloco|quiero|quero|want|eso|isso|entonces|entao|bueno|pues|claro|aprieto|presiono|aperto|digo|es|e|resposta|escolho|opc|nro|si|sim|yes|yo|eu|le|les|lhe|te|i)"
)
POLITE = r"(?:gracias|por favor|porfa|please|obrigad[oa]|thanks|sorry|disculpe|pe|po|pues|doctora?|senorita|senora?|joven|amig[oa]|doctorcita|doctorita|nomas|no mas|doc|dra?)"
HELLO = r"(?:hola|buenas|buenos|buen|dias?|tardes?|noches?|bom|boa|noite|oi|ola|hi|hello|good|morning|muchas|ok|ya|perdon|disculpa)"
ONE_OPTION = re.compile(
    rf"(?!a? ?las? \d)(?:(?:{HELLO}|{POLITE}) )*(?:{CHOSEN} )*(?:no (?=0))?([01])"
    rf"(?: (?:(?<=1 )(?:si|sim|yes|confirmo|ok|confirmado|claro|listo|dale|perfecto|perfeito|voy|vou|asistire|estare|estarei)|(?<=0 )(?:no(?: (?:voy|ire|vou|puedo|podre|posso|asistire))?|cancelar|cancelo|cancele|cancela)|{POLITE}))*"
)
LED_BY_OPTION = re.compile(r"([01]) (?!negativ|positiv)(\D+)")
SIGNED = re.compile(r"^\W*[-+]\s?\d\W*$|(?:^|\s)[-+]\d\b")  # -1 is a number, no choice
WRONG_KEY = re.compile(
    r"(?:disculp\w+ |perdon |sorry |desculp\w+ |me equivoque |ups |oops |no )*"
    r"(?:(?:mande|puse|marque|respondi|mandei|digitei|i sent|sent|es|era|quise poner) (?:el |o )?([01]) (?:por error |errado "
    r"|by mistake |equivocado )?)?"
    r"(?:(?<!\bno )(?:era|es|e|quise poner|quise decir|quis dizer|meant|i meant|it is|queria poner) (?:el |o |un )?)([01])"
)
"""The other digit was meant. An answer before it may have been acted upon, so a plain digit must end it."""
SORRY = r"(?:perdon|sorry|disculp\w*|desculp\w*|digo|miento|ups|oops|wait|espera|i meant?|meant|quise decir|quiero decir|quer dizer|me equivoque|me enganei|error)"
NOT_THE_FIRST = re.compile(
    rf"\W*(?:{SORRY}\W+)*(?:el |un |o |puse |marque |mandei |digitei )?([01])(?:\W+(?:por )?{SORRY}|\W+no\s*[,.;!]|\W+no\W+{SORRY}|\W+(?:pero|mas|but) (?:era|es|e|it is)\b)"
    rf"(?:\W+(?:no|{SORRY}))*\W+(?:es |era |e )?(?:el |un |o )?([01])(?:\W+{SORRY})*\W*"
)
"""One digit, taken back, and the other: "1 no, 0, me equivoqué"."""
NOT_THE_SECOND = re.compile(
    rf"\W*(?:{SORRY}\W+)*(?:era|es|quise poner|quis|meant|i meant) (?:el |un |o )?([01])\W+(?:y )?no\W+(?:el |un |o )?([01])\W*"
)
SAID_OVER = re.compile(r"\W*([01])(?:[\s,!]+\1){2,4}\W*")
ALL_OF_IT = re.compile(r"\W*100\s?%\W*(?:seguro|segura|sure|certo|confirmad[oa]|yes|si|sim)?\W*")
BOTH = re.compile(r"\b1\b.*\b0\b|\b0\b.*\b1\b")
MISTAKEN = re.compile(
    r"\b(?:equivo\w+|errad\w+|err(?:or|ei|e)|mistake|engano|sin querer|sem querer|accident\w*|digo|miento|mentira|wait|quise decir|quiero decir"
    r"|quer dizer|quis dizer|i mean|i meant|meant|era|estaba mal)\b"
)
NOUGHT = re.compile(r"\b0(?! (?:dudas?|duvidas?|problemas?|dramas?|rollo|stress)\b)\b")


def chosen(said: Plain) -> str | None:
    """The digit that the whole answer chooses, "1" or "0"; None where it says more than that, or not which."""
    if found := ONE_OPTION.fullmatch(said.words) or WRONG_KEY.fullmatch(said.words) or SAID_OVER.fullmatch(said.raw):
        return found[found.lastindex or 1]
    if found := NOT_THE_FIRST.fullmatch(said.raw):
        return found[2] if found[1] != found[2] else None
    if found := NOT_THE_SECOND.fullmatch(said.raw):
        return found[1] if found[1] != found[2] else None
    return "1" if ALL_OF_IT.fullmatch(said.raw) else None


def against(confirms: bool, said: Plain, agreed: bool) -> bool:
    """Whether a digit speaks against what the words say. `agreed`: a rule understood the whole, even that one was a mistake."""
    mistaken = MISTAKEN.search(said.words) or re.search(r"perdon|disculp|desculp|sorry", said.raw)
    if BOTH.search(said.words) and not (agreed and mistaken):
        return True
    if not agreed and re.search(r"\b[01]\b", said.raw) and MISTAKEN.search(said.words):
        return True
    return not mistaken and (NOUGHT.search(said.words) is not None if confirms else said.raw.lstrip()[:2] in ("1", "1 "))
