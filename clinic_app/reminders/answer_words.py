"""What we answer to an answer, in the clinic's language. Never a diagnosis, never advice: an urgent message gets the emergency number."""

from clinic_app.core.i18n import fill

EMERGENCY = {
    "PE": "106",
    "BR": "192",
    "CL": "131",
    "AR": "107",
    "CO": "123",
    "MX": "911",
    "EC": "911",
    "US": "911",
    "CA": "911",
    "UY": "911",
    "ES": "112",
    "PT": "112",
}

WORDS = {
    "es": {
        "confirmed": "Gracias. La cita de {paciente} del {fecha} a las {hora} quedó confirmada. Lo esperamos.",
        "already_confirmed": "La cita de {paciente} del {fecha} a las {hora} ya estaba confirmada. Lo esperamos.",
        "confirmed_all": "Gracias. Quedaron confirmadas estas citas:\n{lista}",
        "cancelled": "La cita de {paciente} del {fecha} a las {hora} quedó cancelada. Si quiere otra hora, escríbanos por aquí.",
        "was_cancelled": "La cita de {paciente} del {fecha} a las {hora} ya está cancelada; no cambiamos nada. Si necesita otra hora, escríbanos por aquí.",
        "was_past": "La cita de {paciente} del {fecha} a las {hora} ya pasó; no cambiamos nada. Si necesita otra, escríbanos por aquí.",
        "was_moved": "La hora de la cita de {paciente} cambió: ahora es el {fecha} a las {hora}. Su respuesta era sobre la hora anterior y no cambiamos nada. Responda 1 para confirmar, 0 para cancelar o 2 para cambiar la hora.",
        "times": "Estas son las próximas horas libres para {paciente}:\n{opciones}\nResponda con el número. Si ninguna le sirve, responda 0 y le escribirá una persona. Mientras tanto la cita sigue como está.",
        "no_times": "No encontramos horas libres cercanas. Una persona del consultorio le escribirá. Mientras tanto la cita sigue como está.",
        "taken_meanwhile": "Esa hora ya no está libre. Estas son otras:\n{opciones}\nResponda con el número, o 0 si ninguna le sirve.",
        "moved": "Listo. La cita de {paciente} quedó para el {fecha} a las {hora}. Lo esperamos.",
        "which": "Tiene más de una cosa por responder. ¿A cuál se refiere?\n{opciones}\nResponda con el número, o 0 si a ninguna.",
        "person": "Entendido. Una persona del consultorio le escribirá.",
        "urgent": "Si es una emergencia, no espere una respuesta por aquí: llame al {emergencia} o acuda al servicio de urgencias más cercano.{consultorio} Ya avisamos a una persona del consultorio.",
        "urgent_phone": " El teléfono del consultorio es {telefono}.",
        "urgent_number": "número de emergencias de su país",
        "offer": "Hola, {responsable}. Se liberó una hora para {paciente}, {servicio}: {fecha} a las {hora} con {profesional}, en {clinica}. Responda 1 para tomarla o 0 si no le sirve. La guardamos hasta las {hasta}.",
        "offer_yes": "Tomar esta hora", "offer_no": "No, gracias",
        "offer_taken": "Listo. La cita de {paciente} quedó para el {fecha} a las {hora}. Lo esperamos.",
        "offer_refused": "Entendido. Sigue en la lista de espera y le avisaremos cuando haya otra hora.",
        "offer_gone": "Esa hora ya no está guardada. Sigue en la lista de espera y le avisaremos cuando haya otra.",
        "option_confirm": "Confirmar: {cita}", "option_cancel": "Cancelar: {cita}", "option_move": "Cambiar la hora: {cita}",
        "option_take": "Tomar la hora que se liberó", "option_refuse": "No tomar la hora que se liberó",
        "visit": "{paciente}, {servicio}, {fecha} {hora}",
        "reason": "Cancelada por el paciente con su respuesta",
        "note_confirmed": "Confirmó la cita del {fecha} a las {hora}.", "note_cancelled": "Canceló la cita del {fecha} a las {hora}.",
        "note_moved": "Cambió la cita al {fecha} a las {hora}.", "note_opted_out": "Pidió no recibir más mensajes.",
    },
    "pt-BR": {
        "confirmed": "Obrigado. A consulta de {paciente} em {fecha} às {hora} está confirmada. Esperamos você.",
        "already_confirmed": "A consulta de {paciente} em {fecha} às {hora} já estava confirmada. Esperamos você.",
        "confirmed_all": "Obrigado. Estas consultas estão confirmadas:\n{lista}",
        "cancelled": "A consulta de {paciente} em {fecha} às {hora} foi cancelada. Se quiser outro horário, escreva por aqui.",
        "was_cancelled": "A consulta de {paciente} em {fecha} às {hora} já está cancelada; nada mudou. Se precisar de outro horário, escreva por aqui.",
        "was_past": "A consulta de {paciente} em {fecha} às {hora} já passou; nada mudou. Se precisar de outra, escreva por aqui.",
        "was_moved": "O horário da consulta de {paciente} mudou: agora é {fecha} às {hora}. Sua resposta era sobre o horário anterior e nada mudou. Responda 1 para confirmar, 0 para cancelar ou 2 para mudar o horário.",
        "times": "Estes são os próximos horários livres para {paciente}:\n{opciones}\nResponda com o número. Se nenhum servir, responda 0 e uma pessoa escreverá. Enquanto isso a consulta continua como está.",
        "no_times": "Não encontramos horários livres próximos. Uma pessoa do consultório escreverá. Enquanto isso a consulta continua como está.",
        "taken_meanwhile": "Esse horário já não está livre. Estes são outros:\n{opciones}\nResponda com o número, ou 0 se nenhum servir.",
        "moved": "Pronto. A consulta de {paciente} ficou para {fecha} às {hora}. Esperamos você.",
        "which": "Há mais de uma coisa para responder. A qual se refere?\n{opciones}\nResponda com o número, ou 0 se a nenhuma.",
        "person": "Entendido. Uma pessoa do consultório escreverá.",
        "urgent": "Se for uma emergência, não espere uma resposta por aqui: ligue para {emergencia} ou vá ao pronto-socorro mais próximo.{consultorio} Já avisamos uma pessoa do consultório.",
        "urgent_phone": " O telefone do consultório é {telefono}.",
        "urgent_number": "o número de emergências do seu país",
        "offer": "Olá, {responsable}. Abriu um horário para {paciente}, {servicio}: {fecha} às {hora} com {profesional}, em {clinica}. Responda 1 para ficar com ele ou 0 se não servir. Guardamos até as {hasta}.",
        "offer_yes": "Quero o horário", "offer_no": "Não, obrigado",
        "offer_taken": "Pronto. A consulta de {paciente} ficou para {fecha} às {hora}. Esperamos você.",
        "offer_refused": "Entendido. Você continua na lista de espera e avisaremos quando houver outro horário.",
        "offer_gone": "Esse horário já não está guardado. Você continua na lista de espera e avisaremos quando houver outro.",
        "option_confirm": "Confirmar: {cita}", "option_cancel": "Cancelar: {cita}", "option_move": "Mudar o horário: {cita}",
        "option_take": "Ficar com o horário que abriu", "option_refuse": "Não ficar com o horário que abriu",
        "visit": "{paciente}, {servicio}, {fecha} {hora}",
        "reason": "Cancelada pelo paciente com sua resposta",
        "note_confirmed": "Confirmou a consulta de {fecha} às {hora}.", "note_cancelled": "Cancelou a consulta de {fecha} às {hora}.",
        "note_moved": "Mudou a consulta para {fecha} às {hora}.", "note_opted_out": "Pediu para não receber mais mensagens.",
    },
    "en": {
        "confirmed": "Thank you. The appointment of {paciente} on {fecha} at {hora} is confirmed. See you then.",
        "already_confirmed": "The appointment of {paciente} on {fecha} at {hora} was confirmed already. See you then.",
        "confirmed_all": "Thank you. These appointments are confirmed:\n{lista}",
        "cancelled": "The appointment of {paciente} on {fecha} at {hora} is cancelled. If you want another time, write to us here.",
        "was_cancelled": "The appointment of {paciente} on {fecha} at {hora} is already cancelled; nothing changed. If you need another time, write to us here.",
        "was_past": "The appointment of {paciente} on {fecha} at {hora} is over; nothing changed. If you need another one, write to us here.",
        "was_moved": "The time of the appointment of {paciente} has changed: now it is {fecha} at {hora}. Your answer was about the time before and nothing changed. Answer 1 to confirm, 0 to cancel or 2 to change the time.",
        "times": "These are the next free times for {paciente}:\n{opciones}\nAnswer with the number. If none suits you, answer 0 and a person will write to you. Until then the appointment stays as it is.",
        "no_times": "We found no free times soon. A person of the clinic will write to you. Until then the appointment stays as it is.",
        "taken_meanwhile": "That time is no longer free. These are others:\n{opciones}\nAnswer with the number, or 0 if none suits you.",
        "moved": "Done. The appointment of {paciente} is now on {fecha} at {hora}. See you then.",
        "which": "There is more than one thing to answer. Which one do you mean?\n{opciones}\nAnswer with the number, or 0 for none.",
        "person": "Understood. A person of the clinic will write to you.",
        "urgent": "If this is an emergency, do not wait for an answer here: call {emergencia} or go to the nearest emergency room.{consultorio} We have alerted a person of the clinic.",
        "urgent_phone": " The telephone of the clinic is {telefono}.",
        "urgent_number": "the emergency number of your country",
        "offer": "Hello, {responsable}. A time is free for {paciente}, {servicio}: {fecha} at {hora} with {profesional}, at {clinica}. Answer 1 to take it or 0 if it does not suit you. We keep it until {hasta}.",
        "offer_yes": "Take this time", "offer_no": "No, thank you",
        "offer_taken": "Done. The appointment of {paciente} is on {fecha} at {hora}. See you then.",
        "offer_refused": "Understood. You stay on the waiting list and we will tell you when there is another time.",
        "offer_gone": "That time is no longer kept. You stay on the waiting list and we will tell you when there is another one.",
        "option_confirm": "Confirm: {cita}", "option_cancel": "Cancel: {cita}", "option_move": "Change the time: {cita}",
        "option_take": "Take the time that became free", "option_refuse": "Do not take the time that became free",
        "visit": "{paciente}, {servicio}, {fecha} {hora}",
        "reason": "Cancelled by the patient's answer",
        "note_confirmed": "Confirmed the appointment of {fecha} at {hora}.", "note_cancelled": "Cancelled the appointment of {fecha} at {hora}.",
        "note_moved": "Moved the appointment to {fecha} at {hora}.", "note_opted_out": "Asked for no more messages.",
    },
}  # fmt: skip


def say(language: str, word: str, **values: object) -> str:
    """A sentence of ours, filled."""
    return fill(WORDS[language][word], **values)


def urgent(language: str, country: str, phone: str) -> str:
    """What somebody is told whose message may be about a danger: whom to call, and nothing else."""
    where = say(language, "urgent_phone", telefono=phone) if phone else ""
    return say(language, "urgent", emergencia=EMERGENCY.get(country, WORDS[language]["urgent_number"]), consultorio=where)
