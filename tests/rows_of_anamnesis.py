"""What the access matrix needs of anamneses: a questionnaire, an answer, a link."""

from collections.abc import Awaitable, Callable
from typing import Any

TABLES = ("questionnaire", "anamnesis", "anamnesis_version", "anamnesis_link")
BODIES: dict[str, dict[str, Any]] = {
    "anamnesis": {"respuestas": {"dato": "Robada"}}, "cuestionarios": {"nombre": "Robado"}, "enlaces": {},
}  # fmt: skip


async def rows_of_anamnesis(
    client: Any, make: Callable[[str, dict[str, Any]], Awaitable[int]], patient: int, mine: dict[str, str]
) -> dict[str, int]:
    """Their ids by the word of the path."""
    asked = {"nombre": "Secreta", "preguntas": [{"codigo": "dato", "texto": "Secreta", "tipo": "texto"}]}
    made = await client.post("/api/anamnesis/cuestionarios/", json=asked, headers=mine)
    if made.status_code != 201:  # who only attends builds no questionnaires
        return {}
    found = {"cuestionarios": made.json()["id"]}
    people = (await client.get("/prontuarios/api/search/profissionais/", headers=mine)).json()["results"]
    wish = {"paciente": patient, "cuestionario": found["cuestionarios"], "profesional": people[0]["id"]}
    found["anamnesis"] = await make("/api/anamnesis/", wish | {"respuestas": {"dato": "Secreta"}})
    found["enlaces"] = await make("/api/anamnesis/enlaces/", wish)
    return found
