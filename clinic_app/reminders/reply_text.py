"""What a patient typed, made plain: one spelling for accents, capitals, emoji and drawn-out letters. Pure."""

import re
import unicodedata
from typing import NamedTuple

from clinic_app.reminders.reply_slips import mended
from clinic_app.reminders.reply_words import NAMES, meant_by

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
NO_THEN_MISSES = re.compile(r"\b(?:no|nao|não|n)\s*[,.;:!\n]+\s*(?=falt(?:o|aré|are|arei|aremos|amos)\b)")  # "no, falto" is not "no falto"
NO_THEN_CANCEL = re.compile(rf"\b(?:no|nao|n)\s*[,.;:!\n]+{CANCEL_NEXT}")  # not "no cancelar"
THEN_CANCEL = re.compile(rf"[,.;:!\n]+{CANCEL_NEXT}")  # "no puedo, cancele" is not "no puedo cancelar"
APART = re.compile(r"\b(won|don|can|isn|didn|doesn|couldn|wouldn|aren|haven|hasn|wasn|weren|shouldn|i|we|you|he|she|they) (t|ll|m|re|ve)\b")
"""A space where the apostrophe was: "won t"."""
THEN_GOES = re.compile(r"^\s*ya\s*[,.]\s*(?=voy\W*$|vamos\W*$)")  # "ya, voy" agrees, "ya voy" is on the way
NO_THEN_YES = re.compile(
    r"\bno\s*[,.;!]\s*(?=sí\b)|\b(?:não|nao)\s*[,.;!]\s*(?=(?:eu |a gente )?(?:vou|irei|vamos|posso|consigo|estarei)\b[^?]*\bsim\b)"
)
BUT_YES = re.compile(
    r"(\b(?:no|não|nao|nunca)\b(?! (?:s[eé]|creo|estoy)\b)[^,.;!?]{1,40})[,.;!]+\s*(?=(?:eu )?(?:vou|vamos|irei|estarei) sim\b|sí (?:voy|vamos|ir[eé]|iremos|asist|puedo|podr|llego|estar|vou|vai)\w*)"
)  # "no he cancelado, sí voy": the accent answers what stands before
AHI = re.compile(r"\b(?:ay|aii|hay|ahy|haya|aya) (?=(?:estar|voy|vamos|nos vemos|toy|estoy|estamos|caigo|ire)\w*)")
PAST = re.compile(
    r"\b(?:cancel|anul|confirm)(?:é|(?<!^confirm)ó)(?!\w)"
    r"|\b(?:yo no|nunca) (?:la |lo )?(?:cancele|confirme|anule)\b|\bno confirme (?:nada|yo)\b"
    r"|\b(?:cancelei|confirmei|desmarquei|confirmaram|confirmou|cancelaron|cancelaram|cancelou|desmarcaram|desmarcou|anularon|anularam|cancelaste|confirmaste|confirmaron)\b"
)  # only the accent tells "cancelé" from "cancele"; alone, "confirmó" is a slip for "confirmo"
AT_THE = re.compile(
    r"\bno (?=(?:horario|dia|consultorio|local|hospital|mesmo(?= \w)|sabado|domingo|momento|final|posto|endereco|centro|trabalho|transito)\b)"
)  # Portuguese: not a "no"
NOT_IN = re.compile(r"\bnum (?=(?:vou|posso|da|consigo|vai|irei|quero|podemos|vamos|tem)\b)")  # "num vou": spoken "não"
SHALL = re.compile(r"(?<=[a-z])['’´`]ll\b")  # "we'll" is not "well"
HOW_ARE_YOU = re.compile(r"¿?\b(?:tudo (?:bem|bom|joia)|como (?:est[aá]s?|vai)|qu[eé] tal|how are you)\b[^?¿]{0,12}\?")  # asks nothing
RHETORICAL = re.compile(
    r"\b(?:(?:e |y )?(?:como|c[oó]mo|por qu[eéê]|porque) n[aã]?o(?: (?:iria|ir[ií]a|vou|voy a ir))?|why not|why wouldn['’]?t (?:i|we)|why would(?:n['’]?t)? (?:i|we) not)\s*\?+\s*(?=\w+\W+\w)"
)  # and then the answer
AFFIRMS = re.compile(r"\bsí\b|^\W*si\s*[,.!]")
IF_THEN = re.compile(r"\bsi\s+\w.*\bsí\b")  # who writes the one without its accent and the other with it means "if"
TWICE = re.compile(r"(?:si){2,}|(?:sim){2,}|se{3,}p?")  # and "seee"
SAID_OVER = re.compile(r"\b(\w+)(?: \1\b){3,}")  # no no no no no
SPELLED = re.compile(r"(?:[a-z] ){1,11}[a-z]")  # s í
SPELLED_WORDS = frozenset(("si", "sim", "no", "nao", "yes", "ok", "confirmo", "cancelar", "cancelo", "voy"))


TITLE = r"(?:doctor(?:a|it[oa]|cit[oa])?|doutora?|doc|dra?|senorita|senito|srta|sra?|senora?|seno|lic|licenciada|miss|enfermera|amiga|estimad[oa]s?)"
GREETS = (
    r"(?:hola+|holi|buenos dias|buen dia|buenas(?: (?:tardes|noches|dias))?|muy buen[oa]s (?:dias|tardes|noches)|oi+|ola|opa|bom dia|boa (?:tarde|noite)"
    r"|hi|hello|hey|good (?:morning|afternoon|evening)|disculp[ae]|perdon|desculp[ae]|saludos|que tal|tudo (?:bem|bom)|como esta|(?:i )?hope (?:you are|youre|all is|everything is|u are) (?:doing )?(?:well|good|ok|fine)|espero que (?:este|esten|se encuentren?|esteja|estejam) (?:muy )?(?:bien|bem))"
)
COURTEOUS = re.compile(rf"^(?:{GREETS} |{TITLE} (?:{NAMES} )?)+(?=\w)")
THANKS = re.compile(
    r"(?<=\w)(?: (?:muchas|muchisimas|mil|muito|mto))?(?: (?:gracias|obrigad[oa]|thanks|thank you|bendiciones))+"
    rf"(?: {TITLE}(?: {NAMES})?)?$|(?<=\w) {TITLE} {NAMES}$"
    rf"|(?<=\w)(?<!\bal)(?<!\bdel)(?<!\bla)(?<!\bel)(?<!\ba)(?<!\bo)(?<!\bque)(?<!\bcon)(?<!\bcom)(?<!\bmi)(?<!\botra)(?<!\boutra)(?<!\botro)(?<!\boutro)(?<!\bmisma)(?<!\bcual)(?<!\bqual)"
    rf"(?<!\bde)(?<!\bpor)(?<!\bun)(?<!\buna)(?<!\bese)(?<!\besa)(?<!\besta)(?<!\bsu)(?<!\bas)(?<!\bos)(?<!\blas)(?<!\bsoy)(?<!\bes) {TITLE}$"
)


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

    @property
    def marks(self) -> str:
        """The signs beside the words, for the classifier."""
        return "?" * self.asks + "+" * self.yes + "-" * self.no + "!" * self.affirms


def plain(text: str) -> Plain:
    """One spelling of an answer."""
    if len(text) > DECIDABLE:
        text = DRAWN_OUT_LONG.sub(r"\1\1\1\1\1", text[: 20 * LONGEST])
    raw = unicodedata.normalize("NFKC", KEYCAP.sub(r"\1", UNSEEN.sub("", text[:LONGEST]))).casefold()
    raw = RHETORICAL.sub("", raw)
    yes, no = any(sign in raw for sign in YES_SIGNS), any(sign in raw for sign in NO_SIGNS)
    letters = _letters(raw)
    tokens = re.sub(r"[^a-z0-9]+", " ", letters).split()
    joined = " ".join(tokens)
    if SPELLED.fullmatch(joined) and joined.replace(" ", "") in SPELLED_WORDS:
        tokens = [joined.replace(" ", "")]
    words = SAID_OVER.sub(r"\1 \1 \1", " ".join(_word(token[:LONGEST_WORD]) for token in tokens))
    words = AHI.sub("ahi ", NOT_IN.sub("no ", AT_THE.sub("em ", words)))
    asks = HOW_ARE_YOU.sub("", raw)
    words = THANKS.sub("", COURTEOUS.sub("", words))
    return Plain(
        words,
        "?" in asks or "¿" in asks,
        yes,
        no,
        AFFIRMS.search(raw) is not None and IF_THEN.search(raw) is None,
        letters,
        len(text) > DECIDABLE,
    )


def _letters(raw: str) -> str:
    """Without accents, after what only accents and commas tell has been written out."""
    raw = BUT_YES.sub(r"\1 pero ", raw)
    raw = NO_THEN_YES.sub("", PAST.sub(" haspast ", re.sub(r"\bñ\b", "no", raw)))
    letters = "".join(mark for mark in unicodedata.normalize("NFD", raw) if not unicodedata.combining(mark))
    letters = re.sub(r"['’´`]", "", SHALL.sub(" will", letters))
    letters = APART.sub(r"\1\2", letters)
    letters = THEN_GOES.sub("ok ", letters)
    letters = NO_THEN_MISSES.sub("no gracias ", letters)
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
    meant = meant_by(shorter)
    return mended(meant) if meant.isalpha() else meant
