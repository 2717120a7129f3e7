"""Short messages after an action. The browser shows each once; no script is evaluated, so the security policy may stay strict."""

from dataclasses import dataclass
from typing import Any, cast

import reflex as rx
import structlog

from clinic_app.core.i18n import translate
from clinic_app.core.logs import is_new
from clinic_app.ui.components import icon
from clinic_app.ui.events import public_handler
from clinic_app.ui.i18n import N_, _, language_of

KEPT = 3
FAILED = N_("Algo salió mal. Vuelve a intentarlo; lo que escribiste sigue aquí.")


@dataclass
class ToastItem:
    number: int
    text: str
    kind: str  # ok, bad, info


class ToastState(rx.State):
    """The last messages of this tab."""

    items: list[ToastItem] = []
    _last: int = 0

    def _push(self, text: str, kind: str) -> None:
        self._last += 1
        others = [item for item in self.items if item.text != text]  # said once more, not twice
        self.items = [*others[-KEPT + 1 :], ToastItem(number=self._last, text=text, kind=kind)]

    @rx.event
    @public_handler
    async def report_failure(self) -> None:
        """What `unexpected` leads to."""
        self._push(translate(await language_of(self), FAILED), "bad")


def unexpected(exception: Exception) -> rx.event.EventSpec:
    """An error nobody expected: the log gets it, the person gets a sentence."""
    told = {"exc_info": exception} if is_new(exception) else {"error": type(exception).__name__}
    structlog.get_logger("clicks").error("click failed", **told)
    return cast(rx.event.EventSpec, ToastState.report_failure())


async def notify(state: rx.State, text: str, kind: str = "ok", **values: object) -> None:
    """Show a short message in the browser's language: `await notify(self, "Cita movida a {time}", time=…)`. Kinds: ok, bad, info."""
    toasts = await state.get_state(ToastState)
    toasts._push(translate(await language_of(state), text, **values), kind)


class Toast(rx.Component):
    library = "$/public/ui.js"
    tag = "Toast"
    number: rx.Var[int]
    seconds: rx.Var[int]
    close_label: rx.Var[str]


def _toast(item: Any) -> rx.Component:
    mark = rx.match(item.kind, ("bad", icon("circle-alert")), ("info", icon("info")), icon("circle-check"))
    seconds = rx.cond(item.kind == "bad", 12, 6)
    return Toast.create(
        mark,
        rx.el.p(item.text),
        number=item.number,
        seconds=seconds,
        close_label=_("Cerrar"),
        class_name=f"toast toast-{item.kind}",
        key=item.number,
    )


def toast_region() -> rx.Component:
    """Where messages appear; screen readers announce them."""
    region = rx.el.div(
        rx.foreach(ToastState.items, _toast), class_name="toasts", role="status", custom_attrs={"aria-live": "polite", "popover": "manual"}
    )
    return rx.el.div(region, class_name="toasts-home")  # from here assets/ui.js takes it into the dialog that is open
