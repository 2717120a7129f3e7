"""Forms and the words of codes, for every screen. The browser keeps what is typed; the server answers with a sentence beside each field."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

from dataclasses import dataclass

import reflex as rx

from clinic_app.ui.components import Text, button, check_field, icon, select_field, text_field
from clinic_app.ui.i18n import _


def word_of(code: rx.Var, words: dict[str, str]) -> rx.Var:
    """The words of a code in the browser's language."""
    return rx.match(code, *[(each, _(word)) for each, word in words.items()], "").to(str)


def choices(words: dict[str, str]) -> list[tuple[str, Text]]:
    """The options of a select."""
    return [(code, _(word)) for code, word in words.items()]


@dataclass(frozen=True)
class Fields:
    """Makes fields that start with `values` and show `errors`, both by the name of the field; `prefix` tells two forms in one apart."""

    values: rx.Var
    errors: rx.Var
    prefix: str = ""

    def said(self, name: str) -> rx.Var:
        """The sentence beside a field, in the person's language; empty when there is none. `name` comes with its prefix."""
        return _(rx.cond(self.errors.contains(name), self.errors[name], "").to(str))

    def text(self, name: str, label: Text, *, required: bool = False, **props: object) -> rx.Component:
        name = self.prefix + name
        return text_field(
            name, label, error=self.said(name), required=required, default_value=self.values[name], auto_complete="off", **props
        )

    def choice(
        self, name: str, label: Text, options: list[tuple[str, Text]] | rx.Var, *, required: bool = True, empty: Text = "", **props: object
    ) -> rx.Component:  # fmt: skip
        name = self.prefix + name
        if "value" not in props:  # a controlled select brings its own
            props["default_value"] = self.values[name]
        return select_field(name, label, options, error=self.said(name), required=required, empty=empty, **props)

    def check(self, name: str, label: Text) -> rx.Component:
        return check_field(self.prefix + name, label, default_checked=self.values[self.prefix + name] == "true")


def form(*fields: rx.Component, on_submit: object, on_cancel: object, save: Text) -> rx.Component:
    """One form with its buttons. The server judges, so that every sentence stands beside its field and in the person's language."""
    foot = rx.el.div(
        button(_("Cancelar"), on_click=on_cancel), rx.el.button(icon("check"), save, type="submit", class_name="btn btn-solid"), class_name="form-foot"
    )  # fmt: skip
    return rx.el.form(*fields, foot, on_submit=on_submit, no_validate=True, class_name="stack gap-16")
