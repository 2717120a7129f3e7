"""What assets/ui.js adds to every page: shortcuts, menus that close, kept forms, the language of the document."""

import reflex as rx

from clinic_app.ui.i18n import LangState


class PageEffects(rx.Component):
    library = "$/public/ui.js"
    tag = "PageEffects"
    lang: rx.Var[str]


def page_effects() -> rx.Component:
    """Once on every page."""
    return PageEffects.create(lang=LangState.lang)


def language_buttons(class_name: str = "", closes: bool = False) -> list[rx.Component]:
    """One button a language, each in its own words."""
    from clinic_app.core.i18n import LANGUAGES

    def one(code: str, name: str) -> rx.Component:
        attributes = {
            "aria-pressed": rx.cond(LangState.lang == code, "true", "false"),
            "lang": code,
            **({"data-closes": "true"} if closes else {}),
        }
        return rx.el.button(name, type="button", on_click=LangState.set_language(code), class_name=class_name, custom_attrs=attributes)

    return [one(code, name) for code, name in LANGUAGES.items()]
