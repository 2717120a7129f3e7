"""The phrases by which patients say yes and no, and what makes either doubtful. Pure.

An answer that cancels or confirms moves a real appointment, so these patterns are strict and everything that could oppose
them is looked for too. Patterns over `reply_text.plain`, in Spanish, Portuguese and English.
"""

import re

from clinic_app.reminders.reply_topics import APPOINTMENT, CHANGE_VERB, DAYS, phrases

CANCEL_VERB = r"(?:cancel(?!aria\b)\w*|anul\w*|desmar[cq]\w*|desagend\w*)"
# Said with a "no" in it, but not a no: replaced by a word of its own before anything else is looked for.
NOT_A_NO = (
    (
        re.compile(
            r"\b(?:si dios quiere|dios mediante|primero dios|se deus quiser|god willing)(?= \w)|(?<=\w )(?:si dios quiere|dios mediante|primero dios|se deus quiser|god willing)$"
        ),
        "",
    ),
    (re.compile(r"\b(?:le |te |les |lhe )?confirm\w+ que (?=(?:no|ya no|ja no)\b)"), ""),
    (
        re.compile(
            rf"(?<!\bya )(?<!\bja )\b(?:(?:no|nunca|ni|ni loc[ao]|sin) )+(?:(?:se|me|nos|le|lo|la|mi|voy|vou|vamos|vaya|vayan|va|a|quiero|quero|quisiera|quise|pienso|penso|deseo|desejo|hace|falta|precisa|preciso|necesito|hay|que|es|necesario|tiene|tienen|debe|deben|puede|pueden|pode|podem|por|favor|nada|i|am|do|to|de|vao|ir) )*(?:{CANCEL_VERB}|pierdo|pierdo por nada|faltar\w*|falto|faltamos|perdere\w*|perder|perdo|me perderia|me lo perderia|miss)\b"
        ),
        " keepit ",
    ),
    (re.compile(r"\b(?:do |i am |am |will )*not (?:to |going to |gonna |need to |want to |be )*(?:cancel\w*|miss)\b"), " keepit "),
    (
        re.compile(
            rf"\bno (?:es necesario |hace falta |necesito |quiero |preciso |precisa |quero |need to |deseo )(?:de )?(?:{CHANGE_VERB}|cambiar\w*|mudar|moverla|mover)\b"
        ),
        " fine ",
    ),
    (
        re.compile(r"\bno (?:me |te |se |lo |la |nos |he |hemos |have |i |am |did )*(?:olvid\w*|esque[cs]\w*|forget|forgot|forgotten)\b"),
        " fine ",
    ),
    (
        re.compile(
            r"\b(?:no|ningun|sin|sem) (?:hay |tem |ha |tengo |tenho |tendria |es |e |existe )?(?:ningun |nenhum |ningum |mayor )?(?:problem\w*|inconveniente\w*|drama|lio|duda|duvida\w*|worries|rollo|bronca)\b"
        ),
        " fine ",
    ),
    (re.compile(r"\bno (?:se |te )?preocup\w+\b|\bdo not worry\b"), " fine "),
    (re.compile(r"\bcan not wait\b|^como no\b|\bni loc[ao] falto\b|\bsin falta\b|\bsem falta\b|\bno faltaba mas\b"), " surely "),
)
HEDGE = phrases(
    r"no (?:se|sei|know)(?! (?:preocup\w*|cancel\w*))",
    r"no lo se",
    r"quiza\w*",
    r"tal vez",
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
    r"probably",
    r"not (?:sure|certain)",
    r"unsure",
    r"intentare",
    r"tratare",
    r"tentarei",
    r"i will (?:try|see|check)",
    r"trying to",
    r"ojala",
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
    r"(?:le|te|les|lhe|os|me) (?:aviso|avisare|avisarei|digo|diria|informo|confirmare|comunico)",
    r"aviso",
    r"avisare",
    r"avisarei",
    r"consultare",
    r"tengo que (?:ver|consultar|preguntar|pedir)",
    r"(?:preciso|necesito) (?:ver|verificar|consultar)",
    r"(?:luego|despues|manana|mas tarde|en un rato|ahora|agora|ahorita|depois|amanha|later|mais tarde|en la tarde|en la noche|a la noche) (?:le |te |les |lhe |eu )?(?:confirmo|respondo|contesto|escribo|falo)",
    r"(?:confirmo|respondo|contesto|confirm|confirmar|confirmare|confirmarei|answer|reply|responderei) (?:por |en |a |el |la |mas |mais |in |an |na )*(?:luego|despues|manana|tarde|rato|depois|amanha|later|tomorrow|noche|noite|hour|momento|lunes|viernes|ratito|tardecita)",
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
)
CONDITION = re.compile(
    r"^si (?:todo (?:sale|va)|dios|nada|alguien|algo)\b|(?:^|\b(?:pero|y|e|solo|siempre|ok|confirmo|voy|ire|and|but|only|yes|sim|mas|cancelo|cancele|aunque) )(?:si|se|if|unless|a menos que|a no ser que|siempre que|caso|cuando|quando|when|en caso de que) (?:no |me |el |la |mi |i |you |eu |o |a |hay |they |nos |it |the |meu |minha |le |lo )*(?:puedo|podre|pudiera|podria|puede|pueden|posso|puder|consigo|conseguir|can|could|salgo|salir|sair|alcanzo|llego|tengo|tenho|tiver|hay|ha|houver|consiguen?|se|sigo|mejora|mejoro|melhorar|dan|der|dejan|deja|deixar|deixarem|permiten|permite|jefe|esposo|trabajo|trabalho|rains|llueve|chover|cancelo|cancelan?|falto|llueva|fosse|fuera|tienen|alguien|feel|get|work)\b.+"
)
GOES_ANYWAY = re.compile(
    r"^si (?:puedo|podre|podremos|podemos|alcanzo|llego|llegare|tengo|consigo|posso)(?: (?:ir|asistir|llegar|a ir|llevarlo|llevarla|la cita|estar|acudir|ahi|alli|doctora?|doc|gracias|claro|senorita|manana|el dia|a la|la|cita|hora|a|tiempo|por supuesto))*$"
)
CAN_COME = r"(?:ir|llev\w+|levar|levo|levarei|acud\w+|vai|kiero ir|asist\w+|acudir|ire|iremos|voy|vamos|vou|irei|puedo|podre|podremos|podemos|podra|puede|posso|poderei|poderemos|podemos|poder|consigo|conseguirei|conseguiremos|conseguimos|vai dar|alcanzo|alcanzare|alcanzamos|comparec\w+|estare|estaremos|estarei|estara|presentar\w*|iré|llego|llegare|llegaremos|llegamos|chego|chegarei|ira|iran|va|van|asiste|asistira|asistiran|poderia|podria|pudo|pudimos|pueda|puedan|possa|da|dara|deu)"
GO = r"(?:ir|asist\w*|acud\w*|lleg\w*|estar|ven\w+|present\w*|comparec\w*|llev\w*|levar|cumplir|alcanzar|chegar|vir|poder|conseguir|faltar|atender\w*|hoy|mujer|lugar|por|mayor|celular)"
OTHER_VERB = rf"(?! (?:a |poder |conseguir )*(?!{GO}\b)\w+(?:ar|er|ir|arlo|arla|erlo|irlo|arme|erme|irme|arle)\b)(?! (?:mal|bien|bem|mejor|melhor|muy|tan)\b)"
CANNOT = phrases(
    rf"(?:ya |ja |al final |entonces |pues |aun |hoy |manana |eu |hj |ja |disculpe |lamentablemente |infelizmente )*(?:no|tampoco) (?:me |nos |te |le |se |la |lo |sera |es |creo que |va a |vai |nos va a |les |vou |voy a |vamos a |va |iba a |van a |i |eu |ira a )*(?:posible (?:ir|asistir)|possivel (?:ir|comparecer)|poder )?{CAN_COME}{OTHER_VERB}(?! (?:esperar|creer|faltar|cancel\w*|dormir|encontrar|abrir|ver|leer|entrar|tarde|a tiempo|verificar|escuchar|responder|contestar|hablar|falar|ahora hablar|atender|pagar|estacionar|tomar|comer|acreditar|(?:el|la|ningun|los|nada|un) ?(?:mensaje|sms|correo|link|enlace|recordatorio|codigo|de)?))",
    r"(?:ya|ja|mais|mas) no (?:es necesario|voy|vamos|quiero|quero|necesito|preciso|deseo|puedo|podre|asistire|ire|iremos|hace falta|gracias|vou|va|ira|podemos|requiero|sera)",
    r"no (?:quiero|quero|deseo|necesito|preciso|requiero) (?:ir|la cita|la consulta|a consulta|esa cita|atender\w*|mas la cita|mais|ya|la|el turno|asistir|cita)",
    r"no (?:preciso|necesito) mais",
    r"(?:vou|posso|poderei|consigo|da|vamos|irei) (?:mais )?no(?: vou| posso| da)?$",
    r"(?:i |we |he |she |they )?(?:can|will|could|would|do|am|is|are)? ?not (?:be |going to |able to |gonna |be able to |want to |need to |need the |need )*(?:make it|come|coming|attend\w*|go|going|be there|able|able to come|make|do it|show up|appointment|it anymore|available|there)",
    r"unable to",
    r"no longer (?:need|want|able|coming|going)",
    r"(?:voy a|vou|tendre que|tengo que|vamos a|terei que) falt\w+",
    r"faltare(?:mos)?",
    r"faltarei",
    r"imposible",
    r"impossivel",
    r"(?:i|we) can not$",
    r"me es imposible",
    r"no (?:confirm\w*|asist\w*|comparec\w*)",
    r"no (?:tem|tenho|tengo|hay) como(?: ir)?",
    r"unfortunately not",
    r"no need",
    r"not confirm\w*",
    r"do not confirm",
    r"(?:mejor|melhor|rather|prefiero que|better) no(?:t)?",
    r"i have to pass",
    r"have to miss",
    r"no me (?:esperen?|espere)",
    r"no me espere",
    r"no contem comigo",
    r"no cuenten? conmigo",
    r"desisto",
    r"desistir",
    r"desisti",
    r"no vale",
    r"no va(?:mos)? (?:mas|mais)",
    r"ja (?:fui|marquei|resolvi) .*cancel\w*",
    r"dejarlo sin efecto",
    r"sin efecto",
)
CANCEL = phrases(
    rf"{CANCEL_VERB}",
    rf"(?:elimin\w*|borr\w*|quit\w*|suspend\w*|apag\w*|delete|drop|remove|call off|retir\w*|dej\w+ sin efecto|libere\w*|liberar|deshacer) (?:la |mi |el |su |a |minha |o |my |the |esa |esta |nuestra )*(?:{APPOINTMENT})",
    r"call (?:it|that) off",
)
ALONE_NO = re.compile(
    r"(?:no|ya no|no ya no|unfortunately not|ja no|n|negativo|negative|para nada|ni hablar|de ninguna manera|de jeito nenhum|de modo nenhum|no no|no no no|nem pensar|infelizmente no|lamentablemente no|definitivamente no|claro que no|por supuesto que no|mejor no|melhor no|todavia no voy|no senor\w*|no dr\w*|no doc\w*|no lic\w*|not really)(?: (?:gracias|obrigad[oa]|thanks|thank you|disculpe|disculpa|perdon|lo siento|sorry|desculpa|desculpe|senorita|doctora?|doc|doutora?|por favor|pe|pues|mano|amiga?|lamentablemente|infelizmente|licenciada))*"
)
YES_WORD = r"(?:si|sim|yes|s|claro|obvio|afirmativo|afirmo|positivo|correcto|correto|certo|exacto|exato|efectivamente|confirmad[oa]s?|confirmed|confirmo|confirma|confirmamos|confirm|confirmar|confirmando|confirming|acepto|aceptad[oa]|aceito|asisto|asistire|asistiremos|asistimos|asistira|voy|vamos|ire|iremos|vou|irei|vamos|estare|estaremos|estarei|estara|estaremos|comparecerei|compareceremos|presente|conforme|dale|listo|lista|listos|ok|perfecto|perfeito|perfect|excelente|genial|great|good|vale|bacan|chevere|fija|fijo|bueno|combinado|fechado|show|isso|sure|absolutely|definitely|certainly|indeed|surely|normal|bora|beleza|joia|otimo|obviamente|seguro|seguramente|segurisimo|correct|agreed|done|deal|cool|roger|affirmative|acudire|acudiremos|iremos|llegaremos|llegare|puntual|puntuales|acordado|aceptamos|ya|yap|10 4|simon|totalmente|de una|al toque|vamos|firmeza|firme|vou|va|sale|orale|andale|hecho|aham|uhum|ajam|exatamente|exactamente|alright|alrighty|reconfirmo|reconfirmado|anotado confirmo|combinadissimo|marcado|sipirili)"
STRONG_YES = phrases(
    r"(?:si|sim|yes|claro que|por supuesto que|obvio|ok|ya|dale|listo|perfecto) (?:si |que si |que |sim |eu |i |we |yo |le |les |de todas maneras |claro |senorita |doctora |doc |por favor |please |seguro |con gusto |con mucho gusto |nosotros |todos |por supuesto )*(?:confirm\w*|voy|vamos|ire|iremos|asist\w+|vou|irei|estare\w*|estarei|acudir\w*|puedo|podre|podemos|podremos|posso|poderei|will|can|llego|llegare|comparec\w+|keepit|(?:quiero|quero|deseo) (?:ir|asistir|confirmar|mantener|mi cita|la cita)|va|ira|acepto|asistira|(?:la |lo |los |las |le )?llev(?:o|are|amos|aremos|ara)|chego|chegarei|contamos|cuente\w*|de todas (?:maneras|formas))",
    r"(?:le |les |te |yo |lo |la |me |nos |tambien |mi mama |mi hijo |i |we |eu |nos |quiero |quisiera |deseo |quero |gostaria de |want to |would like to |to |si |a )*(?:confirmo|reconfirmo|confirmamos|confirmad[oa]s?|confirmed|confirming|confirmar)(?! (?:si|se|if|luego|despues|manana|mas|depois|later|que no))",
    r"(?:i |we )confirm",
    r"^confirm(?:a|e|en)?$",
    r"confirm (?:my|the|please|it|attendance|appointment)",
    r"(?:ahi|alli|aqui|aca|la|puntual\w*|sin falta|seguro|claro|ai|asi) (?:estare\w*|estarei|nos vemos|voy|ire|vou|estamos|estaremos|los veo|llego|llegare|estara)",
    r"(?:estare\w*|estarei|estaremos) (?:ahi|alli|la|presente\w*|puntual\w*|a la hora|sin falta|ai|a esa hora|en la cita|temprano|a tiempo|no horario)",
    r"(?:nos|te|les|la|lo) vemos",
    r"nos vemos",
    r"(?:si|yo)? ?(?:asistire|asistiremos|acudire|acudiremos|comparecerei|compareceremos|acudiremos)",
    r"(?:will|shall) (?:be there|come|attend|go|make it|see you)",
    r"see you",
    r"(?:voy|vamos) (?:a )?(?:ir|asistir|acudir|estar)",
    r"(?:vou|vamos) (?:ir|sim|estar|comparecer|com certeza|la)",
    r"(?:cuente|cuenten|conte|contem|count) (?:conmigo|comigo|me in|con nosotros|on me)",
    r"(?:no )?keepit",
    r"surely",
    r"(?:ire|iremos|voy|vou) (?:sin falta|seguro|si|sim|puntual|de todas maneras|con mi|fijo|fija|si o si|manana|amanha|el \w+|a la cita|temprano|con gusto|encantad[oa]|yo)",
    r"(?:fijo|fija|seguro|si|claro|de todas maneras|alla|ahi|la) (?:voy|vamos|ire|iremos|vou|iremos)",
    r"tamo junto",
    r"com certeza",
    r"con toda seguridad",
    r"(?:i am|we are|am) (?:coming|going|in)",
    r"coming",
    r"(?:i|we) can (?:make it|come|go|attend)",
    r"si (?:la |lo )?necesito(?: la cita)?",
    r"(?:estoy|estamos) ahi$",
    r"(?:el|ella|ele|ela|a gente|nosotros|nos|(?:mi|meu|minha) \w+) (?:si |sim )?(?:ira|va a ir|va|asistira|vai|vamos)(?: sim| si| ir)?$",
    r"well be there",
    r"pode confirmar",
    r"confirmando",
    r"would like to confirm",
    r"(?:ahi|alla|alli) (?:caigo|caemos|llego|estare|estaremos)",
    r"see ya",
    r"vou levar",
    r"(?:tudo|ta|esta|todo|esta todo) (?:certo|confirmado|ok|bem|bien|combinado)",
    r"quedo confirmad\w+",
    r"asistencia confirmada",
    r"(?:mantener|mantenga|mantenha|conservar|keep) (?:la |mi |a |minha |my |the )*(?:cita|consulta|appointment|turno|hora)",
)
FILLER = r"(?:gracias|muchas|muchisimas|mil|muy|amable|obrigad[oa]|muito|thanks|thank|you|so|much|please|por|favor|porfa|senorita|srta|senora|senor|sra|sr|seno|sinhora|senhora|doctora?|doctorcit[oa]|doctorita|doc|dra?|doutora?|licenciada|lic|enfermera|enfermeira|miss|amiga?|estimada?|hola|ola|oi|hi|hello|buenos|buenas|buen|dias|dia|buenas tardes|buenas noches|boa tarde|boa noite|bom|good|morning|afternoon|evening|la|el|lo|los|las|le|les|mi|mis|de|del|para|pe|pues|a|al|en|y|e|un|una|mia|cita|citas|consulta|turno|appointment|todo|todos|ese|esa|este|mama|papa|hijo|hija|hijita|hijito|bebe|beba|nena|nene|nino|nina|esposo|esposa|abuela|abuelo|mae|pai|filho|filha|neto|baby|son|daughter|mother|mom|dad|my|the|i|it|we|am|is|will|be|at|on|jueves|lunes|martes|miercoles|viernes|sabado|domingo|manana|amanha|hoy|hoje|quinta|sexta|segunda|terca|quarta|monday|tuesday|wednesday|thursday|friday|saturday|tomorrow|then|hasta|ate|atencion|asistencia|con|gusto|mucho|mas|fine|bendiciones|saludos|dios|bendiga|se|su|meu|minha|meus|tudo|bem|bien|muy|super|recontra|asi es|eso|mesmo|mismo|asunto|pendiente|feliz|nosotros|yo|eu|nos|vemos|veo|tambien|tbm|tbem|ta|esta|de|acuerdo|una|hecho|al|toque|loco|nomas|ahi|alli|aca|aqui|asu|pe|ps|causa|compare|mano|linda|lindo|bello|abrazo|beijo|beijos|abs|abracos|abraco|xd|jaja|jeje|kk|rs|haha|reina|rey|corazon|maam|sir|thats|com|da|do|te|tá)"
ONLY_YES = re.compile(
    rf"(?:{FILLER} )*(?:{YES_WORD}|esta bien|ta bien|ta bom|ta ok|tudo bem|(?:claro|seguro|por supuesto|obvio|desde luego|ya|dije|digo) que (?:si|sim)|por supuesto|por su puesto|for sure|works(?: great| fine| well)?|com toda certeza|alla estare(?:mos)?|de hecho|dalo por hecho|cuente con (?:ello|eso)|va que va|com prazer|con (?:mucho )?gusto|right on|you bet|10 4|thats fine|that is fine|fine with me|quise decir si|asi es|isso ai|certinho|sure thing|sounds good|that works|works for me|will do|looking forward(?: to (?:it|seeing you))?|y$|pode ser|of course|no doubt|fine|de acuerdo|desde luego|como quede|hasta (?:el |la )?{DAYS}|ate (?:la|{DAYS})|vou sim|ya pues|ya pe|no fine|fine)(?: (?:{YES_WORD}|{FILLER}|fine))*"
)
CONTRAST = re.compile(
    r"\b(?:pero|but|porem|sino|so que|no entanto|aunque|embora|although|however|sin embargo|mas(?= (?:no|nao|eu|pode|em|quero|vou|preciso|ja|so|depois|sim|si)\b))\b"
)
