"""Every text for people exists in every language, and the browser's copy is the present one."""

import re

import pytest

from clinic_app.core.i18n import CATALOGUES, known_language, translate
from tools import i18n

FOUND = i18n.collect()
MARK = re.compile(r"\{\w+\}")


@pytest.mark.parametrize("language", CATALOGUES)
def test_no_text_lacks_a_translation(language):
    assert i18n.missing(FOUND)[language] == []


@pytest.mark.parametrize("language", CATALOGUES)
def test_translations_keep_the_marks(language):
    catalog = i18n.read_catalogue(language)
    for text in FOUND.plural:
        message = catalog.get(text)
        if message is None:  # the test above says so
            continue
        for string in [message.string] if isinstance(message.string, str) else message.string:
            assert set(MARK.findall(string)) <= set(MARK.findall(text)) | {"{n}"}, text


def test_the_browser_has_the_present_catalogues():
    assert i18n.SCRIPT.read_text() == i18n.script(FOUND), "run `python -m tools.i18n`"


def test_a_text_without_translation_stays_spanish():
    assert translate("en", "Texto sin traducir {name}", name="X") == "Texto sin traducir X"


@pytest.mark.parametrize(
    ("tag", "language"), [("pt_BR", "pt-BR"), ("pt", "pt-BR"), ("en-US", "en"), ("es-PE", "es"), ("fr", "es"), (None, "es")]
)
def test_the_nearest_language(tag, language):
    assert known_language(tag) == language
