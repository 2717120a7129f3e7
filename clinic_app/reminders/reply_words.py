"""How phones are typed on: short forms, slang and misspelt words, each -> the word that is meant. Pure."""

# One line for each word that is meant.
MEANT = {
    # yes, no, and the two digits
    "si": "ci ssi simonaz simona zi zii simonki clarines clarinete fijazo sii sie shi chi sip sipi sipe sep sipo ari",
    "sim": "cim siim simm simn sims sm ss",
    "yes": "yas yesh yuppers aye yess yees yse yep yup yeah yea ye yass",
    "no": "nahh nopz nps noo nno noa naao nnao nou naa noup nop nope nopo nopes nops nones nel nah nn n manan mana nopi nanay nica nao naum naun",
    "1": "uno one",
    "0": "cero zero",
    "ok": "okey okay oki okis okok okei oka okas okidoki okdokey dokey doki okdoki okie k",
    # confirming, coming
    "confirmo": "konfirmo comfirmo confimo confrmo confirm0 cofirmo cfm conf confir",
    "confirmado": "confirmadaso confirmadazo confirmadasso comfirmado confirmadisimo confirmadissimo confimado",
    "confirm": "comfirm confrim confirmd",
    "voy": "boy voi",
    "vamos": "bamos",
    "va": "ba",
    "vengo": "bengo",
    "venir": "benir",
    "ir": "hir",
    "vou": "vo",
    "ire": "hire yre",
    "asistire": "asistre aistire asitire",
    "certeza": "ctz ctza",
    "si voy": "sivoy",
    "si confirmo": "siconfirmo",
    # cancelling, not coming
    "cancel": "cncel cancle cancell cansel canel cnacel cancal",
    "cancelar": "canselar kancelar cncelar cacelar canclar cancelr camcelar cancear dismarcar",
    "cancela": "cansela cancla cncela kancela",
    "cancelo": "canselo",
    "desmarca": "dismarca desmarka",
    "appointment": "apointment appoinment appointmnt apptment",
    "cancele": "cansele kancele kansele",
    "cita": "sita zita",
    "cancelacion": "cancelasion canselacion canselasion cancelcion",
    "estoy": "toy",
    "cambiar": "kambiar canbiar",
    "cancelen": "canselen",
    "can not": "cant cannot",
    "will not": "wont",
    "no puedo": "nopuedo nopuedoo",
    "no podre": "nopodre",
    "no voy": "novoy",
    "no se": "nose",
    "no le": "nole",
    "no lo": "nolo",
    "llevar": "llebar yevar",
    "puedo": "pueo",
    "podre": "pdre",
    "posso": "poso",
    # another time
    "reprogramar": "reprogamar repogramar reprograma reporgramar",
    "reschedule": "resched reschdule reshedule rescedule",
    # English without the apostrophe
    "do not": "dont",
    "i will": "ill",
    "i would": "id",
    "i am": "im",
    "i have": "ive",
    "is not": "isnt",
    "did not": "didnt",
    "does not": "doesnt",
    "could not": "couldnt",
    "would not": "wouldnt",
    "are not": "arent",
    "let us": "lets",
    "see you": "cya",
    "on my way": "omw",
    "you": "u",
    "are": "r",
    "tomorrow": "tomorow tmrw tmr",
    # little words
    "listo": "listones",
    "pues": "ps poes pz",
    "que": "q ke qe qui",
    "porque": "xq pq",
    "por": "x",
    "porfa": "xfa porfis porfi porfita",
    "hora": "horita",
    "tarde": "tardecita tardecito",
    "temprano": "tempranito",
    "por supuesto": "porsupuesto",
    "por favor": "pfv pf pfvr pfvor pfavor porfavor",
    "de": "d",
    "de acuerdo": "deacuerdo",
    "ya no": "yano",
    "para": "pra pro prs pa",
    "tambien": "tb tmb",
    "bien": "bn",
    "mesmo": "msm",
    "voce": "vc",
    "voces": "vcs",
    "ninguem": "ngm ningm ninguen ninguein",
    "pode": "pd pod",
    "hoje": "hj",
    "quiero": "kiero",
    "estou": "tou",
    "senorita": "senito",
    "beleza": "blz bele",
    "tranquilo": "tranqui",
    "please": "pls plz plis",
    "thanks": "tks thx ty thnx",
    "gracias": "grax grcs grasias",
    "obrigado": "obg brigado brigada",
    "valeu": "vlw",
    "mensaje": "msg msj mensagem message",
    "mensajes": "msgs msjs mensagens messages",
    "unsubscribe": "unsubcribe unsuscribe",
}
SHORT = {typed: meant for meant, all_typed in MEANT.items() for typed in all_typed.split()}

NAMES = (
    r"(?:ana|maria|rosa|carmen|luz|julia|elena|patricia|claudia|andrea|lucia|valeria|carla|karla|paola|milagros|flor|gladys|silvia|"
    r"sofia|camila|daniela|gabriela|fernanda|juana|martha|marta|teresa|isabel|pilar|beatriz|mariana|juliana|natalia|diana|monica|"
    r"sandra|veronica|jessica|vanessa|karina|miriam|norma|yolanda|jose|juan|luis|carlos|jorge|miguel|pedro|manuel|victor|cesar|"
    r"julio|raul|mario|marco|oscar|hugo|ivan|david|daniel|diego|andres|fernando|eduardo|ricardo|roberto|alberto|javier|sergio|"
    r"pablo|martin|mateo|thiago|gonzales|garcia|perez|rojas|flores|quispe|silva|santos|souza)"
)
"""What a doctor is often called, after her title."""

# Words long enough that one wrong, missing, doubled or swapped letter still tells them from every other word.
LONG = [
    "afirmativo",
    "asistire",
    "asistencia",
    "asistiremos",
    "cancelar",
    "cancelen",
    "comparecer",
    "compareco",
    "confirmada",
    "confirmado",
    "confirmamos",
    "confirmar",
    "confirmo",
    "desmarcar",
    "estaremos",
    "negativo",
    "podremos",
    "postergar",
    "reagendar",
    "remarcar",
    "reprogramacion",
    "reprogramar",
    "reprograme",
    "reschedule",
    "unsubscribe",
]
SHORTER = [
    "absolutely",
    "amanha",
    "ahorita",
    "anular",
    "asistir",
    "autorizo",
    "cambiar",
    "cancel",
    "cancela",
    "cancele",
    "cancelo",
    "canselar",
    "combinado",
    "cuando",
    "depende",
    "depois",
    "despues",
    "pensando",
    "probably",
    "quando",
    "quizas",
    "seguramente",
    "talvez",
    "todavia",
    "confirm",
    "confirmadisimo",
    "confirmed",
    "confirming",
    "conforme",
    "course",
    "desmarca",
    "eliminar",
    "estare",
    "estarei",
    "faltar",
    "gracias",
    "iremos",
    "manana",
    "mejor",
    "melhor",
    "message",
    "molestar",
    "necesito",
    "obrigada",
    "please",
    "podemos",
    "podre",
    "positivo",
    "posso",
    "postergarla",
    "precisa",
    "puedo",
    "quitenme",
    "respondo",
    "supuesto",
]
"""Of these only a missing or doubled letter inside or two swapped ones are mended: a changed letter makes another word of them."""
MISSED = 6  # letters that a word must have before one of them may be missing
OWN = """
simbora asistiremos afirmativa asistieramos asistimos asistir asistira cancelan canelo canela canelas canse canses
canseco confira confiram conform conformada conformamos conforming curse falar asisti cancelara cancelaran cancelare
cancelaria cancelas canelar confirmaba confirmam confirman confirmare confirmaran confirmaras confirmaron confirmem
confirmen compareceu comparecera comparecem confirma confirmara confirmas confirme confirmou conformado conformar
conforme conformo desmarca desmarcan estaremos estera negativa podemos poder remarca remarcan remarque reprogramas
reprogramo
"""
WORDS_OF_THEIR_OWN = frozenset(OWN.split())
"""One letter off a word above, and nevertheless no misspelling."""


def _swapped_or_doubled(word: str) -> set[str]:
    swapped = {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)}
    return swapped | {word[:at] + word[at] + word[at:] for at in range(len(word))}


def _slips(word: str) -> set[str]:
    inside = {word[:at] + word[at + 1 :] for at in range(1, len(word) - 1)} if len(word) >= MISSED else set()
    return inside | _swapped_or_doubled(word)


def _one_letter_off(word: str) -> set[str]:
    letters = "abcdefghijklmnopqrstuvwxyz"
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    missing = {left + right[1:] for left, right in cuts if right}
    other = {left + letter + right[1:] for left, right in cuts if right for letter in letters}
    more = {left + letter + right for left, right in cuts for letter in letters}
    return missing | other | more | _swapped_or_doubled(word)


def _misspellings() -> dict[str, str]:
    known = {*SHORT, *LONG, *SHORTER, *MEANT, *WORDS_OF_THEIR_OWN}
    off = {typed: word for word in LONG for typed in _one_letter_off(word)}
    off |= {typed: word for word in SHORTER for typed in _slips(word)}
    return {typed: word for typed, word in off.items() if typed not in known}


MISSPELT = _misspellings()


def meant_by(token: str) -> str:
    """The word or words that a typed token stands for; the token itself when it is nothing of the kind."""
    return SHORT.get(token) or MISSPELT.get(token, token)
