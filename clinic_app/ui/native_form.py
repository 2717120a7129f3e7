"""A form that the browser posts itself: the answer may set an HttpOnly cookie, which a websocket cannot."""

import reflex as rx
from reflex.config import get_config
from reflex.utils.exec import is_prod_mode
from reflex_components_core.el.element import Element


class NativeForm(Element):
    """`<form>`; rx.el.form always prevents the browser from posting."""

    tag = "form"
    action: rx.Var[str]
    method: rx.Var[str]


def native_form(*children: rx.Component, action: str, keep: bool = False, **props: object) -> rx.Component:
    """A form posting to a route of the API. `keep` restores what was typed (no passwords) when the page comes back with `?error=`."""
    origin = "" if is_prod_mode() else get_config().api_url  # development has two ports, production one door
    if keep:
        props["custom_attrs"] = {"data-keep": "true"}
    return NativeForm.create(*children, action=origin + action, method="post", **props)
