"""Who is at a telephone, an address or a provider's own id."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from clinic_app.audit.service import note
from clinic_app.core.database import Query, Work
from clinic_app.core.errors import NotFound
from clinic_app.integrations.protocol import CHANNELS
from clinic_app.messaging import hooks

BY_PHONE = """
insert into app.contact (patient_id, name, phone, phone_key, email) values (%s, %s, %s, %s, %s)
on conflict (tenant_id, phone_key) where phone_key <> '' do update set
  name = case when excluded.name <> '' then excluded.name else contact.name end,
  email = case when excluded.email <> '' then excluded.email else contact.email end,
  phone = case when %s then excluded.phone else contact.phone end,
  patient_id = coalesce(contact.patient_id, excluded.patient_id)
returning id, opted_out"""
BY_EMAIL = """
insert into app.contact (patient_id, name, phone, phone_key, email) values (%s, %s, '', '', %s)
on conflict (tenant_id, email) where phone_key = '' and email <> '' do update set
  name = case when excluded.name <> '' then excluded.name else contact.name end,
  patient_id = coalesce(contact.patient_id, excluded.patient_id)
returning id, opted_out"""
# many at once, each of them once (a statement changes no row twice), always in the same order, so that no two of these wait for each other
BY_PHONES = """
insert into app.contact (patient_id, name, phone, phone_key, email)
select * from unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[]) order by 4
on conflict (tenant_id, phone_key) where phone_key <> '' do update set
  name = case when excluded.name <> '' then excluded.name else contact.name end,
  email = case when excluded.email <> '' then excluded.email else contact.email end,
  phone = excluded.phone, patient_id = coalesce(contact.patient_id, excluded.patient_id)
returning phone_key, id, opted_out"""
BY_EMAILS = """
insert into app.contact (patient_id, name, phone, phone_key, email)
select patient_id, name, '', '', email from unnest(%s::bigint[], %s::text[], %s::text[]) as r (patient_id, name, email) order by email
on conflict (tenant_id, email) where phone_key = '' and email <> '' do update set
  name = case when excluded.name <> '' then excluded.name else contact.name end,
  patient_id = coalesce(contact.patient_id, excluded.patient_id)
returning email, id, opted_out"""
CONVERSATIONS = """
with made as (
  insert into app.conversation (contact_id, unread, mark) select each, 0, '' from unnest(%s::bigint[]) each order by each
  on conflict (tenant_id, contact_id) do nothing returning contact_id, id
)
select contact_id, id from made union all select contact_id, id from app.conversation where contact_id = any(%s)"""
CONVERSATION = """
with made as (
  insert into app.conversation (contact_id, unread, mark) values (%s, 0, '') on conflict (tenant_id, contact_id) do nothing returning id
)
select id from made union all select id from app.conversation where contact_id = %s limit 1"""
OF_HANDLE = "select contact_id from app.contact_handle where provider = %s and handle = %s"
HANDLE = """
insert into app.contact_handle (contact_id, provider, handle) values (%s, %s, %s)
on conflict (tenant_id, provider, handle) do nothing"""


def phone_key(phone: str) -> str:
    """The digits by which a telephone is compared, the same however a provider writes it.

    WhatsApp still knows older Brazilian mobiles without the ninth digit, Mexican ones with a 1 and Argentine ones with a 9 after the country.
    """
    digits = "".join(sign for sign in phone if sign in "0123456789")
    if len(digits) == 13 and digits.startswith("55") and digits[4] == "9" and digits[5] in "6789":
        return digits[:4] + digits[5:]
    if len(digits) == 13 and digits.startswith(("521", "549")):
        return digits[:2] + digits[3:]
    return digits


def phone_forms(key: str) -> list[str]:
    """All that `phone_key` makes this key of, as telephones are stored (E.164) and without the sign before them."""
    forms = [key]
    if len(key) == 12 and key.startswith("55") and key[4] in "6789":
        forms.append(f"{key[:4]}9{key[4:]}")
    if len(key) == 12 and key.startswith(("52", "54")):
        forms.append(f"{key[:2]}{'1' if key[1] == '2' else '9'}{key[2:]}")
    return [sign + each for each in forms for sign in ("+", "")]


async def keep(work: Work, person: hooks.Addressee, patient_id: int | None, *, trusted: bool = True) -> tuple[int, list[str]] | None:
    """The contact of a person's telephone, else of her e-mail, made if need be; and the channels she does not want. None without either.

    `trusted`: the number comes from the clinic's own list, and so it is the one to dial; what a provider says of a known one is not.
    """
    if key := phone_key(person.phone):
        query: Query = (BY_PHONE, (patient_id, person.name, person.phone, key, person.email, trusted))
    elif person.email:
        query = (BY_EMAIL, (patient_id, person.name, person.email.lower()))
    else:
        return None
    [[(contact_id, opted_out)]] = await work.ask(query)
    return contact_id, list(opted_out)


class Kept(NamedTuple):
    """Where somebody is written to, and the channels that she does not want."""

    conversation_id: int
    opted_out: list[str]


async def keep_all(work: Work, people: Mapping[int, hooks.Addressee]) -> dict[int, Kept]:
    """The conversations with these people, by the patient whom each is written to about; nobody without a telephone and an e-mail."""
    keys = {patient: phone_key(person.phone) or person.email.lower() for patient, person in people.items()}
    by_phone = {keys[patient]: (patient, person) for patient, person in people.items() if phone_key(person.phone)}
    by_email = {keys[patient]: (patient, person) for patient, person in people.items() if keys[patient] and keys[patient] not in by_phone}
    found: dict[str, tuple[int, list[str]]] = {}
    if by_phone:
        rows = [(patient, person.name, person.phone, key, person.email) for key, (patient, person) in by_phone.items()]
        [made] = await work.ask((BY_PHONES, [list(column) for column in zip(*rows, strict=True)]))
        found |= {key: (contact_id, list(opted_out)) for key, contact_id, opted_out in made}
    if by_email:
        rows = [(patient, person.name, key) for key, (patient, person) in by_email.items()]
        [made] = await work.ask((BY_EMAILS, [list(column) for column in zip(*rows, strict=True)]))
        found |= {key: (contact_id, list(opted_out)) for key, contact_id, opted_out in made}
    talks = await _conversations(work, [contact_id for contact_id, _ in found.values()])
    return {patient: Kept(talks[found[key][0]], found[key][1]) for patient, key in keys.items() if key in found}


async def _conversations(work: Work, contact_ids: list[int]) -> dict[int, int]:
    if not contact_ids:
        return {}
    [rows] = await work.ask((CONVERSATIONS, (contact_ids, contact_ids)))
    if len(rows) < len(contact_ids):  # made by another transaction since this statement began
        [rows] = await work.ask(("select contact_id, id from app.conversation where contact_id = any(%s)", (contact_ids,)))
    return dict(rows)


async def conversation(work: Work, contact_id: int) -> int:
    """The conversation with a contact, made if need be."""
    [rows] = await work.ask((CONVERSATION, (contact_id, contact_id)))
    if not rows:  # made by another transaction since this statement began
        [rows] = await work.ask(("select id from app.conversation where contact_id = %s", (contact_id,)))
    return rows[0][0]


async def of_inbound(work: Work, provider: str, contact_id: str, phone: str, name: str, channel: str) -> int:
    """Whose message this is: by the provider's own id first, by telephone or address second, else somebody new."""
    found = (await work.ask((OF_HANDLE, (provider, contact_id))))[0] if contact_id else []
    if found:
        return found[0][0]
    known = await hooks.whose_phone(work, phone_key(phone)) if phone and channel != "email" else []
    patient_id = known[0].patient_id if len({one.patient_id for one in known}) == 1 else None
    person = hooks.Addressee(known[0].person if known else "", "" if channel == "email" else phone, phone if channel == "email" else "")
    kept = await keep(work, person, patient_id, trusted=False)
    if kept is None:
        [[(own_id,)]] = await work.ask(
            ("insert into app.contact (name, phone, phone_key, email) values (%s, '', '', '') returning id", (name,))
        )
    else:
        own_id = kept[0]
        await work.ask(("update app.contact set name = %s where id = %s and name = ''", (name, own_id)))
    if contact_id:
        await work.ask((HANDLE, (own_id, provider, contact_id)))
    return own_id


async def opt(work: Work, contact_id: int, channels: Iterable[str] = CHANNELS, *, out: bool) -> None:
    """She wants no more messages on these channels (or wants them again). What is queued is stopped when its turn comes."""
    wanted = [channel for channel in channels if channel in CHANNELS]
    change = (
        "array(select distinct unnest(opted_out || %s::text[]))"
        if out
        else "array(select unnest(opted_out) except select unnest(%s::text[]))"
    )
    [rows] = await work.ask(
        (f"update app.contact set opted_out = {change}, opted_at = now() where id = %s returning patient_id", (wanted, contact_id))  # noqa: S608
    )
    if rows:
        await work.ask(note(work, "opt_out" if out else "opt_in", "contact", contact_id, rows[0][0], {"channels": wanted}))


async def link(work: Work, contact_id: int, patient_id: int | None) -> None:
    """Say which patient an unknown number belongs to, or that it was wrong. Raises NotFound."""
    if patient_id is not None and not (await work.ask(("select 1 from app.patient where id = %s", (patient_id,))))[0]:
        raise NotFound
    [rows] = await work.ask(
        (
            "update app.contact c set patient_id = %s from app.contact o where o.id = c.id and c.id = %s returning o.patient_id",
            (patient_id, contact_id),
        )
    )
    if not rows:
        raise NotFound
    await work.ask(note(work, "link", "contact", contact_id, patient_id or rows[0][0]))
