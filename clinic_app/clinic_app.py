"""Reflex's entry: the app and its pages."""

# pyright: reportReturnType=false

import importlib

import reflex as rx
from reflex.app import default_error_boundary
from reflex.istate.manager.disk import StateManagerDisk

from clinic_app.access import lines, live
from clinic_app.access.arrivals import Arrivals
from clinic_app.access.guard import DenyByDefault, WebGuard
from clinic_app.access.tabs import TabFiles
from clinic_app.api import api, running
from clinic_app.core.logs import is_new
from clinic_app.ui.theme import STYLESHEETS
from clinic_app.ui.toasts import unexpected

LONGEST_REPORT = 1000
# One module a page: what a page imports is loaded with that page only.
PAGES = (
    "clinic_app.access.pages",
    "clinic_app.access.invitation_page",
    "clinic_app.shell.settings.people_page",
    "clinic_app.shell.platform_page",
    "clinic_app.shell.settings.security_page",
    "clinic_app.reports.pages",
    "clinic_app.agenda.pages",
    "clinic_app.agenda.blocks.pages",
    "clinic_app.patients.pages",
    "clinic_app.patients.duplicates_page",
    "clinic_app.patients.merge_page",
    "clinic_app.patients.archived_page",
    "clinic_app.interop.pages",
    "clinic_app.interop.feed_page",
    "clinic_app.records.pages",
    "clinic_app.records.history.pages",
    "clinic_app.records.diagnoses.pages",
    "clinic_app.records.trail_page",
    "clinic_app.records.notes.pages",
    "clinic_app.records.media.pages",
    "clinic_app.growth.growth_page",
    "clinic_app.growth.parents_page",
    "clinic_app.growth.alerts_page",
    "clinic_app.growth.calculator_page",
    "clinic_app.records.notes.phrases_page",
    "clinic_app.records.encounters.pages",
    "clinic_app.records.anamnesis.pages",
    "clinic_app.records.anamnesis.public_page",
    "clinic_app.records.anamnesis.questionnaires_page",
    "clinic_app.shell.settings.trail_page",
    "clinic_app.messaging.pages",
    "clinic_app.messaging.outbox_page",
    "clinic_app.messaging.phone_page",
    "clinic_app.messaging.accounts_page",
    "clinic_app.catalog.pages",
    "clinic_app.agenda.hours.pages",
    "clinic_app.agenda.plans.pages",
    "clinic_app.agenda.day.sheet_page",
    "clinic_app.agenda.occupancy.pages",
    "clinic_app.reminders.settings_page",
    "clinic_app.reminders.results_page",
    "clinic_app.shell.settings.practice_page",
    "clinic_app.shell.settings.profile_page",
    "clinic_app.subscriptions.pages",
)


def on_page_failure(exception: Exception) -> None:
    """What a page says that failed in a browser: anybody may say anything there, so it is short and seldom."""
    import structlog

    if is_new(exception):
        structlog.get_logger("pages").warning("page failed", told=str(exception)[:LONGEST_REPORT])


app = rx.App(
    html_lang="es",
    stylesheets=STYLESHEETS,
    reset_style=False,
    toaster=None,  # ours shows messages without evaluating scripts, and says in the person's language that the server is away
    app_wraps={(55, "ErrorBoundary"): lambda stateful: default_error_boundary(**({} if stateful else {"on_error": rx.noop()}))},
    head_components=[
        rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml"),
        rx.el.meta(name="color-scheme", content="light dark"),
    ],
    backend_exception_handler=unexpected,
    frontend_exception_handler=on_page_failure,
    api_transformer=[api, WebGuard],  # for `reflex run`; in production web.py puts the API beside Reflex
)
if isinstance(app._state_manager, StateManagerDisk):  # not with Redis
    app._state_manager = TabFiles()
app.add_middleware(DenyByDefault())
app.add_middleware(Arrivals())
app.register_lifespan_task(running)
live.attach(app)
lines.attach(app)

for page in PAGES:
    importlib.import_module(page)
