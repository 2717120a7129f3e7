"""The words for what stands in the trail as codes. A code without words is shown as it is."""

from collections.abc import Mapping
from typing import Any

from clinic_app.core.i18n import N_

KIND_WORDS = {"opened": N_("Vio"), "created": N_("Creó"), "changed": N_("Cambió"), "removed": N_("Quitó"), "signed": N_("Firmó")}
KIND_LOOKS = {
    "opened": ("info", "eye"),
    "created": ("ok", "plus"),
    "changed": ("mute", "pencil"),
    "removed": ("bad", "trash-2"),
    "signed": ("accent", "signature"),
}
ACTION_WORDS = {
    "open": N_("Abrió"), "view": N_("Vio"), "print": N_("Imprimió"), "export": N_("Exportó"), "download": N_("Descargó"), "search": N_("Buscó"), "sign_in": N_("Entró"),
    "create": N_("Creó"), "add": N_("Añadió"), "book": N_("Agendó"), "import": N_("Importó"), "invite": N_("Invitó"), "upload": N_("Subió"), "sign_up": N_("Registró"),
    "update": N_("Cambió"), "edit": N_("Editó"), "move": N_("Movió"), "arrive": N_("Anotó la llegada"), "confirm": N_("Confirmó"), "attend": N_("Atendió"),
    "start": N_("Inició la atención"), "finish": N_("Terminó la atención"), "complete": N_("Terminó la atención"), "no_show": N_("Anotó la inasistencia"), "reopen": N_("Reabrió"),
    "merge": N_("Unió"), "unmerge": N_("Deshizo la unión"), "restore": N_("Restauró"), "tag": N_("Etiquetó"), "untag": N_("Quitó una etiqueta"),
    "favourite": N_("Marcó como favorito"), "unfavourite": N_("Quitó de favoritos"), "accept": N_("Aceptó"), "join": N_("Se unió"), "renew": N_("Renovó"), "send_again": N_("Reenvió"),
    "change_role": N_("Cambió el rol"), "hand_over": N_("Entregó la propiedad"), "change_password": N_("Cambió la contraseña"), "change_email": N_("Cambió el correo"),
    "change_plan": N_("Cambió el plan"), "close_account": N_("Cerró la cuenta"), "enable": N_("Activó"), "disable": N_("Desactivó"),
    "complete_session": N_("Completó una sesión"), "book_sessions": N_("Agendó las sesiones"), "suspend": N_("Suspendió"), "reactivate": N_("Reactivó"),
    "stop": N_("Detuvo"), "resume": N_("Reanudó"), "status": N_("Cambió el estado"), "ask_email_change": N_("Pidió cambiar el correo"), "not_duplicate": N_("Descartó un duplicado"),
    "offer": N_("Ofreció un horario"), "hold_taken": N_("Tomó el horario ofrecido"), "hold_refused": N_("Rechazó el horario ofrecido"), "hold_expired": N_("Venció el horario ofrecido"),
    "require_second_factor": N_("Cambió si se exige segundo factor"), "send": N_("Envió"), "retry": N_("Volvió a intentar"), "arrive_undone": N_("Deshizo la llegada"),
    "change_group": N_("Cambió de grupo"), "correct": N_("Corrigió"), "addendum": N_("Añadió una adenda"), "void": N_("Anuló"), "withdraw": N_("Retiró"), "recalculate": N_("Recalculó"),
    "delete": N_("Borró"), "remove": N_("Quitó"), "archive": N_("Archivó"), "cancel": N_("Canceló"), "revoke": N_("Revocó"), "discard": N_("Descartó"), "sign": N_("Firmó"),
}  # fmt: skip
ENTITY_WORDS = {
    "encounter": N_("Atención"), "anamnesis": N_("Anamnesis"), "anamnesis_link": N_("Enlace de anamnesis"), "questionnaire": N_("Cuestionario"),
    "clinical_history": N_("Historia clínica"), "clinical_profile": N_("Perfil clínico"), "allergies": N_("Alergias"), "diagnosis_catalogue": N_("Catálogo de diagnósticos"),
    "patient": N_("Paciente"), "guardian": N_("Responsable"), "patient_document": N_("Documento del paciente"), "patient_tag": N_("Etiqueta"), "patient_import": N_("Importación de pacientes"),
    "patient_list": N_("Lista de pacientes"), "appointment": N_("Cita"), "agenda_block": N_("Bloqueo de agenda"), "recurrence_pattern": N_("Serie de bloqueos"), "agenda_settings": N_("Horario de la agenda"), "service": N_("Servicio"),
    "membership": N_("Persona del equipo"), "invitation": N_("Invitación"), "user": N_("Cuenta"), "profile": N_("Perfil"), "clinic": N_("Consultorio"),
    "subscription": N_("Plan"), "second_factor": N_("Segundo factor"), "session": N_("Sesión"), "trail": N_("Auditoría"),
    "treatment_plan": N_("Plan de tratamiento"), "calendar_feed": N_("Calendario propio"), "waiting_entry": N_("Lista de espera"), "room": N_("Sala"),
    "clinical_note": N_("Nota clínica"), "patient_media": N_("Foto"), "media_album": N_("Álbum de fotos"), "media_consent": N_("Consentimiento de fotos"),
    "growth_checkup": N_("Control de crecimiento"), "growth_chart": N_("Curva de crecimiento"), "growth_alert": N_("Alerta de crecimiento"), "iron_delivery": N_("Entrega de hierro"),
    "appointment_series": N_("Serie de citas"), "group_slot": N_("Cita grupal"), "message": N_("Mensaje"), "message_price": N_("Precio de los mensajes"),
    "reminder_settings": N_("Recordatorios"), "reminder_rule": N_("Regla de recordatorio"), "reminder_text": N_("Texto de recordatorio"), "provider_account": N_("Cuenta de mensajes"),
}  # fmt: skip
FIELD_WORDS = {
    "tipo_documento": N_("Tipo de documento"), "numero_documento": N_("Número de documento"), "document_type": N_("Tipo de documento"), "document_number": N_("Número de documento"),
    "nombres": N_("Nombres"), "given_names": N_("Nombres"), "first_name": N_("Nombres"), "apellido_paterno": N_("Apellido paterno"), "first_surname": N_("Apellido paterno"),
    "apellido_materno": N_("Apellido materno"), "second_surname": N_("Apellido materno"), "apellidos": N_("Apellidos"), "surnames": N_("Apellidos"), "last_name": N_("Apellidos"),
    "fecha_nacimiento": N_("Fecha de nacimiento"), "birth_date": N_("Fecha de nacimiento"), "sexo": N_("Sexo"), "sex": N_("Sexo"), "lugar_nacimiento": N_("Lugar de nacimiento"), "birth_place": N_("Lugar de nacimiento"),
    "direccion": N_("Dirección"), "address": N_("Dirección"), "distrito": N_("Distrito"), "district": N_("Distrito"), "provincia": N_("Provincia"), "province": N_("Provincia"),
    "departamento": N_("Departamento"), "department": N_("Departamento"), "ubigeo_cod": N_("Ubigeo"), "ubigeo": N_("Ubigeo"), "grupo_sanguineo": N_("Grupo sanguíneo"), "blood_group": N_("Grupo sanguíneo"),
    "telefono": N_("Teléfono"), "phone": N_("Teléfono"), "telefono_alternativo": N_("Otro teléfono"), "alternative_phone": N_("Otro teléfono"), "email": N_("Correo"),
    "observaciones": N_("Observaciones"), "notes": N_("Observaciones"), "is_active": N_("Activo"), "parentesco": N_("Parentesco"), "relationship": N_("Parentesco"),
    "es_principal": N_("Es el responsable principal"), "is_principal": N_("Es el responsable principal"), "puede_autorizar_procedimientos": N_("Puede autorizar procedimientos"), "can_authorize": N_("Puede autorizar procedimientos"),
    "nombre": N_("Nombre"), "name": N_("Nombre"), "descripcion": N_("Descripción"), "description": N_("Descripción"), "duracion_minutos": N_("Duración"), "duration_minutes": N_("Duración"),
    "precio": N_("Precio"), "price": N_("Precio"), "color": N_("Color"), "starts_at": N_("Hora"), "ends_at": N_("Hora de término"), "service_id": N_("Servicio"), "professional_id": N_("Profesional"),
    "start_time": N_("Desde"), "end_time": N_("Hasta"), "working_days": N_("Días de atención"), "interval_minutes": N_("Intervalo"), "gap_minutes": N_("Pausa entre citas"),
    "allow_same_day": N_("Reservas para el mismo día"), "horizon_days": N_("Anticipación máxima"), "timezone": N_("Zona horaria"), "currency": N_("Moneda"), "language": N_("Idioma"), "logo": N_("Logo"),
    "photo": N_("Foto"), "foto": N_("Foto"), "signature_stamp": N_("Firma y sello"), "imagen_firma_sello": N_("Firma y sello"), "role": N_("Rol"), "tags": N_("Etiquetas"),
}  # fmt: skip
NOBODY = N_("El sistema")
FORMER = N_("Una persona que ya no está")


def action_words(code: str) -> str:
    """The Spanish words of an action."""
    return ACTION_WORDS.get(code, code.replace("_", " "))


def entity_words(code: str) -> str:
    """The Spanish words of what was acted upon."""
    return ENTITY_WORDS.get(code, code.replace("_", " "))


def changed_fields(detail: Mapping[str, Any] | None) -> list[str]:
    """The Spanish words of the fields that an entry names."""
    named = (detail or {}).get("fields")
    return [FIELD_WORDS.get(str(each), str(each).replace("_", " ")) for each in named] if isinstance(named, list) else []
