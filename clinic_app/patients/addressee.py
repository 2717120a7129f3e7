"""Who is written to about a patient, and whose telephone a number is: what messages ask of the list of patients."""

from collections.abc import Sequence
from typing import Any

from clinic_app.core.database import Work
from clinic_app.messaging.contacts import phone_forms, phone_key
from clinic_app.messaging.hooks import Addressee, Known
from clinic_app.patients import service
from clinic_app.patients.models import full_name

# A child is written to through who answers for her; an adult herself, and only without a telephone of her own through somebody else.
_OF_PATIENTS = """
select p.id, p.first_surname, p.second_surname, p.given_names, p.phone, p.email, p.birth_date > (now() - interval '18 years')::date,
  g.given_names, g.surnames, g.phone, g.alternative_phone, g.email
from app.patient p
left join lateral (
  select * from app.guardian g where g.patient_id = p.id and g.tenant_id = p.tenant_id order by g.is_principal desc, g.id limit 1
) g on true
where p.id = any(%s)"""
# all ways of writing one number, so that each part is found by an index: row-level security lets no function of the column be one's condition
_OF_PHONE = """
select p.id, p.first_surname, p.second_surname, p.given_names, p.phone, '', ''
from app.patient p where p.is_active and p.phone <> '' and p.phone = any(%(forms)s)
union all
select p.id, p.first_surname, p.second_surname, p.given_names, g.phone, g.given_names, g.surnames
from app.guardian g join app.patient p on p.tenant_id = g.tenant_id and p.id = g.patient_id and p.is_active
where g.phone <> '' and g.phone = any(%(forms)s)
union all
select p.id, p.first_surname, p.second_surname, p.given_names, g.alternative_phone, g.given_names, g.surnames
from app.guardian g join app.patient p on p.tenant_id = g.tenant_id and p.id = g.patient_id and p.is_active
where g.alternative_phone <> '' and g.alternative_phone = any(%(forms)s)
limit 40"""
_NAMES = "select id, first_surname, second_surname, given_names from app.patient where id = any(%s)"


async def addressees(work: Work, patient_ids: list[int]) -> dict[int, Addressee]:
    """Each patient's own telephone, or for a child without one that of her guardian; unknown patients are left out."""
    [rows] = await work.ask((_OF_PATIENTS, (patient_ids,)))
    return {key: _addressee(row) for key, *row in rows}


def _addressee(row: Sequence[Any]) -> Addressee:
    first, second, given, phone, email, child, g_given, g_surnames, g_phone, g_other, g_email = row
    own = Addressee(f"{given} {first} {second}".strip(), phone, email)
    if g_given is None or (own.phone and not child):
        return own
    theirs = Addressee(f"{g_given} {g_surnames}".strip(), g_phone or g_other or "", g_email or "")
    if child and own.phone and own.phone not in (g_phone, g_other):
        return own  # she has a telephone of her own
    if not (theirs.phone or theirs.email):
        return own
    return Addressee(theirs.name, theirs.phone or own.phone, theirs.email or own.email)


async def whose_phone(work: Work, key: str) -> list[Known]:
    """The active patients of a telephone: theirs, or of somebody who answers for them."""

    if len(key) < 8:
        return []
    driver = await work.driver()
    rows = await (await driver.execute(_OF_PHONE, {"forms": phone_forms(key)})).fetchall()
    found: dict[int, Known] = {}
    for patient_id, first, second, given, phone, g_given, g_surnames in rows:
        if phone_key(phone) == key:
            person = f"{g_given} {g_surnames}".strip() or f"{given} {first} {second}".strip()
            if patient_id not in found or g_given:
                found[patient_id] = Known(patient_id, full_name(first, second, given), person)
    return list(found.values())


async def names(work: Work, patient_ids: list[int]) -> dict[int, str]:
    """`García López, Juan Carlos` for each of these patients."""
    [rows] = await work.ask((_NAMES, (patient_ids,)))
    return {key: full_name(first, second, given) for key, first, second, given in rows}


async def find(work: Work, words: str) -> list[Known]:
    """The active patients whose name, document or telephone holds every word."""
    rows = await service.for_picker(work.actor, words) if words else []
    return [Known(row.id, row.name, row.detail) for row in rows]
