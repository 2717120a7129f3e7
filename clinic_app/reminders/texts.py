"""What reminders say: the marks that a text may hold, checking a text before it is kept, and filling it. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from clinic_app.core.i18n import N_, Sentence
from clinic_app.reminders.rules import OWED, Kind

LONGEST = 1024  # what Meta's templates take
MARK = re.compile(r"\{([^{}]*)\}")
MARKS = {  # what stands for what; the words are for the screen
    "paciente_nombre": N_("Nombres del paciente"),
    "paciente_completo": N_("Nombre completo del paciente"),
    "responsable": N_("A quién se escribe: el paciente o quien responde por él"),
    "fecha": N_("Día de la cita, en palabras"),
    "hora": N_("Hora de la cita"),
    "servicio": N_("Servicio"),
    "profesional": N_("Quién atiende"),
    "clinica": N_("Nombre del consultorio"),
    "direccion": N_("Dirección del consultorio"),
    "telefono": N_("Teléfono del consultorio"),
    "preparacion": N_("Indicaciones del servicio antes de venir"),
    "indicaciones": N_("Cuidados del servicio después de la atención"),
    "sesion": N_("Sesión del tratamiento, como 3 de 10"),
    "plan": N_("Nombre del plan de tratamiento"),
    "faltan": N_("Sesiones que faltan"),
    "respuestas": N_("Cómo responder: 1, 0 o 2"),
    "siguientes": N_("Las citas que siguen, cuando se reserva o mueve una serie"),
    "lista": N_("Las citas del día, o lo que toca a cada uno, una línea por cada cosa"),
}
_VISIT = frozenset(MARKS) - {"lista", "plan", "faltan", "siguientes"}
_OWED = frozenset({"responsable", "clinica", "direccion", "telefono", "lista"})
ALLOWED = {
    **dict.fromkeys(OWED, _OWED),
    Kind.BOOKED: _VISIT | {"siguientes"}, Kind.FIRST: _VISIT, Kind.SECOND: _VISIT, Kind.AFTERCARE: _VISIT - {"respuestas"},
    Kind.SESSIONS: frozenset({"paciente_nombre", "paciente_completo", "responsable", "servicio", "clinica", "direccion", "telefono", "plan", "faltan"}),
    Kind.JOINT: frozenset({"responsable", "fecha", "clinica", "direccion", "telefono", "respuestas", "lista"}),
}  # fmt: skip
NEEDED = {Kind.BOOKED: ("fecha", "hora"), Kind.FIRST: ("fecha", "hora"), Kind.SECOND: ("fecha", "hora"), Kind.AFTERCARE: (), Kind.SESSIONS: (), Kind.JOINT: ("lista",), **dict.fromkeys(OWED, ("lista",))}  # fmt: skip
CAN_LACK = ("direccion", "telefono")  # of the clinic: a text that names them needs them
EMPTY = N_("Escribe el texto.")
LONG = N_("El texto no puede pasar de {most} caracteres.")
UNKNOWN = N_("No existe la marca {mark}.")
BROKEN = N_("Hay una llave sin cerrar o sin abrir.")
NEEDS = N_("El texto necesita la marca {mark}.")
LACKING = N_("El consultorio no tiene este dato: {what}. Complétalo en Ajustes o quita la marca {mark}.")

TEXTS: dict[str, dict[Kind, tuple[str, str]]] = {  # language -> kind -> subject (of an e-mail), text
    "es": {
        Kind.BOOKED: ("Su cita en {clinica}", "Hola, {responsable}. La cita de {paciente_nombre} para {servicio} quedó para el {fecha} a las {hora} con {profesional}, en {clinica}.\n{preparacion}\n{siguientes}\n{respuestas}"),
        Kind.FIRST: ("Recordatorio de su cita en {clinica}", "Hola, {responsable}. Le recordamos la cita de {paciente_nombre} para {servicio}: {fecha} a las {hora} con {profesional}, en {clinica}.\n{preparacion}\n{respuestas}"),
        Kind.SECOND: ("Su cita en {clinica} está cerca", "Hola, {responsable}. Esperamos a {paciente_nombre} el {fecha} a las {hora} en {clinica} para {servicio}.\n{preparacion}\n{respuestas}"),
        Kind.AFTERCARE: ("Cuidados después de su atención", "Hola, {responsable}. Gracias por venir a {clinica}. Cuidados para {paciente_nombre} después de {servicio}:\n{indicaciones}"),
        Kind.SESSIONS: ("Sesiones por agendar en {clinica}", "Hola, {responsable}. A {paciente_nombre} le faltan {faltan} sesiones de {plan}. Escríbanos por aquí para agendar la siguiente. {clinica}"),
        Kind.CHECKUP: ("Control de crecimiento en {clinica}", "Hola, {responsable}. Ya toca el control de crecimiento y desarrollo de:\n{lista}\nEscríbanos por aquí para agendarlo. {clinica}"),
        Kind.VACCINE: ("Vacunas por poner en {clinica}", "Hola, {responsable}. Ya tocan estas vacunas:\n{lista}\nEscríbanos por aquí para agendarlas. {clinica}"),
        Kind.UNPAID: ("Pago pendiente en {clinica}", "Hola, {responsable}. En {clinica} figura un pago pendiente:\n{lista}\nSi ya lo hizo, no tome en cuenta este mensaje."),
        Kind.JOINT: ("Sus citas en {clinica}", "Hola, {responsable}. Estas son sus citas del {fecha} en {clinica}:\n{lista}\n{respuestas}"),
    },
    "pt-BR": {
        Kind.BOOKED: ("Sua consulta em {clinica}", "Olá, {responsable}. A consulta de {paciente_nombre} para {servicio} ficou marcada para {fecha} às {hora} com {profesional}, em {clinica}.\n{preparacion}\n{siguientes}\n{respuestas}"),
        Kind.FIRST: ("Lembrete da sua consulta em {clinica}", "Olá, {responsable}. Lembramos a consulta de {paciente_nombre} para {servicio}: {fecha} às {hora} com {profesional}, em {clinica}.\n{preparacion}\n{respuestas}"),
        Kind.SECOND: ("Sua consulta em {clinica} está próxima", "Olá, {responsable}. Esperamos {paciente_nombre} em {fecha} às {hora} em {clinica} para {servicio}.\n{preparacion}\n{respuestas}"),
        Kind.AFTERCARE: ("Cuidados após o atendimento", "Olá, {responsable}. Obrigado por vir a {clinica}. Cuidados para {paciente_nombre} depois de {servicio}:\n{indicaciones}"),
        Kind.SESSIONS: ("Sessões para marcar em {clinica}", "Olá, {responsable}. Faltam {faltan} sessões de {plan} para {paciente_nombre}. Escreva por aqui para marcar a próxima. {clinica}"),
        Kind.CHECKUP: ("Consulta de crescimento em {clinica}", "Olá, {responsable}. Chegou a hora do acompanhamento de crescimento e desenvolvimento de:\n{lista}\nEscreva por aqui para marcar. {clinica}"),
        Kind.VACCINE: ("Vacinas a aplicar em {clinica}", "Olá, {responsable}. Chegou a hora destas vacinas:\n{lista}\nEscreva por aqui para marcar. {clinica}"),
        Kind.UNPAID: ("Pagamento pendente em {clinica}", "Olá, {responsable}. Em {clinica} consta um pagamento pendente:\n{lista}\nSe já pagou, desconsidere esta mensagem."),
        Kind.JOINT: ("Suas consultas em {clinica}", "Olá, {responsable}. Estas são as consultas de {fecha} em {clinica}:\n{lista}\n{respuestas}"),
    },
    "en": {
        Kind.BOOKED: ("Your appointment at {clinica}", "Hello, {responsable}. The appointment of {paciente_nombre} for {servicio} is on {fecha} at {hora} with {profesional}, at {clinica}.\n{preparacion}\n{siguientes}\n{respuestas}"),
        Kind.FIRST: ("Reminder of your appointment at {clinica}", "Hello, {responsable}. A reminder of the appointment of {paciente_nombre} for {servicio}: {fecha} at {hora} with {profesional}, at {clinica}.\n{preparacion}\n{respuestas}"),
        Kind.SECOND: ("Your appointment at {clinica} is near", "Hello, {responsable}. We expect {paciente_nombre} on {fecha} at {hora} at {clinica} for {servicio}.\n{preparacion}\n{respuestas}"),
        Kind.AFTERCARE: ("After your visit", "Hello, {responsable}. Thank you for coming to {clinica}. Care for {paciente_nombre} after {servicio}:\n{indicaciones}"),
        Kind.SESSIONS: ("Sessions to book at {clinica}", "Hello, {responsable}. {paciente_nombre} has {faltan} sessions of {plan} left. Write to us here to book the next one. {clinica}"),
        Kind.CHECKUP: ("Growth check-up at {clinica}", "Hello, {responsable}. It is time for the growth and development check-up of:\n{lista}\nWrite to us here to book it. {clinica}"),
        Kind.VACCINE: ("Vaccines due at {clinica}", "Hello, {responsable}. It is time for these vaccines:\n{lista}\nWrite to us here to book them. {clinica}"),
        Kind.UNPAID: ("Payment due at {clinica}", "Hello, {responsable}. {clinica} has a payment of yours open:\n{lista}\nIf you have paid already, please ignore this message."),
        Kind.JOINT: ("Your appointments at {clinica}", "Hello, {responsable}. These are the appointments of {fecha} at {clinica}:\n{lista}\n{respuestas}"),
    },
}  # fmt: skip


def problems(kind: Kind, text: str, clinic: Mapping[str, str], longest: int = LONGEST) -> list[str]:
    """The sentences why a text cannot be kept; none when it can. `clinic`: its own data by mark."""
    if not text.strip():
        return [EMPTY]
    if len(text) > longest:
        return [Sentence(LONG, most=longest)]
    marks = MARK.findall(text)
    found: list[str] = [Sentence(UNKNOWN, mark="{" + mark + "}") for mark in marks if mark not in ALLOWED[kind]]
    if re.search(r"[{}]", MARK.sub("", text)):
        found.append(BROKEN)
    found += [Sentence(NEEDS, mark="{" + mark + "}") for mark in NEEDED[kind] if mark not in marks]
    for mark in CAN_LACK:
        if mark in marks and not clinic.get(mark):
            found.append(Sentence(LACKING, what=Sentence(MARKS[mark]), mark="{" + mark + "}"))
    return found


def render(text: str, values: Mapping[str, str]) -> str:
    """The text with its marks filled; a line that is left empty goes. Values are never read as marks again."""
    lines = []
    for line in text.split("\n"):
        filled = MARK.sub(lambda found: values.get(found[1], ""), line)
        if filled.strip() or not MARK.search(line):
            lines.append(re.sub(r"[ \t]+$", "", filled))
    return "\n".join(lines).strip()


def parameters(text: str, values: Mapping[str, str]) -> Sequence[str]:
    """The values in the order of their marks, as Meta's templates want them: on one line, and never empty."""
    return [" ".join(values.get(mark, "").split()) or "-" for mark in MARK.findall(text)]
