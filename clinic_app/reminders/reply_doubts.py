"""What makes a yes or a no doubtful: a hedge, a condition, or that something else than the visit is meant. Pure.

Patterns over `reply_text.plain`, in Spanish, Portuguese and English.
"""

import re

from clinic_app.reminders.reply_rules import ANYWHERE_ELSE, CANCEL_VERB, NOT_COMING, PLACE
from clinic_app.reminders.reply_topics import DAYS, phrases

HEDGE = phrases(
    r"no (?:se|sei|know)(?! (?:donde|cuando|que hora|que dia|por que|porque|preocup\w*|cancel\w*|va a poder|puede|podra|me hace|me olvid\w*))",
    rf"(?:{DAYS}|tarde|noche|noite|luego|cedo) (?:le |te |les |lhe |eu )(?:confirm|avis|dig|fal)\w*",
    r"seguramente|por (?:ahora|el momento|lo pronto|enquanto|agora)|hasta (?:ahora|el momento)|ate agora|en principio|a principio|for now|so far",
    r"(?:creo|acho|parece)$|me parece que|(?:ya|ahi|alla|luego) ve(?:o|mos|remos)|i (?:think|guess|suppose)",
    r"ya (?:le|te|les|lhe) confirmo|ja ja|daqui a pouco|(?:en|em|dentro de) (?:un|unos|um|uns|\d+|media)? ?(?:rat\w+|moment\w*|minut\w*|toque|horas?|instante)|ahorita|(?<!you )soon",
    r"no lo se|lo (?:pienso|pensare)|(?:estare|estoy|estarei|fico) (?:muy )?(?:atent|pendient)\w+|(?:paso|pasare) por (?:ahi|alla|aca)|no (?:alcance|consegui|hubo|habia|encontre) (?:cupo|turno|cita|vaga)",
    r"quiza\w*",
    r"(?:mais|logo|depois|despues|luego) (?:te |le |lhe |eu |nos )*(?:falo|hablo|digo|retorno)",
    r"tal vez|a veces|as vezes|sometimes|de vez en cuando|de vez em quando",
    r"(?:ni|nem) (?:\w+ )?(?:si|sim|confirm\w*|voy|vou|cancel\w*) (?:ni|nem)\b",
    r"not know|know (?:whether|if)|hold off|before (?:you )?cancel\w*|(?:quase|almost) (?:certez|confirm|cancel|segur|sure|cert)\w*",
    r"talvez",
    r"depende\w*",
    r"depends",
    r"a lo mejor",
    r"(?:posible|probable|possivel|provavel)mente",
    r"es probable",
    r"es posible que",
    r"(?:creo|acho) que",
    r"no (?:creo|acho|estoy segur\w*|estou cert\w*|tengo (?:certeza|seguridad)|tenho certeza)",
    r"i (?:think|guess|hope)",
    r"(?:voy|vou|vamos) (?:a )?(?:ver|intentar|tratar|tentar|verificar|consultar|preguntar|perguntar|pensar\w*|confirmar)",
    r"vere(?:mos)?",
    r"dejeme|dejame|deixa eu|deixe me|let me|let you know",
    r"maybe",
    r"perhaps",
    r"might",
    r"probably|possibly",
    r"not (?:sure|certain)",
    r"unsure",
    r"intentare",
    r"tratare",
    r"tentarei",
    r"i will (?:try|see|check)",
    r"trying to",
    r"ojala",
    r"tomara que|esperemos",
    r"espero",
    r"tomara",
    r"(?:pensando|considerando|thinking|evaluando)",
    r"puede que",
    r"pode ser que",
    r"(?:may|might) (?:have|need|not|be)",
    r"(?:cualquier|qualquer) (?:cosa|coisa)",
    r"no (?:prometo|aseguro|garanto|garantizo|le aseguro|le prometo)",
    r"(?:un|um|one) (?:momento|moment|ratito|minuto|segundo)",
    r"supongo",
    r"pienso que",
    r"hopefully",
    r"hope so",
    r"(?:aun|todavia|ainda) no",
    r"not yet",
    r"(?:le|te|les|lhe|os|me) (?:aviso|avisare|avisarei|digo|diria|informo|confirmare|comunico)(?! (?:que|con pena))",
    r"(?<!\bel )(?<!\bsu )(?<!\bpor )(?<!\bo )(?<!\bdel )aviso(?! que)",
    r"avisare",
    r"avisarei",
    r"consultare",
    r"tengo que (?:ver|consultar|preguntar|pedir)",
    r"(?:preciso|necesito) (?:ver|verificar|consultar)",
    r"(?:luego|despues|manana|mas tarde|en un rato|ahora|agora|ahorita|depois|amanha|later|mais tarde|en la tarde|en la noche"
    r"|a la noche) (?:le |te |les |lhe |eu )?(?:confirmo|respondo|contesto|escribo|falo)",
    r"(?:confirmo|respondo|contesto|confirm|confirmar|confirmare|confirmarei|answer|reply|responderei) (?:por |en |a |el |la |mas "
    r"|mais |in |an |na )*(?:luego|despues|manana|tarde|rato|depois|amanha|later|tomorrow|noche|noite|hour|momento|lunes|viernes"
    r"|ratito|tardecita)",
    r"dudo",
    r"pendiente",
    r"haré lo posible|hare lo posible|farei o possivel",
    r"medio complicado",
    r"complicad[oa]",
    r"dificil",
    r"supongo",
    r"se puder",
    r"if i can",
    r"se der",
    r"pedir permiso",
    r"ver si",
    r"ver se",
    r"a ver",
    r"(?:de repente|capaz|igual(?= no| ya no)) (?:que |si |no |ya no )*(?:voy|vamos|ire|puedo|podre|llego|asist\w+)",
    r"no (?:puedo|podria|podre|posso|can|i can)? ?confirm\w* (?:aun|todavia|yet|ainda|ahora|now|right now|agora)",
    r"(?:no puedo|no podria|no podre|no posso|can not) confirm\w*",
    r"^(?:puede|pode|could) ser?$|^could be$|^pode ser\b",
    r"no es que|yet|(?:todavia|aun|ainda) (?:no )?keepit|keepit (?:todavia|aun|ainda|still)|(?:por|casi) cancel\w*",
    r"(?:veo|reviso|consulto|averiguo|pregunto|coordino|vejo|verifico|check) (?:\w+ ){0,3}(?:y|e|and) (?:le |te |les |lhe "
    r"|luego )?(?:confirm|avis|dig)\w*",
    r"(?:asi|assim) no (?:da|va|se puede)",  # a complaint
    # still looking, or not before something else happens
    r"(?:viendo|vendo|seeing|averiguando|consultando|coordinando) (?:si|se|if|con)",
    r"(?:cuando|quando|when|apenas|assim que|as soon as|hasta que|until|despues de que|si es que) (?:\w+ )+(?:confirm\w*|voy|vou|ire)",
    r"por (?:confirmar|definir|ver)$",
    r"(?:que|me dijeron que) (?:\w+ ){0,2}confirme",
    r"te (?:falo|digo)|depois te",
    r"quien sabe|quem sabe|who knows",
    r"(?:ask|pregunt\w+) me",
    r"(?:confirm\w*|respond\w*|avis\w*|voy|vamos|vou|ire|cancel\w*)(?: \w+)? (?:cuando|quando|when|apenas|en cuanto|assim que|ni bien|once|after|al (?:salir|llegar|volver))",
    r"(?:was|were) (?:going|planning|hoping|supposed|about) to",
    r"(?:siempre|sempre|always|cada vez|toda vez)(?: \w+){0,2} (?:cancel|confirm|anul|desmarc)\w*",
    r"(?:sin|sem|falta|faltou|resta) confirmar|(?:me|nos) confirm(?:a|an|am|as|e|en|em)(?! (?:mi|la|a|minha) (?:cita|asistencia|presenca|consulta))",
    r"(?:haber|haver|aver|ver) (?:si|se)|confirm\w* al (?:rato|salir|llegar|volver)|casi (?:casi )?(?:confirm|cancel|segur|si\b|list|cert)\w*|keepit (?:\w+ )?(?:hasta|until|till|ate)|hasta que (?:yo )?(?:\w+ )?(?:avis|dig|confirm)\w*",
    r"(?:should|ought to|deberia|deberiamos|deveria|deveriamos) (?:be|come|go|make|ir|estar|asistir|poder|llegar|conseguir)",
    r"(?:y|e|and|pero|but|solo|only|siempre) (?:si|se|if) (?:me |i |we |eu )?(?:puedo|podemos|podre|pudiera|posso|puder|can|could|consigo|alcanzo|llego)$",
    rf"(?:voy|vamos|vou|ire|going|go) (?:(?:al|a la|a|ao|para o|para a|to|to the|na) {ANYWHERE_ELSE}|mejor(?! el)|tarde|atrasad\w+)",
    r"(?:me|nos|la|lo) (?:van|iran|vao) a? ?(?:cancelar|confirmar|anular)|(?:debo|devo) (?:confirmar|cancelar)$|(?:se|me) (?:cancelo|anulo)|(?:y|e|and) (?:si|se|if) no confirm\w*|if i cancel|will i (?:be|have|get)|i will think",
    rf"(?:{DAYS}|temprano|tarde|noche|noite|luego|rato|cedo) (?:le |te |les |lhe )?confirm\w* (?:si|se)",
    r"trat(?:o|are|amos) de|hago lo posible|intento",
    r"(?:intente|trate de|quise|tentei|tried to|no (?:pude|logre|consegui|me deja)) (?:\w+ )?(?:cancel|confirm|anul|desmarc)\w*",
)
MEANS_YES = (  # what may follow a "si" that says yes; after any other word it begins a condition
    r"(?:confirm\w*|reconfirm\w*|voy|vamos|va|van|ire|iremos|ira|iran|asist\w*|acud\w*|estar\w*|estoy|estamos|claro|por|porfa\w*"
    r"|doctor\w*|doc|dra?|gracias"
    r"|muchas|mil|senor\w*|srta|licenciada|puedo|podre\w*|podemos|podra|ok|listo|quiero|deseo|acepto|la|lo|el|mi|ahi|alli|alla|no"
    r"|si|yo|nosotros|de"
    r"|pues|pe|po|seguro|manana|hoy|todo|todos|cancel\w*|anul\w*|entonces|ya|a|tengo|necesito|llego|llegare\w*|llev\w*|con"
    r"|cuent\w*|contamos|nos|le"
    r"|les|te|vou|sim|please|thanks|yes|see|keepit|fine|surely|buen\w*|correcto|perfecto|exacto|dale|sera|comparec\w*|alcanz\w*"
    r"|mant\w*|sigue en|bro|causa"
    r"|weon|wey|asi|tambien|dios|1|0|jaja|amig[oa]|mano|miss|hola|recib\w*|senito|seno|posso|consigo|haspast|obvio|definitivamente"
    r"|efectivamente|(?:habia|habiamos|tinha) (?:dicho|confirmado|dito|quedado)|dije|pensaba|queria|quise)"
)
CONDITION = re.compile(
    rf"^(?:if|caso|solo si|only if|so se|se (?:eu|voce|ele|ela|a|o|for|no|meu|minha|tudo|\w+[aei]?r)) .+|^(?:(?:ok|ya|listo|bueno|perfecto|claro|dale|gracias|doctora?|entonces) )*si (?!{MEANS_YES}\b)\w+ .+"
    r"|\b(?:voy|ire|iremos|vamos|iria|vou|irei|come|coming|go|be there|asist\w+|cancel\w+|confirm\w+|llego|llegare|estare|estaremos|estarei|caigo|llev\w+|levo|comparec\w+|nos vemos)"
    r"(?: (?:ahi|la|ai|manana|amanha|sin falta|encantad[oa]))? (?:solo |only |so |siempre |siempre y cuando |pero |mas )?(?:si|se|if|unless|mientras|en cuanto|siempre y cuando|con tal|as long as|provided|salvo|a menos|assim que|desde que)"
    r" (?!confirm|voy|vou|ire|asist|gracias|doctora|senorita|claro|o si|dios|deus|por favor)\w+|"
    r"^(?:(?:ok|ya|listo|bueno|perfecto|claro|dale|gracias|doctora?|entonces) )*si (?:todo (?:sale|va)|dios|nada|alguien|algo)\b|(?:^|\b(?:pero|y|e|solo|siempre|ok|confirmo|voy|ire|and|but|only|yes|sim"
    r"|mas|cancelo|cancele|aunque) )(?:si|se|if|unless|a menos que|a no ser que|siempre que|caso|cuando|quando|when"
    r"|en caso de que) (?:no |me |el |la |mi |i |you |eu |o |a |hay |they |nos |it |the |meu |minha |le |lo )*(?:puedo|podre"
    r"|pudiera|podria|puede|pueden|posso|puder|consigo|conseguir|can|could|salgo|salir|sair|alcanzo|llego|tengo|tenho|tiver|hay|ha"
    r"|houver|consiguen?|se|sigo|mejora|mejoro|melhorar|dan|der|dejan|deja|deixar|deixarem|permiten|permite|jefe|esposo|trabajo"
    r"|trabalho|rains|llueve|chover|cancelo|cancelan?|falto|llueva|fosse|fuera|tienen|alguien|feel|get|work)\b.+"
)
IF_IT_HAPPENS = re.compile(
    r"\b(?:ni|nem) (?:confirm\w*|si|sim|voy|vou) (?:ni|nem)\b|"
    r"(?:^|\b(?:pero|y|e|solo|siempre|ok|ya (?!se )|bueno|and|but|only|mas|entonces|ahi|voy|vamos|vou|ire|iremos|irei|estare|estaremos|estarei|llego|come|coming|there|la|manana|amanha|confirmo) )"
    r"(?:si|se|if|unless|mientras|siempre que|siempre y cuando|con tal que|as long as|salvo que|caso|cuando|quando|when|en cuanto|assim que|desde que) (?:yo |eu |i |no |me |el |la |mi |"
    r"my |meu |minha |o |a |hay |they |nos |it |the |le |lo |\w+ (?=(?:me |nos |lo |la |le |te )?(?:llega|lleva|presta|da\b|deja|quiere|puede|puder|libera|deixa|gets?\b|lets?\b|can\b|sale|vuelve|mejora)))*"
    r"(?:consigo|conseguir|consiguen?|encuentro|encuentra|encuentran|llega|llegan|llegue|lleva|llevan|presta|prestan|pagan?|paguen|depositan|amanece|baja|sube|mejora|mejoro|melhorar|"
    r"vuelve|alcanza|atienden?|autorizan?|liberan?|liberar|libera|dan|dejan?|deja|deixar|deixa|permiten?|quiere|quiera|chover|chove|llueve|llueva|rains?|find|finds|gets?|got|lets?|feels?|"
    r"arrumar|achar|sobra|sobrar|hay|houver|tengo (?:tiempo|plata|pasaje|dinero|con quien|movilidad|carro)|tenho (?:tempo|dinheiro|carona)|tiver)\b.*"
    r"|\bconfirm\w* (?:si|se|if) (?:voy|vou|vamos|puedo|posso|va|vai|i can|for|fosse|fuera|es|is|hay|tem)\b|^(?:si|se) (?:mi|me|nos|minha|meu) .*\b(?:me|nos) (?:llev|presta|acompan|ayud|levar|emprest)\w*"
)
"""A condition in so many words: no likelihood makes a promise of it."""
OF_THE_VISIT = (
    rf"(?:{PLACE}|hora|appt|booking|reservation|session|for|tomorrows|citas|mananas?|tarde|noche|presencia|presenca|participa\w+|attendance|coming|las|\d\w*|niet[oa]\w*|sobrin[oa]"
    rf"|nin[oa]s?|todo|control\w*|sesion\w*|terapia|examen|asistencia|visit\w*|reserva\w*|atencion|de|del|do|da|mismo|misma|mia|dia"
    rf"|hoy|hoje"
    rf"|proxim[oa]|next|{DAYS}|hij[oa]\w*|mama|papa|mi|mis|bebe|filh[oa]|mae|pai|son|daughter|baby|abuel\w*|espos[oa]|paciente"
    rf"|favor|please|por)"
)
THE = r"(?:mi|mis|la|el|los|las|su|meu|minha|my|the|o|os|as|a|esa|esta|ese|this|these)"
PAID = r"(?:tarjeta|efectivo|yape|plin|transferencia|deposito|pix|dinheiro|cash|cartao|caja|soles)"
THINGS = (
    r"(?:recibos?|boletas?|facturas?|fatura|deudas?|divida|pagos?|pagamento|cuentas?|conta|datos|dados|correo|email|dni|cpf|direccion|endereco"
    r"|telefono|telefone|numero|celular|precios?|preco|valor|saldo|pedido|compra|receta|receita|tarjeta|cartao|vuelo|voo|recebimento|recepcion"
    r"|foto|fotos|nota|mensaje|mensajes)"
)
OF_ELSE = re.compile(
    r"\bcan not (?:afford|open|hear|see|read|complain|find|understand|talk|speak|answer|sleep|believe|access|log|remember|reply|pay)\b|\b(?:it|they|link|page) (?:will|do|does|is|can) not (?:open|load|work\w*)\b|"
    rf"\b(?:{CANCEL_VERB}|confirm\w*|keepit) (?:{THE} )+(?!{OF_THE_VISIT}\b|{THE}\b)\w+"
    rf"|\bcancel (?!{OF_THE_VISIT}\b|{THE}\b|(?:\w+ (?:appointment|appt|visit|booking|slot)|it|that|this|pls|plz|i|we|he|she|porfa|gracias|obrigad[oa]|doctora?|senorita|miss|asap|now|our|his|her|him|on|and|but|ok|y|appt|today|all|sorry|thank|thanks|entonces|right|as|because|booking|session|schedule)\b)\w+"
    r"|\b(?:cancel|pag)\w* (?:alla|alli|en caja|llegando|ahi mismo)\b"
    r"|\bconfirm\w* (?:recep\w+|receb\w+|receipt|pago|payment)\b"
    r"|\bconfirm\w* (?:que|that) (?!(?:yo |eu |i |we |mi \w+ |meu \w+ |minha \w+ )?(?:si|sim|yes|voy|ire|iremos|vamos|va|vou|vai"
    r"|irei|asist\w+|estar\w*|acud\w+|will|am|are|can|puedo"
    r"|podre|comparec\w+|llev\w+|no|keepit)\b)"
    rf"|\bcancel\w* (?:\w+ ){{0,3}}?(?:con|en|por|pelo|with|in|no|em) (?:\w+ )?{PAID}\b|\bcancel\w* (?:al llegar|cuando llegue|el mismo dia|el dia (?:de la|que)|{PAID})\b"
    rf"|\b(?:{CANCEL_VERB}|{NOT_COMING}|confirm(?:ar|o|a|e|en|em)) (?:de |del |la |do |da |el |los |las |mis )*{THINGS}\b"
    rf"|\b{CANCEL_VERB} (?:\w+ ){{0,2}}(?:soles|dolares|reais|lucas|pesos|dollars|plata)\b"
    r"|\b(?:deuda|pago|cuenta|saldo|cuota) (?:la |lo )?cancel\w*"
)
"""Something else is cancelled or confirmed: a flight, a card, having received the message. And "cancelar" in Peru is also to pay."""
KIN = (
    r"(?:hij\w+|mama\w*|papa\w*|bebe\w*|nin[oa]\w*|espos[oa]|abuel\w*|paciente|herman[oa]\w*|senora?|niet[oa]\w*|ti[oa]"
    r"|suegr[oa]|sobrin[oa]|filh[oa]\w*|mae|pai"
    r"|avo|madre|padre|marido|mujer|gord[oa]|pequen[oa]|chiquit[oa]|menor|enfermo|beba|nen[ea]|papi|mami|familia|viej[oa]|pareja|novi[oa])"
)
NOT_OURS = re.compile(
    rf"\b(?:el|la|los|mi|o|a|meu|minha|the|my) (?!{KIN}\b|(?:cita|que|proxim\w+|semana|{DAYS})\b)\w+ (?:ya |ja )?no (?:me |le "
    rf"|nos )?(?:va|ira|van|vai)\b"
    r"|\b(?:mi|la|el|o|a|my) (?:vecin[oa]|vizinh[oa]|neighbou?r|amig[oa]|friend|jefe|chefe|boss) (?:ya |tambien )?(?:no|not|can|will|cancel\w*|confirm\w*)\b"
    rf"|\bno (?:va|vai|funciona|sirve|existe|usa)(?: mas| mais)? (?:ese|este|esse|esa|essa|el|o) (?!{KIN}\b|{DAYS}\b|dia\b|horario\b)\w+"
    r"|\b(?:la|el) suy[oa]\b|\bhers\b|\b(?:a|o) del[ae]\b"
)
"""A neighbour, a lift or a link that does not come or go."""
