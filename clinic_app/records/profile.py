"""The clinical profile of a patient: allergies, conditions, medication, skin and habits, each with where it was said."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from clinic_app.audit import service as audit
from clinic_app.core.database import Work
from clinic_app.core.errors import NotFound
from clinic_app.core.permissions import Permission
from clinic_app.patients import service as patients
from clinic_app.records.diagnoses.service import fold
from clinic_app.records.history.models import FactKind, FactSource

LONGEST_FACT = 300
# answers that say there is nothing; "Ninguna relevante", "niega alergias", "no conocidas", "sin alergias", "NKDA"
_NOTHING = re.compile(
    r"^(?!.*\b(salvo|excepto|pero|solo|menos)\b)("
    r"ningun[oa]s?( \w+){0,3}|n[ao]|no (conocid|refiere|tiene|presenta|hay|se conoce|sabe|alergi|alergic).*|nieg[ao].*|negad[oa]s?( .*)?"
    r"|sin (alerg|antecedent|medic|enferm|patolog|habit|particular).*|nkda|nka|n/?a|desconoce.*|desconocid.*|[-.\s]*)$"
)


@dataclass(frozen=True)
class Source:
    """Where facts come from: which kind of document, and its id."""

    kind: FactSource
    id: int | None = None


class Fact(NamedTuple):
    """One fact as screens show it."""

    id: int
    kind: str
    text: str
    source: str
    source_id: int | None
    at: datetime
    person: str


@dataclass(frozen=True)
class Profile:
    """All that is known of one patient, by kind."""

    facts: list[Fact] = field(default_factory=list)

    def of(self, kind: FactKind) -> list[Fact]:
        return [fact for fact in self.facts if fact.kind == kind]


_PUT = """
insert into app.profile_fact (tenant_id, patient_id, kind, text, text_key, source, source_id, noted_by, is_active)
select app.tenant(), %(patient)s, %(kind)s, said.text, said.key, %(source)s, %(source_id)s, app.person(), true
from unnest(%(texts)s::text[], %(keys)s::text[]) as said (text, key)
on conflict (tenant_id, patient_id, kind, source, text_key) do update
  set text = excluded.text, source_id = excluded.source_id,
    noted_at = case when profile_fact.is_active then profile_fact.noted_at else now() end,
    noted_by = case when profile_fact.is_active then profile_fact.noted_by else excluded.noted_by end, is_active = true, ended_at = null
"""
_END = """
update app.profile_fact set is_active = false, ended_at = now()
where tenant_id = app.tenant() and patient_id = %(patient)s and kind = %(kind)s and source = %(source)s and is_active and not text_key = any(%(keys)s)
"""
_READ = """
select f.id, f.kind, f.text, f.source, f.source_id, f.noted_at, btrim(coalesce(u.first_name, '') || ' ' || coalesce(u.last_name, ''))
from app.profile_fact f left join app.user_account u on u.id = f.noted_by
where f.tenant_id = (select app.tenant()) and f.patient_id = %s and f.is_active order by f.kind, f.noted_at, f.id
"""
_ALLERGIES = """
select text from app.profile_fact
where tenant_id = (select app.tenant()) and patient_id = %s and kind = 'alergia' and is_active order by noted_at, id
"""


def split_facts(text: str) -> list[str]:
    """Facts of a free text, one a line or between semicolons; what says "none" is no fact."""
    parts = (" ".join(part.split()).strip(" .·•-") for part in re.split(r"[\n;]+", text))
    return [part[:LONGEST_FACT] for part in parts if part and not _NOTHING.match(fold(part))]


async def put_facts(work: Work, patient_id: int, kind: FactKind | str, facts: Iterable[str], source: Source) -> None:
    """What one source now says of one kind; what it said before and says no more is ended. Facts of other sources stay.

    `source` says which kind of document speaks, and its id. The transaction of the document's own change.
    """
    said = {fold(text)[:LONGEST_FACT]: text for text in (" ".join(one.split())[:LONGEST_FACT] for one in facts) if text}
    values = {
        "patient": patient_id, "kind": FactKind(kind).value, "source": source.kind.value, "source_id": source.id, "texts": list(said.values()), "keys": list(said),
    }  # fmt: skip
    await work.ask((_END, values), (_PUT, values))  # type: ignore[arg-type]


async def of(work: Work, patient_id: int) -> Profile:
    """The profile of one patient; the same fact of several sources is there once for each."""
    (rows,) = await work.ask((_READ, (patient_id,)))
    return Profile([Fact(*row) for row in rows])


async def read(work: Work, patient_id: int) -> list[Fact]:
    """The facts for a person who asks for them; the trail keeps who did. Raises NotFound."""
    work.require(Permission.RECORDS_READ)
    await patients.get(work, patient_id)
    await audit.record(work, "open", "clinical_profile", patient_id, patient_id=patient_id)
    return (await of(work, patient_id)).facts


async def add(work: Work, patient_id: int, kind: FactKind, text: str) -> None:
    """Note one fact by hand. Raises NotFound."""
    work.require(Permission.RECORDS_WRITE)
    await patients.get(work, patient_id, lock=True)
    known = [fact.text for fact in (await of(work, patient_id)).of(kind) if fact.source == FactSource.MANUAL]
    await put_facts(work, patient_id, kind, [*known, text], Source(FactSource.MANUAL))
    await audit.record(work, "add", "clinical_profile", patient_id, {"fields": [kind.value]}, patient_id=patient_id)


async def end(work: Work, patient_id: int, fact_id: int) -> None:
    """Take back a fact that was noted by hand; it is kept as ended. Raises NotFound, also for a fact that a document says."""
    work.require(Permission.RECORDS_WRITE)
    await patients.get(work, patient_id, lock=True)
    facts = (await of(work, patient_id)).facts
    gone = next((fact for fact in facts if fact.id == fact_id and fact.source == FactSource.MANUAL), None)
    if gone is None:
        raise NotFound
    left = [fact.text for fact in facts if fact.kind == gone.kind and fact.source == FactSource.MANUAL and fact.id != fact_id]
    await put_facts(work, patient_id, gone.kind, left, Source(FactSource.MANUAL))
    await audit.record(work, "remove", "clinical_profile", patient_id, {"fields": [gone.kind]}, patient_id=patient_id)


async def allergies(work: Work, patient_id: int) -> list[str]:
    """What the banner says, in the order in which it was noted; the same words of two sources once."""
    (rows,) = await work.ask((_ALLERGIES, (patient_id,)))
    return list({fold(text): text for (text,) in reversed(rows)}.values())[::-1]
