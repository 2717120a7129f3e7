"""The phrases by which patients speak of anything but yes and no: another time, a question, being late, a wrong number. Pure.

Patterns over `reply_text.plain`, in Spanish, Portuguese and English.
"""

import re


def phrases(*patterns: str) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(patterns) + r")\b")


DAYS = r"(?:lunes|martes|miercoles|jueves|viernes|sabado|domingo|segunda|terca|quarta|quinta|sexta|monday|tuesday|wednesday|thursday|friday|saturday|sunday|manana|amanha|tomorrow|pasado|semana|week|proxim[oa]|next|siguiente)"
CHANGE_VERB = r"(?:reprogram\w*|re program\w*|reagend\w*|re agend\w*|remarc\w*|reschedul\w*|re schedul\w*|posterg\w*|pospon\w*|pospong\w*|aplaz\w*|adi(?:ar|e|a|o|amento)|postpon\w*)"
APPOINTMENT = r"(?:cita|citas|consulta|turno|hora|horario|atencion|appointment|appt|visita|reserva)"

WRONG_PERSON = phrases(
    r"(?:numero|telefono|telefone|number|persona|pessoa|person|celular|contacto|contato) (?:esta |es |ta )?(?:equivocad[oa]|errad[oa]|incorrect[oa])",
    r"wrong (?:number|person|phone)",
    r"(?:se |te |esta |estan |ta )(?:equivoc\w*|engan\w*|confundi\w*)",
    r"equivocad[oa]s? de (?:numero|persona)",
    r"no (?:lo |la |le |los )?(?:conozco|conheco|know)",
    r"no (?:soy|sou) (?:el|la|esa|ese|essa|esse|yo|eu|paciente|ella|o|a|[a-z]+$)",
    r"not (?:me|my|the patient)",
    r"no es (?:mi|para mi|aqui|ese|su)",
    r"ese no es mi",
    r"engano",
    r"aqui no (?:vive|es|hay|mora)",
    r"no (?:tengo|tenho|agende|marquei|saque|pedi|hice|fiz|solicite) (?:ninguna |nenhuma |una |uma |cita|consulta|turno)",
    r"do not (?:know|have) (?:who|any|an|this)",
)
ARRIVAL = phrases(
    r"(?:ya|ja) (?:voy|vamos|vou|estoy yendo|to indo|vou indo)(?! (?:a (?:ir|asistir)|no|confirm))(?:$| .*)",
    r"(?:estoy|estamos|to|estou|voy|vamos) (?:yendo|indo|saliendo|subiendo|bajando)",
    r"ya estoy ahi",
    r"indo$",
    r"chego (?:ja|en|em)",
    r"(?:estoy|estamos|estou|to|toy|i am|we are|tamos|estamos) (?:ya |aqui |aca |aun |ja |right |all |por )*(?:afuera|fuera(?! de)|en la puerta|en la entrada|aqui|aca|llegando|en camino|na porta|la fora|chegando|a caminho|outside|here|almost|on my way|cerca|en la sala|esperando|en el (?:consultorio|hospital|trafico)|na recepcao|no transito)",
    r"(?:ya|acabo de|ja) (?:llegue|llegamos|llego|llegar|cheguei|chegamos|estoy|estamos)",
    r"(?:^|en )camino$",
    r"on (?:my|our) way",
    r"cheguei",
    r"llegue$",
    r"voy (?:en camino|llegando|saliendo|camino)",
    r"vou chegando",
    r"no (?:abren|abre|hay nadie|atende)",
    r"estoy en (?:la|el)",
)
LATE = phrases(
    r"(?:lleg\w+|cheg\w+|voy|vou|estoy|estou|i am|running|be|estare|demor\w*|atras\w*) (?:a |un poco |unos |uns |um pouco |como |\d+ |1 |min\w* |hora |horas |algo |poco |con |muy )*(?:tarde|tarda|atrasad[oa]|atraso|late|retras\w*|demorad[oa])",
    r"(?:hora|horas|min|minutos|minutes|hour|hours|minutinhos) (?:tarde|late|de retraso|de atraso|de demora|atrasad[oa]|despues)",
    r"running late",
    r"me (?:voy a )?(?:retras\w+|atras\w+|demor\w+)",
    r"vou (?:me )?atrasar",
    r"tardanza",
    r"(?:me )?espera\w* (?:un|\d+|unos|por|uns)",
)
GREETING = re.compile(
    r"(?:hola|buenos dias|buen dia|buenas tardes|buenas noches|buenas|oi|ola|bom dia|boa tarde|boa noite|hi|hello|hey|good morning|good afternoon|good evening|alo|saludos|tudo bem|como esta|que tal)(?: (?:hola|buenos dias|buen dia|buenas|oi|doctora?|doc|senorita|srta|como estas?|que tal|tudo bem|dra?|there|gracias|amiga?|licenciada|lic))*"
)
TIME_NO_TIME_YES = re.compile(
    rf"(?:(?:\d+|hora|{DAYS}|tarde|noche|manha|noite|dia)\w*(?: \w+){{0,2}} no\b.* (?:si|sim|yes)\b)|(?:\bno (?:puedo |podre |posso |da |me |es |can )*(?:a |el |al |en |por |para )*(?:la |las |los |as |o )?(?:\d+|esa hora|ese dia|esse dia|esse horario|este dia|ese horario|that day|that time|{DAYS}).* (?:si|sim|yes|pero|mas|better|mejor|melhor|puedo|posso|podria|seria)\b)"
)
CHANGE = phrases(
    CHANGE_VERB,
    rf"(?:cambi\w*|mud(?:ar|a|e|amos|em)|troc(?:ar|a|e|amos)|chang(?:e|ing)|modific\w*|correr|corr(?:a|e)(?:me)?|recorrer|swap|switch) (?:me |de |la |el |mi |a |o |minha |meu |para |my |the |un |lo |nuestra |esta |nossa |su )*(?:fecha|hora|dia|{APPOINTMENT}|data|date|time|day|slot|otro|outra|outro|otra|tarde|{DAYS}|\d+)",
    r"cambiar(?:la|lo|me|mela)?(?: por favor| porfa| please)?$",
    r"quiero cambiar(?:la|lo)?",
    r"muda(?:r|nca)? (?:de )?(?:data|hora|horario)",
    r"cambio de (?:fecha|hora|dia|cita|horario|turno)",
    r"(?:mov(?:er|erla|erlo|erme|erme la|e it|e my|e the|e)|mueva(?:me|la|n|nme)?|mueve(?:me|la)?|muevan)(?: (?:la|mi|it|my|the|appointment|to))",
    r"muevame\w*|muevela|moverla|moverlo|move it|mover (?:la|mi|a|minha)|mueveme",
    r"push (?:it|my|the)",
    r"(?<!tengo )(?<!saque )(?<!tenho )(?<!marquei )(?<!consegui )(?:otr[oa]|outr[oa]|another|different|some other|other|distint[oa]|diferente|nuev[oa]|nov[oa]|new) (?:dia|dias|fecha|fechas|hora|horas|horario|horarios|turno|data|datas|day|days|date|time|times|momento|semana|cita|slot|hr|opcion)",
    r"(?:me |nos )?(?:puede|puedes|podria|podrian|pueden|pode|poderia|podem|da|de|deme|denme|dame|dar|could|can|quisiera|quiero|queria|prefiero|prefiro|me gustaria|gostaria|necesito|preciso|mejor|melhor|better|tiene|tienen|hay|tem|teria|tendr\w+|habr\w+|do you have|any|seria|sea|would|let us|make it|do it|que sea|ponga\w*|pase\w*|pasa\w*|passa\w*|passe|passar|deja\w*|deje\w*|bota\w*|joga|coloca\w*|marca\w*|marque|agend\w+|program\w+)(?: \w+){0,5} (?:(?:mas|mais) (?:tarde|temprano|cedo|adelante|pronto)|later|earlier|cedo)",
    rf"(?:me |nos |se )?(?:puede|puedes|podria|podrian|pueden|pode|poderia|podem|da|de|deme|denme|dame|dar|could|can|quisiera|quiero|quero|queria|prefiero|prefiro|so posso|tendr\w+|habr\w+|gustaria|gostaria|mejor|melhor|better|tiene|tienen|tem|teria|seria|ponga\w*|pase\w*|pasa\w*|passa\w*|passe|passar|deja\w*|deje\w*|joga|coloca\w*|marca\w*|marque|agend\w+|program\w+|would|make it|let us|que sea|sea)(?: \w+){{0,4}} (?:a las|a la|as|at|para las|para la|para el|para o|para a|para|el|la|pa la|pa el|pal|na|no|on|to|in|por la|por|en la|a|be|do|until|for|dia)(?: \w+)? (?:\d+\w*|{DAYS}|tarde|noche|manana|tardecita|noite|manha|morning|afternoon|evening|dia \d+|mediodia|siguiente|medio dia|fin)",
    rf"(?:para|pa|pra) (?:el |la |o |a |as |las )?(?:proxim[oa]|otr[oa]|siguiente|{DAYS} que vem|semana que viene|outra)",
    rf"^(?:mejor|melhor|better|prefiero|prefiro) (?:el |la |na |no |on |para el |para |en la |o |a )*(?:{DAYS}|tarde|noche|noite)",
    r"(?:la |na )?(?:proxima|otra|outra|siguiente) semana(?: mejor| melhor)?",
    r"^(?:mas|mais) (?:tarde|temprano|cedo)(?! (?:le |te |lhe )?(?:confirm|avis|respond|contest|escrib|llam|fal|lig|ver))",
    r"(?:later|earlier) (?:please|time|slot|slots)?$",
    r"reajend\w*",
    rf"^(?:si|ok|okay|sim|yes|claro|bueno|ya)(?: \w+){{0,3}} (?:pero|but|porem|mas|so que) (?:que |en |a |mejor |melhor |puede |pode |ser |seria |no |as |para |mais |mas |at |on |in |de |el |la |las |por |un poco |um pouco )*(?:\d+|tarde|noche|noite|temprano|cedo|later|earlier|{DAYS})",
    r"semana que (?:vem|viene|entra)",
    r"(?:next|following) (?:week|month|day|monday|tuesday|wednesday|thursday|friday|saturday)",
    r"(?:adelant|antecip|anticip)\w*",
    r"bring (?:it )?forward",
    r"(?:mas|mais) (?:tarde|cedo|temprano|adelante) (?:por favor|porfa|mejor|pfv|please|seria|puede|si|hay|tiene\w*|tem)",
    r"(?:later|earlier) (?:slot|slots|time|appointment|date|please|in)",
    r"a esa hora no (?:puedo|podre|me|llego|alcanzo)?",
    r"ese (?:dia|horario) no (?:puedo|podre|me)?",
    r"(?:esse|nesse) (?:dia|horario) no (?:posso|da|consigo|poderei)?",
    r"no (?:puedo|podre|posso|poderei|consigo|me queda|me conviene|me acomoda|me sirve|da|can|alcanzo)(?: \w+)? (?:a |en |nesse |esse |ese |esa |este |neste |that |at that |por |ni |para )+(?:ese |esa |esse |este |that )?(?:dia|hora|horario|fecha|time|day|date|data)",
    r"(?:ese|esse|that) (?:dia|day|horario|time) (?:does )?no\w* (?:work|me|puedo|posso|da)",
    r"fecha (?:posterior|mas|diferente|cercana)",
    r"(?:que|what|cuales|qual|quais|cual)(?: \w+){0,2} (?:otr[oa]s?|outr[oa]s?|other) (?:horarios?|dias?|fechas?|datas?|times?|days?|dates?|horas?|opciones)",
    r"correr (?:mi|la) cita",
)
ACK = re.compile(
    r"(?:gracias|muchas gracias|mil gracias|ok gracias por avisar|gracias por (?:avisar|el recordatorio|la informacion|recordarme)|thanks|thank you|thank you so much|obrigad[oa]|muito obrigad[oa]|valeu|grato|grata|amen|bendiciones|recibido|entendido|enterad[oa]|visto|leido|noted|got it|anotado|ciente|(?:ja|je|ji|ha|he|k|rs|lol|xd|kk)+)(?: (?:gracias|doctora?|doc|senorita|dra?|obrigad[oa]|you|bendiciones|amable|muy))*"
)
QUESTION_START = re.compile(
    r"(?:hola |oi |ola |hi |hello |buenos dias |buenas tardes |buenas noches |buenas |bom dia |boa tarde |disculpe |disculpa |una consulta |una pregunta |por favor |senorita |doctora |ok |y |perdon |no entiendo )*(?:que(?! (?:mal|buen|lind|rico|pena|triste|feo|bonit|amable|dios|tenga|le vaya|bien|horror))|cual|cuales|cuanto|cuanta|cuantos|cuando|donde|adonde|quien|quienes|como|por que|a que|en que|de que|de parte|para que|para quien|con que|con quien|con cual|hasta que|desde que|onde|quanto|quantos|qual|quais|quem|quando|o que|com quem|com qual|em que|ate que|what|where|when|who|whose|how|which|why|do you|do i|does|can i|can my|could i|may i|is it|is there|is the|is this|are you|are there|should i|will you|will it|am i|aceptan|acepta|atienden|atiende|tienen|tiene(?! (?:fiebre|tos|gripe|dolor|vomito|diarrea|\d+|calentura|la|el|mucha|un poco|manchas|granitos))|hay|habra|aceita|aceitam|atende|atendem|tem|voces|fica|queda|puedo|podria|podre|debo|tengo que (?:llevar|ir en|pagar|hacer|estar|ayunar|llegar)|hace falta|necesito llevar|preciso levar|posso|preciso (?:ir|levar|estar)|precisa|tenho que (?:levar|ir em|pagar|estar)|devo|cobran|cobra|demora\w*|dura|es necesario|es con|es en|es para|es a|sera|seria|e com|e no|e na|e para|e preciso|me (?:puede|puedes|podria|podrian|pode|poderia) (?:decir|dar|enviar|mandar|pasar|recordar|indicar|informar|dizer|confirmar|compartir|explicar|dizer)|se puede|pode (?:me )?(?:dizer|enviar|mandar|informar|passar|levar|comer|ir)|mi cita (?:es|era) (?:a|el|hoy|manana|en|con|para)|la cita (?:es|era) (?:a |el |hoy|manana|en|con|para mi)|ustedes|incluye)\b"
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
    r"(?:quisiera|quiero|quero|queria|me gustaria|necesito|gostaria de|want to) (?:saber|preguntar|consultar|perguntar|know|ask|informacion)",
    r"una (?:consulta|pregunta)",
    r"uma (?:duvida|pergunta)",
    r"i have a question",
    r"tengo (?:una )?(?:duda|pregunta|consulta)",
    r"mas informacion",
    r"mais informac\w+",
    r"more information",
    r"yape|plin|pix|essalud|unimed|sis|insurance|seguro medico|convenio|tarjeta|cartao",
)
PAST_OR_OTHERS = phrases(
    r"haspast",
    r"(?:ya|ayer|antes|ja|ontem|already|habia|hace rato|anoche) (?:lo |la |le |les |me |habia |he |eu |i |have |was |mi cita )*(?:cancele|cancelado|cancelled|canceled|confirme|confirmed|confirmei|anule)(?! por favor)",
    r"(?:ya habia|i already|i have already|we already) \w+",
    r"(?:alguien|alguem|somebody|someone|ustedes|voces|vecin\w+|me dijeron|me disseram|la doctora|el doctor|doctor) (?:\w+ )*(?:cancel\w*|anul\w*|confirm\w*)",
    r"you (?:already |have |guys )*(?:cancelled|canceled|confirmed)",
    r"was (?:cancelled|canceled|confirmed)",
    r"(?:cancelar|cancelo|cancel|anular) (?:o|or|ou|ni|y|and) (?:confirm\w*|no)",
    r"(?:confirm\w*) (?:o|or|ou|ni|and) cancel\w*",
    r"tampoco",
)
"""Told of something done before, or by others: no wish to do it now."""
