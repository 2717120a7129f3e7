"""Words for people: collect them from the sources, keep the catalogues in step, write the browser's copy.

python -m tools.i18n                      update messages.po of each language and assets/i18n.js
python -m tools.i18n missing              print what still lacks a translation, as JSON
python -m tools.i18n fill LANG FILE.json  put translations {"Spanish": "translated"} into a catalogue (a list for plurals)
"""

import ast
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from clinic_app.core.i18n import CATALOGUES, catalogue_path

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "clinic_app"
SCRIPT = ROOT / "assets" / "i18n.js"
SCREEN = {"_": 0, "N_": 0}  # function -> where its text stands
SERVER = {"translate": 1, "notify": 1, "Sentence": 0}
RAISED = {"ValueError", "_refuse", "refuse"}  # what becomes the sentence beside a field
PLURALS = {"n_": 0}
RUNTIME = """\
// Written by `python -m tools.i18n` from the gettext catalogues. Do not edit.
const LANGUAGES = %s;
const WORDS = %s; // text -> its words in each of them; 0: the same
const wordsOf = (lang, text) => WORDS[text]?.[LANGUAGES.indexOf(lang)];
function fill(text, args) {
  if (args) for (const name in args) text = text.replaceAll("{" + name + "}", args[name] ?? "");
  return text;
}
export function tr(lang, text, args) {
  const found = wordsOf(lang, text);
  return fill((typeof found === "string" && found) || text || "", args);
}
export function trn(lang, one, many, count, args) {
  const few = Number(count) === 1 || (Number(count) === 0 && lang === "pt-BR");
  const forms = wordsOf(lang, one);
  return fill(Array.isArray(forms) ? forms[few ? 0 : 1] : Number(count) === 1 ? one : many, { n: count, ...args });
}
"""


@dataclass
class Found:
    """The texts of the sources: text -> its plural or nothing, and where it stands."""

    plural: dict[str, str | None] = field(default_factory=dict)
    places: dict[str, set[str]] = field(default_factory=dict)
    on_screen: set[str] = field(default_factory=set)

    def add(self, text: str, place: str, *, many: str | None = None, screen: bool = False) -> None:
        self.plural[text] = many or self.plural.get(text)
        self.places.setdefault(text, set()).add(place)
        if screen:
            self.on_screen.add(text)


def _literal(node: ast.AST | None) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else node.func.attr if isinstance(node.func, ast.Attribute) else ""


def _argument(node: ast.Call, index: int) -> str:
    return _literal(node.args[index]) if len(node.args) > index else ""


def our_errors(trees: Iterable[ast.Module]) -> set[str]:
    """ClinicError and every class below it, by name: their sentences are for people."""
    parents = {
        node.name: {base.id for base in node.bases if isinstance(base, ast.Name)}
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    ours = {"ClinicError"}
    while more := {name for name, bases in parents.items() if bases & ours} - ours:
        ours |= more
    return ours


def _raised(node: ast.AST, errors: set[str]) -> bool:
    return isinstance(node, ast.Call) and _called(node) in errors | RAISED | {"Sentence"}


def said_by_name(trees: Iterable[ast.Module], errors: set[str]) -> set[str]:
    """The names of constants that are raised: `raise Conflict(STALE)`, `raise ValueError(BAD_DATE)`, `problems[name] = [BLANK]`."""
    calls = [node for tree in trees for node in ast.walk(tree) if _raised(node, errors)]
    beside = [
        node.value
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript)
    ]
    within = [each for node in [*calls, *beside] for each in ast.walk(node)]
    return {each.id if isinstance(each, ast.Name) else each.attr for each in within if isinstance(each, ast.Name | ast.Attribute)} - {"N_"}


def _constant(node: ast.AST, names: set[str]) -> Iterator[str]:
    """The sentences of `NAME = "…"` (or a table of them) at the head of a module, when something raises it."""
    if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id.isupper() and t.id in names for t in node.targets):
        yield from (text for text in _whole_texts(node.value) if _is_sentence(text))


def _is_sentence(text: str) -> bool:
    return text[:1] in '¿"' or (text[:1].isupper() and text[-1:] in ".?!")


def _whole_texts(node: ast.AST) -> Iterator[str]:
    """The literal sentences below a node; pieces of an f-string are not sentences."""
    if isinstance(node, ast.JoinedStr):
        return
    if " " in (text := _literal(node)):
        yield text
    for child in ast.iter_child_nodes(node):
        yield from _whole_texts(child)


def _read(path: Path, tree: ast.Module, errors: set[str], names: set[str], found: Found) -> None:
    place = path.relative_to(ROOT).as_posix()
    for text in (text for node in tree.body for text in _constant(node, names)):
        found.add(text, place)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = _called(node)
            if name in PLURALS and (one := _argument(node, PLURALS[name])):
                found.add(one, place, many=_argument(node, PLURALS[name] + 1), screen=name == "n_")
            elif name in SCREEN and (text := _argument(node, SCREEN[name])):
                found.add(text, place, screen=True)
            elif name in SERVER and (text := _argument(node, SERVER[name])):
                found.add(text, place)
            elif name in errors | RAISED:
                for text in _whole_texts(node):
                    if name in errors or _is_sentence(text):
                        found.add(text, place)
        elif (
            isinstance(node, ast.Assign)
            and any(isinstance(t, ast.Name) and t.id == "sentence" for t in node.targets)
            and _literal(node.value)
        ):
            found.add(_literal(node.value), place)


def collect() -> Found:
    """Every text for people in the sources."""
    found = Found()
    trees = {path: ast.parse(path.read_text()) for path in sorted(SOURCES.rglob("*.py"))}
    errors = our_errors(trees.values())
    names = said_by_name(trees.values(), errors)
    for path, tree in trees.items():
        _read(path, tree, errors, names, found)
    return found


def read_catalogue(language: str) -> Catalog:
    path = catalogue_path(language)
    if not path.exists():
        return Catalog(locale=CATALOGUES[language], project="Hampiq", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=CATALOGUES[language])


def write_catalogue(language: str, catalog: Catalog) -> None:
    path = catalogue_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalog, width=140, sort_output=True, ignore_obsolete=True)


def updated(language: str, found: Found) -> Catalog:
    """The catalogue with exactly the texts of the sources; kept translations stay."""
    old = read_catalogue(language)
    new = Catalog(
        locale=CATALOGUES[language], project="Hampiq", charset="utf-8", creation_date=old.creation_date, revision_date=old.revision_date
    )
    for text, many in found.plural.items():
        kept = old.get(text)
        string = kept.string if kept and isinstance(kept.string, str) != bool(many) else None
        new.add((text, many) if many else text, string, locations=[(place, 0) for place in sorted(found.places[text])])
    return new


def missing(found: Found | None = None) -> dict[str, list[str]]:
    """Language -> the texts without a translation."""
    found = found or collect()
    lacking = {}
    for language in CATALOGUES:
        catalog = read_catalogue(language)
        messages = {text: catalog.get(text) for text in found.plural}
        lacking[language] = [
            text for text, m in messages.items() if not m or not m.string or (isinstance(m.string, (list, tuple)) and not all(m.string))
        ]
    return lacking


def script(found: Found) -> str:
    """The browser's copy: the texts of screens only, each once with its words in all languages (the first page has to fetch it)."""
    catalogs = [read_catalogue(language) for language in CATALOGUES]
    rows = {}
    for text in sorted(found.on_screen):
        said = [message.string if (message := catalog.get(text)) else "" for catalog in catalogs]
        rows[text] = [0 if not words or words == text else words for words in said]
    lines = [f"{_json(text)}: {_json(row)}" for text, row in rows.items() if any(row)]
    return RUNTIME % (_json([*CATALOGUES]), "{\n" + ",\n".join(lines) + "\n}")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def update() -> None:
    """Bring catalogues and the browser's copy in step with the sources."""
    found = collect()
    for language in CATALOGUES:
        write_catalogue(language, updated(language, found))
    SCRIPT.write_text(script(found))
    for language, texts in missing(found).items():
        print(f"{language}: {len(found.plural) - len(texts)} of {len(found.plural)} translated")


def fill_in(language: str, translations: dict[str, str | list[str]]) -> None:
    """Put translations into a catalogue; texts the sources do not have are refused with KeyError."""
    update()
    catalog = read_catalogue(language)
    for text, translated in translations.items():
        message = catalog.get(text)
        if message is None:
            raise KeyError(text)
        message.string = tuple(translated) if isinstance(translated, list) else translated
    write_catalogue(language, catalog)
    update()


def main(arguments: list[str]) -> int:
    match arguments:
        case []:
            update()
        case ["missing"]:
            print(json.dumps(missing(), ensure_ascii=False, indent=1))
        case ["fill", language, file]:
            fill_in(language, json.loads(Path(file).read_text()))
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
