"""The address of every page; nobody types one elsewhere."""

TODAY = "/"
LOGIN = "/login"
SIGNUP = "/signup"
FORGOT = "/forgot"
RESET = "/reset"
LOGIN_CODE = "/login/code"
EMAIL_CHANGE = "/email"
PLATFORM_LOGIN = "/platform/login"
AGENDA = "/agenda"
AGENDA_BLOCKS = "/agenda/blocks"
PLANS = "/agenda/plans"
AGENDA_SHEET = "/agenda/sheet"  # of a day, to print
AGENDA_OCCUPANCY = "/agenda/occupancy"
PATIENTS = "/patients"
PATIENT = "/patients/[patient_id]"
PATIENT_TRAIL = "/patients/[patient_id]/trail"
PATIENT_HISTORY = "/patients/[patient_id]/history"
PATIENT_NOTES = "/patients/[patient_id]/notes"
PATIENT_GROWTH = "/patients/[patient_id]/growth"
PATIENT_GROWTH_PARENTS = "/patients/[patient_id]/growth/parents"
PATIENT_ANAMNESIS = "/patients/[patient_id]/anamnesis"
PATIENT_PHOTOS = "/patients/[patient_id]/photos"
PATIENT_ENCOUNTERS = "/patients/[patient_id]/encounters"
QUESTIONNAIRE = "/questionnaire"  # public: the token stands behind `#`, where no server log sees it
MESSAGES = "/messages"
MESSAGES_OUTBOX = "/messages/outbox"
MESSAGES_PHONE = "/messages/phone"  # of a patient, in the sandbox
GROWTH_ALERTS = "/growth/alerts"
GROWTH_CALCULATOR = "/growth/calculator"
SERVICES = "/services"
SETTINGS = "/settings"  # the practice
SETTINGS_AGENDA = "/settings/agenda"
SETTINGS_CALENDAR = "/settings/calendar"
SETTINGS_QUESTIONNAIRES = "/settings/questionnaires"
SETTINGS_DIAGNOSES = "/settings/diagnoses"
SETTINGS_MESSAGES = "/settings/messages"
SETTINGS_PLAN = "/settings/plan"
SETTINGS_PEOPLE = "/settings/people"
SETTINGS_TRAIL = "/settings/trail"
SETTINGS_REMINDERS = "/settings/reminders"
REMINDER_RESULTS = "/messages/results"
SETTINGS_PROFILE = "/settings/profile"
SETTINGS_PHRASES = "/settings/phrases"
SETTINGS_SECURITY = "/settings/security"
INVITATION = "/invitation"
PLATFORM = "/platform"
ARCHIVED = "/patients/archived"
DUPLICATES = "/patients/duplicates"
MERGE = "/patients/merge"
IMPORT = "/patients/import"
EXPORT_PATIENTS = "/api/exportaciones/pacientes"  # a file, not a page

TRAIL_EXPORT = "/api/audit/export/"

APPOINTMENT = "/api/agenda/citas/"  # its file for a calendar program: /ID/ics/

SIGN_IN_ACTION = "/auth/sign-in"
SIGN_UP_ACTION = "/auth/sign-up"
SIGN_OUT_ACTION = "/auth/sign-out"
FORGOT_ACTION = "/auth/forgot"
RESET_ACTION = "/auth/reset"
SECOND_FACTOR_ACTION = "/auth/second-factor"
PLATFORM_SIGN_IN_ACTION = "/auth/platform/sign-in"
PLATFORM_SIGN_OUT_ACTION = "/auth/platform/sign-out"
PASSWORD_ACTION = "/auth/password"
CLOSE_ACCOUNT_ACTION = "/auth/close-account"
EMAIL_CHANGE_ACTION = "/auth/email-change"
SWITCH_CLINIC_ACTION = "/auth/switch"
INVITATION_ACTION = "/auth/invitation"
INVITATION_NEW_ACTION = "/auth/invitation/new"


def patient(patient_id: object) -> object:
    """The page of one patient; takes an id or a Var."""
    import reflex as rx

    return PATIENTS + "/" + (patient_id.to(str) if isinstance(patient_id, rx.Var) else str(patient_id))


def patient_part(patient_id: object, page: str) -> object:
    """One page of a patient's record, such as PATIENT_NOTES; takes an id or a Var."""
    return patient(patient_id) + page.removeprefix(PATIENT)  # type: ignore[operator]


def visit_note(patient_id: object, appointment_id: object) -> object:
    """Where the note of an appointment is written; takes ids or Vars."""
    import reflex as rx

    key = appointment_id.to(str) if isinstance(appointment_id, rx.Var) else str(appointment_id)
    return patient_part(patient_id, PATIENT_NOTES) + "?cita=" + key  # type: ignore[operator]


def visit_encounter(patient_id: object, appointment_id: object) -> object:
    """The encounter of an appointment; takes ids or Vars."""
    import reflex as rx

    key = appointment_id.to(str) if isinstance(appointment_id, rx.Var) else str(appointment_id)
    return patient_part(patient_id, PATIENT_ENCOUNTERS) + "?cita=" + key  # type: ignore[operator]


def questionnaire_link(origin: str, token: str) -> str:
    """What a patient is sent to answer a questionnaire."""
    return f"{origin.rstrip('/')}{QUESTIONNAIRE}/#{token}"
