"""The questionnaires of a clinic: those that are asked, and how they are built."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlmodel import col, select

from clinic_app.audit import service as audit
from clinic_app.core.database import Work
from clinic_app.core.errors import Conflict, Invalid, NotFound
from clinic_app.core.fields import BIGGEST_ID
from clinic_app.core.i18n import N_
from clinic_app.core.permissions import Permission
from clinic_app.records.anamnesis import default as questionnaire_default
from clinic_app.records.anamnesis.models import Questionnaire
from clinic_app.records.anamnesis.questionnaire import read_questions

STALE = N_("El cuestionario cambió mientras tanto. Vuelve a cargarlo y repite el cambio.")
SAME_NAME = N_("Ya hay un cuestionario con ese nombre.")


async def seed(work: Work) -> None:
    """The questionnaire that a new clinic starts with."""
    first = questionnaire_default
    work.session.add(
        Questionnaire(name=first.NAME, description=first.DESCRIPTION, consent=first.CONSENT, questions=first.questions(), is_default=True)
    )
    await work.session.flush()


async def all_of(work: Work, *, active: bool | None = True) -> list[Questionnaire]:
    """The questionnaires by name; `active` None gives the hidden ones too."""
    query = select(Questionnaire).order_by(col(Questionnaire.name), col(Questionnaire.id))
    if active is not None:
        query = query.where(Questionnaire.is_active == active)
    return list((await work.session.execute(query)).scalars())


async def get(work: Work, questionnaire_id: int, *, lock: bool = False) -> Questionnaire:
    """One questionnaire, also a hidden one. Raises NotFound."""
    if not 0 < questionnaire_id <= BIGGEST_ID:
        raise NotFound
    query = select(Questionnaire).where(Questionnaire.id == questionnaire_id).execution_options(populate_existing=True)
    row = (await work.session.execute(query.with_for_update() if lock else query)).scalars().first()
    if row is None:
        raise NotFound
    return row


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(values)
    if "questions" in found:
        questions, problems = read_questions(found["questions"])
        if problems:
            raise Invalid(problems)
        found["questions"] = [each.to_json() for each in questions]
    return found


async def _check_name(work: Work, name: str, besides: int = 0) -> None:
    if any(each.name.casefold() == name.casefold() and each.id != besides for each in await all_of(work)):
        raise Invalid(nombre=SAME_NAME)


async def create(work: Work, values: Mapping[str, Any]) -> Questionnaire:
    """A questionnaire of the clinic's own. Raises Invalid beside `nombre` or each bad question."""
    work.require(Permission.SETTINGS_WRITE)
    row = Questionnaire(**_checked(values))
    await _check_name(work, row.name)
    work.session.add(row)
    await work.session.flush()
    await audit.record(work, "create", "questionnaire", row.id)
    return row


async def update(work: Work, questionnaire_id: int, values: Mapping[str, Any]) -> Questionnaire:
    """Change it; what was answered keeps the questions that it answered. Raises NotFound, Conflict, Invalid."""
    work.require(Permission.SETTINGS_WRITE)
    row = await get(work, questionnaire_id, lock=True)
    if values.get("version") not in (None, row.version):
        raise Conflict(STALE)
    wanted = {name: value for name, value in _checked(values).items() if name != "version"}
    changed = {name: value for name, value in wanted.items() if getattr(row, name) != value}
    if "name" in changed:
        await _check_name(work, changed["name"], row.id)
    for name, value in changed.items():
        setattr(row, name, value)
    if changed:
        row.version, row.updated_at = row.version + 1, datetime.now(UTC)
        await work.session.flush()
        await audit.record(work, "update", "questionnaire", row.id, {"fields": sorted(changed)})
    return row


async def remove(work: Work, questionnaire_id: int) -> None:
    """Ask it no more; what was answered stays. Raises NotFound, also for one already removed."""
    work.require(Permission.SETTINGS_WRITE)
    row = await get(work, questionnaire_id, lock=True)
    if not row.is_active:
        raise NotFound
    row.is_active = False
    await work.session.flush()
    await audit.record(work, "delete", "questionnaire", row.id)
