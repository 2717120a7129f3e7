"""The visit that is going on while its note is written: ended here, so that nobody has to go back to Today for it."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

from dataclasses import dataclass
from datetime import date

import reflex as rx

from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.agenda import queries
from clinic_app.agenda import service as agenda
from clinic_app.agenda.models import Status
from clinic_app.core.database import Actor, Work
from clinic_app.core.errors import NotFound
from clinic_app.core.fields import path_id
from clinic_app.core.permissions import Permission
from clinic_app.records.notes.editor import EDITOR
from clinic_app.ui import routes
from clinic_app.ui.components import button, note
from clinic_app.ui.i18n import N_, _
from clinic_app.ui.toasts import notify

P = Permission


@dataclass
class OpenVisit:
    """The appointment that is being attended; id 0: none."""

    id: int = 0
    version: int = 0
    time: str = ""
    service: str = ""


async def going_on(actor: Actor, patient_id: int, day: date) -> OpenVisit:
    """The patient's appointment of that day that was begun and not ended."""
    rows = await queries.list_range(actor, queries.Filters(since=day, until=day, statuses=(Status.IN_PROGRESS,), patient_id=patient_id))
    return next(
        (OpenVisit(row.id, row.version, f"{row.starts_at.astimezone(actor.tz):%H:%M}", row.service_name) for row in rows), OpenVisit()
    )


class OpenVisitState(ClinicState):
    """What the page of the notes says of the visit."""

    visit: OpenVisit = OpenVisit()

    @rx.event
    @clinic_event(P.RECORDS_READ, transaction=False)
    async def load(self, actor: Actor) -> None:
        self.visit = OpenVisit()
        try:
            patient_id = path_id(str(self.patient_id))
        except NotFound:
            return
        if P.AGENDA_WRITE in actor.permissions:
            self.visit = await going_on(actor, patient_id, actor.today())

    @rx.event
    @clinic_event(P.AGENDA_WRITE)
    async def finish(self, work: Work) -> rx.event.EventSpec | None:
        """The attention is over; the day goes on. Refused when somebody else changed it meanwhile."""
        if not self.visit.id:
            return None
        await agenda.attend(work, self.visit.id, self.visit.version)
        self.visit = OpenVisit()
        await notify(self, N_("Atención terminada"))
        return rx.redirect(routes.TODAY)


def open_visit() -> rx.Component:
    """Beneath the head while no note is being written."""
    visit = OpenVisitState.visit
    words = rx.el.div(
        rx.el.span(_("En atención: {service}, {time}", service=visit.service, time=visit.time), class_name="grow"),
        button(_("Terminar atención"), icon_name="circle-check", kind="solid", size="sm", on_click=OpenVisitState.finish),
        class_name="row wrap grow",
    )
    return rx.cond((visit.id > 0) & ~EDITOR.desk.open, note("info", "stethoscope", words), rx.fragment())
