"""State-free parts that every screen is made of. Texts come translated: pass `_("…")`, never a literal."""

from collections.abc import Callable

import reflex as rx
from reflex_base.constants import MemoizationMode
from reflex_components_core.react_router.dom import ReactRouterLink

from clinic_app.ui.i18n import _
from clinic_app.ui.theme import APPOINTMENT_LOOKS, ICON_BADGE, ICON_ROW, Look

Text = str | rx.Var
Part = rx.Component | rx.Var | str


def icon(name: str, size: int = ICON_ROW, **props: object) -> rx.Component:
    """A Lucide icon, hidden from screen readers: the word beside it speaks."""
    return rx.icon(name, size=size, custom_attrs={"aria-hidden": "true"}, **props)


def _button_class(kind: str, size: str, wide: bool, only_icon: bool) -> str:
    extras = [f"btn-{kind}" if kind else "", f"btn-{size}" if size else "", "btn-wide" if wide else "", "btn-icon" if only_icon else ""]
    return " ".join(["btn", *filter(None, extras)])


def button(
    label: Text, *, icon_name: str = "", kind: str = "", size: str = "", wide: bool = False, busy: rx.Var | bool = False,
    shortcut: str = "", only_icon: bool = False, **props: object,
) -> rx.Component:  # fmt: skip
    """A button. kind: solid, soft, ghost, danger or plain (""); size: sm, lg or "". `only_icon` keeps the label for screen readers and the tooltip."""
    props.setdefault("type", "button")
    attributes = dict(props.pop("custom_attrs", {}))  # type: ignore[call-overload]
    if shortcut:
        attributes["data-shortcut"] = shortcut.lower()
    if only_icon:
        attributes["aria-label"] = label
        props.setdefault("title", label)
    mark = icon(icon_name) if icon_name else rx.fragment()
    if isinstance(busy, rx.Var) or busy:
        mark = rx.cond(busy, icon("loader-circle", class_name="spin"), mark)
        props.setdefault("disabled", busy)
    words = [] if only_icon else [label]
    key = [rx.el.kbd(shortcut.upper(), class_name="only-wide")] if shortcut and not only_icon else []
    return rx.el.button(mark, *words, *key, class_name=_button_class(kind, size, wide, only_icon), custom_attrs=attributes, **props)


def link_button(
    label: Text, href: Text, *, icon_name: str = "", kind: str = "", size: str = "", wide: bool = False, **props: object
) -> rx.Component:
    """A link that looks like a button and goes to another page of the app."""
    mark = [icon(icon_name)] if icon_name else []
    return page_link(*mark, label, href=href, class_name=_button_class(kind, size, wide, False), **props)


def page_link(*children: Part, href: Text, **props: object) -> rx.Component:
    """A link inside the app, without reloading it."""
    return ReactRouterLink.create(*children, to=href, **props)


def _field(
    name: str, label: Text, control: Callable[[dict[str, object]], rx.Component], error: Text, hint: Text, required: bool, side: Part | None
) -> rx.Component:
    described = f"{name}-hint {name}-error"
    failed = error != "" if isinstance(error, rx.Var) else bool(error)
    attributes = {"aria-describedby": described, "aria-invalid": rx.cond(failed, "true", "false")}
    words = rx.el.span(label) if required else rx.el.span(label, " ", rx.el.span("(", _("opcional"), ")", class_name="optional"))
    message = rx.el.span(icon("circle-x", ICON_BADGE), rx.el.span(error), class_name="field-error")
    return rx.el.div(
        rx.el.div(rx.el.label(words, html_for=name), side if side is not None else rx.fragment(), class_name="label"),
        control(attributes),
        rx.el.p(hint, id=f"{name}-hint", class_name="hint") if isinstance(hint, rx.Var) or hint else rx.fragment(),
        rx.el.div(rx.cond(failed, message, rx.fragment()), id=f"{name}-error", role="alert"),
        class_name="field",
    )


def text_field(
    name: str,
    label: Text,
    *,
    error: Text = "",
    hint: Text = "",
    required: bool = True,
    side: Part | None = None,
    multiline: bool = False,
    **props: object,
) -> rx.Component:
    """An input with its label, its hint and the error beside it. Any attribute of the input (type, value, on_change, auto_complete…) passes through."""

    def control(attributes: dict[str, object]) -> rx.Component:
        make = rx.el.textarea if multiline else rx.el.input
        return make(id=name, name=name, required=required, class_name="input", custom_attrs=attributes, **props)

    return _field(name, label, control, error, hint, required, side)


def select_field(
    name: str,
    label: Text,
    options: list[tuple[str, Text]] | rx.Var,
    *,
    error: Text = "",
    hint: Text = "",
    required: bool = True,
    empty: Text = "",
    **props: object,
) -> rx.Component:
    """A choice. `options`: (value, words) pairs, or a Var of objects with `value` and `label`. `empty` is the words of "nothing chosen"."""
    if isinstance(options, rx.Var):
        choices: list[rx.Component] = [rx.foreach(options, lambda each: rx.el.option(each.label, value=each.value, key=each.value))]
    else:
        choices = [rx.el.option(words, value=value) for value, words in options]
    first = [rx.el.option(empty, value="")] if isinstance(empty, rx.Var) or empty else []

    def control(attributes: dict[str, object]) -> rx.Component:
        return rx.el.select(*first, *choices, id=name, name=name, required=required, class_name="input", custom_attrs=attributes, **props)

    return _field(name, label, control, error, hint, required, None)


def check_field(name: str, label: Text, **props: object) -> rx.Component:
    """A checkbox with its words."""
    return rx.el.label(rx.el.input(type="checkbox", id=name, name=name, **props), rx.el.span(label), class_name="check", html_for=name)


def card(*children: Part, title: Text = "", actions: list[rx.Component] | None = None, pad: bool = True, **props: object) -> rx.Component:
    """A surface; with `title` it gets a head with the actions at its end. `pad=False` for lists and tables."""
    titled = isinstance(title, rx.Var) or bool(title)
    head = [rx.el.div(rx.el.h2(title, class_name="grow"), *(actions or []), class_name="card-head")] if titled else []
    body = rx.el.div(*children, class_name="card-pad") if pad else rx.fragment(*children)
    extra = str(props.pop("class_name", ""))
    return rx.el.section(*head, body, class_name=f"card {extra}".strip(), **props)


def page_header(title: Text, *actions: rx.Component, detail: Part | None = None) -> rx.Component:
    """The one h1 of a page, a short detail, and its actions."""
    return rx.el.header(
        rx.el.h1(title),
        rx.el.span(detail, class_name="muted small") if detail is not None else rx.fragment(),
        rx.el.div(*actions, class_name="actions") if actions else rx.fragment(),
        class_name="page-head",
    )


def badge(label: Text, family: str = "mute", icon_name: str = "") -> rx.Component:
    """A word with an icon in a family of state (theme.FAMILIES)."""
    mark = [icon(icon_name, ICON_BADGE)] if icon_name else []
    return rx.el.span(*mark, label, class_name=f"badge t-{family}")


def _look_badge(look: Look) -> rx.Component:
    return badge(_(look.word), look.family, look.icon)


def status_badge(status: str | rx.Var) -> rx.Component:
    """The state of an appointment (its wire code, or theme.ARRIVED) as icon and word."""
    if not isinstance(status, rx.Var):
        return _look_badge(APPOINTMENT_LOOKS[status])
    known = [(code, _look_badge(look)) for code, look in APPOINTMENT_LOOKS.items()]
    return rx.fragment(rx.match(status, *known, badge(status)))


def empty_state(icon_name: str, title: Text, text: Text = "", *actions: rx.Component, family: str = "accent") -> rx.Component:
    """What is missing and the one or two things to do about it."""
    return rx.el.div(
        rx.el.span(icon(icon_name, 20), class_name=f"empty-icon t-{family}"),
        rx.el.h2(title),
        rx.el.p(text),
        rx.el.div(*actions, class_name="row") if actions else rx.fragment(),
        class_name="empty",
    )


def error_state(title: Text, text: Text, *actions: rx.Component) -> rx.Component:
    """A load that failed: what happened and how to go on."""
    return rx.el.div(empty_state("circle-alert", title, text, *actions, family="bad"), role="alert")


def load_failed(*on_retry: object) -> rx.Component:
    """In place of what could not be read (the State's `failed`, set by the guard), with a button that asks again."""
    again = button(_("Reintentar"), icon_name="rotate-cw", kind="solid", on_click=list(on_retry))
    return error_state(_("No se pudo cargar"), _("No hay conexión con la base de datos. Suele durar unos segundos."), again)


def loading(loaded: rx.Var, failed: rx.Var, shown: rx.Component, *on_retry: object, lines: int = 9) -> rx.Component:
    """What was read, the grey lines while it is being read, or that it could not be read."""
    return rx.cond(loaded, shown, rx.cond(failed, load_failed(*on_retry), skeleton(lines)))


def skeleton(lines: int = 6) -> rx.Component:
    """Grey lines in the shape of what is coming; they appear only after 300 ms."""
    bars = [rx.el.i(custom_attrs={"aria-hidden": "true"}) for _each in range(lines)]
    return rx.el.div(rx.el.span(_("Cargando…"), class_name="sr-only"), *bars, class_name="skeleton", role="status")


def note(family: str, icon_name: str, *children: Part) -> rx.Component:
    """A strip inside a card: information, warning or error."""
    return rx.el.div(icon(icon_name), rx.el.div(*children, class_name="grow"), class_name=f"note t-{family}")


def kpi_card(label: Text, value: Part, *, unit: Part | None = None, detail: Part | None = None) -> rx.Component:
    """One number with what it means."""
    return rx.el.div(
        rx.el.span(label, class_name="small"),
        rx.el.span(value, *([" ", rx.el.span(unit, class_name="kpi-unit")] if unit is not None else []), class_name="kpi-value"),
        rx.el.span(detail, class_name="tiny muted") if detail is not None else rx.fragment(),
        class_name="card kpi",
    )


def avatar_initials(initials: Text, family: str = "accent", size: str = "") -> rx.Component:
    """Initials in a circle; the name stands beside it."""
    return rx.el.span(
        initials, class_name=f"avatar t-{family} {'avatar-' + size if size else ''}".strip(), custom_attrs={"aria-hidden": "true"}
    )


def segmented(
    options: list[tuple[str, Text]], value: rx.Var, on_choose: Callable[[str], object], label: Text, disabled: rx.Var | bool = False
) -> rx.Component:
    """A few exclusive choices; `on_choose(value)` returns the event."""
    buttons = [
        rx.el.button(
            words,
            type="button",
            disabled=disabled,
            on_click=on_choose(code),
            custom_attrs={"aria-pressed": rx.cond(value == code, "true", "false")},
        )
        for code, words in options
    ]
    return rx.el.div(*buttons, class_name="segmented", role="group", custom_attrs={"aria-label": label})


def chip(label: Part, on: rx.Var | bool = False, **props: object) -> rx.Component:
    """A filter or a slot that can be pressed."""
    return rx.el.button(label, type="button", class_name="chip", custom_attrs={"aria-pressed": rx.cond(on, "true", "false")}, **props)


def menu(summary: rx.Component, *items: rx.Component, label: Text, side: str = "right") -> rx.Component:
    """A menu that opens by itself (<details>) and closes on Esc or a click outside."""
    panel = rx.el.div(*items, class_name="menu-panel left" if side == "left" else "menu-panel")
    return rx.el.details(rx.el.summary(summary, custom_attrs={"aria-label": label}), panel, class_name="menu")


class Modal(rx.Component):
    """A native modal dialog of assets/ui.js."""

    library = "$/public/ui.js"
    tag = "Modal"
    open: rx.Var[bool]
    on_close: rx.EventHandler[rx.event.no_args_event_spec]
    _memoization_mode = MemoizationMode(recursive=False)


def dialog(
    *children: Part, title: Text, open: rx.Var, on_close: object, name: str, footer: list[rx.Component] | None = None, wide: bool = False
) -> rx.Component:
    """A modal dialog; `name` is its unique id, `on_close` the event for Esc and the cross. Its content exists only while it is open.

    To have one form around body and footer, pass the form as the only child and leave `footer` out.
    """
    return Modal.create(
        rx.el.header(
            rx.el.h2(title, id=f"{name}-title"), button(_("Cerrar"), icon_name="x", kind="ghost", only_icon=True, on_click=on_close), class_name="dialog-head"
        ),
        rx.el.div(*children, class_name="dialog-body"),
        rx.el.footer(*footer, class_name="dialog-foot") if footer else rx.fragment(),
        open=open, on_close=on_close, id=name, class_name="dialog dialog-wide" if wide else "dialog", custom_attrs={"aria-labelledby": f"{name}-title"},
    )  # fmt: skip
