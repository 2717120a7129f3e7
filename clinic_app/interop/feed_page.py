"""Settings, Calendar: the agenda in one's own calendar program."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.interop.feed_state import OFF, ROTATE, FeedState
from clinic_app.shell.settings.frame import settings_frame
from clinic_app.shell.state import ShellState
from clinic_app.ui import routes
from clinic_app.ui.components import button, card, check_field, dialog, empty_state, icon, loading, note, text_field
from clinic_app.ui.copying import copy_button
from clinic_app.ui.i18n import N_, _, date_text

STATE, FEED = FeedState, FeedState.feed
STEPS = (
    (
        "Google Calendar",
        N_("En un computador: Otros calendarios, «+», Desde URL, y pega el enlace. Google lo actualiza cada varias horas."),
    ),
    (
        "iPhone, iPad, Mac",
        N_("Toca «Abrir en mi calendario», o en Ajustes: Calendario, Cuentas, Añadir suscripción a calendario, y pega el enlace."),
    ),
    ("Outlook", N_("Agregar calendario, Suscribirse desde la web, y pega el enlace.")),
)


def _beginning() -> rx.Component:
    why = _("Ve tus citas junto a tu vida en Google Calendar, el iPhone u Outlook. Se actualiza solo; desde allí no se cambia nada.")
    begin = button(_("Activar mi calendario"), icon_name="calendar-sync", kind="solid", on_click=STATE.turn_on)
    return rx.el.div(rx.el.p(why), rx.cond(FEED.can_write, rx.el.div(begin, class_name="row"), rx.fragment()), class_name="stack")


def _link() -> rx.Component:
    lost = note("warn", "triangle-alert", _("Este enlace ya no se puede mostrar. Cambia el enlace para tener uno nuevo."))
    shown = text_field(
        "feed-link", _("Enlace secreto"), value=FEED.link, read_only=True, hint=_("Quien lo tenga ve tu agenda: no lo compartas.")
    )
    copy = copy_button(FEED.link, _("Copiar enlace"))
    webcal = "webcal:" + FEED.link.replace("https:", "").replace("http:", "").to(str)
    opened = rx.el.a(icon("calendar-plus"), _("Abrir en mi calendario"), href=webcal, class_name="btn")
    return rx.cond(FEED.link == "", lost, rx.el.div(shown, rx.el.div(copy, opened, class_name="row wrap"), class_name="stack"))


def _choices() -> rx.Component:
    names = check_field(
        "feed-names", _("Mostrar los nombres de los pacientes"), checked=FEED.names, on_change=STATE.show_names, disabled=~FEED.can_write
    )
    blocks = check_field(
        "feed-blocks",
        _("Mostrar mis bloqueos y turnos como ocupado"),
        checked=FEED.blocks,
        on_change=STATE.show_blocks,
        disabled=~FEED.can_write,
    )
    hint = rx.el.p(
        _("Sin nombres, cada cita muestra las iniciales y el servicio: tu calendario suele estar en servidores de otras empresas."),
        class_name="hint",
    )
    return rx.el.fieldset(
        rx.el.legend(_("Qué se muestra"), class_name="strong small"),
        rx.el.div(names, hint, blocks, class_name="stack gap-4"),
        class_name="stack",
    )


def _steps() -> rx.Component:
    each = [
        rx.el.div(rx.el.dt(name, class_name="strong small"), rx.el.dd(_(words), class_name="small muted", style={"margin": "0"}))
        for name, words in STEPS
    ]
    return rx.el.dl(*each, class_name="stack", style={"margin": "0"})


def _running() -> rx.Component:
    read = rx.cond(
        FEED.read_at != "",
        rx.el.span(_("Leído por última vez: "), date_text(FEED.read_at, "datetime")),
        rx.el.span(_("Ninguna aplicación lo ha leído todavía.")),
    )
    foot = rx.el.div(
        button(_("Cambiar el enlace"), icon_name="refresh-cw", on_click=STATE.ask(ROTATE)),
        button(_("Desactivar"), icon_name="calendar-off", kind="danger", on_click=STATE.ask(OFF)),
        class_name="row wrap",
    )
    return rx.el.div(
        _link(),
        _choices(),
        rx.el.p(read, class_name="small muted"),
        rx.cond(FEED.can_write, foot, rx.fragment()),
        class_name="stack gap-24",
    )


def _question() -> rx.Component:
    words = rx.cond(
        STATE.asking == OFF,
        _("El enlace dejará de servir y tus citas desaparecerán de tus otras aplicaciones."),
        _("El enlace de ahora dejará de servir. Tendrás que poner el nuevo en cada aplicación."),
    )
    title = rx.cond(STATE.asking == OFF, _("Desactivar mi calendario"), _("Cambiar el enlace"))
    foot = [button(_("Cancelar"), on_click=STATE.ask("")), button(_("Continuar"), icon_name="check", kind="danger", on_click=STATE.go_on)]
    return dialog(rx.el.p(words), title=title, open=STATE.asking != "", on_close=STATE.ask(""), name="feed-question", footer=foot)


@rx.page(routes.SETTINGS_CALENDAR, title="Hampiq", on_load=[ShellState.load, FeedState.load])
def calendar_settings() -> rx.Component:
    nobody = card(empty_state("calendar-x", _("No tienes agenda propia"), _("Solo quien atiende pacientes tiene un calendario.")))
    how = card(_steps(), title=_("Cómo añadirlo"))
    mine = rx.el.div(
        card(rx.cond(FEED.on, _running(), _beginning()), title=_("Tu agenda en tu calendario")), how, _question(), class_name="stack"
    )
    shown = rx.cond(FEED.attends | FEED.on, mine, nobody)
    return settings_frame(loading(STATE.loaded, STATE.failed, shown, ShellState.load, FeedState.load, lines=8), "calendar")
