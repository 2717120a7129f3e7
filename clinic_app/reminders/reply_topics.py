"""The phrases by which patients speak of anything but yes and no: another time, a question, being late, a wrong number. Pure.

Patterns over `reply_text.plain`, in Spanish, Portuguese and English.
"""

import re


def phrases(*patterns: str) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(patterns) + r")\b")


DAYS = (
    r"(?:lunes|martes|miercoles|jueves|viernes|sabado|domingo|segunda|terca|quarta|quinta|sexta|monday|tuesday|wednesday|thursday"
    r"|friday|saturday|sunday|manana|amanha|tomorrow|pasado|semana|week|proxim[oa]|next|siguiente)"
)
CHANGE_VERB = (
    r"(?:rebook\w*|recalendari\w*|reprogram\w*|re program\w*|reagend\w*|re agend\w*|remarc\w*|re ?s(?:ch?|hc?|k)edu\w*"
    r"|posterg\w*|pospon\w*|pospong\w*|apla[zc]\w*|adi(?:ar|e|a|o|amento)|postpon\w*)"
)
APPOINTMENT = r"(?:cita|citas|consulta|turno|hora|horario|atencion|appointment|appt|visita|reserva)"

WRONG_PERSON = phrases(
    r"(?:numero|telefono|telefone|number|persona|pessoa|person|celular|contacto|contato) (?:esta |es |ta )?(?:equivocad[oa]"
    r"|errad[oa]|incorrect[oa])",
    r"wrong (?:number|person|phone)",
    r"(?:se |te |esta |estan |ta )(?:equivoc\w*|engan\w*|confundi\w*)",
    r"equivocad[oa]s? de (?:numero|persona)",
    r"no (?:lo |la |le |los )?(?:conozco|conheco|know)",
    r"no (?:soy|sou) (?:el|la|esa|ese|essa|esse|yo|eu|paciente|ella|o|a|[a-z]+$)",
    r"not (?:me|my|the patient)",
    r"no (?:es|e) (?:mi|meu|minha|para mi|aqui|ese|su)",
    r"ese no es mi",
    r"engano",
    r"aqui no (?:vive|es|hay|mora)",
    r"no (?:tengo|tenho|agende|marquei|saque|pedi|hice|fiz|solicite) (?:ninguna |nenhuma |una |uma |cita|consulta|turno)",
    r"do not (?:know|have) (?:who|any|an|this)",
)
ARRIVAL = phrases(
    r"(?:ya|ja) (?:voy|vamos|vou|estoy yendo|to indo|vou indo)(?! (?:a (?:ir|asistir)|no|confirm))(?:$| .*)",
    r"(?:estoy|estamos|to|estou|voy|vamos) (?:yendo|indo(?! (?:sim|amanha))|saliendo|subiendo|bajando)",
    r"ya estoy ahi",
    r"indo$",
    r"chego (?:ja|en|em)",
    r"(?:estoy|estamos|estou|to|toy|i am|we are|tamos|estamos) (?:ya |aqui |aca |aun |ja |right |all |por )*(?:afuera|fuera(?! de)"
    r"|en la puerta|en la entrada|aqui|aca|llegando|en camino|na porta|la fora|chegando|a caminho|outside|here|almost|on my way"
    r"|cerca|en la sala|esperando|en el (?:consultorio|hospital|trafico)|na recepcao|no transito)",
    r"(?:ya|acabo de|ja) (?:llegue|llegamos|llego|llegar|cheguei|chegamos|(?:estoy|estamos)(?! (?:bien|mejor|list\w+|alist\w+|recuper\w+|san[oa]|apuntad\w+|anotad\w+)))",
    r"(?:^|en )camino$",
    r"on (?:my|our) way",
    r"cheguei",
    r"llegue$",
    r"voy (?:en camino|llegando|saliendo|camino)",
    r"vou chegando",
    r"no (?:abren|abre|hay nadie|atende)|(?:ta|esta) (?:fechad|cerrad)[oa]",
    r"estoy en (?:la|el)(?! (?:trabajo|chamba|colegio|universidad|clases?|hospital con|cama|casa))",
)
LATE = phrases(
    r"(?:lleg\w+|cheg\w+|voy|vou|estoy|estou|i am|running|be|estare|demor\w*|atras\w*) (?:a |un poco |unos |uns |um pouco |como "
    r"|\d+ |1 |min\w* |hora |horas |algo |poco |con |muy |mas |mais )*(?:tarde|tarda|atrasad[oa]|atraso|late|retras\w*|demorad[oa])",
    r"(?:hora|horas|min|minutos|minutes|hour|hours|minutinhos) (?:tarde|late|de retraso|de atraso|de demora|atrasad[oa]|despues)",
    r"running late",
    r"me (?:voy a )?(?:retras\w+|atras\w+|demor\w+)(?! (?:en|em|para|a|con la) (?:respond|respuesta|resposta|contest|confirm|escrib|leer|ver)\w*)",
    r"vou (?:me )?atrasar",
    r"tardanza",
    r"(?:me )?espera\w* (?:un|\d+|unos|por|uns)",
)
GREETING = re.compile(
    r"(?:(?:si |sim |yes )(?:hola|alo|oi|ola|hi|hello|digame|diga|dime|pode falar|pode dizer|go ahead|(?:la|lo|te|le) escucho|fala|quien habla|quem fala|who is this|buen(?:os|as)?(?: dias?| tardes| noches)?|bom dia|boa (?:tarde|noite)|good (?:morning|afternoon|evening))|hola|buenos dias|buen dia|buenas tardes|buenas noches|buenas|oi|ola|bom dia|boa tarde|boa noite|hi|hello|hey|good morning"
    r"|good afternoon|good evening|alo|saludos|tudo bem|como esta|que tal)(?: (?:hola|buenos dias|buen dia|buenas|oi|doctora?|doc"
    r"|senorita|srta|como estas?|que tal|tudo bem|dra?|there|gracias|amiga?|licenciada|lic))*"
)
TIME = (
    rf"(?:\d\w*|hora|hoy|hoje|today|tonight|{DAYS}|tardes?|noches?|manhas?|noites?|dias?|esa hora|es[ea] dia|ess[ea] (?:dia"
    rf"|horario)|that (?:day|time))"
)
TIME_ELSE = rf"(?:{DAYS}|tardes?|noches?|noites?|manhas?|mediodia|morning|afternoon|evening|\d\w*|dia \d+)"
AT = r"(?:a |el |al |en |por |para |at |on |as |la |las |los |o |no |na |de |this |este |ese |esse )*"
SOME_TIME = rf"(?:a las |a la |las |el |para el |para la |para las |para |en la |por la |as |na |no |on |at |for |a )*{TIME_ELSE}"
SUITS = (
    r"(?:si|sim|yes|pero|mas|but|better|mejor|melhor|puedo|podria|posso|poderia|can|seria|so|solo|only|does|works?|is (?:fine|ok"
    r"|good)|ok|fine)"
)
TIME_NO_TIME_YES = re.compile(
    rf"\b{TIME}(?: \w+){{0,2}} no\b.* (?:si|sim|yes)\b"
    rf"|\bno (?:\w+ ){{0,3}}?(?:hoy|hoje|today) (?:y |e |mejor |melhor )?(?:(?:el |la |na |no |para |on )+{DAYS}|manana|amanha|tomorrow)$"
    rf"|\b{TIME} (?:\w+ ){{0,2}}?no\b.* {TIME_ELSE} (?:{SUITS}|da|daria|consigo|funciona|livre|libre)(?! no\b)\b"
    rf"|\b{TIME} (?:\w+ ){{0,2}}?no(?: \w+){{0,2}} {AT}(?!manana|amanha|tomorrow|pasado){DAYS}$"
    rf"|\b(?:no|not) (?:puedo |podre |posso |poderei |vou |da |me |es |can |ir |come |make it |make )*{AT}{TIME}.* (?<!\bno )(?<!\bnot )(?<!\bto )(?<!\binto )(?<!\bat )(?<!\bhave ){SUITS}\b"
    rf"|\b(?:no|not) {AT}\d\w* {AT}\d\w*$"
)
CHANGE = phrases(
    CHANGE_VERB,
    rf"(?:cambi(?!aron|o|e)\w*|cambi[oe](?! el turno en)|mud(?:ar|a|e|amos|em)|troc(?:ar|a|e|amos)|chang(?:e|ing)|modific\w*|correr|corr(?:a|e)(?:me)?|recorrer|swap"
    rf"|switch) (?:me |de |la |el |mi |a |o |minha |meu |para |my |the |un |lo |nuestra |esta |nossa |su )*(?:fecha|hora|dia"
    rf"|{APPOINTMENT}|data|date|time|day|slot|otro|outra|outro|otra|tarde|{DAYS}|\d+)",
    r"cambiar(?:la|lo|me|mela)?(?: por favor| porfa| please)?$",
    r"quiero cambiar(?:la|lo)?",
    r"muda(?:r|nca)? (?:de )?(?:data|hora|horario)",
    r"cambio de (?:fecha|hora|dia|cita|horario|turno)",
    r"(?:mov(?:er|erla|erlo|erme|erme la|e it|e my|e the|e)|mueva(?:me|la|n|nme)?|mueve(?:me|la)?|muevan)(?: (?:la|mi|it|my|the"
    r"|appointment|to))",
    r"muevame\w*|muev[ae]n?(?:la|lo|mela)|moverla|moverlo|move it|mover (?:la|mi|a|minha)|mueveme",
    r"push (?:it|my|the)",
    r"(?<!con )(?<!tengo )(?<!saque )(?<!tenho )(?<!marquei )(?<!consegui )(?:otr[oa]|outr[oa]|another|different|some other|other"
    r"|distint[oa]|diferente|nuev[oa]|nov[oa]|new) (?:dia|dias|fecha|fechas|hora|horas|horario|horarios|turno|data|datas|day|days"
    r"|date|time|times|momento|semana|cita(?! (?:para|de) (?:mi|el|la|los|mis)\b)|slot|hr|opcion)",
    r"(?:me |nos )?(?:puede|puedes|podria|podrian|pueden|pode|poderia|podem|da|me de|nos de|deme|denme|dame|dar|could|can|quisiera"
    r"|quiero|queria|prefiero|prefiro|me gustaria|gostaria|necesito|preciso|mejor|melhor|better|tiene|tienen|hay|tem|teria"
    r"|tendr\w+|habr\w+|do you have|any|seria|sea|would|let us|make it|do it|que sea|ponga\w*|pase\w*|pasa\w*|passa\w*|passe"
    r"|passar|deja\w*|deje\w*|bota\w*|joga|coloca\w*|marca\w*|marque|agend\w+|program\w+)(?: \w+){0,5} (?:(?:mas|mais) (?:tarde"
    r"|temprano|cedo|adelante|pronto)|later|earlier|cedo)",
    rf"(?:me |nos |se )?(?:puede|puedes|podria|podrian|pueden|pode|poderia|podem|da|me de|nos de|deme|denme|dame|dar|could|can"
    rf"|quisiera|quiero|quero|queria|prefiero|prefiro|so posso|tendr\w+|habr\w+|gustaria|gostaria|mejor|melhor|better|tiene|tienen"
    rf"|tem|teria|seria|ponga\w*|pase\w*|pasa\w*|passa\w*|passe|passar|deja\w*|deje\w*|joga|coloca\w*|marca\w*|marque|agend\w+"
    rf"|program\w+|would|make it|let us|que sea|sea)(?: \w+){{0,4}} (?:a las|a la|as|at|para las|para la|para el|para o|para a|para"
    rf"|el|la|pa la|pa el|pal|na|no|on|to|in|por la|por|en la|a|be|do|until|for|dia)(?: \w+)? (?:\d\w*|{DAYS}|tarde|noche|manana"
    rf"|tardecita|noite|manha|morning|afternoon|evening|dia \d+|mediodia|siguiente|medio dia|fin)",
    rf"(?:para|pa|pra) (?:el |la |o |a |as |las )?(?:proxim[oa]|otr[oa]|siguiente|{DAYS} que vem|semana que viene"
    rf"|outra)(?! (?:persona|pessoa|paciente|person))",
    rf"^(?:mejor|melhor|better|prefiero|prefiro) (?:el |la |na |no |on |para el |para |en la |o |a )*(?:{DAYS}|tarde|noche|noite)",
    r"(?:la |na )?(?:proxima|otra|outra|siguiente) semana(?: mejor| melhor)?",
    r"^(?:mas|mais) (?:tarde(?!$)|temprano|cedo)(?! (?:le |te |lhe |eu |yo |i )*(?:confirm|avis|respond|contest|escrib|llam|fal|lig|ver))",
    r"(?:later|earlier) (?:please|time|slot|slots)?$",
    r"reajend\w*",
    rf"^(?:si|ok|okay|sim|yes|claro|bueno|ya|1|confirm\w*|puedo|posso|i can|voy|vou)(?: \w+){{0,3}} (?:pero|but|porem|mas(?! tarde"
    rf"| temprano| cedo| luego)|so que) (?:que |en |a |mejor |melhor |puede |pode |ser |precisa |tiene |tem |ter |necesito |preciso |need |needs |has |to |be |it |can |sea |seja |seria |no |na |nas |em |as |para |mais |mas |at |on |in "
    rf"|de |el |la |las |por |para |o |a |otra |un poco |um pouco )*(?:\d\w*(?! ?min)|hora|tarde|noche|noite|temprano|cedo|later"
    rf"|earlier|{DAYS})",
    r"semana que (?:vem|viene|entra)",
    rf"(?:transfer\w*|empurr\w*|jog\w*|bot\w*|corr\w*|switch|push|bump|move)(?: \w+){{0,3}} (?:para|to|back|a|en|no|na) ?(?:o |a "
    rf"|el |la |an )?(?:{DAYS}|hora|hour|otr[oa]|outr[oa])",
    r"transferir|(?:push|bring) (?:it |my appointment )?back",
    r"(?:prefer|prefiero|prefiro|rather|mejor|melhor) (?:the |la |en la |de |a |por la |in the |at |on |go )*(?:afternoon|morning"
    r"|evening|night|tarde|noche|noite|manha|manana)",
    rf"(?:afternoon|morning|evening|tarde|noite|noche|{DAYS}) (?:would be|is|seria|es|e|sera|works) (?:better|mejor|melhor|fine|good|best)",
    r"so (?:posso|consigo)|solo puedo|i can only|only (?:\w+ )?works?",
    rf"^(?:ok |ya |bueno |listo )*(?:el |la |en la |na |a |as |a las )?(?:{DAYS}|tarde|noche|noite|\d\w*)(?<!manana)(?<!amanha) (?:si |eu |yo )?(?:puedo"
    rf"|podria|posso|poderia)",
    rf"^(?:si |ok |ya |bueno |yo |eu )*(?:puedo|podria|posso|poderia) (?:el |la |en la |na |a |as |a las )+(?:{DAYS}|tarde|noche|noite|\d\w*)",
    r"(?:y|e|and) (?:me )?(?:deme|dame|da|de|marc\w+|agend\w+|sa[qc]\w+|pido|quiero|reserv\w+|give me|pong\w+|busqu\w+)(?: \w+)? (?:otr[oa]|outr[oa]|another)",
    r"(?<!llego )(?<!chego )(?<!llegare )(?:una|media|uma|meia|an|dos|tres|duas|two|[2-9]) (?:hora|hour)s? (?:mas|mais|antes|despues|depois|later|earlier)",
    r"make it \d\w*|does no\w* work|(?:venir|ir|come|atender\w*) (?:antes|earlier)|encaix\w+|recorra la cita",
    r"(?:podemos|se puede|puedo|podria|tem como|da para|can we|pode|posso) (?:la |lo )?(?:pasar|mudar|mover|cambiar|trocar|move|change)(?:la|lo)?$",
    r"en (?:vez|lugar) del? (?:hoy|manana|el|la|ese|lunes|martes|miercoles|jueves|viernes|sabado)|instead of",
    r"(?:solo|only|just|so|apenas|nomas) (?:la |lo )?(?:muev\w+|mov\w+|cambi\w+|mud\w+|troc\w+|chang\w+)",
    r"(?:next|following) (?:week|month|day|monday|tuesday|wednesday|thursday|friday|saturday)",
    r"(?:adelant|antecip|anticip(?!acion)|adiant)\w*",
    r"bring (?:it )?forward",
    r"(?:mas|mais) (?:tarde|cedo|temprano|adelante) (?:por favor|porfa|mejor|pfv|please|seria|puede|si|hay|tiene\w*|tem)",
    r"(?:later|earlier) (?:slot|slots|time|appointment|date|please|in)",
    r"a esa hora no (?:puedo|podre|me|llego|alcanzo)?",
    r"ese (?:dia|horario) no (?:puedo|podre|me)?",
    r"(?:esse|nesse) (?:dia|horario) no (?:posso|da|consigo|poderei)?",
    r"no (?:puedo|podre|posso|poderei|consigo|me queda|me conviene|me acomoda|me sirve|da|can|alcanzo)(?: \w+)? (?:a |en |nesse "
    r"|esse |ese |esa |este |neste |that |at that |por |ni |para )+(?:ese |esa |esse |este |that )?(?:dia|hora|horario|fecha|time"
    r"|day|date|data)",
    r"(?:ese|esse|that) (?:dia|day|horario|time) (?:does )?no\w* (?:work|me|puedo|posso|da)",
    r"fecha (?:posterior|mas|diferente|cercana)",
    r"(?:que|what|cuales|qual|quais|cual)(?: \w+){0,2} (?:otr[oa]s?|outr[oa]s?|other) (?:horarios?|dias?|fechas?|datas?|times?"
    r"|days?|dates?|horas?|opciones)",
    r"correr (?:mi|la) cita",
    r"(?:qual|cual|cuando|quando|what) (?:o |el |la |a |es |is |the )*(?:proxim[oa]|next|siguiente)",
    # of what is free
    rf"(?:hay|habra|tiene[ns]?|tendr\w+|tem|teria|any|there is|is there)(?: algun\w*)? (?:turno|cupo|cita|espacio|vaga|horario|slots?|openings?|availability)s? {AT}{TIME_ELSE}",
    rf"^(?:hay|habra|tiene[ns]?|tendr\w+|tem|teria|any)(?: algo| algum\w*| anything)? {AT}(?!pasado|siguiente|proxim|next|semana|week|segunda (?!feira|de)\w){DAYS}$",
    rf"^(?:{SOME_TIME}) (?:hay|se puede|puede ser|podria ser|se podra|pode ser|da|tem|tiene[ns]?|possible|ok)\b",
    rf"(?:puede|pode|podria|poderia|podra|could|can) (?:ser|it be) {AT}{TIME_ELSE}",
    r"any(?:thing|one)?(?: \w+)? (?:earlier|later)",
    rf"{TIME_ELSE} (?:mejor|melhor|better|instead)$",
    rf"(?:hoy|hoje|today) no (?:puedo|podre|posso|can|consigo)(?: \w+)? (?:y |e |and )?{TIME_ELSE}$",
    rf"(?:can|could|may) (?:we|i|you) (?:make it|do|come|go) {AT}{TIME_ELSE}",
    rf"(?:anything|how about|what about|que tal|y si (?:es|voy)) {AT}{TIME_ELSE}",
    r"\d\w* (?:instead|mejor|melhor)$|^(?:later|earlier|mas temprano|mas tarde|mais cedo|mais tarde) (?:if|si|se) (?:possible|es posible|possivel|der|se puede)|only (?:in the )?(?:mornings?|afternoons?|evenings?)|(?:mornings?|afternoons?|evenings?) only",
    rf"^(?:hoy no|hoje no|not today|no hoy) (?:manana|amanha|tomorrow|{DAYS}|el|la|na|on)\b(?!.*\b(?:puedo|posso|can)\b)",
    # of going at another time
    rf"^(?:yo |eu )?(?:puedo|podria|posso|poderia|can i|could i) (?:recien )?(?:ir |venir |vir |come )?(?:recien )?(?:el |la |a las |na |no |on |at |en la |por la )+{TIME_ELSE}",
    r"(?:puedo|podria|posso|consigo|can i|could i|se puede) (?:ir|venir|vir|come|go) (?:un poco )?(?:mas|mais) (?:tarde|temprano|cedo)",
    r"me l[ao]s? (?:cambi|pas[ae]|muev|mov|corr|mud|troc)\w*",
    r"^(?:(?:en|para|el|la|no|na) )*(?:proxim[oa]|otr[oa]|outr[oa]) (?:mes|semana)|^mes que (?:viene|vem)",
    r"(?:dentro de|en|daqui a|in) \d+ (?:dias|days|semanas|weeks)(?: mejor| melhor| please| por favor| porfa)*$",
)
IDENTIFIES = re.compile(
    r"(?:si |sim |yes |yep |no )*(?:this is (?:him|her|she|he|\w+)|thats me|that is me|(?:soy|sou) (?:yo |eu |la |el |a |o |su )*(?:mism[oa]|mesm[oa]|mam[ai]\w*|pap[ai]\w*|mae|pai|hij[oa]|filh[oa]|ti[oa]"
    r"|espos[oa]|abuel[oa])?(?: de(?:l|la)? \w+)?|(?:e|it is|its) (?:comigo|meu filho|minha filha|minha mae|my son|my daughter)(?: mesmo)?|(?:i am |im )(?:her|his|the|my|their|\w+s) (?:mother|mom|mum|dad|father|son|daughter|wife|husband|grandma|aunt)|habla (?:la |el )?\w+(?: de(?:l|la)? \w+)?|speaking|(?:si|sim) (?:e|es) (?:mi|meu|minha) \w+)"
)
"""Who is on the phone, and nothing more."""
ACK = re.compile(
    r"(?:ok )*(?:(?:gracias|thanks|thank you|obrigad[oa]) (?:por|pelo|pela|for) (?:el |the |o |a |la |su |your |seu )*(?:reminder|recordatorio|lembrete|aviso|mensaje|message|heads up|lembranca|recordarme|recordar|lembrar|avisar|avisarme)|gracias|muchas gracias|mil gracias|ok gracias por avisar|gracias por (?:avisar|el recordatorio|la informacion"
    r"|recordarme)|thanks|thank you|thank you so much|obrigad[oa]|muito obrigad[oa]|valeu|grato|grata|amen|bendiciones|recibido"
    r"|entendido|enterad[oa]|visto|leido|noted|(?:(?:si|sim|yes) )?(?:i )?(?:got|received|saw|read) (?:it|this|that|(?:the|your) (?:message|mensaje|reminder|text))|(?:(?:si|sim) )?(?:lo |la |ya |ja )*(?:recibi|recebi|me llego)(?: (?:el|su|o|a|seu|sua) (?:mensaje|recordatorio|lembrete|aviso))?|anotado|ciente|(?:ja|je|ji|ha|he|k|rs|lol|xd|kk)+)(?: (?:gracias|doctora?"
    r"|doc|senorita|dra?|obrigad[oa]|you|bendiciones|amable|muy|ok))*"
)
QUESTION_START = re.compile(
    r"(?:hola |oi |ola |hi |hello |buenos dias |buenas tardes |buenas noches |buenas |bom dia |boa tarde |disculpe |disculpa "
    r"|una consulta |una pregunta |por favor |senorita |doctora |ok |y |perdon |no entiendo )*(?:que(?! (?:mal|bom|bueno|otimo|legal|sea|cancel|anul|se cancel|la cancel|buen|lind|rico|pena"
    r"|triste|feo|bonit|amable|dios|tenga|le vaya|bien|horror))|cual|cuales|cuanto|cuanta|cuantos|cuando(?!(?: \w+)* (?:aviso"
    r"|avisare|confirmo|digo))|donde|adonde|quien(?! sabe)|quienes|como|por que|a que|en que|de que|de parte|para que|para quien|con que"
    r"|con quien|con cual|hasta que|desde que|onde|quanto|quantos|qual|quais|quem(?! sabe)|quando|o que|com quem|com qual|em que"
    r"|ate que|what|where|when|who|whose|how|which|why|do you|do i|does|can i|can my|could i|may i|is it|is there|is the|is this"
    r"|are you|are there|should i|will you|will it|am i|aceptan|acepta|atienden|atiende|tienen|tiene(?! (?:fiebre|tos|gripe|dolor"
    r"|vomito|diarrea|\d+|calentura|la|el|mucha|un poco|manchas|granitos))|hay|habra|aceita|aceitam|atende|atendem|tem|fica|queda"
    r"|puedo|podria|podre|debo|tengo que (?:llevar|ir en|pagar|hacer|estar|ayunar|llegar)|hace falta|necesito llevar|preciso levar"
    r"|posso|preciso (?:ir|levar|estar)|precisa|tenho que (?:levar|ir em|pagar|estar)|devo|cobran|cobra|demora\w*|dura"
    r"|es necesario|es con|es en|es para|es a|sera|seria|e com|e no|e na|e para|e preciso|me (?:confirm\w+|confirmas) (?:la |el "
    r"|o |a |su )*(?:hora|horario|direccion|endereco|dia|fecha|ubicacion)|me (?:puede|puedes|podria|podrian|pode|poderia) (?:decir"
    r"|dar|enviar|mandar|pasar|recordar|indicar|informar|dizer|confirmar|compartir|explicar|dizer)|se puede|pode (?:me )?(?:dizer"
    r"|enviar|mandar|informar|passar|levar|comer|ir)|mi cita (?:es|era) (?:a|el|hoy|manana|en|con|para)|la cita (?:es|era) (?:a "
    r"|el |hoy|manana|en|con|para mi)|incluye)\b"
)
QUESTION_TOPIC = phrases(
    r"direccion",
    r"endereco",
    r"address",
    r"ubicacion",
    r"localizacao",
    r"precio",
    r"preco",
    r"valor",
    r"costo",
    r"cuesta",
    r"custa",
    r"price",
    r"cost",
    r"no (?:me acuerdo|recuerdo|entiendo|entendi|lembro|understand|remember)",
    r"(?:quisiera|quiero|quero|queria|me gustaria|necesito|gostaria de|want to) (?:saber|preguntar|consultar|perguntar|know|ask"
    r"|informacion)",
    r"no (?:se|sei|know) (?:donde|cuando|que hora|que dia|onde|quando|where|when|what time)",
    r"(?:a nombre de|em nome de|de parte de) (?:quien|quem)",
    r"(?:forgot|do not (?:remember|recall)) (?:the|what|when|where|my)",
    r"una (?:consulta|pregunta)",
    r"uma (?:duvida|pergunta)",
    r"i have a question",
    r"tengo (?:una )?(?:duda|pregunta|consulta)",
    r"mas informacion",
    r"mais informac\w+",
    r"more information",
    r"(?:politica|policy|taxa|multa|fee|penalidad) (?:de |por |for )*cancel\w*|cancell?ation (?:policy|fee)",
    r"yape|plin|pix|essalud|unimed|sis|insurance|seguro medico|convenio|tarjeta|cartao",
)
PAST_OR_OTHERS = phrases(
    r"^(?:sorry |and )*(?:last (?:time|week|month|year)|(?:la|a|da) (?:ultima|otra|outra) vez|la vez pasada|el mes pasado|ayer|yesterday|ontem|anoche) .*\b(?:could not|no pud\w+|no fu\w+|no consegui|missed|did not|falte)\b",
    r"missed (?:the|my|our|his|her) (?:last|previous)",
    r"(?:reprogramaron|remarcaram|reagendaron|reagendaram|pospusieron|adiaram|rescheduled) (?:me |sem |sin |la |a |it |us |without |mi |minha |el |o |otra )|(?:cambiaron|mudaram) (?:la |mi |a |minha |nuestra )*(?:cita|consulta)",
    r"haspast|(?:ya|ja) (?:tinha|havia|habia|habiamos|tinhamos) \w+",
    r"(?:ayer|anteayer|anoche|ontem|yesterday|(?:la|el) (?:vez|semana|mes|cita) pasad[oa]|last (?:time|week))(?= no\b)|no (?:\w+ ){1,4}(?:ayer|anoche|ontem|yesterday|pasad[oa]|last (?:time|week))",
    r"(?:ya|ayer|antes|ja|ontem|already|habia|hace rato|anoche) (?:lo |la |le |les |me |habia |he |eu |i |have |was "
    r"|mi cita )*(?:cancele|cancelado|cancelled|canceled|confirme|confirmed|confirmei|anule)(?! por favor)",
    r"(?:ya habia|i already|i have already|we already) \w+",
    r"(?:alguien|alguem|somebody|someone|ustedes|voces|vecin\w+|me dijeron|me disseram|la doctora|el doctor|doctor) (?:me |la |le "
    r"|lo |nos |que |ya |siempre |sempre |nunca |solo |so |han |ha |have |has |had |mi cita |la cita )*(?:cancelo|cancel\w*d|cancel\w+on|cancela[nm]|haspast|quier\w+|quer"
    r"|wants? to|anulo|anul\w+on|confirm\w*)",
    r"you (?:already |have |guys )*(?:cancelled|canceled|confirmed)",
    r"(?:was|were|got|been|fue|foi|fueron) (?:cancell?ed|confirmed|cancelad[oa]s?|anulad[oa]s?)",
    r"(?:llam(?:e|aron|ado|amos)|liguei|ligaram|called|escribi\w*|phoned|fui|fuimos) (?:\w+ )?(?:a |para |to )(?:cancel|anul|confirm)\w*",
    r"(?:politica|policy|taxa|multa|fee|penalidad) (?:de |por |for )*(?:la )?cancel\w*|cancell?ation (?:policy|fee)",
    # of something else than the appointment
    r"(?:cancel\w*|anul\w*) (?:mi |el |la |su |meu |minha |my |the |o |a )*(?:vuelo|voo|flight|tarjeta|cartao|viaje|viagem|trip"
    r"|clase|aula|reunion|meeting|deuda|pago|plan)",
    r"(?:vuelo|voo|flight|tarjeta|viaje|viagem|clase|reunion|meeting) (?:\w+ )?(?:cancel|anul)\w*",
    r"(?:cancelar|cancelo|cancel|anular) (?:o|or|ou|ni|y|and) (?:confirm\w*|no)",
    r"(?:confirm\w*) (?:o|or|ou|ni|and) cancel\w*",
    r"tampoco",
    r"(?:mi|la|el|minha|meu|o|a|nuestra) (?:otr[oa] |outr[oa] )?(?:prim[oa]|herman[oa]|espos[oa]|hij[oa]|mama|papa|abuel[oa]|ti[oa]|vecin[oa]|amig[oa]|jefe|clinica|doctora?|senorita|senora?|paciente|enfermera"
    r"|recepcion\w*|secretaria|medico|mae|pai|marido|mulher|irma|irmao|hospital) "
    r"(?:ya |ja |me |nos |la |lo |le )*(?:cancelo|confirmo|anulo)(?! yo)|(?:nadie|alguien|ninguem|alguem|quien|quem|ella|ele|ela) (?:ya |ja |me |nos |la |lo )*(?:cancelo|confirmo|confirmou|anulo)",
    r"(?:sale|figura|aparece|dice|indica|salio|salia|aparecia|sai|consta|shows?|says|decia) (?:como |que |la |mi |it |is |esta |a |my )*(?:confirm|cancel|anul)\w*",
    r"(?:nunca|never|jamas) (?:voy|vou|go|went|fui|come|confirm\w*)(?! a (?:ir|faltar|cancelar|asistir)\b)|no (?:voy|vou) (?:nunca|casi)|(?:did|have|had) keepit",
)
"""Told of something done before, or by others: no wish to do it now."""

REQUEST = phrases(
    r"(?:me )?(?:puede[ns]?|pode|podria[ns]?|can you|could you|please|por favor) (?:me )?(?:llam\w+|lig(?:ar|ue|a)|call"
    r"|devolver la llamada)",
    r"llamen?me|me llam(?:a|e|en|an|ar|aria)|me (?:liga|ligue|ligar|liguem)|call me",
    r"(?:hablar|falar|speak|talk|comunic\w+) (?:con|com|to|with)",
    r"(?:necesito|preciso|quiero|quero|need|want|solicito|envi\w+|mand\w+|send)(?: \w+){0,4} (?:receta|receita|prescription"
    r"|constancia|certificado|atestado"
    r"|boleta|factura|nota fiscal|invoice|recibo|receipt|resultados?|results|informe|laudo|note|justificante|descanso medico)",
    r"(?:nueva|una|otra|new|uma|sacar|agendar|book|marcar)(?: \w+){0,2} (?:cita|consulta|appointment) (?:nueva|nova|para|pro"
    r"|for) (?:mi|meu|minha|my|el|la|o|a|otro)",
)
"""Something for a person of the clinic to do."""
DEATH = phrases(r"fallec\w+", r"falec\w+", r"murio|morreu|died|passed away|deceased|difunt[oa]")
