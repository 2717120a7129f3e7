"""The banner with a patient's allergies: one look on every screen that is about her."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false

import reflex as rx

from clinic_app.ui.components import icon
from clinic_app.ui.i18n import _


def allergy_banner(allergies: rx.Var, *more: rx.Component, inside: bool = False) -> rx.Component:
    """What she must not be given, and `more` behind it; nothing where nothing is noted. `inside`: within a dialog, whose edge is margin enough."""
    words = rx.el.span(rx.el.strong(_("Alergias"), ": "), allergies.to(list[str]).join(" · "), class_name="grow")
    style = {"margin": "0"} if inside else {}
    banner = rx.el.div(
        icon("triangle-alert"),
        words,
        *more,
        class_name="allergy-banner t-bad",
        style=style,
        role="note",
        custom_attrs={"aria-label": _("Alergias")},
    )
    return rx.cond(allergies.to(list[str]).length() > 0, banner, rx.fragment())
