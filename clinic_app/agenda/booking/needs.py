"""While an appointment is being booked: what its service requires and the patient lacks (core/hooks.BOOKING_CHECKS says it)."""

from datetime import date

import reflex as rx

from clinic_app.access.state import ClinicState
from clinic_app.core import hooks
from clinic_app.core.database import Actor, start_work
from clinic_app.core.errors import ClinicError
from clinic_app.core.i18n import translate
from clinic_app.ui.i18n import language_of


class BookingNeedsState(ClinicState):
    """What stands in the dialog, in the person's language."""

    said: list[str] = []


async def look(state: rx.State, actor: Actor, patient_id: int, service_id: int, day: str) -> None:
    """Ask again after the patient, the service or the day changed. Where the clinic refuses such a booking, saving says so."""
    needs = await state.get_state(BookingNeedsState)
    needs.said = []
    try:
        wanted = date.fromisoformat(day)
    except ValueError:
        return
    if not (patient_id and service_id):
        return
    async with start_work(actor) as work:
        try:
            await hooks.check_booking(work, patient_id, service_id, wanted)
            found = work.told
        except ClinicError as refused:
            found = [one for each in (refused.fields or {}).values() for one in each]
    language = await language_of(state)
    needs.said = [translate(language, one) for one in found]
