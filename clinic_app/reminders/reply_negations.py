"""What is said with a "no" in it and is none: "no cancelo", "no me olvidé", "sin problema". Pure."""

import re
from functools import lru_cache

from clinic_app.reminders.reply_rules import CANCEL_VERB, NOT_COMING
from clinic_app.reminders.reply_topics import CHANGE_VERB

# Each is replaced by a word of its own before anything else is looked for.
NOT_A_NO = (
    (re.compile(r"\bnem (?:pensar|penso|pense|a pau) em (?:cancelar|desmarcar|faltar|adiar)\b"), "keepit"),
    (
        re.compile(
            r"\b(?:si dios (?:quiere|permite|lo permite|me da vida)|dios mediante|primero dios|se deus quiser|god willing)(?= \w)|(?<=\w )(?:si dios quiere"
            r"|dios mediante|primero dios|se deus quiser|god willing)$"
        ),
        "",
    ),
    (
        re.compile(
            rf"\b(?:le |te |les |lhe )?confirm\w+ (?:que|that) (?=(?:i |eu |yo )?(?:no|ya no|ja no|can not|will not|{CANCEL_VERB})\b)"
        ),
        "",
    ),
    (re.compile(r"\bconfirm\w+ (?=(?:i |we )?(?:no (?:voy|ire|asist\w+|podre|puedo|vou|irei|posso|estare)|can not|will not)\b)"), ""),
    (re.compile(rf"\bconfirm\w* (?:la |mi |a |o |the |el |minha |su )*{NOT_COMING}\b"), " cancelo "),
    (re.compile(r"\bno (?:puedo|podria|podre|posso) confirm\w*(?=.*\b(?:cancel|anul|desmar))"), " "),
    (
        re.compile(
            r"\bno (?:lo |la )?dud\w+\b|^(?:(?:claro|y|e|pues|si|sim|yes|sure|obvio|ok) )*(?:por que no|why not)(?= \w)|^como que no\b|\b(?:ni|nem) (?:loc[ao]|muert[ao]|mort[ao]|enferm[ao]|de broma|en broma|a balas|pensar(?: em| en)?) (?:a )?(?:falto|falta|faltar|faltaria|faltamos)\b|\bno (?:a )?problem\b"
            r"|\bnot a problem\b|\bno (?:hay |tem |any )?(?:cambios?|changes?|mudancas?)\b|\bnothing changed\b|\bno (?:cambia|muda"
            r"|cambio) nada\b"
        ),
        " surely ",
    ),
    (re.compile(r"\b(?:will not|not|no) (?:be |llego |llegare |voy a llegar |vou (?:me )?)(?:late|tarde|atras\w+)\b"), " fine "),
    (
        re.compile(r"\bno (?:la |lo |me la )?(?:muevan?|mueva|cambien?|mude|mudem)(?= (?:si |sim )?(?:voy|vou|ire|alli|ahi|estare)\b)"),
        " fine ",
    ),
    (re.compile(r"\bno (?=(?:cancel\w*|anul\w*|desmar\w*) no\b)(\w+) no\b"), " keepit "),
    (
        re.compile(
            rf"(?<!\bya )(?<!\bja )\b(?!no es que)(?:(?:no|nunca|ni|ni loc[ao]|sin|nada de) )+(?:(?:se|me|nos|le|lo|la|mi|voy|vou"
            rf"|vamos|vaya|vayan|va|a|quiero|quero|quisiera|quise|pienso|penso|deseo|desejo|hace|falta|need|to|precisa|preciso"
            rf"|necesito|hay|que|por|tengo|tenho|es|necesario|tiene|tienen|debe|deben|puede|pueden|pode|podem|por|favor|nada|i|am"
            rf"|do|to|de|vao|ir) )*(?!cancel (?:it|that|this|my|the|please)\b)(?:{CANCEL_VERB}|pierdo|fallar\w*|fallo|fallamos|pierdo por nada|faltar\w*|falto|faltamos|perder\w*|perdo"
            rf"|me perderia|me lo perderia|miss)\b"
        ),
        " keepit ",
    ),
    (re.compile(r"\b(?:do |i am |am |will )*not (?:to |going to |gonna |need to |want to |be )*(?:cancel\w*|miss)\b"), " keepit "),
    (
        re.compile(
            rf"\bno (?:es necesario |hace falta |necesito |quiero |preciso |precisa |quero |need to "
            rf"|deseo )(?:de )?(?:{CHANGE_VERB}|cambiar\w*|mudar|moverla|mover)\b"
        ),
        " fine ",
    ),
    (
        re.compile(
            r"\bno (?!olvid(?:es?|en|ar)\b)(?:me |te |se |lo |la |nos |he |hemos |have |i |am |did |voy |vou |vamos |a )*(?:olvid\w*|esque[cs]\w*|forget"
            r"|forgot|forgotten)\b"
        ),
        " fine ",
    ),
    (
        re.compile(
            r"\b(?:no|ningun|sin|sem) (?:hay |hubo |habra |havera |tengo |will be |tem |ha |tengo |tenho |tendria |es |e |existe )?(?:ningun |nenhum |ningum "
            r"|mayor )?(?:problem\w*|inconveniente\w*|drama|lio|duda|duvida\w*|worries|issues?|rollo|bronca|erro|falla)\b"
        ),
        " fine ",
    ),
    (re.compile(r"\b(?:did |do |have |had |will )?not (?:forget|forgot|forgotten)\b"), " fine "),
    (
        re.compile(
            r"\b(?:como|how)(?: me| could| can| i)* (?:voy|vamos|vou|iba|miss) ?(?:a )?(?:faltar|perder\w*|olvidar\w*|fallar|it)?\b"
        ),
        " surely ",
    ),
    (re.compile(r"\bno (?:se |te )?preocup\w+\b|\bdo not worry\b"), " fine "),
    (re.compile(r"\bcan not wait\b|^como no\b|\bni loc[ao] falto\b|\bsin falta\b|\bsem falta\b|\bno faltaba mas\b"), " surely "),
    (re.compile(r"\b(?:cancelar|anular|desmarcar) no\b"), " keepit "),
    (
        re.compile(
            rf"\b(?:never|nunca|did not|no) (?:have |he )?(?:said|say|asked|ask|meant|dije|disse|pedi|falei|quise|he dicho) "
            rf"(?:que |that |i |we |would |id |wanted |want |to |iba |ibamos |ia |queria |quisiera |a |eu |yo )*{CANCEL_VERB}(?: it)?\b"
        ),
        " ",
    ),
    (
        re.compile(
            r"^(?:aunque|asi|even if|mesmo que|nem que) (?:llueva|truene|chova|it rains|este lloviendo|esteja chovendo|haya \w+|caiga \w+)(?: \w+){0,3}? (?=(?:ahi |alla |eu |i |si )?(?:voy|vamos|ire|iremos|vou|irei|estare|estaremos|estarei|will)\b)"
            r"|\bni que (?:fuera|fueramos) a (?:faltar|perder\w*|fallar|olvidar\w*)\b"
        ),
        " surely ",
    ),
    (
        re.compile(
            r"^(?:ya |ja )?(?:pude|logre|consegui|pudimos|logramos|conseguimos) (?:cambiar|mover|trocar|mudar) (?:de |mi |el |meu |o |un )*(?:turno|trabajo|plantao|guardia|clase|horario de \w+)\b"
        ),
        " ",
    ),
    (
        re.compile(
            r"\bkeepit +(?:(?:ni|nem) (?:de|en|por|a|em) \w+|no|nunca|jamas|por nada(?: del mundo)?)(?= (?:si|sim|voy|vou|ahi|gracias)\b|$)"
        ),
        " keepit ",
    ),
    (
        re.compile(
            r"\b(?:pense|crei|pensei|achei|i thought|thought) (?:que )?(?:la cita |mi cita |a consulta )?(?:era|es|fosse|was|seria) (?:\w+ ){1,3}?(?=(?:pero|mas|but) (?:si|sim|voy|vou|ahi|i will)\b)"
        ),
        " ",
    ),
    (re.compile(r"\bnada (?:ha |se )?(?:mudou|muda|mudo|cambio|cambia|cambiado)\b"), " fine "),
    (
        re.compile(
            r"(\b(?:voy|puedo|ire|confirmo|asistire|estare|iremos|vamos|vou|posso|podre)\b.*) no (?:me )?(?:la |lo )?(?:muevan?|cambien?|mude|mudem|pasen?)$"
        ),
        r"\1 fine",
    ),
    (re.compile(r"\bno (?:vai|va a) dar (?:para )?(?:eu |a gente |nos )?(?=(?:ir|comparecer|levar|chegar|asistir)\b|$)"), " no posso ir "),
    (re.compile(r"\bno da para (?:eu |a gente |nos )?(?=(?:ir|comparecer|levar|chegar|asistir)\b)"), " no posso "),
    (
        re.compile(
            r"\b(?:no|not) (?:la |lo |me la |me lo |i )*(?:puedo|podemos|podria|posso|can|debo|devo) (?:faltar|fallar|perder\w*|miss)(?: it)?"
            r"(?= (?:a (?:mi|la|minha) (?:cita|consulta)|doctora?|esta vez)|$)"
        ),
        " keepit ",
    ),
    (
        re.compile(
            r"\bno (?:please )*keepit\b|\bya no keepit(?= voy| si| ire| ahi)|\bya no (?:quiero|deseo|pienso|voy a|hace falta|quero|vou) cancel\w*"
        ),
        " keepit ",
    ),
)


@lru_cache(maxsize=256)
def without(words: str) -> str:
    """The words with every "no" that is none replaced."""
    for pattern, stands_for in NOT_A_NO:
        words = pattern.sub(stands_for, words)
    return " ".join(words.split())
