"""Writes clinic_app/records/data/icd10_es.csv.gz from the registry package `cie` (not needed at run time).

    uv run --no-project --with cie==0.208 python tools/reference_data/icd10_es.py HIS_CODES.csv

The package brings ICD-10 in Spanish as one CSV in a zip; its licence is MIT. Its categories with an "X" of Peru (E43X) and the codes that
Peru's HIS adds (E6690, P0711, …) come from the second file: columns code, code_system, minsa_description; rows of another system are left out.
What is written keeps, for each code, the chapter's Roman numeral and the block, so that nothing has to be worked out at run time.
"""

import csv
import gzip
import io
import sys
import zipfile
from importlib.util import find_spec
from pathlib import Path

TARGET = Path(__file__).parents[2] / "clinic_app" / "records" / "data" / "icd10_es.csv.gz"
# first codes of the chapters of ICD-10 (WHO 2010), in order
CHAPTERS = (
    ("A00", "I"), ("C00", "II"), ("D50", "III"), ("E00", "IV"), ("F00", "V"), ("G00", "VI"), ("H00", "VII"), ("H60", "VIII"), ("I00", "IX"),
    ("J00", "X"), ("K00", "XI"), ("L00", "XII"), ("M00", "XIII"), ("N00", "XIV"), ("O00", "XV"), ("P00", "XVI"), ("Q00", "XVII"), ("R00", "XVIII"),
    ("S00", "XIX"), ("U00", "XXII"), ("V01", "XX"), ("Z00", "XXI"),
)  # fmt: skip
FIELDS = ("code", "label", "chapter", "block", "source")


def chapter_of(code: str) -> str:
    """The Roman numeral of the chapter that a code belongs to."""
    return [numeral for first, numeral in CHAPTERS if first <= code[:3]][-1]


def package_rows() -> list[dict[str, str]]:
    spec = find_spec("cie")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("run with the package: uv run --no-project --with cie==0.208 python tools/reference_data/icd10_es.py …")
    with zipfile.ZipFile(Path(next(iter(spec.submodule_search_locations))) / "data" / "cie-10.zip") as packed:
        return list(csv.DictReader(io.TextIOWrapper(packed.open("cie-10.csv"), "utf-8")))


def clean(text: str) -> str:
    return " ".join(text.replace("\xad", "").split())


def from_package() -> dict[str, dict[str, str]]:
    """Codes and categories; headings (blocks, chapters) are no diagnosis."""
    rows: dict[str, dict[str, str]] = {}
    for row in package_rows():
        code = row["code"].strip().upper()
        if "-" in code or not code[:1].isalpha() or not row["description"].strip():
            continue
        rows[code] = {
            "code": code,
            "label": clean(row["description"]),
            "chapter": chapter_of(code),
            "block": row["code_1"].strip().replace("–", "-") or code[:3],
            "source": "cie",
        }
    return rows


def add_extensions(rows: dict[str, dict[str, str]], path: Path) -> int:
    """Codes that Peru adds; of one that exists already the words of the classification stay. An X fills a category up to four signs."""
    added = 0
    for row in csv.DictReader(path.open(encoding="utf-8")):
        code = row["code"].strip().upper()
        if row["code_system"] != "CIE-10" or code in rows or not code[:1].isalpha():
            continue
        parent = rows.get(code[:4]) or rows.get(code[:3]) or {"block": f"{code[:3]}"}
        label = (
            rows[code[:3]]["label"]
            if code.endswith("X") and code[:3] in rows
            else clean(row["minsa_description"]).capitalize().replace("Rn ", "RN ")
        )
        rows[code] = {"code": code, "label": label, "chapter": chapter_of(code), "block": parent["block"], "source": "minsa"}
        added += 1
    return added


def main() -> None:
    rows = from_package()
    for path in sys.argv[1:]:
        print(path, add_extensions(rows, Path(path)))
    text = io.StringIO()
    writer = csv.DictWriter(text, FIELDS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows[code] for code in sorted(rows))
    TARGET.write_bytes(gzip.compress(text.getvalue().encode(), 9, mtime=0))
    print(len(rows), "codes,", TARGET.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
