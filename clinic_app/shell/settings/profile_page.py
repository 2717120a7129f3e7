"""One's own profile."""
# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportIndexIssue=false

import reflex as rx

from clinic_app.core.i18n import LANGUAGES
from clinic_app.shell.settings.frame import settings_frame
from clinic_app.shell.settings.profile_state import PREFIX, ProfileState
from clinic_app.shell.state import ShellState
from clinic_app.ui import routes
from clinic_app.ui.components import card, icon, skeleton
from clinic_app.ui.forms import Fields, choices
from clinic_app.ui.i18n import N_, _
from clinic_app.ui.upload import picture_field

STATE = ProfileState
SPECIALTIES = {
    "general": N_("Enfermería general"), "pediatrica": N_("Enfermería pediátrica"), "geriatrica": N_("Enfermería geriátrica"),
    "comunitaria": N_("Enfermería comunitaria"), "uci": N_("Cuidados intensivos"), "otra": N_("Otra"),
}  # fmt: skip
SEXES = {"F": N_("Mujer"), "M": N_("Varón")}


def _form() -> rx.Component:
    fields = Fields(STATE.values, STATE.errors, PREFIX)
    grid = rx.el.div(
        fields.text("first_name", _("Nombres"), required=True, max_length=150), fields.text("last_name", _("Apellidos"), max_length=150),
        fields.text("telefono", _("Teléfono"), type="tel", max_length=20), fields.choice("sexo", _("Sexo"), choices(SEXES), required=False, empty=_("Elige")),
        fields.choice("especialidad", _("Especialidad"), choices(SPECIALTIES)), fields.text("numero_colegiatura", _("Número de colegiatura"), max_length=20),
        fields.text("rne", _("RNE"), hint=_("Registro nacional de especialista."), max_length=20),
        fields.choice("language", _("Idioma"), list(LANGUAGES.items()), hint=_("De la pantalla y de tus correos.")),
        class_name="form-grid",
    )  # fmt: skip
    foot = rx.el.div(rx.el.button(icon("check"), _("Guardar mis datos"), type="submit", class_name="btn btn-solid"), class_name="form-foot")
    return rx.el.form(rx.el.div(grid, foot, class_name="stack gap-16"), on_submit=STATE.save, no_validate=True, key=STATE.box.to_string())


def _pictures() -> rx.Component:
    common = {"action": "/api/auth/me/", "on_done": STATE.show_pictures, "clinic": ShellState.clinic_id}
    photo = picture_field(
        "foto", _("Foto"), STATE.photo, hint=_("Quienes trabajan contigo te reconocen por ella."), shape="round", on_remove=STATE.remove_picture("foto"), **common
    )  # fmt: skip
    stamp = picture_field(
        "imagen_firma_sello", _("Firma y sello"), STATE.stamp, hint=_("Se imprime en los documentos que emites. Mejor un PNG con fondo transparente."),
        shape="wide", on_remove=STATE.remove_picture("imagen_firma_sello"), **common,
    )  # fmt: skip
    return rx.el.div(photo, stamp, class_name="stack gap-24")


@rx.page(routes.SETTINGS_PROFILE, title="Hampiq", on_load=[ShellState.load, ProfileState.load])
def own_profile() -> rx.Component:
    mail = rx.el.span(STATE.email, class_name="small muted ellipsis")
    shown = rx.el.div(
        card(_form(), title=_("Tus datos"), actions=[mail]), card(_pictures(), title=_("Foto, firma y sello")), class_name="stack"
    )
    return settings_frame(rx.cond(STATE.loaded, shown, card(skeleton(8))), "profile")
