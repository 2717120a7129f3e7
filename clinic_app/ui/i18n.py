"""Words, dates and money on screens. They are chosen in the browser, so changing language needs no round trip for the texts."""

import reflex as rx
from reflex.utils.imports import ImportVar
from reflex.vars import VarData

from clinic_app.core.i18n import DEFAULT_LANGUAGE, LANGUAGES, N_, known_language
from clinic_app.ui.events import public_handler

__all__ = ["N_", "LangState", "_", "date_text", "language_of", "money_text", "n_", "number_text"]

ONE_YEAR = 365 * 24 * 3600


class LangState(rx.State):
    """The language of this browser, kept in a cookie so that it survives signing out."""

    lang: str = rx.Cookie(DEFAULT_LANGUAGE, name="lang", max_age=ONE_YEAR, same_site="lax")

    @rx.event
    @public_handler
    def set_language(self, language: str) -> None:
        """Change the language; an unknown one changes nothing."""
        if language in LANGUAGES:
            self.lang = language


async def language_of(state: rx.State) -> str:
    """The language of the browser that a handler works for, for texts made on the server."""
    return known_language((await state.get_state(LangState)).lang)


def _function(name: str, module: str) -> rx.vars.FunctionVar:
    imports = {f"$/public/{module}.js": [ImportVar(tag=name)]}
    return rx.vars.FunctionStringVar.create(name, _var_data=VarData(imports=imports))


_TR, _TRN = _function("tr", "i18n"), _function("trn", "i18n")
_DATE, _MONEY, _NUMBER = _function("dateText", "intl"), _function("moneyText", "intl"), _function("numberText", "intl")


def _(text: str | rx.Var, **values: object) -> rx.Var[str]:
    """A text of a screen, in Spanish; `{name}` marks are filled with values or Vars. A Var is looked up by its Spanish text (mark those with `N_`)."""
    return _TR.call(LangState.lang, text, *([values] if values else [])).to(str)


def n_(one: str, many: str, count: int | rx.Var, **values: object) -> rx.Var[str]:
    """A text that counts: `n_("{n} cita", "{n} citas", State.total)`."""
    return _TRN.call(LangState.lang, one, many, count, *([values] if values else [])).to(str)


def date_text(iso: str | rx.Var, style: str = "medium") -> rx.Var[str]:
    """An ISO date or wall time of the clinic as words. Styles: short, medium, long, numeric, month, time, datetime."""
    return _DATE.call(LangState.lang, iso, style).to(str)


def money_text(amount: object, currency: str | rx.Var = "PEN") -> rx.Var[str]:
    """An amount with its currency, as `S/ 45.00`."""
    return _MONEY.call(LangState.lang, amount, currency).to(str)


def number_text(value: object, digits: int = 0) -> rx.Var[str]:
    """A number with the separators of the language and at most that many decimals."""
    return _NUMBER.call(LangState.lang, value, digits).to(str)
