"""A few signed notes for the demonstration clinic."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal

from clinic_app.core.database import Work
from clinic_app.patients.models import Patient
from clinic_app.records.notes import service as notes
from clinic_app.records.notes.defaults import TEMPLATES
from clinic_app.records.notes.wire import SECTION_NAMES

ATTRIBUTES = {wire: attribute for attribute, wire in SECTION_NAMES.items()}
MOST = 8


async def fill(work: Work, patients: Sequence[Patient]) -> None:
    """Two notes each for the first patients who were born by then."""
    for number, patient in enumerate(patients[:MOST]):
        for days, template in ((60 + number, TEMPLATES[1]), (7 + number, TEMPLATES[number % len(TEMPLATES)])):
            day = work.today() - timedelta(days=days)
            if day <= patient.birth_date:
                continue
            sections = {ATTRIBUTES[name]: text for name, text in template.sections.items()}
            vitals = {"temperature": Decimal("36.6"), "heart_rate": 96 + number, "respiratory_rate": 24, "saturation": 94}
            await notes.sign(work, patient.id, {**sections, **vitals, "at": datetime.combine(day, time(10, 15))})
