"""What is looked for before any yes or no: danger, opting out, and answers that no patient typed. Pure.

Patterns over `reply_text.plain`, in Spanish, Portuguese and English.
"""

import re

from clinic_app.reminders.reply_topics import phrases

URGENT = phrases(
    r"sangr(?:ando|a|o|ado|ar)",
    r"(?:vomit\w*|tos\w*|orin\w*|bot\w*|escup\w*|much[ao]|con|perd\w* mucha|sal(?:e|io|iendo)|sai\w*|tiene|tengo|hay|cospe|com|muito"
    r"|saiu) (?:la )?(?:sangre|sangue)",
    r"^sangre$",
    r"^sangue$",
    r"hemorragi\w*",
    r"bleeding",
    r"(?:coughing|vomiting|throwing) (?:up )?blood",
    r"(?:fiebre|febre|temperatura|calentura) (?:muy |muito |bien |demasiado |bastante |super |de |a |con |esta |en )*(?:alta"
    r"|altisima|elevada|3[89]|4[0-2])",
    r"(?:39|4[0-2])(?:h\d+| \d)? (?:grados |graus |de )*(?:fiebre|febre|temperatura|calentura)",
    r"(?:se|me) (?:quem\w+|queim\w+)|queim(?:ou|ei) (?:se|a|o)|burn(?:ed|t) (?:him|her|my|him)\w*|(?:mordio|picou|mordeu) (?:un |una |o |um )?(?:perro|cachorro|serpiente|culebra|cobra|arana)",
    r"(?:very )?high fever",
    r"volando en fiebre",
    r"fever of (?:10[2-6]|39|40)",
    r"convuls\w*",
    r"seizure",
    r"(?:no|sin|sem|dejo de|parou de|deixou de|puede|consegue|cuesta|dificil|dificultad para|dificuldade para|can not|not|mal"
    r"|trouble|apenas) (?:puedo |puede |esta |consigo |consegue |le cuesta |poder |conseguir |dejando de |well "
    r"|bien )*(?:respir\w+|breath\w*)",
    r"falta de (?:aire|ar)",
    r"sem ar",
    r"sin aire",
    r"shortness of breath",
    r"ahog\w*",
    r"asfixi\w*",
    r"sufocan\w*",
    r"chok(?:ing|ed)",
    r"atragant\w*",
    r"engasg\w*",
    r"desmay\w*",
    r"desmai\w*",
    r"perdio el conocimiento",
    r"inconsc\w*",
    r"unconscious",
    r"passed out",
    r"fainted",
    r"no (?:reacciona|despierta|responde|reage|acorda|se despierta)",
    r"not (?:responding|waking)",
    r"(?:dolor|opresion|presion) (?:muy |fuerte |intenso |de |en |el |del |al )*pecho",
    r"me duele (?:mucho )?el pecho",
    r"dor (?:forte )?no peito",
    r"chest (?:pain|hurts)",
    r"infarto",
    r"heart attack",
    r"stroke",
    r"derrame",
    r"avc",
    r"paralisi\w* (?:de )?(?:la )?cara",
    r"envenen\w*",
    r"intoxic\w*",
    r"overdos\w*",
    r"sobredosis",
    r"se trago (?:un|una|algo|el|la)",
    r"tomo (?:lejia|veneno|cloro)",
    r"poison\w*",
    r"(?:se )?(?:golpe\w*|cay\w*|bat\w*) (?:la |de |con |en |a |su |fuerte |mucho )*cabe[zc]a",
    r"suicid\w*",
    r"matarme",
    r"quitarme la vida",
    r"me (?:quiero |voy a |vou )?matar",
    r"(?:estamos|estoy|estou) (?:en|em|na) (?:la )?(?:emergencias?|urgencias?)",
    r"presion (?:en|de|a) (?:1[89]|2\d)\d?",
    r"no (?:siento|sinto|to sentindo|estoy sintiendo) (?:un|el|la|o|a|medio|mi|meu) (?:lado|brazo|cuerpo|cara|pierna|braco|corpo|perna)",
    r"(?:engoliu|swallowed) (?:un|una|uma|um|a|an)",
    r"kill myself",
    r"no quiero vivir",
    r"no quero (?:mais )?viver",
    r"(?:esta |se puso |se esta poniendo |ficou |esta ficando |ta |turning )(?:morad[oa]|azul|rox[oa]|blue|palid[oa] y)",
    r"(?:labios|boca) (?:morad\w+|azul\w*|rox\w+)",
    r"(?:garganta|lengua|cara|lingua) (?:se me |se le |muy |esta |hinch\w+|inchad\w+|inchando)+",
    r"(?:hinch\w+|inch\w+) (?:la |el |a |mucho )*(?:garganta|lengua|cara|lingua|rosto)",
    r"anafila\w*",
    r"throat (?:is )?(?:closing|swelling)",
    r"contracciones",
    r"contracoes",
    r"rompi (?:la )?fuente",
    r"se me rompio la fuente",
    r"bolsa (?:estourou|rompeu)",
    r"water broke",
    r"(?:is|turned|turning|went) (?:all )?blue|hit (?:his|her|the|my) head|(?:lot|lots) of blood|blood everywhere",
    r"(?:es una |e uma |it is an |tengo una |temos uma |is an )(?:emergencia|urgencia|emergency)(?! (?:familiar|en el trabajo"
    r"|del trabajo|no trabalho|at work))",
    r"^(?:e |es |this is |it is |very |muy |muito )*(?:emergencia|urgencia|emergency|urgente?|socorro|auxilio|help|ayud\w+|me ajud\w+)"
    r"(?: (?:por favor|porfa|please|me|doctora?|pelo amor de deus|help|socorro|auxilio|urgente|ayuda))*$",
    r"(?:quiero|quero|want to|me quiero) (?:me )?(?:morir\w*|morrer|die)",
    r"(?:tom\w+|took|traguei|trag\w+) (?:\w+ )?(?:much[ao]s|muit[oa]s|too many|tod[ao]s (?:las|los|os)|un monton de) (?:pastillas"
    r"|pills|comprimidos|remedios)",
    r"falta(?:ndo)? (?:el |mucho el |mucho )?aire",
    r"(?:no|sin|sem|not) (?:\w+ ){0,2}(?:respir\w+|breath\w+)",
    r"(?:se (?:me|le) )?(?:durmio|adormecio|paralizo) (?:medio|la mitad|el brazo|la cara|un lado)",
    r"(?:siento|estoy|esta|sinto|estou|feel|feeling|passando|ta) (?:muy|demasiado|muito|really|very|super) (?:mal|bad|sick|ill)",
    r"(?:llamen|manden|necesito|chamem|preciso de|call|need) (?:a |al |una |uma |an |la )*(?:ambulanc\w+|samu)",
    r"very (?:sick|ill) and",
    r"se (?:esta )?muer[eo]\w*",
    r"esta morrendo",
    r"dying",
    r"muy (?:grave|mal grave)",
    r"vomita (?:todo|mucho y)",
    r"(?:rigid[oa]|tieso) y",
    r"ojos (?:en blanco|volteados)",
    r"deshidratad\w*",
    r"letargic\w*",
    r"no (?:lacta|mama|come) (?:nada )?(?:y|desde)",
)
NOT_URGENT = phrases(
    r"(?:analisis|examen|examenes|prueba|muestra|tipo|grupo|donar|exame|exames|amostra|tirar|coleta|sacar\w*|test"
    r"|resultado\w*) (?:de |del |tu |de la |o |la )*(?:sangre|sangue)",
    r"blood (?:test|work|type)",
    r"presion de sangre",
)
OPT_OUT_ALONE = re.compile(
    r"(?:por favor |quiero |quero |basta |ya |ja |porfa |please )*"
    r"(?:stop|stop it|stop ?all|baja|de baja|dar de baja|(?:dar|da|de)me de baja|me de baja|sair|salir|sai|saia|parar|pare|paren|parem"
    r"|para ya|par(?:a|e|em) com isso|detener"
    r"|detengan(?:se)?|basta|basta ya|chega|ya basta|unsubscribe|unsub|end|quit|remover|remove|remove me|take me off|opt ?out|opt me out"
    r"|desuscribir\w*|desubscribir\w*|suscripcion cancelar|descadastr\w*|alto|no molestar|no molesten|spam|bloquear|please stop|please remove me|(?:borr|elimin|quit|bloque|sac)(?:a|e|en)me)"
    r"(?: ya| ja| now| ahora| agora| porra| carajo| de una vez| por favor| porfa| gracias| please| da lista| de la lista| this)*"
)
MESSAGES = r"(?:mensaj\w+|sms|texts?|whatsapps?|recordatorios?|lembretes?|reminders?|notific\w+|avisos|publicidad|propaganda)"
CONTACT = (
    r"(?:mand\w*|envi\w*|escrib\w*|escrev\w*|llam\w*|cham\w*|lig(?:a|ue|uem|ar)|molest\w*|perturb\w*|recib\w*|receb\w*|contac?t\w*|texting"
    r"|messag\w*|send\w*|call|calling|jod\w*|fastidi\w*|insist\w*|enche\w*|incomod\w*|notif[iq]\w+|entr\w+ (?:mais )?em contato|freg\w*|rompan)"
)
DATA = r"(?:lista\w*|list|base|numero|number|contactos?|contatos?|cadastro|registros?|grupo|datos|dados|data|informacion)"
WHOSE = r"(?:do|me|mi|mis|meus?|my|el|os?|de|del|da|desta|dessa|esta|esa|sus?|sua|tus?|teu|la|los|from|your|the|this|off|numero|number|a)"
OPT_OUT = phrases(
    rf"(?:no|ya no|nunca|dejen? de|deja de|deje de|basta de|paren de|para de|pare de|parem de|parar de|chega de|no me|stop|quit"
    rf"|do not|never|not)"
    r" (?:quiero |quero |deseo |desejo |me |nos |volver a |vuelvan a |quieran |que |seguir |mais |mas |mandar |acepto |aceito |acepto que |recibir |receber |de |ever |want |to "
    r"|any |more |a |get |estar |estarme "
    r"|getting |receive |receber |recibir |sigan |siga |continuar |continuem |these |estos |esos |essas |los |consent |sus |seus "
    r"|interested |in )*"
    rf"(?:{CONTACT}|{MESSAGES})(?! (?:la|el|mi|los|mis|nada de|ubicacion|direccion|resultado))",
    rf"(?:quit|bloque|saqu|sac|borr|elimin|retir|tir|remov|exclu|apag|delet|tak|lose|forget|olvid)\w* (?:{WHOSE} )*{DATA}",
    r"(?:borr|elimin|quit|saqu|sac|bloque)\w*nme(?! (?:la|mi|el|de la agenda))",
    r"me (?:tir|remov|exclu|descadastr)\w+(?: (?:dai|dessa|disso|daqui|da lista))?$",
    rf"(?:cancel|anul|suspend|cese|detener)\w* (?:de |o |envio |el |los |las |the |as |os |a |la |mi |minha |estos |esos |esses |essas |these |all |my "
    rf"|sus )*(?:{MESSAGES}|suscripcion|inscricao|assinatura|subscription)",
    r"no (?:los |les |le |te |i |did |he |yo )*(?:autoriz\w+|consient\w*|consent|doy mi consentimiento|permito|dei autorizacao|di permiso)",
    r"(?:siguen?|sigan|continuam|keep) (?:escribi|mand|envi|molest|llam|messag|text|send)\w+",
    r"(?:me )?(?:deja|deje|dejen|deixa|deixe|deixem)(?:me| me)? (?:en|em) paz",
    r"leave me alone|baja (?:del?|do|da|de los|de la) (?:servicio|lista|mensajes|recordatorios)",
    r"no(?: \w+){0,4} (?:nada|saber)(?: mas| mais)?(?: nada)? de (?:ustedes|voces|uds|esa clinica|essa clinica)",
    r"dejenme (?:en paz|tranquil\w+)",
    r"opt (?:me )?out",
    r"(?:unsubscrib|desuscrib|desubscrib|desinscr|descadastr)\w*",
    r"dar(?:me)? de baja(?! (?:la|mi|el|meu|minha|o|a|su)\b)",
    r"(?:saqu|quit|elimin|borr)\w*me de (?:aqui|aca|esto|ahi)",
    r"(?:retiro|revoco|revogo) (?:mi|meu|o) (?:consent\w+|autoriz\w+)|no (?:tienen|tiene|dou|doy|tem|di|dei|les doy|le doy|te doy) (?:mi |minha |el |a |ningun )?(?:autoriz\w+|permiso|permissao|consent\w+)"
    r"|no (?:usen?|usar) mis datos",
    r"(?:deme|denme|dame|quiero|solicito) (?:la |de |mi )*baja(?! (?:la|mi|el|a) (?:cita|consulta|hora|turno))",
    rf"(?:no more|no mas|no mais|basta de) {MESSAGES}",
    rf"stop (?:de |a los |los |con los |with |the |sending |texting |messaging )*(?:{MESSAGES}|texting|messaging|me)",
    rf"(?:no me interesa\w*|sin) (?:recibir )?(?:sus |estos |mas |mais )?{MESSAGES}",
    r"(?:denunci\w+|report(?:ing|o|ar|aremos)?|reportar\w*) (?:\w+ ){0,3}?(?:spam|numero|number|procon|indecopi)",
    r"protecao de dados|proteccion de datos|lgpd|gdpr",
)
OPT_OUT_NOT = phrases(
    r"(?:bus|parada|paradero) stop",
    r"stop is",
    r"baja (?:la|el) (?:presion|fiebre|dosis|temperatura)",
    r"no me (?:llego|ha llegado|han llegado|llegaron)",
    r"no recib[io]\w*",
    r"no recebi",
    r"no (?:me )?(?:puede|pueden|pude|pudieron) (?:llamar|enviar|mandar|contactar)",
)
WANTS_AGAIN = phrases(
    r"(?:volver a|vuelvan? a|voltar a|voltem? a) (?:recib|receb|mand|envi|escrib|escrev|avis|notific)\w*",
    rf"(?:reactiv|reativ)\w* (?:\w+ ){{0,3}}?{MESSAGES}",
    rf"(?:quiero|quisiera|deseo|quero|want to|would like to|d like to) (?:recibir|receber|receive|get) (?:\w+ ){{0,3}}?{MESSAGES}",
)
"""The contrary of opting out, where OPT_OUT saw nothing: whoever reads it takes the refusal back with her."""
MEDIA = re.compile(
    r"\[?(?:audio|imagen|imagem|image|photo|foto|video|sticker|figurinha|gif|documento|document|ubicacion|location|contacto"
    r"|archivo|file|nota de voz|voice|voz|localizacao|contato|arquivo|anexo|mensaje de voz|encuesta|enquete|llamada perdida|chamada perdida|missed (?:voice |video )?call)\]?(?: omitid[oa]| omitted)?"
)
INJECTION = phrases(
    r"ignor[ae]\w* (?:tus|las|todas|your|all|as|suas|previous|the|todas as|o)",
    r"instruc\w+",
    r"system",
    r"prompt",
    r"intent",
    r"marca\w* todas",
    r"json",
    r"drop table",
    r"select \w+ from",
    r"assistant",
    r"respond(?:e|a|er|an) (?:siempre |solo |con |a |todo )*(?:confirm|cancel)",
    r"update \w+ set|(?:status|estado) (?:confirm|cancel)\w*",
    r"as regras",
    r"(?:habla|soy|sou|fala|aqui|this is|i am) (?:el |o |the )?(?:sistema|system|admin\w*|servidor|server)",
    r"(?:ahora|desde ahora|now|from now on|agora|de agora em diante) (?:tu |usted |voce )?(?:eres|seras|you are|you will|voce e|e um|es un)",
    r"(?:un|um|a) (?:ro)?bot (?:que|that|which)|robot (?:cancel|confirm)\w*|chat ?gpt",
    r"(?:nuev[ao]|new|nov[ao]) (?:regla|orden|rule|order|regra|ordem|comando|command)|(?:modo|mode) (?:desarrollador|developer|admin\w*|debug|desenvolvedor)"
    r"|(?:developer|admin|debug|god) mode",
    r"(?:olvid\w*|esquec\w*|forget|disregard|desconsider\w*|omit\w*|bypass)(?: \w+){0,3} (?:reglas?|ordenes|rules?|previous|anterior(?:es|mente)?|regras?|ordens|acima|above)",
    r"(?:respond[ae]|reply|return|output|devuelve|imprime|print|retorna|escreva|answer|diga) (?:only |just |solo |siempre |always |with |con |com )*(?:confirm|cancel|confirmed|cancelled)",
    r"clasific\w+|classif\w+|etiquet[ae]\w*",
    r"como administrador",
    r"override",
    r"(?:eres|you are|voce|actua|pretend|finge|act) (?:\w+ )?(?:ahora|now|agora|como|as) ",
    r"(?:como|as) (?:confirmad|cancelad)[oa]s?",
    r"mark(?:ed)? (?:it |this |all |every |each |appointments? )*as",
    r"(?:y|e|and|to|para|pra) (?:win|gan[ae]r?|ganhar?|ganhe)|sorteo|premio|prize|televisor|reenviado|encaminhad[ao]|forwarded",
    r"^sistema (?:marque|marca|confirm\w*|cancel\w*|actualiz\w+)",
    # nobody answers for everybody
    r"(?:todos (?:los|os|sus|tus)|all(?: the| your)?) (?:pacientes|patients)",
    r"(?:confirm|cancel)(?:a|e|en|em|ar|ing)? (?:\w+ )?(?:todas las|todas as|every|all(?: the)?) (?:citas|consultas|appointments?"
    r"|pacientes|patients)",
)
LINK = re.compile(r"https?:|www\.|\.com\b|\.example\b|bit\.ly")
