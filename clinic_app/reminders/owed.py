"""Things that patients are due for - a check-up, a vaccine, a bill - told to their families: once, once more when it is still due, then never.

What is due says core/hooks.DUE_SOURCES. All that one person has due of one kind is one message, also for several children.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from clinic_app.core import hooks
from clinic_app.core.database import Work
from clinic_app.core.hooks import DueItem
from clinic_app.messaging import hooks as people
from clinic_app.messaging import service as messages
from clinic_app.reminders import families, letters, visits
from clinic_app.reminders.letters import Desk
from clinic_app.reminders.rules import OWED, Kind, Rule
from clinic_app.reminders.texts import parameters, render
from clinic_app.reminders.timing import Quiet

COME = (Kind.CHECKUP, Kind.VACCINE)  # who has an appointment to come is not asked to make one
MOST = 500  # of a clinic in one run; the others follow in the next
VALID = timedelta(days=2)
TOLD = "select patient_id, item, count(*), max(created_at) from app.due_told where kind = %s and patient_id = any(%s) group by 1, 2"
COMING = """
select distinct patient_id from app.appointment where patient_id = any(%s) and starts_at > now() and status in ('programada', 'confirmada')"""
NAMES = "select id, given_names from app.patient where id = any(%s) and is_active"
TELL = """
insert into app.due_told (kind, patient_id, item, number) select %s, * from unnest(%s::bigint[], %s::text[], %s::integer[])
on conflict (tenant_id, patient_id, kind, item, number) do nothing returning id, patient_id, item"""
SAID = "update app.due_told t set message_id = r.message_id from unnest(%s::bigint[], %s::bigint[]) as r (id, message_id) where t.id = r.id"


class Turn(NamedTuple):
    """An item that is to be told now, for the first or the second time."""

    item: DueItem
    number: int


async def tell(work: Work, now: datetime | None = None) -> int:
    """Queue what is to be told in this clinic; returns how many messages. Told twice at once, it is said once."""
    now, at_desk, told = now or datetime.now(UTC), await letters.desk(work), 0
    for kind in OWED:
        source, rule = hooks.DUE_SOURCES.get(kind), at_desk.rules.of(kind, None)
        if source is not None and rule.is_on:
            turns = await _turns(work, kind, rule, await source(work), now)
            told += await _tell(work, at_desk, kind, turns[:MOST], now) if turns else 0
    return told


async def _turns(work: Work, kind: Kind, rule: Rule, items: Sequence[DueItem], now: datetime) -> list[Turn]:
    """Which of these are told now: none twice, but those that are still due after so many days; none of who comes anyway."""
    keys = sorted({each.patient_id for each in items})
    if not keys:
        return []
    told, coming = await work.ask((TOLD, (kind, keys)), (COMING, (keys,)))
    before = {(patient, item): (count, last) for patient, item, count, last in told}
    comes = {key for (key,) in coming} if kind in COME else set()
    found = []
    for each in items:
        count, last = before.get((each.patient_id, each.key), (0, now))
        again = count == 1 and rule.again_days > 0 and now - last >= timedelta(days=rule.again_days)
        if each.patient_id not in comes and (count == 0 or again):
            found.append(Turn(each, count + 1))
    return found


async def _tell(work: Work, at_desk: Desk, kind: Kind, turns: Sequence[Turn], now: datetime) -> int:
    """One message to each person about all that is hers."""
    columns = [each.item.patient_id for each in turns], [each.item.key for each in turns], [each.number for each in turns]
    keys = sorted(set(columns[0]))
    made, names = await work.ask((TELL, (kind, *columns)), (NAMES, (keys,)))
    ids = {(patient, item): key for key, patient, item in made}
    persons, called = await people.addressees(work, keys), dict(names)
    groups: dict[str, list[Turn]] = {}
    for turn in turns:
        patient_id = turn.item.patient_id
        if (patient_id, turn.item.key) in ids and patient_id in called:
            groups.setdefault(families.reach(persons.get(patient_id)) or f"- {patient_id}", []).append(turn)
    wanted = [_letter(at_desk, work, kind, group, ids, persons, called, now) for group in groups.values()]
    sent = await messages.enqueue_all(work, wanted, persons) if wanted else []
    pairs = [
        (ids[turn.item.patient_id, turn.item.key], message)
        for group, message in zip(groups.values(), sent, strict=True)
        for turn in group
        if message is not None
    ]
    if pairs:
        await work.ask((SAID, ([key for key, _ in pairs], [message for _, message in pairs])))
    return sum(message is not None for message in sent)


def _letter(
    at_desk: Desk, work: Work, kind: Kind, group: Sequence[Turn], ids: dict[tuple[int, str], int], persons: dict[int, people.Addressee],
    called: dict[int, str], now: datetime,
) -> messages.Letter:  # fmt: skip
    ordered = sorted((turn.item for turn in group), key=lambda each: (each.on, each.patient_id))
    first, where = ordered[0], at_desk.clinic
    person = persons.get(first.patient_id, people.Addressee(""))
    lines = []
    for each in ordered:
        day = visits.day_in_words(datetime.combine(each.on, datetime.min.time(), work.tz), where.language)
        lines.append("- " + " · ".join(filter(None, (called[each.patient_id], each.detail, day))))
    values = {**where.marks, "responsable": (person.name or called[first.patient_id]).split(",")[0], "lista": "\n".join(lines)}
    said = at_desk.templates.of(kind, None, where.language)
    quiet = Quiet(*at_desk.rules.quiet, visits.zone_of(person.phone, work.actor.timezone))
    at = quiet.after(now)
    key = min(ids[turn.item.patient_id, turn.item.key] for turn in group)
    return messages.Letter(
        first.patient_id, kind, render(said.text, values), render(said.subject, values), ("due", key), f"due:{key}",
        template=said.name, template_values=parameters(said.text, values) if said.name else (), not_before=at, not_after=at + VALID,
        channels=at_desk.rules.of(kind, None).channels, language=where.language,
    )  # fmt: skip
