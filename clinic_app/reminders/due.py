"""Reminders whose time has come become messages. One bad one never stops another, and nothing is sent twice.

Rows are taken some minutes ahead and wait in the outbox for their very moment, so that ten thousand at eight o'clock are ready at eight.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

import structlog

from clinic_app.core.database import NOBODY, Actor, Work, read, start_work
from clinic_app.integrations.protocol import Button
from clinic_app.messaging import hooks as people
from clinic_app.messaging import service as messages
from clinic_app.reminders import planning, rules, templates, visits
from clinic_app.reminders.rules import ASKING, Kind
from clinic_app.reminders.texts import parameters, render
from clinic_app.reminders.visits import Visit

AHEAD = timedelta(minutes=10)
BATCH = 100
LATER = timedelta(minutes=5)  # for one that could not be made; a word with an error in it may be put right meanwhile
LABELS = {
    "es": ("Confirmar", "Cancelar", "Cambiar la hora"),
    "pt-BR": ("Confirmar", "Cancelar", "Mudar o horário"),
    "en": ("Confirm", "Cancel", "Change time"),
}
CLINICS = "select clinic_id from app.reminder_due where state = 'waiting' and due_at <= %s group by clinic_id order by min(due_at)"
CLAIM = """
select appointment_id, kind, starts_at, due_at, not_after, round from app.reminder_due
where clinic_id = %s and state = 'waiting' and due_at <= %s order by due_at, appointment_id limit %s for update skip locked"""
# the same person's other appointments of that day: her own, her children's
SISTERS = """
select d.appointment_id, d.kind, d.starts_at, d.due_at, d.not_after, d.round from app.reminder_due d
join app.appointment a on a.id = d.appointment_id
join app.patient p on p.tenant_id = a.tenant_id and p.id = a.patient_id
where d.clinic_id = %s and d.kind = %s and d.state = 'waiting' and a.starts_at >= %s and a.starts_at < %s and d.appointment_id <> all(%s)
  and (p.id = any(%s) or p.phone = %s or exists (
    select from app.guardian g where g.tenant_id = p.tenant_id and g.patient_id = p.id and %s in (g.phone, g.alternative_phone)))
for update of d skip locked"""
QUEUED = "update app.reminder_due set state = 'queued', why = '', message_id = %s where clinic_id = %s and appointment_id = any(%s) and kind = %s"
SKIPPED = "update app.reminder_due set state = 'skipped', why = %s where clinic_id = %s and appointment_id = any(%s) and kind = %s"
PUT_OFF = "update app.reminder_due set due_at = %s, why = %s where clinic_id = %s and appointment_id = any(%s) and kind = %s"
ASKED = "insert into app.reminder_ask (message_id, appointment_id, kind, starts_at) values (%s, %s, %s, %s) on conflict do nothing"
REMINDED = "update app.appointment set reminder_sent = true where id = any(%s) and not reminder_sent"
log = structlog.get_logger("reminders")


class Row(NamedTuple):
    """A reminder whose time has come."""

    appointment_id: int
    kind: str
    starts_at: datetime
    due_at: datetime
    not_after: datetime
    round: int


@dataclass
class Ran:
    """What one run did."""

    handled: int = 0
    failed: int = 0


@dataclass(frozen=True)
class Desk:
    """What all messages of a clinic need."""

    clinic: visits.Clinic
    rules: rules.Rules
    templates: templates.Templates


async def desk(work: Work) -> Desk:
    """Read it once for many messages."""
    return Desk(await visits.clinic(work), await rules.read(work), await templates.read(work))


async def waiting_clinics(now: datetime) -> list[int]:
    """The clinics that have something to send, the longest waiting first."""
    [rows] = await read(NOBODY, (CLINICS, (now + AHEAD,)))
    return [key for (key,) in rows]


async def queue_due(actor: Actor, now: datetime | None = None) -> Ran:
    """Make messages of everything in this clinic that is due until in ten minutes."""
    ran, now = Ran(), now or datetime.now(UTC)
    while True:
        async with start_work(actor) as work:
            [found] = await work.ask((CLAIM, (actor.tenant_id, now + AHEAD, BATCH)))
            if not found:
                return ran
            await _batch(work, [Row(*row) for row in found], now, ran)


async def _batch(work: Work, rows: Sequence[Row], now: datetime, ran: Ran) -> None:
    at_desk, known = await desk(work), await visits.read(work, {row.appointment_id for row in rows})
    done: set[tuple[int, str]] = set()
    for row in rows:
        if (row.appointment_id, row.kind) in done:
            continue
        group, told = [row], len(work.events)
        try:
            async with work.session.begin_nested():
                await work.driver()  # the savepoint is made when the connection is asked for
                group = await _send(work, at_desk, row, known, now)
        except Exception as error:  # whatever it is: the others go out
            del work.events[told:]
            await work.ask((PUT_OFF, (now + AHEAD + LATER, type(error).__name__, work.actor.tenant_id, [row.appointment_id], row.kind)))
            log.warning("reminder not made", appointment=row.appointment_id, kind=row.kind, error=type(error).__name__)
            ran.failed += 1
        done |= {(each.appointment_id, each.kind) for each in group}
        ran.handled += len(group)


async def _send(work: Work, at_desk: Desk, row: Row, known: dict[int, Visit], now: datetime) -> list[Row]:
    """One reminder, with the others that the same person has on that day; returns those that were dealt with."""
    visit, clinic_id = known.get(row.appointment_id), work.actor.tenant_id
    over = visit is None or (row.kind in ASKING and not (visit.is_open and visit.starts_at == row.starts_at))
    if visit is None or over or row.not_after < now:
        await work.ask((SKIPPED, ("over" if over else "late", clinic_id, [row.appointment_id], row.kind)))
        if over:
            await planning.plan(work, row.appointment_id, now=now)
        return [row]
    person = await people.addressee(work, visit.patient_id)
    group, together = [row], [visit]
    if row.kind in ASKING and person is not None and (person.phone or person.email):
        more = await _sisters(work, row, visit, person)
        group += [each for each, _ in more]
        together += [each for _, each in more]
    message_id = await messages.enqueue(work, letter(at_desk, work, Kind(row.kind), together, person, group))
    keys = [each.appointment_id for each in group]
    if message_id is None:
        await work.ask((SKIPPED, ("no_contact", clinic_id, keys, row.kind)))
        return group
    await work.ask((QUEUED, (message_id, clinic_id, keys, row.kind)))
    if row.kind in ASKING:
        asked = [(ASKED, (message_id, each.id, row.kind, each.starts_at)) for each in together]
        await work.ask(*asked, *([(REMINDED, (keys,))] if row.kind != Kind.BOOKED else []))
    return group


async def _sisters(work: Work, row: Row, visit: Visit, person: people.Addressee) -> list[tuple[Row, Visit]]:
    day = visit.starts_at.astimezone(work.tz).date()
    begins, ends = (datetime.combine(each, time(), work.tz) for each in (day, day + timedelta(days=1)))
    values = (
        work.actor.tenant_id,
        row.kind,
        begins,
        ends,
        [row.appointment_id],
        [visit.patient_id],
        person.phone or "-",
        person.phone or "-",
    )
    [found] = await work.ask((SISTERS, values))
    rows = {each.appointment_id: each for each in (Row(*one) for one in found)}
    theirs = await visits.read(work, list(rows)) if rows else {}
    chosen = []
    for key, other in theirs.items():
        if other.is_open and other.starts_at == rows[key].starts_at:
            to = person if other.patient_id == visit.patient_id else await people.addressee(work, other.patient_id)
            if to is not None and (to.phone, to.email if not to.phone else "") == (person.phone, person.email if not person.phone else ""):
                chosen.append((rows[key], other))
    return chosen


def letter(
    at_desk: Desk, work: Work, kind: Kind, together: Sequence[Visit], person: people.Addressee | None, group: Sequence[Row]
) -> messages.Letter:
    """What is said about these appointments."""
    ordered, first, language = sorted(together, key=lambda each: (each.starts_at, each.id)), together[0], at_desk.clinic.language
    said = at_desk.templates.of(Kind.JOINT if len(together) > 1 else kind, first.service_id, language)
    values = visits.values(ordered, at_desk.clinic, work.tz, person)
    return messages.Letter(
        first.patient_id, kind, render(said.text, values), render(said.subject, values), ("appointment", first.id),
        f"{kind}:" + ",".join(f"{each.appointment_id}.{each.round}" for each in group), buttons(kind, ordered, language),
        said.name, parameters(said.text, values) if said.name else (), min(each.due_at for each in group), min(each.not_after for each in group),
        at_desk.rules.of(kind, first.service_id).channels, language,
    )  # fmt: skip


def buttons(kind: Kind, together: Sequence[Visit], language: str) -> tuple[Button, ...]:
    """Confirm, cancel, change the time; one who confirmed is not asked again."""
    if kind not in ASKING:
        return ()
    keys = ",".join(str(each.id) for each in together)
    made = tuple(Button(f"{word}:{keys}", label) for word, label in zip(("confirm", "cancel", "move"), LABELS[language], strict=True))
    return made[1:] if all(each.status == "confirmada" for each in together) else made
