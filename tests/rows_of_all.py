"""One row of each kind for the test of routes (test_access_matrix.py), what a stranger would send to them, and how they look."""

from typing import Any

import rows_of_agenda
import rows_of_anamnesis
import rows_of_encounters
import rows_of_growth
import rows_of_media
import rows_of_notes
import rows_of_patients
from sqlalchemy import text

from clinic_app.core.database import start_work

PARTS = (rows_of_patients, rows_of_agenda, rows_of_media, rows_of_notes, rows_of_growth, rows_of_encounters, rows_of_anamnesis)
BODIES = {word: body for part in PARTS for word, body in part.BODIES.items()}
SNAPSHOT = "select md5(string_agg(t::text, '|' order by t::text)) from (select * from app.{table} where tenant_id = app.tenant()) t"


async def rows_of_a_clinic(client: Any, mine: dict[str, str]) -> dict[str, int]:
    """One row of each kind, made over the API itself; ids by the word of the path."""

    async def make(path: str, body: dict[str, Any]) -> int:
        answer = await client.post(path, json=body, headers=mine)
        assert answer.status_code == 201, answer.text
        return answer.json()["id"]

    found = await rows_of_patients.rows_of_patients(client, make, mine)
    found |= await rows_of_agenda.rows_of_agenda(client, make, found["pacientes"], mine)
    found |= await rows_of_media.rows_of_media(client, found["pacientes"], mine)
    found |= await rows_of_notes.rows_of_notes(client, make, found["pacientes"], mine)
    found |= await rows_of_growth.rows_of_growth(client, make, found["pacientes"], mine)
    found |= await rows_of_encounters.rows_of_encounters(client, make, found["pacientes"], found["servicios"], mine)
    return found | await rows_of_anamnesis.rows_of_anamnesis(client, make, found["pacientes"], mine)


async def picture_of(actor: Any) -> list[str]:
    """What stands in all tables a row was made in, as one word a table."""
    async with start_work(actor) as work:
        return [(await work.session.execute(text(SNAPSHOT.format(table=table)))).scalar_one() for part in PARTS for table in part.TABLES]
