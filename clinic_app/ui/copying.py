"""A button that copies a text."""

import reflex as rx

from clinic_app.ui.components import icon
from clinic_app.ui.i18n import _


class CopyButton(rx.Component):
    """Copies `text` into the clipboard and says so."""

    library = "$/public/copy.js"
    tag = "CopyButton"
    text: rx.Var[str]
    label: rx.Var[str]
    copied: rx.Var[str]


def copy_button(text: rx.Var, label: rx.Var | None = None, **props: object) -> rx.Component:
    """The main button beside a text that is there to be copied."""
    return CopyButton.create(
        icon("copy"), text=text, label=_("Copiar") if label is None else label, copied=_("Copiado"), class_name="btn btn-solid", **props
    )
