"""The address of every page; nobody types one elsewhere."""

TODAY = "/"
LOGIN = "/login"
SIGNUP = "/signup"
FORGOT = "/forgot"
RESET = "/reset"
AGENDA = "/agenda"
PATIENTS = "/patients"
PATIENT = "/patients/[patient_id]"
SERVICES = "/services"
SETTINGS = "/settings"

SIGN_IN_ACTION = "/auth/sign-in"
SIGN_UP_ACTION = "/auth/sign-up"
SIGN_OUT_ACTION = "/auth/sign-out"
FORGOT_ACTION = "/auth/forgot"
RESET_ACTION = "/auth/reset"
SWITCH_CLINIC_ACTION = "/auth/switch"


def patient(patient_id: object) -> object:
    """The page of one patient; takes an id or a Var."""
    import reflex as rx

    return PATIENTS + "/" + (patient_id.to(str) if isinstance(patient_id, rx.Var) else str(patient_id))
