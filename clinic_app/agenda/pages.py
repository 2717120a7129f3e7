"""The agenda's page."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.agenda.blocks.sheet import occurrence_sheet
from clinic_app.agenda.blocks.sheet_state import OccurrenceState
from clinic_app.agenda.booking.dialog import booking_dialog
from clinic_app.agenda.booking.state import BookingState
from clinic_app.agenda.calendar_parts import agenda_calendar
from clinic_app.agenda.components import agenda_bar, appointment_sheet, legend
from clinic_app.agenda.day.list_parts import undo_bar
from clinic_app.agenda.groups.components import group_dialog, group_sheet
from clinic_app.agenda.groups.form_state import GroupFormState
from clinic_app.agenda.groups.state import GroupState
from clinic_app.agenda.sheet_state import AppointmentState
from clinic_app.agenda.state import AgendaState
from clinic_app.agenda.waiting.components import waiting_button, waiting_dialog, waiting_drawer
from clinic_app.agenda.waiting.state import WaitingFormState, WaitingState
from clinic_app.shell.layout import page_frame
from clinic_app.shell.state import ShellState
from clinic_app.ui import routes

LEFT_OPEN = [
    state.close for state in (AppointmentState, OccurrenceState, GroupState, GroupFormState, WaitingFormState)
]  # when the page was last left


@rx.page(
    route=routes.AGENDA, title="Hampiq", on_load=[ShellState.load, *LEFT_OPEN, AgendaState.load, WaitingState.load, BookingState.open_asked]
)
def agenda() -> rx.Component:
    """Day, week, month or list, with everything that is done to appointments."""
    seen = rx.el.div(agenda_calendar(), waiting_drawer(), class_name="agenda-with-list")
    content = rx.fragment(
        agenda_bar(waiting_button()),
        seen,
        legend(),
        undo_bar(),
        appointment_sheet(),
        occurrence_sheet(),
        group_sheet(),
        booking_dialog(),
        waiting_dialog(),
        group_dialog(),
    )
    return page_frame(content, active="agenda", wide=True)
