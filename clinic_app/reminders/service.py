"""What a clinic decides about its reminders, and sending one by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time

from clinic_app.audit import service as audit
from clinic_app.core.database import Work
from clinic_app.core.errors import ClinicError, Invalid, NotFound
from clinic_app.core.i18n import N_
from clinic_app.integrations.protocol import CHANNELS
from clinic_app.messaging import hooks as people
from clinic_app.messaging import service as messages
from clinic_app.reminders import due, letters, visits
from clinic_app.reminders.events import RulesChanged
from clinic_app.reminders.rules import AGAIN_DAYS, BEFORE, DEFAULTS, Kind

MOST_MINUTES = 60 * 24 * 60
LEAST_BEFORE = 30
TOO_MANY = N_("Escribe las horas con un número entre 0 y 1440.")
MOST_AGAIN = 365
WRONG_DAYS = N_("Escribe los días con un número entre 0 y 365.")
TOO_FEW = N_("Un recordatorio sale al menos media hora antes de la cita.")
NO_CHANNEL = N_("Elige al menos un canal.")
NOT_OPEN = N_("Esta cita ya no se puede confirmar: fue cancelada o ya pasó.")
ARCHIVED = N_("Este paciente está archivado: no se le envían mensajes.")
NOBODY = N_("No hay a quién escribir: el paciente no tiene teléfono ni correo, o pidió no recibir mensajes.")
SETTINGS = """
insert into app.reminder_settings (is_on, quiet_since, quiet_until, at_once) values (%s, %s, %s, %s)
on conflict (tenant_id) do update set is_on = excluded.is_on, quiet_since = excluded.quiet_since, quiet_until = excluded.quiet_until, at_once = excluded.at_once
returning id"""
RULE = """
insert into app.reminder_rule (kind, service_id, is_on, minutes, channels, again_days) values (%s, %s, %s, %s, %s, %s)
on conflict (tenant_id, kind{service}) where service_id is {none} null do update set is_on = excluded.is_on, minutes = excluded.minutes, channels = excluded.channels,
  again_days = excluded.again_days
returning id"""


async def save_settings(work: Work, *, is_on: bool, quiet_since: time, quiet_until: time, at_once: bool) -> None:
    """What holds for all reminders. Equal quiet hours are none at all."""
    [[(key,)]] = await work.ask((SETTINGS, (is_on, quiet_since, quiet_until, at_once)))
    await audit.record(work, "update", "reminder_settings", key, {"on": is_on})
    work.events.append(RulesChanged())


async def save_rule(
    work: Work, kind: str, *, is_on: bool, minutes: int, channels: Sequence[str], service_id: int | None = None, again_days: int = AGAIN_DAYS
) -> None:  # fmt: skip
    """How one kind goes, in the clinic or for a service. Raises NotFound, Invalid beside `minutes`, `again_days` or `channels`."""
    if kind not in DEFAULTS:
        raise NotFound
    known = Kind(kind)
    if not 0 <= minutes <= MOST_MINUTES:
        raise Invalid(minutes=TOO_MANY)
    if known in BEFORE and minutes < LEAST_BEFORE:
        raise Invalid(minutes=TOO_FEW)
    if not 0 <= again_days <= MOST_AGAIN:
        raise Invalid(again_days=WRONG_DAYS)
    chosen = [channel for channel in channels if channel in CHANNELS]
    if not chosen:
        raise Invalid(channels=NO_CHANNEL)
    if service_id is not None and not (await work.ask(("select 1 from app.service where id = %s", (service_id,))))[0]:
        raise NotFound
    how = RULE.format(service=", service_id" if service_id else "", none="not" if service_id else "")
    [[(key,)]] = await work.ask((how, (known, service_id, is_on, minutes, chosen, again_days)))
    await audit.record(work, "update", "reminder_rule", key, {"kind": kind, "on": is_on})
    work.events.append(RulesChanged())


async def drop_rule(work: Work, kind: str, service_id: int | None = None) -> None:
    """Back to the rule that holds without this one."""
    [rows] = await work.ask(
        ("delete from app.reminder_rule where kind = %s and service_id is not distinct from %s returning id", (kind, service_id))
    )
    if rows:
        await audit.record(work, "delete", "reminder_rule", rows[0][0], {"kind": kind})
        work.events.append(RulesChanged())


async def send_now(work: Work, appointment_id: int) -> int:
    """Ask about an appointment at once, whatever the rules say. Raises NotFound, ClinicError (400) when it is over, her file is closed or nobody can be written to."""
    visit = (await visits.read(work, [appointment_id])).get(appointment_id)
    if visit is None:
        raise NotFound
    now = datetime.now(UTC)
    if not visit.is_open or visit.starts_at <= now:
        raise ClinicError(NOT_OPEN)
    if visit.is_archived:
        raise ClinicError(ARCHIVED)
    person, kind = await people.addressee(work, visit.patient_id), Kind.BOOKED
    [[(number,)]] = await work.ask(("select count(*) from app.reminder_ask where appointment_id = %s", (visit.id,)))
    row = letters.Row(visit.id, kind, visit.starts_at, now, visit.starts_at, -1 - number)  # negative: no round of the plan's own
    message_id = await messages.enqueue(work, letters.letter(await letters.desk(work), work, kind, [visit], person, [row]))
    if message_id is None:
        raise ClinicError(NOBODY)
    await work.ask((due.ASKED, ([message_id], [visit.id], [kind], [visit.starts_at])))
    await audit.record(work, "send", "message", message_id, {"appointment": visit.id}, patient_id=visit.patient_id)
    return message_id
