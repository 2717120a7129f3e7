"""Names of the design: families of state, icons, and the look of each appointment state. Colours live in assets/tokens.css."""

from dataclasses import dataclass

from clinic_app.core.i18n import N_

STYLESHEETS = [
    "/tokens.css",
    "/hampiq.css",
    "/shell.css",
    "/today.css",
    "/agenda.css",
    "/columns.css",
    "/waiting.css",
    "/blocks.css",
    "/plans.css",
    "/patients.css",
    "/notes.css",
    "/answers.css",
    "/media.css",
    "/growth.css",
    "/messages.css",
    "/settings.css",
    "/palette.css",
    "/import.css",
]
FAMILIES = ("accent", "ok", "warn", "bad", "info", "wait", "mute", "struck")
ICON_ROW, ICON_RAIL, ICON_PHONE, ICON_BADGE = 16, 18, 22, 13


@dataclass(frozen=True)
class Look:
    """How a state is shown: never by colour alone."""

    word: str
    family: str
    icon: str

    @property
    def badge(self) -> str:
        return f"badge t-{self.family}"

    @property
    def event(self) -> str:
        """The class of its block in the calendar."""
        return f"ev-{self.family}"


ARRIVED = "en_sala"  # not stored: a confirmed appointment with an arrival time
APPOINTMENT_LOOKS: dict[str, Look] = {
    "programada": Look(N_("Programada"), "mute", "circle-dashed"),
    "confirmada": Look(N_("Confirmada"), "accent", "calendar-check"),
    ARRIVED: Look(N_("En sala"), "wait", "armchair"),
    "en_atencion": Look(N_("En atención"), "info", "stethoscope"),
    "atendida": Look(N_("Atendida"), "ok", "circle-check"),
    "no_asistio": Look(N_("No asistió"), "bad", "user-x"),
    "cancelada": Look(N_("Cancelada"), "struck", "circle-slash"),
}
ROLE_WORDS: dict[str, str] = {
    "owner": N_("Propietaria"),
    "nurse": N_("Enfermera"),
    "professional": N_("Profesional"),
    "receptionist": N_("Recepción"),
    "accountant": N_("Contabilidad"),
    "auditor": N_("Auditoría"),
}
