"""Whose telephone it is, however a provider writes it, and without walking through all patients."""

from datetime import date
from typing import Any

import pytest

from clinic_app.core.database import start_work
from clinic_app.messaging.contacts import phone_forms, phone_key
from clinic_app.patients import addressee
from clinic_app.patients.models import Guardian, Patient

PHONES = (
    "+51984000111",
    "+5511987654321",
    "+551187654321",
    "+5215512345678",
    "+525512345678",
    "+5491123456789",
    "+541123456789",
    "+56912345678",
)


@pytest.mark.parametrize("phone", PHONES)
def test_a_telephone_is_among_the_forms_of_its_key_and_all_forms_have_that_key(phone: str) -> None:
    forms = phone_forms(phone_key(phone))
    assert phone in forms and {phone_key(each) for each in forms} == {phone_key(phone)}


async def test_a_number_finds_the_patient_and_those_she_answers_for_by_the_indexes(cast: Any, database: Any) -> None:
    async with start_work(cast.owner) as work:
        rows = [
            Patient(
                document_number=f"{number:08}",
                given_names=f"Niño{number}",
                first_surname="Tupa",
                birth_date=date(2024, 1, 1),
                sex="F",
                phone=phone,
            )
            for number, phone in enumerate(("", "+5511987654321", ""))
        ]
        work.session.add_all(rows)
        await work.session.flush()
        ids = [row.id for row in rows]
        for patient_id, more in ((ids[0], {"phone": "+551187654321"}), (ids[2], {"alternative_phone": "+5511987654321"})):
            work.session.add(
                Guardian(patient_id=patient_id, given_names="Rosa", surnames="Ccoyo", relationship="madre", is_principal=True, **more)
            )
    async with start_work(cast.owner) as work:
        found = await addressee.whose_phone(work, phone_key("5511987654321"))
        assert sorted(one.patient_id for one in found) == sorted(ids)
        assert {one.person for one in found} == {"Rosa Ccoyo", "Niño1 Tupa"}
        assert await addressee.whose_phone(work, phone_key("+5521987654321")) == []
        driver = await work.driver()
        await driver.execute("set local enable_seqscan = off")
        asked = await driver.execute("explain " + addressee._OF_PHONE, {"forms": phone_forms("551187654321")})  # type: ignore[arg-type]
        plan = "\n".join(row[0] for row in await asked.fetchall())
        conditions = [line for line in plan.splitlines() if "Index Cond" in line and "phone" in line]
        assert len(conditions) == 3, plan
    async with start_work(cast.outsider) as work:
        assert await addressee.whose_phone(work, phone_key("5511987654321")) == []
