"""What a patient must not be given, for everybody who handles her: the names, and nothing else of her record.

Whoever may see that a patient exists may see these (docs/decisions/0010-allergies-are-for-everybody.md); the trail keeps who did.
"""

from clinic_app.audit import service as audit
from clinic_app.core import hooks
from clinic_app.core.database import Work
from clinic_app.core.permissions import Permission

EITHER = {Permission.PATIENTS_READ, Permission.RECORDS_READ}


async def shown(work: Work, patient_id: int, *, opening: bool = True) -> list[str]:
    """The names for a banner, in the order in which they were noted; empty for who may see no patients.

    `opening` leaves a line in the trail when there is something to see; a screen that only follows a change does not.
    """
    if not EITHER & set(work.actor.permissions):
        return []
    names = [name for tell in hooks.ALLERGIES for name in await tell(work, patient_id)]
    if names and opening:
        await audit.record(work, "open", "allergies", patient_id, {"count": len(names)}, patient_id=patient_id)
    return names
