"""Names and shapes of rooms in the API, and the rules of their fields."""

from typing import Any

from clinic_app.agenda.rooms.models import Room
from clinic_app.core.fields import Rule, a_boolean, a_text, an_integer

ROOM_RULES = {
    "nombre": Rule("name", a_text(60, blank=False), required=True),
    "orden": Rule("position", an_integer(0, 1000)),
    "is_active": Rule("is_active", a_boolean),
}


def room_wire(row: Room) -> dict[str, Any]:
    return {"id": row.id, "nombre": row.name, "orden": row.position, "is_active": row.is_active}
