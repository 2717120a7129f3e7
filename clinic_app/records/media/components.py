"""Parts of the page of photos that need the browser's own powers (assets/media.js), and their words."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

from typing import Any

import reflex as rx

from clinic_app.records.media.state import PhotosState
from clinic_app.records.media.words import AREA_WORDS, EMPTY, TOO_LARGE
from clinic_app.shell.state import ShellState
from clinic_app.ui.i18n import LangState, _

STATE = PhotosState


class MediaUpload(rx.Component):
    """Takes, chooses and sends photos and videos, in pieces that survive a lost connection."""

    library = "$/public/media.js"
    tag = "MediaUpload"
    patient: rx.Var[int]
    clinic: rx.Var[int]
    encounter: rx.Var[int]
    lang: rx.Var[str]
    labels: rx.Var[dict[str, str]]
    areas: rx.Var[dict[str, str]]
    on_done: rx.EventHandler[rx.event.no_args_event_spec]


class MediaAlbum(rx.Component):
    """Albums, a photo as large as the window, two compared."""

    library = "$/public/media.js"
    tag = "MediaAlbum"
    groups: rx.Var[list[Any]]
    patient: rx.Var[int]
    lang: rx.Var[str]
    labels: rx.Var[dict[str, str]]
    areas: rx.Var[dict[str, str]]
    can_write: rx.Var[bool]
    on_edit: rx.EventHandler[rx.event.passthrough_event_spec(int)]
    on_retry: rx.EventHandler[rx.event.passthrough_event_spec(int)]
    on_stale: rx.EventHandler[rx.event.no_args_event_spec]


def _areas() -> dict[str, rx.Var]:
    return {code.value: _(word) for code, word in AREA_WORDS.items()}


def sender() -> rx.Component:
    """The camera, the files, and what is on its way."""
    labels = {
        "photo": _("Tomar foto"), "video": _("Grabar video"), "choose": _("Elegir archivos"), "area": _("Zona"), "date": _("Fecha"), "notes": _("Notas"),
        "hint": _("Sin fecha vale la que dice la cámara. JPG, PNG, WebP, HEIC, MP4 o MOV de hasta 200 MB; el lugar donde se tomaron no se muestra."),
        "sending": _("Enviando"), "waiting": _("En espera"), "paused": _("En pausa"), "away": _("Sin conexión: sigue solo cuando vuelva"), "finishing": _("Guardando…"),
        "sent": _("Enviado"), "failed": _("No se pudo enviar. Vuelve a elegir el archivo."), "pause": _("Pausar"), "resume": _("Continuar"), "cancel": _("Cancelar"),
        "dismiss": _("Quitar"), "too_large": _(TOO_LARGE), "empty": _(EMPTY),
    }  # fmt: skip
    return MediaUpload.create(
        patient=STATE.albums.patient, clinic=ShellState.clinic_id, encounter=STATE.albums.encounter, lang=LangState.lang, labels=labels, areas=_areas(), on_done=STATE.refresh,
        key=STATE.albums.patient.to_string(),
    )  # fmt: skip


def albums() -> rx.Component:
    """The photos that are here."""
    labels = {
        "preparing": _("Procesando"), "broken": _("No se pudo procesar"), "retry": _("Intentar otra vez"), "original": _("Descargar original"), "edit": _("Editar"),
        "close": _("Cerrar"), "previous": _("Anterior"), "next": _("Siguiente"), "by": _("Subida por"), "compare": _("Comparar dos fotos"), "stop": _("Dejar de comparar"),
        "pick": _("Elige dos fotos."), "sides": _("Lado a lado"), "slider": _("Deslizador"), "slide": _("Cuánto se ve de cada foto"), "turn": _("Intercambiar"),
        "days": _("{n} días entre ambas"), "day": _("1 día entre ambas"), "same": _("El mismo día"),
    }  # fmt: skip
    return MediaAlbum.create(
        groups=STATE.albums.groups, patient=STATE.albums.patient, lang=LangState.lang, labels=labels, areas=_areas(), can_write=STATE.can_write,
        on_edit=STATE.edit, on_retry=STATE.retry, on_stale=STATE.refresh,
    )  # fmt: skip
