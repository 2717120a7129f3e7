"""When the clinic is open: its configuration, and the blocks that close parts of it."""

from datetime import date, time
from typing import Any

from sqlmodel import select

from clinic_app.agenda import queries
from clinic_app.agenda.blocks.models import AgendaBlock
from clinic_app.agenda.hours import periods
from clinic_app.agenda.rooms.models import AgendaSettings
from clinic_app.agenda.waiting import freeing
from clinic_app.audit import service as audit
from clinic_app.core.database import Work
from clinic_app.core.errors import Invalid, NotFound
from clinic_app.core.fields import missing_key
from clinic_app.core.i18n import N_, Sentence

RULED = {"start_time": "hora_inicio", "end_time": "hora_fin", "working_days": "dias_laborables"}
LONGEST_NIGHT = 18  # hours; "from 18:00 to 14:00" is a slip, "from 19:00 to 07:00" a duty
TOO_LONG_A_NIGHT = N_("La hora de fin es anterior a la de inicio. Un bloqueo que pasa de medianoche dura como máximo {hours} horas.")
BY_PERIODS = N_("El horario se lleva por tramos: cámbialo allí, o vuelve antes al horario simple.")


async def seed(work: Work) -> None:
    """The configuration of a new clinic."""
    work.session.add(AgendaSettings())
    await work.session.flush()


async def get_settings(work: Work) -> AgendaSettings:
    """The clinic's configuration. Raises NotFound for a clinic that was never set up."""
    row = (await work.session.execute(select(AgendaSettings))).scalars().first()
    if row is None:
        raise NotFound
    return row


async def update_settings(work: Work, values: dict[str, Any]) -> AgendaSettings:
    """Change the configuration; appointments that stand are kept.

    Raises Invalid when the day would end before it begins, and for hours that the clinic's periods (periods.py) rule by now.
    """
    row = await get_settings(work)
    ruled = [name for name in RULED if values.get(name, getattr(row, name)) != getattr(row, name)]
    if ruled and await periods.rule(work):
        raise Invalid({RULED[name]: [BY_PERIODS] for name in ruled})
    if values.get("start_time", row.start_time) >= values.get("end_time", row.end_time):
        raise Invalid(hora_fin="La hora de fin debe ser posterior a la hora de inicio.")
    if changed := _apply(row, values):
        await work.session.flush()
        await audit.record(work, "update", "agenda_settings", row.id, {"fields": changed})
    return row


def _apply(row: object, values: dict[str, Any]) -> list[str]:
    """Set what differs; the names of what did."""
    changed = sorted(name for name, value in values.items() if getattr(row, name) != value)
    for name in changed:
        setattr(row, name, values[name])
    return changed


async def professional_of(work: Work, asked: int | None) -> int:
    """Whose agenda is meant: the asked one's, else the actor's if she attends patients, else the owner's. Raises Invalid."""
    (rows,) = await queries.ask(work, (queries.PROFESSIONAL, queries.professional_params(work.actor, asked)))
    if not rows:
        raise Invalid(profesional=missing_key(asked))
    return rows[0][0]


def _length(start: time, end: time) -> float:
    """The hours from a time to the same or another one of the next day."""
    return 24 - (start.hour - end.hour) - (start.minute - end.minute) / 60


def _check_block(row: AgendaBlock) -> None:
    """An end before the start belongs to the next day (a night), unless that is too long for a duty; the same hour twice is taken for a slip."""
    if row.end_date < row.start_date:
        raise Invalid(fecha_fin="La fecha de fin no puede ser anterior a la fecha de inicio.")
    if (row.start_time is None) != (row.end_time is None):
        missing = "hora_fin" if row.end_time is None else "hora_inicio"
        raise Invalid({missing: ["Indica la hora de inicio y la de fin, o ninguna para todo el día."]})
    if row.start_time is not None and row.start_time == row.end_time and row.batch is None:
        raise Invalid(hora_fin="La hora de fin debe ser distinta de la hora de inicio.")
    if (
        row.batch is None
        and row.start_time
        and row.end_time
        and row.end_time < row.start_time
        and _length(row.start_time, row.end_time) > LONGEST_NIGHT
    ):
        raise Invalid(hora_fin=Sentence(TOO_LONG_A_NIGHT, hours=LONGEST_NIGHT))


async def list_blocks(
    work: Work, *, since: date | None = None, until: date | None = None, professional_id: int | None = None, active: bool | None = True
) -> list[AgendaBlock]:
    """The blocks that touch a range of dates, by date."""
    query = select(AgendaBlock).order_by(AgendaBlock.start_date, AgendaBlock.start_time, AgendaBlock.id)  # type: ignore[arg-type]
    for value, wanted in (
        (since, AgendaBlock.end_date >= since if since else None),
        (until, AgendaBlock.start_date <= until if until else None),
        (professional_id, AgendaBlock.professional_id == queries.safe_id(professional_id)),
        (active, AgendaBlock.is_active == active),
    ):
        if value is not None:
            query = query.where(wanted)  # type: ignore[arg-type]
    return list((await work.session.execute(query)).scalars())


async def get_block(work: Work, block_id: int) -> AgendaBlock:
    """One block, active or not. Raises NotFound."""
    row = (await work.session.execute(select(AgendaBlock).where(AgendaBlock.id == block_id))).scalars().first()
    if row is None:
        raise NotFound
    return row


async def create_block(work: Work, values: dict[str, Any]) -> AgendaBlock:
    """Close part of a professional's agenda; without times the whole days. Appointments in it stand. Raises Invalid."""
    values = {"end_date": values.get("start_date"), **values}
    values["professional_id"] = await professional_of(work, values.get("professional_id"))
    row = AgendaBlock(**values)
    _check_block(row)
    work.session.add(row)
    await work.session.flush()
    await audit.record(work, "create", "agenda_block", row.id)
    return row


async def update_block(work: Work, block_id: int, values: dict[str, Any]) -> AgendaBlock:
    """Change a block. Raises NotFound, Invalid."""
    row = await get_block(work, block_id)
    if "professional_id" in values:
        values = {**values, "professional_id": await professional_of(work, values["professional_id"])}
    async with freeing.telling(work, row.id):
        changed = _apply(row, values)
        _check_block(row)
    if changed:
        await audit.record(work, "update", "agenda_block", row.id, {"fields": changed})
    return row


async def remove_block(work: Work, block_id: int) -> None:
    """Open the time again. Raises NotFound, also for one already removed."""
    row = await get_block(work, block_id)
    if not row.is_active:
        raise NotFound
    async with freeing.telling(work, row.id):
        row.is_active = False
    await audit.record(work, "delete", "agenda_block", row.id)
