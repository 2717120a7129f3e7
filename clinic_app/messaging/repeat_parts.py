"""The button that sends once more what did not arrive, and the question before it."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

from typing import Any

import reflex as rx

from clinic_app.messaging.outbox_state import TroubleRow
from clinic_app.messaging.repeat_state import RepeatState
from clinic_app.messaging.rows import Bubble
from clinic_app.ui.components import button, dialog
from clinic_app.ui.i18n import _

AGAIN = RepeatState


def again_button(row: rx.Var[Bubble] | rx.Var[TroubleRow], label: rx.Var, refresh: Any) -> rx.Component:
    """What failed leaves at a press; where that may be wrong, it asks first. `refresh`: the screen looks at its list once more."""
    at_once = button(label, icon_name="rotate-cw", size="sm", on_click=[AGAIN.send(row.id, row.round), refresh])
    asks = button(label, icon_name="rotate-cw", size="sm", on_click=AGAIN.begin(row.id))
    return rx.cond(row.again == "", rx.fragment(), rx.cond(row.again == "send", at_once, asks))


def repeat_dialog(refresh: Any) -> rx.Component:
    """Before a message is repeated that may have arrived, or whose hour is over."""
    asked = AGAIN.asked
    doubt = _("Puede que sí haya llegado: el proveedor no lo confirmó. Si lo envías otra vez, quizá lo reciba dos veces.")
    late = _("Se pasó la hora en que este mensaje servía. Léelo antes: puede que lo que dice ya no sea cierto.")
    known = button(
        _("Sí llegó"), icon_name="check", on_click=[AGAIN.arrived(asked.id), refresh], title=_("Compruébalo con la persona o en el proveedor")
    )  # fmt: skip
    return dialog(
        rx.el.div(
            rx.el.p(rx.cond(asked.again == "doubt", doubt, late)), rx.el.p(asked.text, class_name="said said-out said-text"), class_name="stack"
        ),
        title=_("¿Enviarlo otra vez?"), open=asked.id > 0, on_close=AGAIN.close, name="repeat-message",
        footer=[
            rx.cond(asked.again == "doubt", known, rx.fragment()),
            button(_("Enviar otra vez"), icon_name="rotate-cw", kind="solid", on_click=[AGAIN.send(asked.id, asked.round), refresh]),
        ],
    )  # fmt: skip
