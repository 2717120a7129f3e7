"""A link to a file: the browser itself follows it, and its cookie says who asks."""

import reflex as rx
from reflex.config import get_config
from reflex.utils.exec import is_prod_mode
from reflex_components_core.el.element import Element

from clinic_app.ui.components import Part, Text


class FileLink(Element):
    """`<a>`; rx.el.a would look for a page of the app there."""

    tag = "a"
    href: rx.Var[str]
    download: rx.Var[bool]


def file_link(*children: Part, href: Text, **props: object) -> rx.Component:
    """Downloads what a route of the API answers, or with `download=False` opens it. `href` begins with the route's path."""
    origin = "" if is_prod_mode() else get_config().api_url  # development has two ports, production one door
    return FileLink.create(*children, href=rx.Var.create(origin).to(str) + rx.Var.create(href).to(str), **{"download": True, **props})
