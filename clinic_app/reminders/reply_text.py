"""What a patient typed, made plain: one spelling for accents, capitals, emoji and drawn-out letters. Pure."""

import re
import unicodedata
from typing import NamedTuple

from clinic_app.reminders.reply_words import meant_by

LONGEST = 1000  # characters read, for signs of danger
DECIDABLE = 600  # of a longer answer nothing is decided: its end may take back its beginning, and a person reads it anyway
LONGEST_WORD = 30
YES_SIGNS = frozenset("👍👌✅✔☑🙌🆗🫡🤝")
NO_SIGNS = frozenset("👎❌✖🚫⛔🙅")
KEYCAP = re.compile("([0-9])\ufe0f?\u20e3")
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")  # soft hyphens, joiners, marks of direction
DRAWN_OUT_LONG = re.compile(r"(.)\1{5,}", re.DOTALL)
DRAWN_OUT = re.compile(r"([a-z])\1{2,}")
TAIL = re.compile(r"([a-rt-z])\1$")  # simm, okk; not ss
DOUBLED = frozenset(("si", "sim", "no", "ok", "ya", "vou", "voy", "nao", "listo", "claro", "dale", "stop"))
LAUGH = re.compile(r"k{2,}|(?:j[aeiou]){2,}j?|(?:h[aeu]){2,}h?|(?:rs){2,}|kakaka\w*|lo+l|xd+")
CANCEL_NEXT = r"\s*(?=(?:por favor |quiero |quero |please |mejor |pode |puede |solo )*(?:cancel|anul|desmarc))"
NO_THEN_CANCEL = re.compile(rf"\b(?:no|nao|n)\s*[,.;:!\n]+{CANCEL_NEXT}")  # not "no cancelar"
THEN_CANCEL = re.compile(rf"[,.;:!\n]+{CANCEL_NEXT}")  # "no puedo, cancele" is not "no puedo cancelar"
NO_THEN_YES = re.compile(r"\bno\s*[,.;!]\s*(?=sí\b)")
PAST = re.compile(
    r"\b(?:cancel|anul|confirm)(?:é|(?<!^confirm)ó)(?!\w)"
    r"|\b(?:cancelei|confirmei|desmarquei|cancelaron|cancelaram|cancelou|desmarcaram|desmarcou|anularon|anularam|cancelaste|confirmaste|confirmaron)\b"
)  # only the accent tells "cancelé" from "cancele"; alone, "confirmó" is a slip for "confirmo"
AT_THE = re.compile(
    r"\bno (?=(?:horario|dia|consultorio|local|hospital|mesmo|sabado|domingo|momento|final|posto|endereco|centro|trabalho|transito)\b)"
)  # Portuguese: not a "no"
NOT_IN = re.compile(r"\bnum (?=(?:vou|posso|da|consigo|vai|irei|quero|podemos|vamos|tem)\b)")  # "num vou": spoken "não"
AFFIRMS = re.compile(r"\bsí\b|^\W*si\s*[,.!]")
TWICE = re.compile(r"(?:si){2,}|(?:sim){2,}")
SAID_OVER = re.compile(r"\b(\w+)(?: \1\b){3,}")  # no no no no no
SPELLED = re.compile(r"(?:[a-z] ){1,11}[a-z]")  # s í
SPELLED_WORDS = frozenset(("si", "sim", "no", "nao", "yes", "ok", "confirmo", "cancelar", "cancelo", "voy"))


class Plain(NamedTuple):
    """`words`: lower case, no accents, one space between; `asks`: a question mark stood there; `yes`, `no`: an emoji that means it;
    `affirms`: "sí" with its accent or a comma, so not the "si" of a condition; `raw`: what was typed, in lower case;
    `cut`: it was longer than what is read."""

    words: str
    asks: bool
    yes: bool
    no: bool
    affirms: bool
    raw: str
    cut: bool


def plain(text: str) -> Plain:
    """One spelling of an answer."""
    if len(text) > DECIDABLE:
        text = DRAWN_OUT_LONG.sub(r"\1\1\1\1\1", text[: 20 * LONGEST])
    raw = unicodedata.normalize("NFKC", KEYCAP.sub(r"\1", UNSEEN.sub("", text[:LONGEST]))).casefold()
    yes, no = any(sign in raw for sign in YES_SIGNS), any(sign in raw for sign in NO_SIGNS)
    letters = _letters(raw)
    tokens = re.sub(r"[^a-z0-9]+", " ", letters).split()
    joined = " ".join(tokens)
    if SPELLED.fullmatch(joined) and joined.replace(" ", "") in SPELLED_WORDS:
        tokens = [joined.replace(" ", "")]
    words = SAID_OVER.sub(r"\1 \1 \1", " ".join(_word(token[:LONGEST_WORD]) for token in tokens))
    words = NOT_IN.sub("no ", AT_THE.sub("em ", words))
    return Plain(words, "?" in raw or "¿" in raw, yes, no, AFFIRMS.search(raw) is not None, letters, len(text) > DECIDABLE)


def _letters(raw: str) -> str:
    """Without accents, after what only accents and commas tell has been written out."""
    raw = NO_THEN_YES.sub("", PAST.sub(" haspast ", re.sub(r"\bñ\b", "no", raw)))
    letters = "".join(mark for mark in unicodedata.normalize("NFD", raw) if not unicodedata.combining(mark))
    letters = re.sub(r"['’´`]", "", letters)
    letters = THEN_CANCEL.sub(" entonces ", NO_THEN_CANCEL.sub("no gracias ", letters))
    return re.sub(r"\b(\d\d?)\s?[:.h]\s?(\d\d)\b", r"\1h\2", letters)  # 10:30


def _word(token: str) -> str:
    if LAUGH.fullmatch(token):
        return "jaja"
    if TWICE.fullmatch(token):
        return "si"
    token = meant_by(token)
    if token.isdigit():
        return token
    shorter = meant_by(DRAWN_OUT.sub(r"\1", token))
    if TAIL.search(shorter) and shorter[:-1] in DOUBLED:
        shorter = shorter[:-1]
    return meant_by(shorter)
