"""The photos of a patient: consent first, then the camera, then the albums."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.records.frame import OPENING, record_frame
from clinic_app.records.media.components import STATE, albums, sender
from clinic_app.records.media.state import BY_AREA, BY_DATE
from clinic_app.records.media.words import AREA_WORDS, CONSENT_TEXT
from clinic_app.ui import routes
from clinic_app.ui.components import button, card, chip, dialog, empty_state, loading, note, page_link, segmented, text_field
from clinic_app.ui.forms import Fields, choices, form, word_of
from clinic_app.ui.i18n import _, date_text, n_

CONSENT = STATE.albums.consent
WORDS = {code.value: word for code, word in AREA_WORDS.items()}


def _needed() -> rx.Component:
    """Nothing is taken or shown without a consent."""
    record = rx.cond(
        STATE.can_write,
        button(_("Registrar consentimiento"), icon_name="signature", kind="solid", on_click=STATE.ask("consent")),
        rx.fragment(),
    )
    hidden = n_(
        "Hay {n} foto o video guardado que no se muestra mientras no haya consentimiento.",
        "Hay {n} fotos y videos guardados que no se muestran mientras no haya consentimiento.",
        STATE.albums.total,
        n=STATE.albums.total,
    )
    first = _("Antes de la primera foto registra quién autoriza que se tomen y se guarden.")
    return card(empty_state("camera", _("Falta el consentimiento"), rx.cond(STATE.albums.total > 0, hidden, first), record), id="photos")


def _consent_strip() -> rx.Component:
    who = rx.cond(CONSENT.relationship != "", CONSENT.given_by + " (" + CONSENT.relationship + ")", CONSENT.given_by)
    words = rx.el.details(
        rx.el.summary(_("Consentimiento de {name}, {date}", name=who, date=date_text(CONSENT.at, "until"))),
        rx.el.p(CONSENT.text, class_name="small media-consent"),
        rx.el.p(_("Registrado por {name}", name=CONSENT.recorded), class_name="tiny muted"),
        class_name="grow",
    )
    withdraw = rx.cond(STATE.can_write, button(_("Retirar"), size="sm", kind="ghost", on_click=STATE.ask("withdraw")), rx.fragment())
    return note("ok", "shield-check", rx.el.div(words, withdraw, class_name="row top wrap"))


def _tools() -> rx.Component:
    by = segmented([(BY_DATE, _("Por fecha")), (BY_AREA, _("Por zona"))], STATE.by, lambda code: STATE.arrange(code), _("Ordenar álbumes"))
    areas = rx.foreach(
        STATE.albums.areas, lambda code: chip(word_of(code, WORDS), STATE.area == code, on_click=STATE.choose_area(code), key=code)
    )
    several = (STATE.albums.areas.length() > 1) | (STATE.area != "")
    return rx.el.div(by, rx.cond(several, areas, rx.fragment()), class_name="media-tools")


def _of_encounter() -> rx.Component:
    everything = page_link(_("Ver todas"), href=routes.patient_part(STATE.albums.patient, routes.PATIENT_PHOTOS))
    words = rx.el.div(rx.el.span(_("Solo las fotos de esta atención."), class_name="grow"), everything, class_name="row wrap")
    return rx.cond(STATE.albums.encounter > 0, note("info", "stethoscope", words), rx.fragment())


def _albums() -> rx.Component:
    empty = empty_state("images", _("Sin fotos todavía"), _("Toma la primera: más adelante podrás compararlas lado a lado."))
    shown = rx.cond(STATE.albums.groups.length() > 0, rx.fragment(_tools(), albums()), empty)
    count = rx.el.span(n_("{n} archivo", "{n} archivos", STATE.albums.total, n=STATE.albums.total), class_name="muted small")
    return card(shown, title=_("Álbumes"), actions=[count], pad=False, id="photos")


def _shown() -> rx.Component:
    send = rx.cond(STATE.can_write, card(sender(), title=_("Nueva foto o video")), rx.fragment())
    agreed = rx.el.div(_of_encounter(), send, _albums(), _consent_strip(), class_name="stack gap-16")
    return rx.cond(CONSENT.id > 0, agreed, _needed())


def _said(name: str) -> rx.Var:
    return _(rx.cond(STATE.errors.contains(name), STATE.errors[name], "").to(str))


def _consent_dialog() -> rx.Component:
    fields = [
        rx.el.div(
            text_field("otorgado_por", _("Quién autoriza"), error=_said("otorgado_por"), default_value=STATE.albums.guardian, max_length=160, auto_complete="off"),
            text_field("parentesco", _("Parentesco"), error=_said("parentesco"), required=False, default_value=STATE.albums.relationship, max_length=60, auto_complete="off"),
            class_name="form-grid",
        ),
        text_field("texto", _("Texto que se leyó y aceptó"), error=_said("texto"), multiline=True, rows=7, default_value=_(CONSENT_TEXT), max_length=4000),
    ]  # fmt: skip
    body = form(*fields, on_submit=STATE.agree, on_cancel=STATE.close, save=_("Registrar consentimiento"))
    return dialog(
        body, title=_("Consentimiento para fotos y videos"), open=STATE.dialog == "consent", on_close=STATE.close, name="dialog-consent"
    )


def _withdraw_dialog() -> rx.Component:
    told = rx.el.p(
        _("Las fotos dejan de mostrarse y no se pueden tomar más. Los archivos y este registro se conservan."), class_name="small"
    )
    reason = text_field("motivo", _("Motivo"), error=_said("motivo"), required=False, max_length=500, auto_complete="off")
    body = form(told, reason, on_submit=STATE.withdraw, on_cancel=STATE.close, save=_("Retirar consentimiento"))
    return dialog(body, title=_("Retirar el consentimiento"), open=STATE.dialog == "withdraw", on_close=STATE.close, name="dialog-withdraw")


def _edit_dialog() -> rx.Component:
    fields = Fields(STATE.values, STATE.errors, "foto_")

    away = rx.el.div(
        button(_("Quitar del álbum"), icon_name="archive", kind="danger", size="sm", on_click=STATE.put_away), class_name="row"
    )
    body = form(
        rx.el.div(
            fields.choice("zona", _("Zona"), choices(WORDS)),
            text_field("foto_fecha", _("Fecha"), error=_said("fecha"), type="date", default_value=STATE.values["foto_fecha"]), class_name="form-grid",
        ),
        text_field("foto_notas", _("Notas"), error=_said("notas"), required=False, multiline=True, max_length=2000, default_value=STATE.values["foto_notas"]),
        away, on_submit=STATE.save, on_cancel=STATE.close, save=_("Guardar"),
    )  # fmt: skip
    return dialog(body, title=_("Datos de la foto"), open=STATE.dialog == "edit", on_close=STATE.close, name="dialog-photo")


@rx.page(routes.PATIENT_PHOTOS, title="Hampiq", on_load=[*OPENING, STATE.load])
def patient_photos() -> rx.Component:
    shown = loading(STATE.ready, STATE.failed, _shown(), *OPENING, STATE.load)
    return record_frame(shown, _consent_dialog(), _withdraw_dialog(), _edit_dialog(), section="photos")
