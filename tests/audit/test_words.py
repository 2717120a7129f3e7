"""The trail is read by people: what the code writes into it as a code has words."""

import ast
from pathlib import Path

import pytest

from clinic_app.shell.settings.trail_words import ACTION_WORDS, ENTITY_WORDS

CODE = Path(__file__).parents[2] / "clinic_app"


def recorded(place: int) -> dict[str, str]:
    """Every literal argument (the beginning of a built one, `hold_`, left out) at this place of `audit.record(work, action, entity, …)`, with the file that writes it."""
    found: dict[str, str] = {}
    for path in CODE.rglob("*.py"):
        source = path.read_text()
        if "audit.record(" not in source:
            continue
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.record" and len(node.args) > place:
                literals = (each.value for each in ast.walk(node.args[place]) if isinstance(each, ast.Constant))
                found.update(
                    {each: path.name for each in literals if isinstance(each, str) and each.isidentifier() and not each.endswith("_")}
                )
    return found


@pytest.mark.parametrize(("place", "words"), [(1, ACTION_WORDS), (2, ENTITY_WORDS)], ids=["actions", "entities"])
def test_every_code_that_is_written_into_the_trail_has_words(place: int, words: dict[str, str]) -> None:
    codes = recorded(place)
    assert len(codes) > 20
    assert not {code: file for code, file in codes.items() if code not in words}
