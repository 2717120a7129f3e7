"""The phrases by which patients say yes and no. Pure.

An answer that cancels or confirms moves a real appointment, so these patterns are strict and everything that could oppose
them is looked for too. Patterns over `reply_text.plain`, in Spanish, Portuguese and English.
"""

import re

from clinic_app.reminders.reply_topics import APPOINTMENT, DAYS, phrases

CANCEL_VERB = (
    r"(?:cancel(?:ar|a|o|e|en|em|as|amos|emos|ando|are|arei|aremos|l?ing)?(?:me|nos|nme)?(?:l[aoe]s?)?"
    r"|anul(?!ad|ar[ao][nm])\w*|desmar[ckq](?!ad|ar[ao][nm]|ou)\w*|desagend\w*)"
)
NOT_COMING = r"(?:cancelacion|cancelamento|anulacion|cancell?ation|inasistencia|ausencia|no asistencia)"
GOES_ANYWAY = re.compile(
    r"^si (?:puedo|podre|podremos|podemos|alcanzo|llego|llegare|tengo|consigo|posso)(?: (?:ir|asistir|llegar|a ir|llevarlo"
    r"|llevarla|la cita|estar|acudir|ahi|alli|doctora?|doc|gracias|claro|senorita|manana|el dia|a la|la|cita|hora|a|tiempo"
    r"|por supuesto))*$"
)
CAN_COME = (
    r"(?:ir|llev\w+|levar|levo|levarei|acud\w+|vai|vendre(?:mos)?|vengo|venimos|kiero ir|asist\w+|acudir|ire|iremos|voy|vamos|vou|irei|puedo|podre|podremos"
    r"|podemos|podra|puede|posso|poderei|poderemos|podemos|poder|consigo|conseguirei|conseguiremos|conseguimos|vai dar|alcanzo"
    r"|alcanzare|alcanzamos|comparec\w+|estare|estaremos|estarei|estara|presentar\w*|iré|llego|llegare|llegaremos|llegamos|chego"
    r"|chegarei|ira|iran|va|van|asiste|asistira|asistiran|poderia|podria|pueda|puedan|possa|da|dara|deu)"
)
GO = (
    r"(?:ir|asist\w*|acud\w*|lleg\w*|estar|ven\w+|present\w*|comparec\w*|llev\w*|levar|cumplir|alcanzar|chegar|vir|poder|conseguir"
    r"|faltar|atender\w*|hoy|mujer|lugar|por|mayor|celular)"
)
ANYWHERE_ELSE = (
    r"(?:trabaj\w+|chamba|colegio|escuela|cole|guarderia|jardin|nido|seguro|bano|mercado|farmacia|banco|universidad|clases?|fiesta|misa|trabalho"
    r"|escola|creche|faculdade|igreja|mercado|aula|festa|school|work|daycare|party|church|bathroom|gym|gimnasio|academia)"
)
OTHER_VERB = (
    rf"(?!(?: (?!voy|vamos|estoy|tengo|vou|estou)\w+)? (?:al|a|a la|a el|a las|ao|para o|para a|to|to the|na) {ANYWHERE_ELSE}\b)"
    rf"(?! (?:a |ni |casi |siquiera |sequer |nem |me |se |le |poder |conseguir )*(?!{GO}\b)\w+(?:ar|er|ir|arlo|arla|erlo|irlo|arme|erme|irme|arle|arse|erse|irse)\b)(?! a (?!{GO}\b|(?:la|el|las|mi|esa|ese|su|clinica|control|consulta|cita|tiempo)\b)\w+)(?! (?:mal|bien|bem|mejor"
    rf"|melhor|muy|tan)\b)"
)
CANNOT = phrases(
    rf"(?:ya |ja |al final |entonces |pues |aun |hoy |manana |eu |hj |ja |disculpe |lamentablemente |infelizmente )*(?:no"
    rf"|tampoco) (?:me |nos |te |le |se |la |lo |sera |es |creo que |va a |vai |nos va a |les |vou |voy a |vamos a |va |iba a "
    rf"|van a |i |eu |ira a )*(?:posible (?:ir|asistir)|possivel (?:ir|comparecer)|poder )?{CAN_COME}{OTHER_VERB}(?! (?:esperar"
    rf"|creer|faltar|cancel\w*|dormir|encontrar|abrir|ver|leer|entrar|tarde|a tiempo|verificar|escuchar|responder|contestar|hablar"
    rf"|falar|ahora hablar|atender|pagar|estacionar|tomar|comer|acreditar|(?:el|la|ningun|los|nada|un) ?(?:mensaje|sms|correo|link"
    rf"|enlace|recordatorio|codigo|de)?))",
    r"(?:ya|ja|mais|mas) no (?:es necesario|voy|vamos|quiero|quero|necesito|preciso|deseo|puedo|podre|asistire|ire|iremos"
    r"|hace falta|gracias|vou|va|ira|podemos|requiero|sera)",
    r"no (?:quiero|quero|deseo|necesito|preciso|requiero) (?:ir|la cita|la consulta|a consulta|esa cita|atender\w*|mas la cita"
    r"|mais|ya|la|el turno|asistir|cita)",
    r"(?:ya|ja) no (?:la|lo|a|o) (?:necesit\w+|requer\w+|requier\w+|quiero|queremos|quero|precis\w+)|no (?:la|lo|a|o)? ?(?:necesito|preciso) (?:mas|mais)",
    r"no (?:preciso|necesito) mais|no (?:precisa|precisamos|necesita|necesitamos) (?:mais|mas)(?= obrigad| gracias|$)",
    r"(?:vou|posso|poderei|consigo|da|vamos|irei) (?:mais )?no(?: vou| posso| da)?$",
    r"(?:i |we |he |she |they )?(?:can|will|would|do|am|is|are)? ?(?<!could )not (?:be |going to |able to |gonna |be able to |want to "
    r"|need to |need the |need )*(?:make it|come|coming|attend\w*|go|going|be there|able|able to come|make|do it|show up"
    r"|appointment|it anymore|available|there)(?! (?:home|out|back|away|well|good|up|down|through)\b)"
    r"(?! to (?!(?:(?:the|my|our|this|that) )+(?:appointment|appt|visit|clinic|doctor\w*|dr|session)\b|(?:it|be|make|come|attend|go|clinic|you|see)\b)\w+)",
    r"no (?:pienso|penso|pretendo|planeo|espero) (?:en )?(?:ir|asistir|comparecer|acudir)\b|renuncio a|unable to",
    r"no longer (?:need|want|able|coming|going)",
    r"(?:voy a|vou|tendre que|tengo que|vamos a|terei que) falt\w+",
    r"faltare(?:mos)?",
    r"faltarei|no gracias falto",
    rf"imposs?i(?:ble|vel){OTHER_VERB}",
    r"can not$|^(?:sorry |no |hi )*(?:i |we )?can not(?= (?:sorry|i am|i have|my|because|he is|she is|we are|have to|too|got|as i|thanks|thank)\b)",
    r"not today|do not need it|(?:do not want|not interested in) (?:it|to (?:go|come|attend)(?! to (?!the appointment|my appointment)\w+)|the appointment)|no longer available",
    r"vou ter que faltar|ya no veng(?:o|amos)|(?:ni|nunca|jamas) (?:voy|ire|iremos|vamos|vou|irei)(?: a (?:ir|asistir))?",
    r"no (?:sera|seria|va a ser|vai ser|es|fue|nos es|me es) (?:posible|possivel)(?! (?:que|pagar|abrir))",
    r"no se (?:va a poder|puede|podra)(?: ir| asistir| llevar\w*)?(?= cancel| entonces| gracias| disculp| sorry|$)",
    r"(?:ya|ja) no(?: gracias| disculp\w*| doctora?| senorita)*$",
    r"(?:hoy|hoje|esta vez|dessa vez|desta vez) no(?: gracias| disculp\w*| doctora?| senorita| obrigad[oa])*$",
    r"me es imposible",
    r"(?:no|not) (?:quiero |quero |deseo |want to |voy a |vou |vamos a |going to )?(?:confirm(?!ad[oa]s?\b)\w*|asist(?!i(?:o|eron|ste)?\b)\w*|comparec\w*)",
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
    r"no cuenten? conmigo(?! para (?!manana|la cita|ese|esa|hoy|el))",
    r"desisto",
    r"desistir",
    r"desisti",
    r"no vale",
    r"no va(?:mos)? (?:mas|mais)(?! (?:ese|este|el|esse|o|esa|la) (?!cita|consulta))",
    r"ja (?:fui|marquei|resolvi) .*cancel\w*",
    r"(?:vamos a|vamos ter que|vamos a tener que|vou ter que|vamos|gonna|going to|have to|got to) (?:have to )?(?:falt\w+|pass|skip)(?: on)?(?: it| this one| this time)?$",
    r"no nos esper(?:e|en)(?! para)|no (?:cuente|cuenten|conte|contem|count) (?:con nosotr[oa]s|conosco|com a gente|on us)(?! (?:para (?!manana|la cita|ese|esa)|en ))|count (?:us|me|him|her) out(?! of)|hard pass",
    rf"(?:nadie|ninguem|nobody|no 1|ningun[oa]|nenhum|none)(?: de nos\w*| of us)? (?:va(?! a (?!ir\b|venir|lleva|poder|asistir))|vai(?! (?!ir\b|levar|poder|conseguir|la\b|amanha|mais)\w)|ira|puede|pode|podra|consegue|lleva|leva|asist\w+|(?:is |are )?coming|can (?:come|go|make it|bring))(?: a ir| ir| ele| ela| lo| a llevarlo| llevarlo| levar)?{OTHER_VERB}",
    r"no (?:vou|vamos|voy a|vamos a|va a|vai) (?:mas |mais )?(?:precisar|necesitar(?:la|lo)?)(?: mais| mas| de la cita| da consulta| la cita| a consulta)?(?= gracias| obrigad| desculp| disculp|$)",
    r"no (?:tengo|tenho) (?:mas |mais )?interes\w*(?: (?:en|na|em|pela) (?:la |a )?(?:cita|consulta))?(?= gracias| obrigad|$)",
    r"dejarlo sin efecto",
    r"sin efecto",
    r"(?:vai|vou|vamos) (?:dar|poder|conseguir|rolar|ir) no$",
    r"not (?:this time|anymore)|do not (?:wait for|expect|hold)(?! (?:me|us|up) (?:for (?:dinner|lunch|breakfast)|to eat|up|off)| off| on)|i am out|i will pass(?! (?:by|through|on|over))|(?:will|can) not do it",
    r"no me (?:es|sera|va a ser|resulta) posible|no (?:to|estou|estoy) consegui\w+",
    r"no caigo|mejor ya no|no vas? a poder ser",
    r"nem (?:vou|posso|da|consigo|irei)",
    r"no longer needed|no (?:es|e) (?:mas|mais) necess?ari[oa]|(?:ya|ja) no (?:es|e) necess?ari[oa]|no need (?:for it |it )?anymore",
    r"(?:quero|rola|vai rolar) no$|no (?:rola|vai rolar|vou rolar)",
    r"no (?:la hago|can do|acepto|aceito|accept|chance)|ni modo|(?:sem|sin) chance",
    r"(?:estare|estarei|i will be) (?:de |em |en |out of )+(?:viaje|viagem|town)",
    NOT_COMING,
    r"rechazo|declino|decline",
)
PLACE = r"vaga|cupo|espacio|lugar|slot|turno|cita|spot|horario|consulta|appointment"
CANCELLED = re.compile(  # a state: a wish only where it stands alone
    rf"(?:(?:no|que|sea|mi|la|my|the|it|is|queda|quede|por favor|please|{PLACE}) )*(?:cancelad[oa]s?|cancell?ed|anulad[oa]s?|desmarcad[oa])"
    rf"(?: (?:por favor|porfa|please|gracias|thanks|obrigad[oa]|sorry|la|mi|my|minha|a|{PLACE}))*"
)
CANCEL = phrases(
    rf"{CANCEL_VERB}",
    rf"(?:tach\w*|elimin\w*|borr\w*|quit\w*|suspend\w*|apag\w*|delete|drop|remove|call off|retir\w*|dej\w+ sin efecto|libere\w*|liberar"
    rf"|deshacer) (?:la |mi |el |su |a |minha |o |my |the |esa |esta |nuestra )*(?:{APPOINTMENT})",
    r"call (?:it|that) off|(?:scrap|drop|skip) (?:it|the appointment|that)$|(?:take|get) (?:him|her|us|me|my son|my daughter|them) off (?:the|your|tomorrows) (?:schedule|calendar|agenda|books?)",
    r"(?:tache|tacha|suspenda|suspende|tachen|suspendan|saque|quite|baje|suelte|borre)l[ao](?: (?:nomas|no mas|por favor|porfa|pe|pues|de la agenda|del sistema))*$|(?:tir|risc|apag)\w+ (?:o )?(?:meu|o) nome da agenda|bajame (?:el|la|mi) (?:turno|cita|hora)",
    r"(?:borr|elimin|quit|tumb|anul|sac|retir)(?:e|a|en)(?:me)?l[ao](?! de (?!(?:la |su |mi )?agenda|(?:el )?sistema|manana)| del (?!sistema|dia)| (?:la|el|los|las|su|mi|esa|ese) (?!cita|hora|turno|consulta|agenda))",
    rf"(?:quit|borr|elimin|sac|retir|saqu)\w*nme (?:la|mi|el) (?:{PLACE})",
    rf"(?:de|dar|den|da) de baja (?:la |mi |el |a |minha )+(?:{PLACE})",
    r"(?:sac|saqu|quit|tir|borr|elimin|retir|risc)\w* (?:me |mi |meu |o |el )*(?:nombre |nome )?(?:de la|da|de) agenda",
    r"(?:saqueme|saquenme|quiteme|quitenme) de la agenda",
    rf"exclu\w+ (?:minha |a )+(?:{PLACE})",
    r"(?:pedido de |solicito |deseo |quiero )?(?:cancelacion|cancelamento|cancell?ation|anulacion)(?= (?:de|da|do|of|por favor"
    r"|please|my|mi|minha)\b|$)",
    # the place is offered to somebody else
    rf"que (?:lo |la )?(?:aprovech\w+|use|tome|aproveite) (?:otr[oa]|outr[oa]|alguien|alguem)(?! (?:doctor|medic|dia|metodo|hora|turno|horario|remedio))|(?:pode|puede[ns]?|podem) (?:dar|passar|ceder|liberar|soltar|pasar|ofrecer) (?:a |o |la |mi |el |minha |meu )+(?:{PLACE})(?: (?:para|a|pro|pra) (?:outr[oa]|otr[oa])\w*(?! (?:dia|fecha|hora|data)).*)?$",
    rf"(?:d[ae]\w*|give|dar|ced\w+|pass\w+|pas[ae]\w*) (?:le |les )?(?:la |mi |el |a |minha |o |my |the |meu )+(?:{PLACE}) (?:a|para|to|pra|al) "
    r"(?:otr[oa]s?|outr[oa]s?|someone|somebody|alguien|alguem|another|siguiente)(?! (?:dia|fecha|hora|horario|data|semana|day|time|date))",
    rf"(?:liber\w+|ced\w+|free up|release|solt\w+|suelt\w+) (?:la |mi |el |a |minha |o |my |the |meu )+(?:{PLACE})",
)
ALONE_NO = re.compile(
    r"(?:no|ya no|no ya no|no mesmo|no mismo|unfortunately not|ja no|n|negativo|negative|para nada|ni hablar|de ninguna manera|obvio no|ni de broma|ni en broma|siempre no|not today|sorry not today|hoy no|hoje no|esta vez no|de jeito nenhum"
    r"|de modo nenhum|no no|no no no|nem pensar|infelizmente no|lamentablemente no|definitivamente no|claro que no"
    r"|por supuesto que no|mejor no|melhor no|todavia no voy|no senor\w*|no dr\w*|no doc\w*|no lic\w*|not really|(?:absolutely"
    r"|of course|definitely|certainly) not|obvio que no|seguro que no|no way|nem|nem (?:a pau|ferrando|morto)|ni a palos|no pastel"
    r"|(?:sem|sin|no) chance|nanay|nadita|naranjas|ya fue|can not|i can not|no can not|que va|ni muert[oa]|no (?:no )?(?:puedo"
    r"|posso|can not))(?: (?:gracias|obrigad[oa]|thanks|thank you|disculpe|disculpa|perdon|lo siento|sorry|po|uai|entonces"
    r"|desculpa|desculpe|senorita|doctora?|doc|doutora?|por favor|pe|pues|mano|amig[oa]|joven|mami|mamita|caballero|jefe|bro|causa|seno|senito|caserit[oa]|lamentablemente|infelizmente|licenciada))*"
)
YES_WORD = (
    r"(?:si|sim|yes|s|claro|obvio|afirmativo|afirmo|positivo|correcto|correto|certo|exacto|exato|efectivamente|confirmad[oa]s?"
    r"|confirmed|confirmo|confirma|confirmamos|confirm|confirmar|confirmando|confirming|acepto|aceptad[oa]|aceito|asisto|asistire"
    r"|asistiremos|asistimos|asistira|voy|vamos|ire|iremos|vou|irei|vamos|estare|estaremos|estarei|estara|estaremos|comparecerei"
    r"|compareceremos|presente|conforme|dale|listo|lista|listos|ok|perfecto|perfeito|perfect|excelente|genial|great|good|vale"
    r"|bacan|chevere|fija|fijo|bueno|combinado|fechado|show|isso|sure|absolutely|definitely|certainly|indeed|surely|normal|bora"
    r"|beleza|joia|otimo|fechou|clarisimo|clarito|buenazo|confirmadissima|logico|obviamente|seguro|segurisimo|correct|agreed|done|deal|cool|roger|affirmative|acudire"
    r"|acudiremos|iremos|llegaremos|llegare|puntual|puntuales|acordado|aceptamos|ya|yap|10 4|simon|totalmente|de una|al toque"
    r"|vamos|firmeza|firme|vou|va|sale|orale|andale|arre|hecho|cierto|en efecto|efectivamente|de ley|joya|comparec[eo]|irei sim"
    r"|certeza|accept|accepted|aceite|right|uai si|massa|ratifico|todo listo|all set|good to go|aham|uhum|ajam|exatamente|exactamente"
    r"|alright|alrighty|reconfirmo|reconfirmado|anotado confirmo|combinadissimo|marcado|sipirili)"
)
STRONG_YES = phrases(
    r"(?:si|sim|yes|claro que|por supuesto que|obvio|ok|ya|dale|listo|perfecto) (?:si |que si |que |sim |eu |i |we |yo |le |les "
    r"|de todas maneras |claro |senorita |doctora |doc |por favor |please |seguro |con gusto |con mucho gusto |nosotros |todos "
    r"|por supuesto )*+(?:confirm\w*|voy|vamos|ire|iremos|asist\w+|vou|irei|estare\w*|estarei|acudir\w*|puedo|podre|podemos"
    r"|podremos|posso|poderei|will|can|llego(?! (?:el|la|un|su))|llegare|comparec\w+|keepit|(?:quiero|quero|deseo) (?:ir|asistir"
    r"|confirmar|mantener|mi cita|la cita)|va|ira|acepto|asistira|(?:la |lo |los |las |le )?llev(?:o|are|amos|aremos|ara)|chego"
    r"|chegarei|contamos|cuente\w*|de todas (?:maneras|formas))",
    r"(?:le |les |te |yo |lo |la |me |nos |tambien |mi mama |mi hijo |i |we |eu |quiero |quisiera |deseo |quero |gostaria de "
    r"|want to |would like to |to |si |a )*+(?:confirmo|reconfirmo|confirmamos|confirmad[oa]s?|confirmed|confirming"
    r"|confirmar)(?! (?:si|se|if|luego|despues|manana|mas|depois|later|que no))",
    r"(?:i |we )confirm",
    r"^confirm(?:a|e|em|en)?(?: (?:ai|ahi|nomas|no mas|pe|pues|para (?:mim?|nos)|a (?:minha )?consulta|minha consulta|mi cita|la cita|nuestra cita|por favor|porfa|sim|si))*$",
    r"confirm (?:my|the|please|it|attendance|appointment)",
    r"(?!asi estamos)(?:ahi|alli|aqui|aca|la|puntual\w*|sin falta|seguro|claro|ai|asi) (?:estare\w*|estarei|nos vemos|voy|ire|vou|estamos"
    r"|estaremos|los veo|llego|llegare|estara)",
    r"(?:estare\w*|estarei|estaremos) (?:ahi|alli|la|presente\w*|puntual\w*|a la hora|sin falta|ai|a esa hora|en la cita|temprano"
    r"|a tiempo|no horario)",
    r"(?:nos|te|les|la|lo) vemos(?! en (?!la\b|el\b|su\b|tu\b|consulta|clinica|un\b|unos\b|\d)\w+)",
    r"(?:si|yo)? ?(?:asistire|asistiremos|acudire|acudiremos|comparecerei|compareceremos|acudiremos)",
    r"(?:will|shall) (?:be there|be on time|come|attend|go|make it|see you)",
    r"see you",
    r"(?:voy|vamos) (?:a )?(?:ir|asistir|acudir|estar)",
    r"(?:vou|vamos) (?:ir|sim|estar|comparecer|com certeza|la)",
    r"(?:cuente|cuenten|conte|contem|count) (?:conmigo|comigo|me in|con nosotros|on me)",
    r"(?:no )?keepit",
    r"surely",
    r"(?:ire|iremos|voy|vou) (?:sin falta|seguro|si|sim|puntual|de todas maneras|con mi|fijo|fija|si o si|manana|amanha|el \w+"
    r"|a la cita|temprano|con gusto|encantad[oa]|yo)",
    r"(?:fijo|fija|seguro|si|claro|de todas maneras|alla|ahi|la) (?:voy|vamos|ire|iremos|vou|iremos)",
    r"tamo junto",
    r"com certeza",
    r"con toda seguridad",
    r"(?:i am|we are|am) (?:coming(?! from)|going(?! to)|in)|going to (?:be there|come|make it|attend)|c you",
    r"coming(?! down| from| over| back| out)",
    r"(?:i|we) can (?:make it|come|go|attend)",
    r"si (?:la |lo )?necesito(?: la cita)?",
    r"(?:estoy|estamos) ahi$",
    r"(?:el|ella|ele|ela|a gente|nosotros|nos|(?:mi|meu|minha) \w+) (?:si |sim )?(?:ira|va a ir|va|asistira|vai|vamos)(?: sim| si| ir)?$",
    r"well be there",
    r"pode confirmar",
    r"(?:seguimos|contamos|continuo|continuamos|quedamos|sigo|cuento) con (?:la|mi|nuestra) (?:cita|consulta|hora)",
    r"ahi (?:estoy|estamos|llegamos|iremos)",
    r"confirmando",
    r"would like to confirm",
    r"^(?:mejor|melhor|al final|igual) (?:si |sim )?(?:voy|vou|vamos|ire)(?: nomas| igual| sim| mesmo)?$",
    r"(?:ahi|alla|alli) (?:caigo|caemos|caere|caeremos|llego|estare|estaremos)",
    r"see ya",
    r"vou levar",
    r"(?:tudo|ta|todo|esta todo) (?:certo|confirmado|ok|combinado)",
    r"qued(?:o|a|amos) confirmad\w+",
    r"^confirme(?:me|la|lo|mela|nos)(?: (?:por favor|porfa|la cita|mi cita|gracias))*$",
    r"(?:^|yo |ahi |alla |eu |i )(?:la |lo |los |las )?(?:llevo|llevare|levo|levarei)(?: (?:yo|ele|ela|doctora?|manana|amanha|a las \d\w*|as \d\w*|a la cita|al control|puntual|sin falta))*$",
    r"^(?:si )?(?:(?:estare|estaremos|estarei) (?:a las|a la|as|a) \d\w*|(?:llegare|llegaremos|llego) a (?:tiempo|la hora))",
    r"mant(?:engo|engan?|enemos|enho|enham?) (?:la |mi |a |minha )*(?:cita|consulta|hora)",
    r"sigue en pie|still (?:on|good|coming)|good for (?:tomorrow|today)",
    r"(?:hell|shell|theyll|well|he will|she will|i|we) (?:be there|make it)|able to (?:come|make it|attend)|^be there(?! in\b)",
    r"pode deixar(?: que)? (?:eu )?(?:vou|estarei)|marcar presenca|(?:as|a las) \d\w* (?:estou|estoy) (?:ai|ahi|la)",
    r"(?:llegare|llegaremos|estare|estaremos|chegarei|chegaremos|estarei|i will be|will be there) (?:ahi |alli |la |ai |con |un poco |um pouco |unos |uns |a |bit |\d+ |minut\w* |min |media hora |meia hora |una hora |uma hora |mas |mais )*"
    r"(?:temprano|antes|cedo|early|before|de anticipacion|de antecedencia)(?: (?:por si acaso|gracias|doctora?|manana|amanha))*$",
    r"(?:to|estou|estamos|tamos) indo (?:sim|amanha)",
    r"van (?:a ir|juntos)|va (?:con|a ir con) (?:mi|su|la|el)",
    r"(?:la mama|el papa|a mae|o pai) de \w+ confirma",
    r"(?:cuent[ae]n?|conte|contem) (?:con|com) (?:mi (?:asistencia|presencia)|minha presenca)|cuenta conmigo|de todos modos voy",
    r"ahi (?:me tiene|me vera|nos vera)n?",
    r"(?:pode )?conta(?:r)? (?:comigo|conmigo)",
    r"(?:to|estou|estoy) dentro$",
    r"(?:wouldnt|would not) miss",
    r"asistencia confirmada",
    r"(?:mantener|manter|mantem|mantenga|mantenha|conservar|keep) (?:la |mi |el |o |meu |a |minha |my |the )*(?:cita|consulta|appointment|turno|hora|horario)",
    r"^(?:quiero|quero|quisiera|gostaria de|want to|prefiero|prefiro) (?:mantener(?:la)?|manter|conservar(?:la)?|keep it)$",
)
FILLER = (
    r"(?:gracias|pelo|pela|manya|tranquil[oa]|entao|respuesta|resposta|answer|recordatorio|recordarme|valeu|joven|mamita|recordarnos|recordar|avisar|avisarme|lembrar|lembrete|aviso|reminder|for|weon|wey|guey"
    r"|cachai|microbio|mamae|hermana|hermano|wife|husband|hell|po|uai|entonces|pes|bro|muchas|muchisimas|mil|muy|amable"
    r"|obrigad[oa]|muito|thanks|thank|you|so|much|please|por|favor|porfa|senorita|srta|senora|senor|sra|sr|seno|sinhora|senhora"
    r"|doctora?|doctorcit[oa]|doctorita|doc|dra?|doutora?|licenciada|lic|enfermera|enfermeira|miss|amiga?|estimada?|hola|ola|oi|hi"
    r"|hello|buenos|buenas|buen|dias|dia|buenas tardes|buenas noches|boa tarde|boa noite|bom|good|morning|afternoon|evening|la|el"
    r"|lo|los|las|le|les|mi|mis|de|del|para|pe|pues|a|al|en|y|e|un|una|mia|cita|citas|consulta|turno|appointment|todo|todos|ese"
    r"|esa|este|mama|papa|hijo|hija|hijita|hijito|bebe|beba|nena|nene|nino|nina|esposo|esposa|abuela|abuelo|mae|pai|filho|filha"
    r"|neto|baby|son|daughter|mother|mom|dad|my|the|i|it|we|am|is|will|be|at|on|jueves|lunes|martes|miercoles|viernes|sabado"
    r"|domingo|manana|amanha|hoy|hoje|quinta|sexta|segunda|terca|quarta|monday|tuesday|wednesday|thursday|friday|saturday|tomorrow"
    r"|then|hasta|ate|atencion|asistencia|con|gusto|mucho|mas|fine|bendiciones|saludos|dios|bendiga|se|su|meu|minha|meus|tudo|bem"
    r"|bien|muy|super|recontra|asi es|eso|mesmo|mismo|asunto|pendiente|feliz|nosotros|yo|eu|nos|vemos|veo|tambien|tbm|tbem|ta|esta"
    r"|de|acuerdo|una|hecho|al|toque|loco|nomas|ahi|alli|aca|aqui|asu|pe|ps|causa|compare|mano|linda|lindo|bello|abrazo|beijo"
    r"|beijos|abs|abracos|abraco|xd|jaja|jeje|kk|rs|haha|reina|rey|corazon|maam|sir|thats|todas|com|da|do|te|tá)"
)
YES_PHRASE = (
    rf"(?:good to go|certeza absoluta|pode (?:contar|marcar|me esperar)|conte? comigo|count us in|count me in|ta de pe(?! (?:a|o|ainda|amanha|isso)\b)|seguimos en pie|estamos en pie|mantem|mantenha|mantido|(?:de)?lo por hecho|dela? por (?:confirmad[oa]|hecho)|(?:ponga|anote|marque|apunte|pon|anota) que (?:si|vamos|voy|asistire)|nao perco|tmj|tamo junto|faca chuva ou faca sol|llueva o truene|com toda (?:a )?certeza|tal cual|hagale|sin cambios|pierda cuidado|reply 1|(?:that )?works for me|esta bien|ta bien|ta bom|ta ok|tudo bem|(?:claro|seguro|por supuesto|obvio|desde luego|ya|dije|digo) que (?:si|sim)|por supuesto|por su puesto"
    rf"|for sure|works(?: great| fine| well)?|com (?:toda )?certeza|alla estare(?:mos)?|de hecho|dalo por hecho|cuente con (?:ello|eso)"
    rf"|va que va|com prazer|con (?:mucho )?gusto|right on|you bet|thats fine|that is fine|fine with me|quise decir si|asi es"
    rf"|isso ai|certinho|sure thing|sounds (?:good|great|perfect|fine)|i can|all good|me parece (?:bien|perfecto|excelente)|quedamos asi|that works"
    rf"|will do|de todas (?:maneras|formas)|ate logo(?: mais)?|a huevo(?: que (?:si|voy))*|fij[oa] que (?:si |voy ?)+"
    rf"|sim senhora?|looking forward(?: to (?:it|seeing you))?|of course|no doubt|se[mn] duvida|sin duda|de acuerdo|desde luego|como quede"
    rf"|hasta (?:el |la )?{DAYS}|ate (?:la|mais|{DAYS})|vou sim|ya pues|ya pe|no fine|fine)"
)
NO_YES = (
    r"i am (?:good|great|fine)|(?:si|sim|ya|yo|lo|claro) (?:lo |ya )?se$|yes right$|(?:excelente|buena|genial|great|perfecta) atencion"
    r"|(?:ok |ya |si |bueno |listo )*lo veo$|(?:dale|muchos) saludos|de acuerdo al?\b"
)
ONLY_YES = re.compile(  # each word is taken once (++): a long answer of words that fit twice must not take for ever
    rf"(?!{NO_YES})(?:y|see|partiu(?: (?:consulta|amanha))*"
    rf"|(?=(?:\w+ )*?(?:{YES_WORD}|{YES_PHRASE})(?: |$))(?:(?:{YES_PHRASE}|{YES_WORD}|{FILLER})(?: |$))++)"
)
CONTRAST = re.compile(
    r"(?<=\w )(?<!por )(?<!hasta )(?<!ate )(?:y )?(?:ahora|agora|now)(?= (?:si|sim|i can(?! not))\b)|\b(?:pero|but|porem|sino|so que|no entanto|aunque|embora"
    r"|although|however|sin embargo|asi que(?= si\b)|mas(?= (?:amanha|hoje|a gente|no|nao|eu|pode|em|quero|vou|preciso|ja|so|depois|sim|si)\b))\b"
)
