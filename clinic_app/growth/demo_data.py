"""Check-ups for the demo clinic's children: each grows along a line of her own, one of them gains too little."""

import random
from datetime import date
from decimal import Decimal

from clinic_app.core.database import Work
from clinic_app.growth import ages, norms, service, who
from clinic_app.growth.who import Indicator
from clinic_app.patients.models import Patient

CHILDREN, MOST_VISITS = 12, 7
DRAWN = {Indicator.LENGTH_AGE: 1, Indicator.WEIGHT_AGE: 2, Indicator.HEAD_AGE: 1}


def _value(indicator: Indicator, patient: Patient, on: date, z: float) -> Decimal | None:
    age = ages.growth_age(patient.birth_date, on)
    school = age.months >= who.FIRST_SCHOOL_MONTH
    at = who.for_age(indicator, patient.sex, months=age.months) if school else who.for_age(indicator, patient.sex, days=age.days)
    return None if at is None else round(Decimal(str(who.value_at(z, at))), DRAWN[indicator])


async def fill(work: Work, patients: list[Patient], chance: random.Random) -> None:
    """Save the last check-ups that the calendar asked for, of some children under six."""
    today = work.today()
    young = [one for one in patients if 60 < (today - one.birth_date).days < 5 * 365][:CHILDREN]
    for number, patient in enumerate(young):
        line = {indicator: chance.gauss(-0.4, 0.7) for indicator in DRAWN}
        turns = [turn.on for turn in norms.calendar(patient.birth_date, today) if turn.on <= today][-MOST_VISITS:]
        for visit, on in enumerate(turns[: len(turns) - (number % 4 == 3)]):
            fall = 0.35 * visit if number == 0 else chance.uniform(-0.1, 0.1)
            measured = {
                indicator: _value(indicator, patient, on, z - (fall if indicator == Indicator.WEIGHT_AGE else 0))
                for indicator, z in line.items()
            }
            blood = Decimal(str(round(chance.uniform(11.5, 14.5), 1))) if (on - patient.birth_date).days >= 180 and visit % 2 == 0 else None
            values = {
                "patient_id": patient.id, "checked_on": on, "weight_kg": measured[Indicator.WEIGHT_AGE], "length_cm": measured[Indicator.LENGTH_AGE],
                "head_cm": measured[Indicator.HEAD_AGE], "haemoglobin": blood,
            }  # fmt: skip
            await service.create(work, values, confirmed=True)
