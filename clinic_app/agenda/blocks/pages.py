"""The screen of blocks and rosters."""

# pyright: reportAttributeAccessIssue=false, reportReturnType=false, reportOptionalMemberAccess=false, reportIndexIssue=false, reportOperatorIssue=false

import reflex as rx

from clinic_app.agenda.blocks.dialogs import block_dialog, paste_dialog
from clinic_app.agenda.blocks.edit_state import BlockFormState
from clinic_app.agenda.blocks.parts import batches, blocks_list, clashes, new_buttons
from clinic_app.agenda.blocks.paste_state import PasteState
from clinic_app.agenda.blocks.sheet import occurrence_sheet
from clinic_app.agenda.blocks.sheet_state import OccurrenceState
from clinic_app.agenda.blocks.state import BlocksState
from clinic_app.shell.layout import page_frame
from clinic_app.shell.state import ShellState
from clinic_app.ui import routes
from clinic_app.ui.components import chip, link_button, loading, page_header
from clinic_app.ui.i18n import _


@rx.page(
    routes.AGENDA_BLOCKS,
    title="Hampiq",
    on_load=[ShellState.load, OccurrenceState.close, BlockFormState.close, PasteState.close, BlocksState.load],
)
def blocks() -> rx.Component:
    """Everything that closes the agenda besides appointments."""
    past = rx.el.div(chip(_("Ver también los pasados"), BlocksState.past, on_click=BlocksState.show_past), class_name="row")
    shown = rx.el.div(clashes(), batches(), blocks_list(), past, class_name="stack")
    head = page_header(_("Bloqueos y turnos"), link_button(_("Agenda"), routes.AGENDA, icon_name="arrow-left"), new_buttons("n"))
    body = loading(BlocksState.loaded, BlocksState.failed, shown, ShellState.load, BlocksState.load)
    return page_frame(rx.fragment(head, body, block_dialog(), paste_dialog(), occurrence_sheet()), active="agenda")
