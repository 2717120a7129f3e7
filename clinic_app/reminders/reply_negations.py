"""What is said with a "no" in it and is none: "no cancelo", "no me olvidé", "sin problema". Pure."""

import re
from functools import lru_cache

from clinic_app.reminders.reply_rules import CANCEL_VERB, NOT_COMING
from clinic_app.reminders.reply_topics import CHANGE_VERB

COMES_THEN = (
    r"(?:si|sim|eu|yo|i|igual|que|porfa|por favor|gracias|please|doctora?|senorita|mesmo|nesse|horario|msm|me|da|ahi|alli|la|le|lo)"
)
GOES = (
    r"(?:voy|vamos|ire|iremos|asist\w+|estare\w*|estamos|vou|irei|iremos|vai|consigo|posso|puedo|podre|llego|llegare|levo|llevo|confirmo|confirmad[oa]|am coming|will"
    r"|can make it|can come|see you|esta bien|ta bom|mantenga|tudo certo)"
)
TELLING = r"(?:avisar|decir(?:le|les)?|avisarle|avisarles|dizer|falar|contar|comentar|mencionar|tell you|say|mention|let you know)"
# Each is replaced by a word of its own before anything else is looked for.
NOT_A_NO = (
    # a change that is not wanted, and then what is
    (
        re.compile(
            rf"\b(?:ya |ja )?no (?:voy a |vou |quiero |quero |hace falta |es necesario |precisa |preciso |necesito |hay que |need to |need |me |la |lo |se |it )*(?:{CHANGE_VERB}"
            rf"|cambi\w+|mud(?:ar?|e|em|o)|muev\w+|mov\w+|troc\w+|change|move)(?: (?:nada|la hora|la fecha|la cita|mi cita|de hora|de dia|o horario|a data|a consulta|it|anything))?"
            rf"(?= (?:{COMES_THEN} )*{GOES}\b)"
        ),
        " fine ",
    ),
    (
        re.compile(
            rf"\b(?:do )?no(?:t)? (?:quiero |quero |la |lo |me la |need to |want to |precisa )*(?:{CHANGE_VERB}|cambi\w+|mud(?:ar?|e|em)|muev\w+|mov\w+|troc\w+|change|move)(?: (?:it|nada|la cita|a consulta|la hora))?"
            rf" (?=(?:entonces |solo |so |just |only |mejor |melhor |prefiero |prefiro |quiero |quero |pode |e |y |i want to |please )*{CANCEL_VERB}\b)"
        ),
        " ",
    ),
    (
        re.compile(
            rf"^(?:(?:yo|eu|i) )?(?:iba|ibamos|pense|pensaba|pensamos|queria|quise|pensei|ia|estaba por|estuve por|casi|quase|wanted|was going|was about|almost|thought about|thinking of)"
            rf" (?:en |em |a |to |of |por )*(?:{CANCEL_VERB}|cancelled|{CHANGE_VERB}|cambiar\w*|mudar|faltar)(?: (?:la cita|mi cita|a consulta|it))?(?: hoy)?"
            rf" (?:pero|mas|but|porem) (?!(?:la|el|a|o|los|las) (?:de|del|otra|outra)\b)(?!.*\b(?:no|not)\b)(?=.*\b{GOES}\b)"
        ),
        " ",
    ),
    (
        re.compile(
            r"^haspast (?:un|una|um|uma|el|la|o|a|mi|meu|minha|my|otra|outra|todo) (?!cita\b|consulta\b|hora\b|turno\b)(?:\w+ ){1,4}?(?:so |solo )?(?:para|so|e|y|and|por)"
            r" (?=(?:poder |i can |i |que |eu |pueda )*(?:ir|venir|llegar|asistir|comparecer|can|vou|voy|make it)\b)"
        ),
        " ",
    ),
    (
        re.compile(
            rf"^(?:(?:me |nos )?(?:esqueci|olvide|olvidamos|esquecemos|forgot)) (?:de |to )?{TELLING} (?:que |that )?(?=(?:\w+ ){{0,2}}(?:no|not)\b)"
        ),
        " ",
    ),
    (
        re.compile(
            r"\b(?:sin|ningun|sem|nenhum|nenhuma) (?:hay )?(?:cambios?|mudancas?|changes?|alteraca\w*)(?=$| (?:"
            + COMES_THEN
            + r" )*"
            + GOES
            + r"\b)"
        ),
        " fine ",
    ),
    (
        re.compile(
            rf"(\b{CANCEL_VERB}(?: (?:it|nomas|mi cita|la cita|a consulta))?) (?:por ahora|por el momento|for now|por enquanto|por lo pronto)$"
        ),
        r"\1",
    ),
    (
        re.compile(
            rf"\bno (?:quiero|quero|deseo|necesito|preciso) (?:de )?(?:otr[oa]|outr[oa]) (?:fecha|cita|hora|dia|data|consulta|horario) (?=(?:entonces |solo |so |mejor )*{CANCEL_VERB}\b)"
        ),
        " ",
    ),
    (
        re.compile(
            r"\b(?:ya |ja |eu |yo |i )*(?:habia|habiamos|tinha|havia|haviamos|tinhamos|had) (?:ya |ja |already )*(?:confirm\w+|dicho que si|dito que sim|said yes)(?= (?:pero|mas|but|porem) )"
        ),
        " ",
    ),
    (
        re.compile(
            rf"(\b{CANCEL_VERB}(?: (?:la cita|mi cita|a consulta|it|so|nomas|por favor))*)(?: (?:por enquanto|por ahora|por el momento|for now))? (?:y |e |and )?(?:cuando|quando|when|once|assim que|apenas) "
            r"(?:(?:eu|yo|i|ya|me|se) )*(?:puder|pueda|regrese|vuelva|voltar|volte|can|tenga|tiver|am back|mejore|melhorar|get back)(?: (?:\w+ ){0,3}?)?(?:(?:eu|yo|i|ya|le|la|les|te|lo|will) )*"
            r"(?:ligo|llamo|llamare|aviso|marco|saco|call|remarco|agendo|escribo|rebook|pido)(?: \w+){0,3}$"
        ),
        r"\1",
    ),
    (
        re.compile(
            r"^(?:no|nao) (?:(?:perdon|perdao|disculp\w*|desculp\w*|sorry|wait|digo|espera|quise (?:decir|poner)|quis dizer|quer dizer|i meant?|me equivoque|me confundi|me enganei|errei"
            rf"|de (?:tecla|boton|numero)|que) )+(?=(?:si|sim|yes) (?:\w+ ){{0,2}}?(?:{GOES}|can come|we will)\b)"
        ),
        " ",
    ),
    (
        re.compile(
            r"\b(?:com|con) certeza (?=no$)|\b(?:com certeza|con certeza|seguro que|certeza que|de hecho|definitivamente|claro que|obvio que|definitely|certainly) "
            r"(?=(?:ya |ja |eu |yo |i )*(?:no (?:vou|voy|posso|puedo|podre|vamos|iremos|ire|irei|asistire)|can not|will not)\b)"
        ),
        "",
    ),
    (
        re.compile(
            r"^(?:i )?(?:cancell?ed|moved|dropped) my (?!appointment|appt|visit|booking)(?:\w+ ){1,3}?(?:so|to|and) (?=(?:that )?(?:i |we )(?:can|could|will)\b|come\b|be there\b)"
        ),
        " ",
    ),
    # the place is to be kept, or given away
    (
        re.compile(
            r"\b(?:no|not) (?:me |nos |le |la |lo )*(?:quit\w+|saqu\w+|suelt\w+|de|den|dar|regal\w+|ced\w+|pierd\w+|give|giving|passe|passem|passa|da|tire|tirem) (?:away |up )?"
            r"(?:mi|el|la|minha|meu|my|a|o|the) (?:cupo|turno|hora|vaga|lugar|espacio|slot|spot|cita|horario)(?: a (?:nadie|otr[oa]\w*)| para (?:ninguem|outr[oa]\w*)| away)?(?! todavia| aun| ainda| yet)\b"
        ),
        " keepit ",
    ),
    (
        re.compile(
            rf"(\b{CANCEL_VERB}(?: (?:la cita|mi cita|a consulta|it|so|nomas|por favor|esta|la))*)(?: (?:y|e|and|que))? (?:despues|luego|depois|mas adelante|mais tarde|later|then|otro dia|ya) "
            r"(?:yo |eu |ya |i |will |le |les |me |te |a gente )*(?:saco|sacare|pido|pedire|llamo|llamare|marco|agendo|reservo|ligo|veo|vejo|coordino|busco|book|call|separo|remarco)(?: \w+){0,3}$"
        ),
        r"\1",
    ),
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
    (re.compile(r"\bconfirm\w* (?:that )?(?=(?:i |we )?(?:am not|are not|is not|will not|can not|he |she )\b)(?=.*\bnot\b)"), ""),
    (re.compile(r"\bconfirm\w+ (?=(?:i |we )?(?:no (?:voy|ire|asist\w+|podre|puedo|vou|irei|posso|estare)|can not|will not)\b)"), ""),
    (re.compile(rf"\bconfirm\w* (?:la |mi |a |o |the |el |minha |su )*{NOT_COMING}\b"), " cancelo "),
    (re.compile(r"\bno (?:puedo|podria|podre|posso) confirm\w*(?=.*\b(?:cancel|anul|desmar))"), " "),
    (
        re.compile(
            r"\bno (?:lo |la )?dud\w+\b|^(?:(?:claro|y|e|pues|si|sim|yes|sure|obvio|ok) )*(?:por que no|why not)(?= \w)|^como que no\b|\b(?:ni|nem) (?:loc[ao]|muert[ao]|mort[ao]|enferm[ao]|de broma|en broma|a balas|pensar(?: em| en)?) (?:a )?(?:falto|falta|faltar|faltaria|faltamos)\b|\bno (?:a )?problem\b"
            r"|\bnot a problem\b|\bno (?:hay |tem |any )?(?:cambios?|changes?|mudancas?)\b|\bnothing changed\b|\bno (?:cambia|muda"
            r"|cambio|mudou|mudo|ha cambiado|ha mudado) nada\b"
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
            rf"(?<!\bya )(?<!\bja )\b(?!no es que)(?!no (?:se|sei|know|entiendo|entendi) (?:o |lo )?(?:que|si|se|como|cual|qual|cuando|quando|what|which|how)\b)(?:(?:no|nunca|jamas|jamais|ni|ni loc[ao]|sin|nada de) )+(?:(?:eu|yo|se|me|nos|le|lo|la|mi|voy|vou"
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
    (
        re.compile(
            r"\bcan not wait\b|\bno ve(?:j|mos )?o? (?:a|la) hora(?: de (?:ir|que llegue|chegar))?(?=$| (?:voy|vou|gracias|obrigad))|^como no\b|\bni loc[ao] falto\b|\bsin falta\b|\bsem falta\b|\bno faltaba mas\b"
        ),
        " surely ",
    ),
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
            r"\bkeepit +(?:(?:ni|nem) (?:de|en|por|a|em) \w+|no|nunca|jamas|por nada(?: del mundo)?)(?= (?:si|sim|voy|vou|ahi|gracias|relaxa|tranquil\w*|fique|esper\w+)\b|$)"
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
            r"\bno (?:please )*keepit\b|\bya no keepit(?= voy| si| ire| ahi)|\b(?:ya|ja) no (?:la |lo )?(?:cancelo|anulo|desmarco)\b|\bya no (?:quiero|deseo|pienso|voy a|hace falta|quero|vou) cancel\w*"
        ),
        " keepit ",
    ),
)


WORTH_A_LOOK = re.compile(
    r"\b(?:n[aoieu]\w*|can|sin|sem|jamas|como|how|por que|why|dios|deus|god|primero|primeiro|confirm|iba|ia|quer\w+|quise|pens\w+|crei|ach\w+|estaba|estuve|casi|quase|wanted|was|i|almost|th\w+"
    r"|haspast|esque\w+|olvid\w+|me|forgot|keepit|aunque|asi|even|mesmo|ya|ja|pude|pudimos|logr\w+|consegui\w*|que|cancel|anul|desmarc)"
)
"""Every phrase above holds one of these words; most answers hold none."""


@lru_cache(maxsize=256)
def without(words: str) -> str:
    """The words with every "no" that is none replaced."""
    if not WORTH_A_LOOK.search(words):
        return words
    for pattern, stands_for in NOT_A_NO:
        words = pattern.sub(stands_for, words)
    return " ".join(words.split())
