"""What a patient typed, made plain: one spelling for accents, capitals, emoji and drawn-out letters. Pure."""

import re
import unicodedata
from typing import NamedTuple

YES_SIGNS = frozenset("👍👌✅✔☑🙌🆗🫡🤝")
NO_SIGNS = frozenset("👎❌✖🚫⛔🙅")
KEYCAP = re.compile("([0-9])\ufe0f?\u20e3")
DRAWN_OUT = re.compile(r"([a-z])\1{2,}")
TAIL = re.compile(r"([a-rt-z])\1$")  # simm, okk; not ss
LAUGH = re.compile(r"k{2,}|(?:j[aeiou]){2,}j?|(?:h[aeu]){2,}h?|(?:rs){2,}|kakaka\w*|lo+l|xd+")
NO_THEN_CANCEL = re.compile(
    r"\b(?:no|nao|n)\s*[,.;:!\n]+\s*(?=(?:por favor |quiero |quero |please |mejor )*(?:cancel|anul|desmarc))"
)  # not "no cancelar"
NO_THEN_YES = re.compile(r"\bno\s*[,.;!]\s*(?=sí\b)")
PAST = re.compile(
    r"\b(?:cancel|anul|confirm)[éó](?!\w)|\b(?:cancelei|confirmei|desmarquei|cancelaron|cancelaram|cancelou|cancelaste|confirmaste|confirmaron)\b"
)  # only the accent tells "cancelé" from "cancele"
AT_THE = re.compile(
    r"\bno (?=(?:horario|dia|consultorio|local|hospital|mesmo|sabado|domingo|momento|final|posto|endereco|centro|trabalho)\b)"
)  # Portuguese: not a "no"
AFFIRMS = re.compile(r"\bsí\b|^\W*si\s*[,.!]")
TWICE = re.compile(r"(?:si){2,}|(?:sim){2,}")
SPELLED = re.compile(r"^(?:[a-z] ){1,7}[a-z]$")  # s í
# fmt: off
SHORT = {  # how phones are typed on -> the word
    "q": "que", "k": "que", "xq": "porque", "pq": "porque", "x": "por", "xfa": "porfa", "pfv": "por favor", "pf": "por favor", "porfis": "porfa", "porfavor": "por favor",
    "d": "de", "tb": "tambien", "tmb": "tambien", "bn": "bien", "msm": "mesmo", "vc": "voce", "hj": "hoje", "amanha": "amanha", "obg": "obrigado", "vlw": "valeu",
    "msg": "mensaje", "msgs": "mensajes", "msj": "mensaje", "msjs": "mensajes", "mensagem": "mensaje", "mensagens": "mensajes", "message": "mensaje", "messages": "mensajes",
    "pls": "please", "plz": "please", "u": "you", "r": "are", "cant": "can not", "wont": "will not", "dont": "do not", "ill": "i will", "im": "i am", "ive": "i have",
    "cannot": "can not", "isnt": "is not", "didnt": "did not", "doesnt": "does not", "couldnt": "could not", "wouldnt": "would not", "arent": "are not", "lets": "let us",
    "nao": "no", "naum": "no", "nunca": "nunca", "pra": "para", "pro": "para", "prs": "para", "tou": "estou", "to": "to", "ta": "ta", "resched": "reschedule",
    "cancle": "cancel", "cancell": "cancel", "cansel": "cancel", "canselar": "cancelar", "canselo": "cancelo", "cansele": "cancele", "canselen": "cancelen", "kancelar": "cancelar",
    "cncelar": "cancelar", "cacelar": "cancelar", "canclar": "cancelar", "cancelr": "cancelar", "konfirmo": "confirmo", "comfirmo": "confirmo", "confimo": "confirmo", "confrmo": "confirmo", "confirm0": "confirmo", "cofirmo": "confirmo",
    "comfirmado": "confirmado", "confirmadisimo": "confirmado", "confirmadissimo": "confirmado", "nopuedo": "no puedo", "kiero": "quiero", "pdre": "podre", "nose": "no se", "novoy": "no voy", "sivoy": "si voy", "sipe": "si", "confimado": "confirmado", "reprogamar": "reprogramar", "repogramar": "reprogramar", "reprograma": "reprogramar", "pueo": "puedo", "pudo": "puedo", "pueda": "pueda", "boy": "voy", "voi": "voy", "hire": "ire", "yre": "ire", "vo": "vou",
    "asistre": "asistire", "aistire": "asistire", "asitire": "asistire", "hola": "hola", "sii": "si", "sie": "si", "shi": "si", "sip": "si", "sipi": "si", "sep": "si", "sipo": "si", "see": "see", "yess": "yes", "yep": "yes", "yup": "yes", "yeah": "yes", "yea": "yes", "ye": "yes", "ya": "ya",
    "noo": "no", "nope": "no", "nop": "no", "nones": "no", "nel": "no", "nah": "no", "nn": "no", "n": "no", "manan": "no", "nopi": "no", "okas": "ok", "okdokey": "ok", "dokey": "ok", "doki": "ok", "okdoki": "ok", "senito": "senorita", "simm": "sim", "sin": "sin", "ss": "sim", "sims": "sim", "ari": "si",
    "okey": "ok", "okay": "ok", "oki": "ok", "okis": "ok", "okok": "ok", "okei": "ok", "oka": "ok", "okidoki": "ok", "tranqui": "tranquilo", "beleza": "beleza", "blz": "beleza", "tks": "thanks", "thx": "thanks", "ty": "thanks", "thnx": "thanks", "grax": "gracias", "grcs": "gracias", "grasias": "gracias",
    "uno": "1", "um": "um", "one": "1", "cero": "0", "zero": "0", "tomorow": "tomorrow", "tmrw": "tomorrow", "tmr": "tomorrow",
}
# fmt: on


class Plain(NamedTuple):
    """`words`: lower case, no accents, one space between; `asks`: a question mark stood there; `yes`, `no`: an emoji that means it;
    `affirms`: "sí" with its accent or a comma, so not the "si" of a condition; `raw`: what was typed, in lower case."""

    words: str
    asks: bool
    yes: bool
    no: bool
    affirms: bool
    raw: str


def plain(text: str) -> Plain:
    """One spelling of an answer."""
    raw = unicodedata.normalize("NFKC", KEYCAP.sub(r"\1", text[:1000])).casefold()
    yes, no = any(sign in raw for sign in YES_SIGNS), any(sign in raw for sign in NO_SIGNS)
    if raw.strip(" .!¡,") in ("ñ", "ñ da", "ñ posso", "ñ vou"):
        raw = raw.replace("ñ", "no")
    raw = re.sub(r"\bñ\b", "no", raw)
    raw_letters = NO_THEN_YES.sub("", PAST.sub(" haspast ", raw))
    letters = "".join(mark for mark in unicodedata.normalize("NFD", raw_letters) if not unicodedata.combining(mark))
    letters = letters.replace("'", "").replace("’", "").replace("´", "").replace("`", "")
    letters = NO_THEN_CANCEL.sub("no gracias ", letters)
    letters = re.sub(r"(\d+)\s*[:.h]\s*(\d\d)\b", r"\1h\2", letters)  # 10:30
    tokens = re.sub(r"[^a-z0-9]+", " ", letters).split()
    joined = " ".join(tokens)
    if SPELLED.fullmatch(joined) and joined.replace(" ", "") in ("si", "sim", "no", "nao", "yes", "ok"):
        tokens = [joined.replace(" ", "")]
    words = " ".join(_word(token) for token in tokens)
    return Plain(AT_THE.sub("em ", words), "?" in raw or "¿" in raw, yes, no, AFFIRMS.search(raw) is not None, letters)


def _word(token: str) -> str:
    if LAUGH.fullmatch(token):
        return "jaja"
    if TWICE.fullmatch(token):
        return "si"
    token = SHORT.get(token, token)
    if token.isdigit():
        return token
    shorter = DRAWN_OUT.sub(r"\1", token)
    shorter = SHORT.get(shorter, shorter)
    if TAIL.search(shorter) and len(shorter) <= 6:
        shorter = SHORT.get(shorter[:-1], shorter[:-1]) if shorter[:-1] in _DOUBLED else shorter
    return SHORT.get(shorter, shorter)


_DOUBLED = {"si", "sim", "no", "ok", "ya", "vou", "voy", "nao", "listo", "claro", "dale", "stop"}
