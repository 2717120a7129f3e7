"""Every place of the app, and every action that begins from anywhere: the navigation and the palette read them here."""

from dataclasses import dataclass

from clinic_app.core.permissions import Permission
from clinic_app.ui import routes
from clinic_app.ui.i18n import N_

P = Permission


@dataclass(frozen=True)
class Destination:
    """A line of the palette. `also`: other words by which it is found. kind: page or action."""

    name: str
    word: str
    href: str
    permission: Permission
    also: str = ""
    kind: str = "page"


ACTIONS = (
    Destination("new_appointment", N_("Nueva cita"), routes.AGENDA + "?nueva=1", P.AGENDA_WRITE, N_("agendar reservar turno"), "action"),
    Destination(
        "new_patient", N_("Nuevo paciente"), routes.PATIENTS + "?nuevo=1", P.PATIENTS_WRITE, N_("registrar crear añadir"), "action"
    ),
    Destination("import", N_("Importar pacientes"), routes.IMPORT, P.PATIENTS_IMPORT, N_("excel csv archivo"), "action"),
    Destination("merge", N_("Fusionar dos pacientes"), routes.MERGE, P.PATIENTS_MERGE, N_("unir duplicados"), "action"),
    Destination("invite", N_("Invitar a una persona"), routes.SETTINGS_PEOPLE, P.PEOPLE_WRITE, N_("equipo personal usuario"), "action"),
)
PAGES = (
    Destination("today", N_("Hoy"), routes.TODAY, P.ACCOUNT_SELF, N_("inicio sala de espera")),
    Destination("agenda", N_("Agenda"), routes.AGENDA, P.AGENDA_READ, N_("citas calendario semana")),
    Destination("blocks", N_("Bloqueos y turnos"), routes.AGENDA_BLOCKS, P.AGENDA_READ, N_("guardia turno rol vacaciones feriados")),
    Destination("day_sheet", N_("Hoja del día"), routes.AGENDA_SHEET, P.AGENDA_READ, N_("imprimir papel")),
    Destination("occupancy", N_("Ocupación"), routes.AGENDA_OCCUPANCY, P.AGENDA_READ, N_("horas libres llenas mapa")),
    Destination("plans", N_("Planes de tratamiento"), routes.PLANS, P.AGENDA_READ),
    Destination("patients", N_("Pacientes"), routes.PATIENTS, P.PATIENTS_READ, N_("lista fichas")),
    Destination("duplicates", N_("Posibles duplicados"), routes.DUPLICATES, P.PATIENTS_MERGE, N_("repetidos fusionar")),
    Destination("archived", N_("Pacientes archivados"), routes.ARCHIVED, P.PATIENTS_READ, N_("restaurar")),
    Destination("messages", N_("Mensajes"), routes.MESSAGES, P.MESSAGES_READ, N_("bandeja whatsapp conversación responder")),
    Destination(
        "outbox",
        N_("Salida de mensajes"),
        routes.MESSAGES_OUTBOX,
        P.MESSAGES_READ,
        N_("fallidos repetir cola respuestas rápidas conservación"),
    ),
    Destination("phone", N_("Teléfono del paciente"), routes.MESSAGES_PHONE, P.MESSAGES_WRITE, N_("prueba sandbox probar mensajes")),
    Destination(
        "growth_alerts", N_("Alertas de crecimiento"), routes.GROWTH_ALERTS, P.RECORDS_READ, N_("atrasados cred hemoglobina hierro anemia")
    ),
    Destination(
        "growth_calculator", N_("Calculadora de crecimiento"), routes.GROWTH_CALCULATOR, P.RECORDS_READ, N_("puntaje z oms peso talla imc")
    ),
    Destination("services", N_("Servicios"), routes.SERVICES, P.SERVICES_READ, N_("precios duración")),
    Destination("practice", N_("Consultorio"), routes.SETTINGS, P.SETTINGS_READ, N_("ajustes nombre dirección logo idioma")),
    Destination("settings_agenda", N_("Ajustes de la agenda"), routes.SETTINGS_AGENDA, P.SETTINGS_READ, N_("horario días intervalo")),
    Destination(
        "settings_calendar", N_("Mi calendario"), routes.SETTINGS_CALENDAR, P.AGENDA_READ, N_("google outlook iphone suscribir ics")
    ),
    Destination(
        "diagnoses",
        N_("Catálogos de diagnósticos"),
        routes.SETTINGS_DIAGNOSES,
        P.RECORDS_READ,
        N_("cie10 nanda enfermería importar códigos"),
    ),
    Destination(
        "settings_messages",
        N_("Cuentas de mensajes"),
        routes.SETTINGS_MESSAGES,
        P.SETTINGS_READ,
        N_("whatsapp twilio meta z-api botconversa n8n smtp webhook proveedor"),
    ),
    Destination(
        "questionnaires",
        N_("Cuestionarios de anamnesis"),
        routes.SETTINGS_QUESTIONNAIRES,
        P.RECORDS_READ,
        N_("preguntas formulario antecedentes"),
    ),
    Destination("reminders", N_("Recordatorios"), routes.SETTINGS_REMINDERS, P.SETTINGS_READ, N_("avisos confirmación textos plantillas")),
    Destination(
        "reminder_results",
        N_("Resultados de los recordatorios"),
        routes.REMINDER_RESULTS,
        P.MESSAGES_READ,
        N_("programador embudo inasistencias"),
    ),
    Destination("people", N_("Personas y roles"), routes.SETTINGS_PEOPLE, P.PEOPLE_READ, N_("equipo permisos invitar")),
    Destination("trail", N_("Registro de actividad"), routes.SETTINGS_TRAIL, P.AUDIT_READ, N_("auditoría quién abrió")),
    Destination("plan", N_("Plan y uso"), routes.SETTINGS_PLAN, P.SUBSCRIPTION_READ, N_("suscripción límite")),
    Destination("profile", N_("Mi perfil"), routes.SETTINGS_PROFILE, P.ACCOUNT_SELF, N_("nombre foto firma correo")),
    Destination("phrases", N_("Frases y plantillas"), routes.SETTINGS_PHRASES, P.RECORDS_READ, N_("notas atajos textos")),
    Destination("security", N_("Seguridad"), routes.SETTINGS_SECURITY, P.ACCOUNT_SELF, N_("contraseña sesiones segundo factor")),
)
EVERY_PLACE = (*ACTIONS, *PAGES)
