"""The palette (Ctrl-K, `/`): one dialog in the frame of every page; assets/palette.js holds its behaviour."""

from typing import Any

import reflex as rx

from clinic_app.shell.palette_state import HitRow, PaletteState
from clinic_app.shell.places import EVERY_PLACE
from clinic_app.ui.components import icon
from clinic_app.ui.i18n import _, n_
from clinic_app.ui.theme import ICON_PHONE


class Palette(rx.Component):
    library = "$/public/palette.js"
    tag = "Palette"
    places: rx.Var[list[dict[str, Any]]]
    allowed: rx.Var[list[str]]
    hits: rx.Var[list[HitRow]]
    recents: rx.Var[list[HitRow]]
    words: rx.Var[str]
    searches: rx.Var[bool]
    texts: rx.Var[dict[str, str]]
    count_text: rx.Var[Any]
    on_begin: rx.EventHandler[rx.event.no_args_event_spec]
    on_words: rx.EventHandler[rx.event.passthrough_event_spec(str, int)]
    on_end: rx.EventHandler[rx.event.no_args_event_spec]


def _count_text() -> rx.Var:
    """A function of the browser: how many lines there are, in its language."""
    said = n_("{n} resultado", "{n} resultados", rx.Var("n", _var_type=int))
    return rx.Var(f"((n) => {said!s})", _var_data=said._get_all_var_data())


def palette() -> rx.Component:
    """Once in the frame. Whatever carries `data-opens-palette` opens it."""
    places = [
        {"name": each.name, "kind": each.kind, "title": _(each.word), "also": _(each.also), "href": each.href} for each in EVERY_PLACE
    ]
    texts = {
        "title": _("Buscar o ir a"), "placeholder": _("Paciente, documento, teléfono, página…"), "close": _("Cerrar"), "results": _("Resultados"),
        "none": _("Nada coincide con lo que buscas."), "searching": _("Buscando…"), "recent": _("Abiertos hace poco"), "patient": _("Pacientes"),
        "action": _("Acciones"), "page": _("Páginas"), "move": _("moverse"), "open": _("abrir"), "leave": _("cerrar"),
    }  # fmt: skip
    return Palette.create(
        places=places, allowed=PaletteState.allowed, hits=PaletteState.hits, recents=PaletteState.recents, words=PaletteState.words,
        searches=PaletteState.searches, texts=texts, count_text=_count_text(),
        on_begin=PaletteState.begin, on_words=PaletteState.search, on_end=PaletteState.end,
    )  # fmt: skip


def search_opener() -> rx.Component:
    """Looks like a search field and opens the palette; `/` presses it from anywhere."""
    attributes = {"data-opens-palette": "true", "data-shortcut": "/", "aria-haspopup": "dialog"}
    return rx.el.button(
        icon("search"), rx.el.span(_("Buscar paciente, documento o teléfono"), class_name="grow"), rx.el.kbd("/"),
        type="button", class_name="search search-opener only-wide", custom_attrs=attributes,
    )  # fmt: skip


def phone_search_opener() -> rx.Component:
    """The magnifier of the top line on a phone."""
    attributes = {"data-opens-palette": "true", "aria-haspopup": "dialog", "aria-label": _("Buscar paciente")}
    return rx.el.button(icon("search", ICON_PHONE), type="button", class_name="btn btn-ghost btn-icon only-phone", custom_attrs=attributes)
