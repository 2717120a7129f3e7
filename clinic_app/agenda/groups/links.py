"""What a single appointment has to know of groups. Asks the driver only.

Order of locks, everywhere: a plan, the professionals' agendas (by their ids), appointments, then the group itself, which the trigger of its
places locks last.
"""

from sqlalchemy.exc import IntegrityError

from clinic_app.agenda import queries
from clinic_app.agenda.groups.models import SlotStatus
from clinic_app.core.database import Work
from clinic_app.core.errors import Conflict, Invalid
from clinic_app.core.i18n import N_

# one booking at a time for each professional: without it, colliding inserts wait for each other until PostgreSQL kills one
LOCK = f"select pg_advisory_xact_lock(hashtextextended('agenda:' || %s::text || ':' || ({queries.PROFESSIONAL})::text, 0))"
LOCK_KNOWN = "select pg_advisory_xact_lock(hashtextextended('agenda:' || %s::text || ':' || %s::text, 0))"
NOT_ALONE = N_("Esta cita es un cupo de un grupo: cámbiala a otro grupo o mueve el grupo entero.")
FULL = N_("El grupo ya no tiene cupos libres.")
TWICE = N_("Este paciente ya tiene un cupo en el grupo.")
CLOSED = N_("El grupo fue cancelado.")
WHOSE = """
select a.professional_id, a.slot_id, g.status from app.appointment a left join app.group_slot g on g.tenant_id = a.tenant_id and g.id = a.slot_id
where a.tenant_id = %s and a.id = %s"""
# a time that was given up may belong to a group, or be kept for somebody of the waiting list, by now
GIVEN_AWAY = """
select 1 from app.appointment a
where a.tenant_id = %s and a.id = %s and a.slot_id is null and (exists (
  select from app.group_slot g where g.tenant_id = a.tenant_id and g.professional_id = a.professional_id and g.status = 'abierto' and g.period && a.period)
or exists (
  select from app.slot_hold h where h.tenant_id = a.tenant_id and h.professional_id = a.professional_id and h.state = 'open' and h.expires_at > now()
    and h.period && a.period))"""


class SlotTaken(Invalid):
    """The time is not free (any more)."""

    def __init__(self) -> None:
        super().__init__(hora_inicio="El horario seleccionado no está disponible.")


class SlotFull(Conflict):
    """Nobody more has a place in the group."""

    sentence = FULL


async def lock_agendas(work: Work, *professional_ids: int) -> None:
    """Hold several agendas until the end of the transaction, in the one order that cannot deadlock."""
    clinic = work.actor.tenant_id
    for each in sorted(set(professional_ids)):
        await work.ask((LOCK_KNOWN, (clinic, each)))


async def check_reopening(work: Work, appointment_id: int) -> None:
    """An appointment gets its time back only where no group has it, a place only in a group that takes place. Raises SlotTaken, Conflict."""
    clinic, key = work.actor.tenant_id, queries.safe_id(appointment_id)
    (found,) = await work.ask((WHOSE, (clinic, key)))
    for professional_id, slot_id, status in found:
        if slot_id is not None and status != SlotStatus.OPEN:
            raise Conflict(CLOSED)
        await lock_agendas(work, professional_id)
        (given,) = await work.ask((GIVEN_AWAY, (clinic, key)))
        if given:
            raise SlotTaken


def explain(error: IntegrityError) -> None:
    """Raise the sentence for what the database refused about places; nothing for anything else."""
    if "ck_group_slot_taken" in str(error.orig):
        raise SlotFull from error
    if "uq_appointment_seat" in str(error.orig):
        raise Conflict(TWICE) from error
