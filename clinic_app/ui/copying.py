"""A button that copies a text."""

import reflex as rx


class CopyButton(rx.Component):
    """Copies `text` into the clipboard and says so."""

    library = "$/public/copy.js"
    tag = "CopyButton"
    text: rx.Var[str]
    label: rx.Var[str]
    copied: rx.Var[str]
