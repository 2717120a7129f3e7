"""A history and a note for the test of routes (test_access_matrix.py): made over the API, and what a stranger would send to them."""

from collections.abc import Awaitable, Callable
from typing import Any

BODIES = {"notas": {"subjetivo": "Robada", "texto": "Robada"}, "historia": {"alergias": "Robada"}}
TABLES = (
    "clinical_history",
    "clinical_note",
    "clinical_note_version",
    "note_addendum",
    "addendum_draft",
    "note_draft",
    "note_phrase",
    "diagnosis_use",
)


async def rows_of_notes(
    client: Any, make: Callable[[str, dict[str, Any]], Awaitable[int]], patient_id: int, mine: dict[str, str]
) -> dict[str, int]:
    """Their ids by the word of the path."""
    base = f"/api/pacientes/{patient_id}/historia/"
    note = await make(f"{base}notas/", {"subjetivo": "Secreta"})
    return {"notas": note, "historia": (await client.get(base, headers=mine)).json()["id"]}
