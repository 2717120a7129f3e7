"""The one table: event -> who reacts, in which order; and what higher domains add to lower ones."""

from clinic_app.access.events import PasswordResetAsked
from clinic_app.access.jobs import mail_reset_link
from clinic_app.agenda import service as agenda
from clinic_app.catalog import service as catalog
from clinic_app.core import events, hooks
from clinic_app.subscriptions import service as subscriptions

events.REACTIONS.update(
    {
        PasswordResetAsked: [mail_reset_link],
    }
)

hooks.FOUNDING[:] = [subscriptions.start_free, agenda.seed, catalog.seed]
hooks.WRITE_CHECKS[:] = [subscriptions.require_writable]
hooks.PROFILE_PARTS[:] = [subscriptions.profile_part]
