"""What the access matrix needs of patients: a child, who answers for it, a tag, a document."""

from collections.abc import Awaitable, Callable
from typing import Any

PATIENT = {
    "tipo_documento": "dni", "numero_documento": "12345678", "nombres": "Secreta", "apellido_paterno": "Quispe", "apellido_materno": "Mamani",
    "fecha_nacimiento": "2022-06-15", "sexo": "F",
}  # fmt: skip
GUARDIAN = {
    "nombres": "Secreta", "apellidos": "Mamani", "parentesco": "madre", "telefono": "987654321", "tipo_documento": "dni",
    "numero_documento": "87654321",
}  # fmt: skip
TABLES = ("patient", "guardian", "patient_tag", "patient_document")
BODIES = {
    "pacientes": {"nombres": "Robada"},
    "responsables": {"nombres": "Robada"},
    "etiquetas": {"nombre": "Robada"},
    "documentos": {"titulo": "Robado"},
}


async def rows_of_patients(client: Any, make: Callable[[str, dict[str, Any]], Awaitable[int]], mine: dict[str, str]) -> dict[str, int]:
    """One row of each kind; ids by the word of the path."""
    patient = await make("/api/pacientes/", PATIENT)
    found = {"pacientes": patient, "responsables": await make(f"/api/pacientes/{patient}/responsables/", GUARDIAN)}
    found["etiquetas"] = await make("/api/pacientes/etiquetas/", {"nombre": "Secreta"})
    scan = {"archivo": ("secreta.pdf", b"%PDF-1.4 Secreta %%EOF")}
    kept = await client.post(f"/api/pacientes/{patient}/documentos/", files=scan, data={"titulo": "Secreta"}, headers=mine)
    return found | {"documentos": kept.json()["id"]}
