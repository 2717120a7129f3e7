"""The agenda's page."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.agenda.booking import booking_dialog
from clinic_app.agenda.booking_state import BookingState
from clinic_app.agenda.components import agenda_bar, agenda_calendar, appointment_sheet, legend
from clinic_app.agenda.state import AgendaState
from clinic_app.shell.layout import page_frame
from clinic_app.shell.state import ShellState
from clinic_app.ui import routes


@rx.page(route=routes.AGENDA, title="Hampiq", on_load=[ShellState.load, AgendaState.load, BookingState.open_asked])
def agenda() -> rx.Component:
    """Day, week or month, with everything that is done to appointments."""
    content = rx.fragment(agenda_bar(), agenda_calendar(), legend(), appointment_sheet(), booking_dialog())
    return page_frame(content, active="agenda", wide=True)
