"""The one table: event -> who reacts, in which order, in a job or at once; and what higher domains add to lower ones."""

from clinic_app.access.events import EmailChangeAsked, InvitationByMail, PasswordResetAsked
from clinic_app.access.jobs import mail_email_change_new, mail_email_change_old, mail_invitation, mail_reset_link
from clinic_app.agenda import archiving, next_visit, professionals
from clinic_app.agenda import merging as agenda_merging
from clinic_app.agenda import service as agenda
from clinic_app.agenda.events import TimeFreed, WaitingSlotOffered
from clinic_app.agenda.waiting import jobs as waiting_jobs
from clinic_app.agenda.waiting import unheard  # noqa: F401  (its sweep)
from clinic_app.audit import jobs as trail  # noqa: F401  (its seals and monthly parts)
from clinic_app.catalog import service as catalog
from clinic_app.core import events, hooks, sweep  # noqa: F401  (its daily job)
from clinic_app.growth import due as growth_due
from clinic_app.growth import merging as growth_merging
from clinic_app.growth import told as growth_told
from clinic_app.interop import jobs as imports
from clinic_app.interop.events import ImportCheckAsked, ImportRunAsked, ImportUploaded
from clinic_app.messaging import attachment_jobs, attachments
from clinic_app.messaging import delivery_jobs as _deliveries  # noqa: F401 - its jobs are known by being imported
from clinic_app.messaging import hooks as message_hooks
from clinic_app.messaging import jobs as messages
from clinic_app.messaging import merging as messages_merging
from clinic_app.messaging import queries as message_queries
from clinic_app.messaging.events import AttachmentCame, MessageReceived, OutboxFilled, StatusEarly
from clinic_app.patients import addressee, duplicate_jobs, mergers, palette_hits  # noqa: F401  (the search for duplicates, nightly)
from clinic_app.records import merging as records_merging
from clinic_app.records import profile, requirements, timeline
from clinic_app.records.anamnesis import merging as anamnesis_merging
from clinic_app.records.anamnesis import questionnaires
from clinic_app.records.anamnesis import service as anamnesis
from clinic_app.records.encounters import merging as encounters_merging
from clinic_app.records.encounters import queries as encounters_queries
from clinic_app.records.media import files as media_files
from clinic_app.records.media import jobs as media_jobs
from clinic_app.records.media import told as media_told
from clinic_app.records.media.events import MediaKept
from clinic_app.records.notes import merging as notes_merging
from clinic_app.records.notes import queries as notes_queries
from clinic_app.records.notes import told as notes_told
from clinic_app.reminders import checkups, nights, offers, outdated, todo
from clinic_app.reminders import jobs as reminders
from clinic_app.reminders import merging as reminders_merging
from clinic_app.reminders.events import RulesChanged
from clinic_app.subscriptions import service as subscriptions

events.REACTIONS.update(
    {
        InvitationByMail: [mail_invitation],
        PasswordResetAsked: [mail_reset_link],
        EmailChangeAsked: [mail_email_change_new, mail_email_change_old],
        ImportUploaded: [imports.plan_forgetting],
        ImportCheckAsked: [imports.check_import],
        ImportRunAsked: [imports.run_import],
        TimeFreed: [waiting_jobs.offer_freed_time],
        WaitingSlotOffered: [waiting_jobs.plan_hold_end, reminders.tell_offer],
        MessageReceived: [reminders.answer_message],
        RulesChanged: [reminders.replan_clinic],
        OutboxFilled: [messages.send_messages_now],
        AttachmentCame: [attachment_jobs.fetch_attachment],
        StatusEarly: [messages.match_status],
        MediaKept: [media_jobs.render_media],
    }
)

events.WITHIN.update({fact: [todo.note] for fact in todo.FACTS})

hooks.FOUNDING[:] = [subscriptions.start_free, agenda.seed, catalog.seed]
hooks.COMING[:] = [archiving.count_coming]
hooks.CANCEL_COMING[:] = [archiving.cancel_coming]
hooks.OVERDUE[:] = [growth_due.overdue]
hooks.MEMBER_DUTIES[:] = [professionals.coming]
hooks.WRITE_CHECKS[:] = [subscriptions.require_writable]
hooks.PROFILE_PARTS[:] = [subscriptions.profile_part]
hooks.FILE_COLUMNS.update(
    {"foto": ("app.user_account.photo",), "imagen_firma_sello": ("app.user_account.signature_stamp",), "logo": ("app.clinic.logo",)}
)
hooks.FILE_COLUMNS["imports"] = ("app.patient_import.file_key",)
hooks.FILE_COLUMNS["archivo"] = ("app.patient_document.file",)
hooks.FILE_COLUMNS[attachments.FOLDER] = ("app.message.media_url",)
hooks.FILE_COLUMNS["orden_medica"] = ("app.treatment_plan.order_file",)
hooks.MERGERS[:] = [*mergers.MERGERS, *agenda_merging.MERGERS, *growth_merging.MERGERS, *notes_merging.MERGERS]
hooks.SAME_TIMES[:] = [agenda_merging.same_times]
hooks.SEARCHES[:] = [palette_hits.search]
hooks.RECENTS[:] = [palette_hits.recent]
hooks.MERGERS.extend(records_merging.MERGERS)
hooks.BOOKING_CHECKS[:] = [requirements.check]
hooks.MOVE_CHECKS[:] = [requirements.check_move]
hooks.ALLERGIES[:] = [profile.allergies]
hooks.TIMELINE[:] = [timeline.registered, timeline.visits, timeline.openings, timeline.histories, timeline.documents, *hooks.TIMELINE]
hooks.TIMELINE.append(notes_told.happenings)
hooks.TIMELINE.append(growth_told.happenings)
hooks.FLAGS[:] = [growth_told.flags]
hooks.PLACE_COUNTS[:] = [growth_told.place_counts, message_queries.place_counts]
hooks.NOTE_COUNTS.append(notes_queries.count)
hooks.VITALS.append(notes_told.last_vitals)
hooks.MERGERS.extend(messages_merging.MERGERS)
hooks.MERGERS.extend(encounters_merging.MERGERS)
hooks.MERGERS.extend(anamnesis_merging.MERGERS)
hooks.FOUNDING.append(questionnaires.seed)
hooks.HAS_ANAMNESIS.append(anamnesis.has)
hooks.TIMELINE.append(anamnesis.happenings)
hooks.MERGERS.extend(media_told.MERGERS)
hooks.TIMELINE.append(media_told.happenings)
hooks.FILE_COLUMNS.update(media_files.FILE_COLUMNS)
hooks.TIMELINE.append(encounters_queries.happenings)
hooks.DUE_SOURCES["checkup"] = checkups.due_now
hooks.WHEN_TOLD[:] = [offers.when_told]
hooks.MERGERS.extend(reminders_merging.MERGERS)
message_hooks.ADDRESSEES[:] = [addressee.addressees]
message_hooks.OUTDATED[:] = [outdated.take_back]
message_hooks.NOT_NOW[:] = [nights.wait]
message_hooks.WHOSE_PHONE[:] = [addressee.whose_phone]
message_hooks.NAMES[:] = [addressee.names]
message_hooks.FIND[:] = [addressee.find]
message_hooks.NEXT_VISIT[:] = [next_visit.next_visit]
