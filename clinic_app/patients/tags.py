"""Tags: the clinic's own words for groups of patients. Bodies come under the names of the API."""

from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from clinic_app.audit import service as audit
from clinic_app.core.database import Work
from clinic_app.core.errors import ClinicError, Invalid, NotFound
from clinic_app.core.fields import Rule, a_color, a_text, parse
from clinic_app.core.permissions import Permission
from clinic_app.patients.models import Tag, Tagging
from clinic_app.patients.queries import folded

MOST_TAGS = 100
LONGEST_NAME = 30
COLORS = ("#0D9488", "#2563EB", "#7C3AED", "#C026D3", "#DC2626", "#D97706", "#65A30D", "#475569")
RULES = {"nombre": Rule("name", a_text(LONGEST_NAME, blank=False), required=True), "color": Rule("color", a_color)}
TAKEN = "Ya existe una etiqueta con ese nombre."
TOO_MANY = "Un consultorio puede tener hasta 100 etiquetas."


@dataclass(frozen=True)
class TagRow:
    """A tag and how many active patients have it."""

    id: int
    name: str
    color: str
    patients: int = 0


_LIST = """
select t.id, t.name, t.color, (select count(*) from app.patient_tagging g join app.patient p on p.tenant_id = g.tenant_id and p.id = g.patient_id
  where g.tenant_id = t.tenant_id and g.tag_id = t.id and p.is_active)
from app.patient_tag t where t.tenant_id = (select app.tenant()) order by t.name_key
"""
_OF = """
select t.id, t.name, t.color from app.patient_tagging g join app.patient_tag t on t.tenant_id = g.tenant_id and t.id = g.tag_id
where g.tenant_id = (select app.tenant()) and g.patient_id = %s order by t.name_key
"""
_ADD = """
insert into app.patient_tagging (tenant_id, patient_id, tag_id)
select p.tenant_id, p.id, t.id from app.patient p join app.patient_tag t on t.tenant_id = p.tenant_id
where p.tenant_id = app.tenant() and p.id = %s and t.id = %s on conflict (tenant_id, patient_id, tag_id) do nothing
"""
_REMOVE = "delete from app.patient_tagging where tenant_id = app.tenant() and patient_id = %s and tag_id = %s"


async def tags(work: Work) -> list[TagRow]:
    """All tags of the clinic in alphabetical order."""
    work.require(Permission.PATIENTS_READ)
    return [TagRow(*row) for row in await (await (await work.driver()).execute(_LIST)).fetchall()]


async def tags_of_one(work: Work, patient_id: int) -> list[TagRow]:
    """The tags of one patient, as this very transaction sees them."""
    work.require(Permission.PATIENTS_READ)
    rows = await (await (await work.driver()).execute(_OF, (patient_id,))).fetchall()
    return [TagRow(*row) for row in rows]


async def tag(work: Work, tag_id: int) -> Tag:
    """One tag of this clinic. Raises NotFound."""
    found = (await work.session.execute(select(Tag).where(Tag.id == tag_id))).scalars().first()
    if found is None:
        raise NotFound
    return found


async def create_tag(work: Work, body: Mapping[str, Any] | Any) -> Tag:
    """A new tag. Raises Invalid (also for a name that differs only in accents and capitals), ClinicError when there are too many."""
    work.require(Permission.PATIENTS_WRITE)
    values = _values(parse(body, RULES))
    if len((await work.session.execute(select(Tag.id).limit(MOST_TAGS))).all()) >= MOST_TAGS:
        raise ClinicError(TOO_MANY)
    added = Tag(**values)
    async with _one_name_each(work):
        work.session.add(added)
        await work.session.flush()
    await work.session.refresh(added)
    await audit.record(work, "create", "patient_tag", added.id)
    return added


async def update_tag(work: Work, tag_id: int, body: Mapping[str, Any] | Any) -> Tag:
    """Change a tag's name or colour. Raises NotFound, Invalid."""
    work.require(Permission.PATIENTS_WRITE)
    row, values = await tag(work, tag_id), _values(parse(body, RULES, partial=True))
    async with _one_name_each(work):
        for name, value in values.items():
            setattr(row, name, value)
        await work.session.flush()
    await audit.record(work, "update", "patient_tag", row.id, {"fields": sorted(values)})
    return row


async def delete_tag(work: Work, tag_id: int) -> None:
    """Remove a tag, also from every patient that has it. Raises NotFound."""
    work.require(Permission.PATIENTS_WRITE)
    await work.session.delete(await tag(work, tag_id))
    await work.session.flush()
    await audit.record(work, "delete", "patient_tag", tag_id)


async def put_tag(work: Work, patient_id: int, tag_id: int, wanted: bool) -> None:
    """Give a patient a tag or take it away; what is already so changes nothing. Raises NotFound."""
    work.require(Permission.PATIENTS_WRITE)
    await tag(work, tag_id)
    changed = await (await work.driver()).execute(_ADD if wanted else _REMOVE, (patient_id, tag_id))
    if changed.rowcount:
        await audit.record(work, "tag" if wanted else "untag", "patient", patient_id, {"tag": tag_id})


async def tagged(work: Work, patient_id: int, tag_ids: Collection[int]) -> None:
    """Give a patient exactly these tags. Raises Invalid for an unknown one."""
    work.require(Permission.PATIENTS_WRITE)
    known = set((await work.session.execute(select(Tag.id).where(col(Tag.id).in_(tag_ids)))).scalars())
    if set(tag_ids) - known:
        raise Invalid(etiquetas="Una de las etiquetas no existe.")
    before = set((await work.session.execute(select(Tagging.tag_id).where(Tagging.patient_id == patient_id))).scalars())
    for tag_id in before ^ known:
        await put_tag(work, patient_id, tag_id, tag_id in known)


def _values(parsed: dict[str, Any]) -> dict[str, Any]:
    if name := parsed.get("name"):
        parsed["name"] = " ".join("".join(sign for sign in name if sign.isprintable()).split())
        parsed["name_key"] = folded(parsed["name"])
        if not parsed["name"]:
            raise Invalid(nombre="Este campo no puede estar en blanco.")
    return parsed


@asynccontextmanager
async def _one_name_each(work: Work) -> AsyncIterator[None]:
    """The unique index decides; the transaction lives on after the refusal."""
    try:
        async with work.session.begin_nested():
            yield
    except IntegrityError as error:
        if "name_key" in str(getattr(getattr(error.orig, "diag", None), "constraint_name", "")):
            raise Invalid(nombre=TAKEN) from None
        raise
