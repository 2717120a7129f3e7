"""Words for people. Spanish is the source; the other languages are gettext catalogues read at first use."""

from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

LOCALE_DIR = Path(__file__).parent.parent / "locale"
LANGUAGES = {"es": "Español", "pt-BR": "Português", "en": "English"}  # each in its own words, so never translated
DEFAULT_LANGUAGE = "es"
CATALOGUES = {"pt-BR": "pt_BR", "en": "en"}  # language tag -> folder of its catalogue


def known_language(tag: str | None) -> str:
    """The language we speak that is nearest to a tag such as `pt_BR`, `en-US` or nothing at all."""
    base = (tag or "").replace("_", "-").split("-")[0].lower()
    return next((language for language in LANGUAGES if language.split("-")[0] == base), DEFAULT_LANGUAGE)


def catalogue_path(language: str) -> Path:
    """Where the words of a language lie."""
    return LOCALE_DIR / CATALOGUES[language] / "LC_MESSAGES" / "messages.po"


@cache
def catalogue(language: str) -> Catalog:
    """The catalogue of a language other than Spanish.

    Errors: KeyError for a language without catalogue.
    """
    with catalogue_path(language).open("rb") as file:
        return read_po(file, locale=CATALOGUES[language])


def fill(text: str, **values: object) -> str:
    """Put values into `{name}` marks; a text with other braces is left alone."""
    for name, value in values.items():
        text = text.replace("{" + name + "}", str(value))
    return text


class Sentence(str):
    """A sentence for people that holds values: the Spanish text, ready to read, which still knows how to be said in another language.

    Services raise it (`Sentence("Máximo {most}.", most=5)`); REST answers the Spanish text, screens pass it through `translate`.
    """

    template: str
    values: dict[str, object]

    def __new__(cls, template: str, /, **values: object) -> "Sentence":
        made = super().__new__(cls, fill(template, **values))
        made.template, made.values = template, values
        return made


def translate(locale: str, text: str, **values: object) -> str:
    """A sentence in the person's language; the Spanish source when it has no translation yet. Values that are sentences are translated too."""
    if isinstance(text, Sentence):
        text, values = text.template, text.values | values
    language = known_language(locale)
    values = {name: translate(language, value) if isinstance(value, Sentence) else value for name, value in values.items()}
    if language == DEFAULT_LANGUAGE:
        return fill(text, **values)
    message = catalogue(language).get(text)
    return fill(str(message.string) if message and message.string else text, **values)


def N_(text: str) -> str:
    """Mark a text for the catalogues where it is declared; it is translated where it is shown."""
    return text
