"""What is decided field by field when two patients are merged. Pure.

The sides are `este` (the patient who stays), `otro` (the one who is joined to her) and, for the notes alone, `ambos`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clinic_app.core.errors import Invalid
from clinic_app.core.i18n import N_, Sentence
from clinic_app.patients.models import BloodGroup, Patient

THIS, OTHER, BOTH = "este", "otro", "ambos"
NOTES = "observaciones"
LONGEST_NOTES = 5000


@dataclass(frozen=True)
class Part:
    """One choice, under its name of the documented API: columns that only make sense together stay together."""

    name: str
    columns: tuple[str, ...]

    def of(self, patient: Patient) -> tuple[Any, ...]:
        return tuple(getattr(patient, column) for column in self.columns)

    def is_empty(self, patient: Patient) -> bool:
        told = self.columns[-1:] if self.name == "numero_documento" else self.columns  # a kind of document without a number says nothing
        return all(getattr(patient, column) in ("", None, BloodGroup.UNKNOWN) for column in told)


PARTS = (
    Part("numero_documento", ("document_type", "document_number")),
    Part("nombres", ("given_names",)),
    Part("apellido_paterno", ("first_surname",)),
    Part("apellido_materno", ("second_surname",)),
    Part("fecha_nacimiento", ("birth_date",)),
    Part("sexo", ("sex",)),
    Part("grupo_sanguineo", ("blood_group",)),
    Part("telefono", ("phone",)),
    Part("email", ("email",)),
    Part("direccion", ("address",)),
    Part("ubigeo_cod", ("ubigeo", "department", "province", "district")),
    Part("lugar_nacimiento", ("birth_place",)),
    Part(NOTES, ("notes",)),
)
# columns that are nobody's choice; a new column of a patient belongs into one of the two (a test asks)
NOT_CHOSEN = frozenset(("tenant_id", "id", "is_active", "merged_into", "created_at", "updated_at", "search"))


def default_choice(part: Part, stays: Patient, other: Patient) -> str:
    """The filled one; of two that differ the one written last; of notes both."""
    if part.of(stays) == part.of(other) or part.is_empty(other):
        return THIS
    if part.is_empty(stays):
        return OTHER
    if part.name == NOTES:
        return BOTH
    return OTHER if other.updated_at > stays.updated_at else THIS


def read_choices(body: Any, stays: Patient, other: Patient) -> dict[str, str]:
    """One side for each part: what the caller chose, else the default. Raises Invalid beside the field."""
    given = {} if body is None else body
    if not isinstance(given, Mapping):
        raise Invalid(campos="Datos inválidos. Se esperaba un diccionario.")
    known = {part.name for part in PARTS}
    problems = {str(name)[:60]: [N_("Este campo no se elige en una fusión.")] for name in given if name not in known}
    for name in known & given.keys():
        sides = (THIS, OTHER, BOTH) if name == NOTES else (THIS, OTHER)
        if given[name] not in sides:
            problems[name] = [Sentence('"{value}" no es una elección válida.', value=str(given[name])[:60])]
    if problems:
        raise Invalid(problems)
    return {part.name: str(given.get(part.name) or default_choice(part, stays, other)) for part in PARTS}


def chosen_columns(choices: Mapping[str, str], stays: Patient, other: Patient) -> dict[str, Any]:
    """The columns of the one who stays that change. Raises Invalid when both notes together are too long."""
    changed: dict[str, Any] = {}
    for part in PARTS:
        side = choices[part.name]
        if side == OTHER:
            changed |= dict(zip(part.columns, part.of(other), strict=True))
        elif side == BOTH:
            notes = stays.notes if other.notes in stays.notes else "\n".join(filter(None, (stays.notes, other.notes)))
            if len(notes) > LONGEST_NOTES:
                raise Invalid({NOTES: ["Las observaciones de los dos juntas son demasiado largas. Elige una de ellas."]})
            changed["notes"] = notes
    return {column: value for column, value in changed.items() if getattr(stays, column) != value}
