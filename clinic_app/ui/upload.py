"""Files from the person's device, sent straight to a route of the API (assets/upload.js); Reflex's own way of uploading stays closed."""

import reflex as rx

from clinic_app.core.files import IMAGE_TOO_LARGE, MAX_IMAGE_BYTES
from clinic_app.ui.components import Text, icon
from clinic_app.ui.i18n import N_, LangState, _

PICTURES = "image/png,image/jpeg,image/webp,image/heic,image/heif"
SCRIPT_WORDS = (
    N_("No hay conexión. El archivo no se envió; vuelve a intentarlo."),
    N_("No se pudo guardar el archivo. Vuelve a intentarlo."),
    N_("El archivo está vacío."),
)


class UploadButton(rx.Component):
    library = "$/public/upload.js"
    tag = "UploadButton"
    action: rx.Var[str]
    method: rx.Var[str]
    field: rx.Var[str]
    accept: rx.Var[str]
    most: rx.Var[int]
    too_large: rx.Var[str]
    clinic: rx.Var[int]
    lang: rx.Var[str]
    label: rx.Var[str]
    on_done: rx.EventHandler[rx.event.no_args_event_spec]


def upload_button(
    name: str, label: Text, *, action: Text, on_done: object, clinic: rx.Var | int = 0, method: str = "POST", accept: str = PICTURES,
    most: int = MAX_IMAGE_BYTES, too_large: str = IMAGE_TOO_LARGE, **props: object,
) -> rx.Component:  # fmt: skip
    """A button that lets the person choose one file and sends it as the field `name` of a form.

    The route answers with the sentence for the field, which stands beside the button. `clinic`: the one the page shows, so that
    a file never lands in another. `on_done` runs when the file is kept. `too_large` is Spanish, marked with N_.
    """
    return UploadButton.create(
        icon("upload"), id=f"upload-{name}", field=name, label=label, action=action, method=method, accept=accept, most=most, too_large=too_large,
        clinic=clinic, lang=LangState.lang, on_done=on_done, class_name="btn", **props,
    )  # fmt: skip


def picture_field(
    name: str,
    label: Text,
    src: rx.Var,
    *,
    hint: Text,
    action: Text,
    on_done: object,
    on_remove: object,
    clinic: rx.Var,
    allowed: rx.Var | bool = True,
    shape: str = "",
) -> rx.Component:
    """A picture with its preview (in a frame of fixed size: nothing moves when it comes), a button to send another and one to take it away.

    `shape`: "round" for faces, "" for logos and stamps.
    """
    empty = rx.el.span(icon("image", 24), class_name="picture-empty")
    shown = rx.el.div(rx.cond(src != "", rx.el.img(src=src, alt=label), empty), class_name=f"picture {shape}".strip())
    words = rx.cond(src != "", _("Cambiar imagen"), _("Subir imagen"))
    away = rx.el.button(
        icon("trash-2"),
        _("Quitar"),
        type="button",
        on_click=on_remove,
        class_name="btn btn-ghost",
        custom_attrs={"aria-label": _("Quitar {name}", name=label)},
    )
    buttons = rx.el.div(
        upload_button(name, words, action=action, method="PATCH", on_done=on_done, clinic=clinic), rx.cond(src != "", away, rx.fragment()), class_name="row top wrap"
    )  # fmt: skip
    told = rx.el.div(
        rx.el.h3(label, class_name="small"),
        rx.el.p(hint, class_name="hint"),
        rx.cond(allowed, buttons, rx.fragment()),
        class_name="stack gap-4 grow",
    )
    return rx.el.div(shown, told, class_name="row top gap-16 picture-field")
