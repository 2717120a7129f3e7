"""Clinical histories for the demonstration clinic: invented births, antecedents and allergies."""

import random
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from dateutil.relativedelta import relativedelta

from clinic_app.core.database import Work
from clinic_app.patients.models import Patient
from clinic_app.records.history import service as history

MOST = 16
ALLERGIES = {1: "Penicilina: urticaria a los dos años", 3: "Huevo", 7: "Látex\nPicadura de abeja"}
FAMILY = ("Padre asmático", "Abuela materna con diabetes tipo 2", "Sin antecedentes de importancia", "Madre con anemia en el embarazo")
PERINATAL = (
    "Embarazo controlado, seis visitas. Sin complicaciones.",
    "Infección urinaria tratada en el segundo trimestre.",
    "Embarazo sin complicaciones.",
)
FEEDING = ("Lactancia materna exclusiva", "Lactancia mixta", "Alimentación complementaria desde los seis meses", "Olla familiar")
CHILD, ADULT = (
    ("Ninguno relevante", "Bronquiolitis a los ocho meses, sin secuelas", "Anemia leve a los doce meses, tratada"),
    ("Hipertensión arterial", "Diabetes mellitus tipo 2", "Ninguno relevante"),
)


async def fill(work: Work, patients: Sequence[Patient]) -> None:
    """The histories of the first patients, in the order in which they came."""
    chance = random.Random(5)  # noqa: S311 - the same people every time
    for number, patient in enumerate(patients[:MOST]):
        child = patient.birth_date > work.today() - relativedelta(years=15)
        values = {"personal": chance.choice(CHILD if child else ADULT), "family": chance.choice(FAMILY)} | (_birth(chance) if child else {})
        await history.open_history(work, patient.id, values | {"allergies": ALLERGIES.get(number, "Ninguna conocida")})


def _birth(chance: random.Random) -> dict[str, Any]:
    first = chance.randint(7, 9)
    return {
        "birth_weight_g": chance.randrange(2_650, 3_900, 10), "birth_length_cm": Decimal(chance.randrange(470, 525, 5)) / 10,
        "birth_head_cm": Decimal(chance.randrange(325, 360, 5)) / 10, "gestation_weeks": chance.randint(37, 41),
        "delivery": chance.choice(("vaginal", "vaginal", "cesarea")), "apgar_1": first, "apgar_5": min(10, first + 1),
        "perinatal": chance.choice(PERINATAL), "feeding": chance.choice(FEEDING),
    }  # fmt: skip
