"""The periods of work: several a day where the one of the settings is not enough (a lunch break), of the clinic or of one professional."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from enum import Enum, auto

from sqlalchemy import delete
from sqlmodel import col, select

from clinic_app.agenda.availability import Period, joined
from clinic_app.agenda.hours.working_time import by_day
from clinic_app.agenda.professionals import professionals
from clinic_app.agenda.rooms.models import AgendaSettings, WorkingPeriod
from clinic_app.audit import service as audit
from clinic_app.core.database import Work
from clinic_app.core.errors import Invalid, NotFound
from clinic_app.core.fields import missing_key
from clinic_app.core.i18n import N_, Sentence

WEEK = range(1, 8)
DAY_WORDS = (N_("Lunes"), N_("Martes"), N_("Miércoles"), N_("Jueves"), N_("Viernes"), N_("Sábado"), N_("Domingo"))
MOST_A_DAY = 4
NO_DAYS = N_("Indica al menos un día con horario de atención.")
TOO_MANY = N_("Se admiten hasta 4 tramos por día.")


class Fault(Enum):
    """What is wrong with a period of a day."""

    ORDER = auto()
    OVERLAP = auto()


FAULTS = {
    Fault.ORDER: N_("El fin del tramo debe ser posterior a su inicio."),
    Fault.OVERLAP: N_("El tramo se cruza con otro del mismo día."),
}


@dataclass(frozen=True)
class Week:
    """The periods of each weekday that has any. `own`: they are this professional's (or the clinic's) own ones, not those of what is above."""

    own: bool
    days: Mapping[int, tuple[Period, ...]]


def faults(periods: Sequence[Period]) -> dict[int, Fault]:
    """Which periods of a day cannot be, by their place; of two that cross, the later."""
    found = {number: Fault.ORDER for number, (start, end) in enumerate(periods) if end <= start}
    sound = sorted((each, number) for number, each in enumerate(periods) if number not in found)
    latest: time | None = None
    for (start, end), number in sound:
        if latest is not None and start < latest:
            found[number] = Fault.OVERLAP
        latest = end if latest is None else max(latest, end)
    return found


def _check(days: Mapping[int, Sequence[Period]]) -> None:
    for weekday, periods in days.items():
        if len(periods) > MOST_A_DAY:
            raise Invalid(tramos=TOO_MANY)
        for fault in faults(periods).values():
            raise Invalid(tramos=Sentence("{day}: {problem}", day=Sentence(DAY_WORDS[weekday - 1]), problem=Sentence(FAULTS[fault])))


async def _settings(work: Work, *, lock: bool = False) -> AgendaSettings:
    query = select(AgendaSettings)
    row = (await work.session.execute(query.with_for_update() if lock else query)).scalars().first()
    if row is None:
        raise NotFound
    return row


async def _stored(work: Work, professional_id: int | None) -> dict[int, tuple[Period, ...]]:
    query = select(WorkingPeriod).where(col(WorkingPeriod.professional_id).is_not_distinct_from(professional_id))
    rows = (await work.session.execute(query)).scalars()
    return by_day((row.weekday, row.start_time, row.end_time) for row in rows)


async def _known(work: Work, professional_id: int | None) -> None:
    if professional_id is not None and professional_id not in {each.id for each in await professionals(work)}:
        raise Invalid(profesional=missing_key(professional_id))


async def week_of(work: Work, professional_id: int | None = None) -> Week:
    """When a professional (None: the clinic) attends: her own periods, else the clinic's, else the one of the settings. Raises Invalid, NotFound."""
    await _known(work, professional_id)
    if own := await _stored(work, professional_id):
        return Week(True, own)
    if professional_id is not None and (clinic := await _stored(work, None)):
        return Week(False, clinic)
    row = await _settings(work)
    return Week(False, dict.fromkeys(sorted(row.working_days), ((row.start_time, row.end_time),)))


async def change_days(work: Work, days: Mapping[int, Sequence[Period]], professional_id: int | None = None) -> Week:
    """Give some weekdays other periods (none: a day off); the others stay as they are. Appointments that stand are kept.

    Raises Invalid (`tramos`: an end before its start, periods that cross, a week without any; `profesional`), NotFound.
    """
    _check(days)
    settings = await _settings(work, lock=True)
    before = await week_of(work, professional_id)
    after = {day: joined(periods) for day, periods in {**before.days, **days}.items() if periods}
    if not after:
        raise Invalid(tramos=NO_DAYS)
    await _replace(work, professional_id, after)
    if professional_id is None:
        _follow(settings, after)
    await work.session.flush()
    about = {"fields": ["periods"]} | ({"professional": professional_id} if professional_id else {})
    await audit.record(work, "update", "agenda_settings", settings.id, about)
    return Week(True, dict(sorted(after.items())))


async def _replace(work: Work, professional_id: int | None, days: Mapping[int, Sequence[Period]]) -> None:
    await work.session.execute(delete(WorkingPeriod).where(col(WorkingPeriod.professional_id).is_not_distinct_from(professional_id)))
    work.session.add_all(
        WorkingPeriod(professional_id=professional_id, weekday=day, start_time=start, end_time=end)
        for day, periods in days.items() for start, end in periods
    )  # fmt: skip


def _follow(settings: AgendaSettings, days: Mapping[int, Sequence[Period]]) -> None:
    """The settings go on saying between which hours and on which days the clinic is open."""
    settings.start_time = min(start for periods in days.values() for start, _ in periods)
    settings.end_time = max(end for periods in days.values() for _, end in periods)
    settings.working_days = sorted(days)


async def drop(work: Work, professional_id: int | None = None) -> Week:
    """Go back to the clinic's hours (of a professional), or to the one period of the settings (of the clinic). Raises Invalid, NotFound."""
    settings = await _settings(work, lock=True)
    week = await week_of(work, professional_id)
    if week.own:
        await _replace(work, professional_id, {})
        about = {"fields": ["periods"]} | ({"professional": professional_id} if professional_id else {})
        await audit.record(work, "update", "agenda_settings", settings.id, about)
    return await week_of(work, professional_id)


async def rule(work: Work) -> bool:
    """Whether the clinic has periods of its own, so that the hours of the settings only follow them."""
    return bool(await _stored(work, None))
