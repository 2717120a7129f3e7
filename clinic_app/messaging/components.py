"""Parts of the screens of messages."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.messaging.rows import Bubble
from clinic_app.ui import routes
from clinic_app.ui.components import badge, icon, page_link
from clinic_app.ui.i18n import N_, _, date_text
from clinic_app.ui.theme import Look

STATES: dict[str, Look] = {
    "queued": Look(N_("En cola"), "mute", "clock"),
    "sending": Look(N_("Enviando"), "mute", "loader-circle"),
    "sent": Look(N_("Enviado"), "mute", "check"),
    "delivered": Look(N_("Entregado"), "mute", "check-check"),
    "read": Look(N_("Leído"), "info", "check-check"),
    "failed": Look(N_("No llegó"), "bad", "circle-alert"),
    "unknown": Look(N_("Sin confirmar"), "warn", "circle-help"),
    "cancelled": Look(N_("Cancelado"), "mute", "ban"),
}
MARKS: dict[str, Look] = {
    "urgent": Look(N_("Urgente"), "bad", "siren"),
    "question": Look(N_("Pregunta"), "mute", "circle-help"),
    "reschedule": Look(N_("Mover"), "warn", "calendar-clock"),
    "confirm": Look(N_("Confirmó"), "ok", "check-check"),
    "cancel": Look(N_("Canceló"), "mute", "ban"),
    "opt_out": Look(N_("No escribir"), "mute", "bell-off"),
    "other": Look(N_("Por responder"), "wait", "message-circle"),
}
CHANNEL_WORDS = {"whatsapp": N_("WhatsApp"), "sms": N_("SMS"), "email": N_("Correo")}
MEDIA_WORDS: dict[str, tuple[str, str]] = {
    "image": (N_("Foto"), "image"),
    "audio": (N_("Audio"), "mic"),
    "video": (N_("Video"), "video"),
    "document": (N_("Documento"), "file-text"),
    "location": (N_("Ubicación"), "map-pin"),
    "sticker": (N_("Sticker"), "smile"),
    "reaction": (N_("Reacción"), "smile"),
    "unsupported": (N_("Un tipo de mensaje que aquí no se puede mostrar"), "file-question"),
}
# why a message did not arrive, as far as we know it ourselves; other codes are the provider's own
CODES = {
    "expired": N_("Se pasó la hora en que servía"),
    "opted_out": N_("Pidió no recibir mensajes"),
    "no_address": N_("No tiene teléfono ni correo"),
    "no_account": N_("El consultorio no tiene cuenta para ese canal"),
    "no_channel": N_("No quedaba por dónde escribirle"),
    "provider_down": N_("El proveedor no respondía"),
    "worker_died": N_("El servidor se detuvo mientras salía"),
    "timeout": N_("El proveedor no respondió a tiempo"),
    "no_answer": N_("El proveedor no respondió a tiempo."),
    "connection": N_("No se pudo llegar al servidor del proveedor."),
    "disconnected": N_("El teléfono está desconectado: vuelve a vincularlo."),
    "wrong_answer": N_("El servidor respondió, pero no como ese proveedor."),
    **dict.fromkeys(("21211", "21614", "30005", "30006", "131026", "wrong_number"), N_("Ese número no existe o no recibe mensajes")),
    **dict.fromkeys(("63016", "131047"), N_("Pasaron 24 horas desde su último mensaje: hace falta una plantilla aprobada")),
    **dict.fromkeys(("21610", "131050"), N_("Pidió no recibir mensajes")),
    "30003": N_("El teléfono está apagado o sin señal"),
}


def tabs(active: str, sandbox: rx.Var | bool = False, troubles: rx.Var | int = 0) -> rx.Component:
    """The pages of messages."""
    places = [
        ("inbox", N_("Bandeja"), routes.MESSAGES),
        ("outbox", N_("Salida"), routes.MESSAGES_OUTBOX),
        ("results", N_("Resultados"), routes.REMINDER_RESULTS),
    ]
    late = rx.el.span(troubles, rx.el.span(_("sin llegar"), class_name="sr-only"), class_name="count talk-unread")
    more = {"outbox": rx.cond(troubles, rx.fragment(" ", late), rx.fragment())}
    links = [
        page_link(_(word), more.get(name, rx.fragment()), href=href, custom_attrs={"aria-current": "page"} if name == active else {})
        for name, word, href in places
    ]
    phone = page_link(
        rx.el.span(_("Teléfono de prueba"), class_name="only-wide"),
        rx.el.span(_("Teléfono"), class_name="only-phone"),
        href=routes.MESSAGES_PHONE,
        custom_attrs={"aria-current": "page"} if active == "phone" else {},
    )
    shown = phone if active == "phone" else rx.cond(sandbox, phone, rx.fragment())
    return rx.el.nav(*links, shown, class_name="segmented talk-tabs", custom_attrs={"aria-label": _("Mensajes")})


def state_word(state: rx.Var) -> rx.Component:
    """The state of a message that went out: icon and word."""
    cases = [
        (code, rx.el.span(icon(look.icon, 13), _(look.word), class_name=f"said-state {'' if look.family == 'mute' else look.family}"))
        for code, look in STATES.items()
    ]
    return rx.match(state, *cases, rx.fragment())


def mark_badge(mark: rx.Var) -> rx.Component:
    """What the last answer was understood as."""
    return rx.match(mark, *[(code, badge(_(look.word), look.family, look.icon)) for code, look in MARKS.items()], rx.fragment())


def channel_word(channel: rx.Var) -> rx.Var:
    return rx.match(channel, *[(code, _(word)) for code, word in CHANNEL_WORDS.items()], channel)


def code_word(code: rx.Var) -> rx.Var:
    """Why it failed: in our words where we know it, else by the provider's own code."""
    return rx.match(code, *[(name, _(word)) for name, word in CODES.items()], _("Código del proveedor: {code}", code=code))


def said_list(messages: rx.Component) -> rx.Component:
    """The messages in a box that stays at the latest one (see messages.css)."""
    return rx.el.div(messages, class_name="talk-scroll", tab_index=0, role="region", custom_attrs={"aria-label": _("Mensajes")})


def attachment_word(code: rx.Var) -> rx.Var:
    """Why an attachment is not here."""
    words = {
        "too_large": N_("Pesa demasiado para guardarlo."),
        "other_type": N_("De un tipo que aquí no se abre."),
        "http_404": N_("El proveedor ya no lo tiene."),
    }
    return rx.match(code, *[(name, _(word)) for name, word in words.items()], _("No se pudo traer. Pídele que lo envíe otra vez."))


def media_note(row: rx.Var[Bubble]) -> rx.Component:
    """What came that is not text: shown here once it was fetched."""
    words = [(kind, rx.el.span(icon(mark, 14), _(word), class_name="row gap-4")) for kind, (word, mark) in MEDIA_WORDS.items()]
    shown = rx.match(row.media, *words, rx.el.span(icon("paperclip", 14), row.media, class_name="row gap-4"))
    away = {"target": "_blank", "rel": "noreferrer noopener"}
    linked = rx.el.a(shown, href=row.media_url, **away)
    picture = rx.el.a(
        rx.el.img(src=row.media_url, alt=_("Foto de la conversación"), loading="lazy", class_name="said-picture"),
        href=row.media_url,
        **away,
    )
    sound = rx.el.audio(src=row.media_url, controls=True, preload="none", class_name="said-sound", custom_attrs={"aria-label": _("Audio")})
    film = rx.el.video(
        src=row.media_url, controls=True, preload="metadata", class_name="said-picture", custom_attrs={"aria-label": _("Video")}
    )
    kept = rx.match(row.file, ("image", picture), ("audio", sound), ("video", film), ("pdf", linked), ("link", linked), shown)
    lost = rx.cond(row.code != "", rx.el.span(attachment_word(row.code), class_name="tiny muted"), rx.fragment())
    return rx.cond(row.media != "", rx.fragment(kept, rx.cond(row.side == "in", lost, rx.fragment())), rx.fragment())


def _words(row: rx.Var[Bubble]) -> rx.Component:
    wiped = rx.el.p(_("Texto borrado por el plazo de conservación"), class_name="muted small")
    before = rx.foreach(row.earlier, lambda text: rx.el.p(rx.el.span(_("Antes:"), " "), rx.el.s(text), class_name="small muted"))
    return rx.fragment(
        media_note(row),
        rx.cond(row.wiped, wiped, rx.cond(row.text != "", rx.el.p(row.text, class_name="said-text"), rx.fragment())),
        rx.cond(row.earlier.length() > 0, rx.el.div(before), rx.fragment()),
    )


def _foot(row: rx.Var[Bubble]) -> rx.Component:
    who = rx.cond(row.author != "", row.author, _("automático"))
    ours = rx.fragment(rx.el.span(who), rx.el.span(channel_word(row.channel)), rx.el.span(date_text(row.at, "time")), state_word(row.state))
    theirs = rx.fragment(rx.el.span(channel_word(row.channel)), rx.el.span(date_text(row.at, "time")))
    edited = rx.cond(row.earlier.length() > 0, rx.el.span(_("editado")), rx.fragment())
    return rx.el.p(edited, rx.cond(row.side == "out", ours, theirs), class_name="said-foot")


def bubble(row: rx.Var[Bubble], acts: rx.Component) -> rx.Component:
    """One message with what can be done about it, or a remark between them."""
    day = rx.cond(row.day != "", rx.el.p(date_text(row.day, "long"), class_name="said-day"), rx.fragment())
    why = rx.cond(
        (row.code != "") & ((row.state == "failed") | (row.state == "unknown")),
        rx.el.p(code_word(row.code), class_name="small bad"),
        rx.fragment(),
    )
    buttons = rx.cond(
        (row.side == "out") & (row.buttons.length() > 0),
        rx.el.p(rx.foreach(row.buttons, lambda each: rx.el.span(each.label, class_name="said-button")), class_name="row wrap gap-4"),
        rx.fragment(),
    )
    message = rx.el.div(_words(row), buttons, why, acts, _foot(row), class_name=rx.cond(row.side == "out", "said said-out", "said said-in"))
    remark = rx.el.p(icon("sparkles", 13), _(row.text), rx.cond(row.payload != "", " " + row.payload, ""), class_name="said-note")
    return rx.el.li(day, rx.cond(row.side == "note", remark, message), key=row.id.to_string())
