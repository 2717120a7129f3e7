"""What becomes of notes when two patients are merged: all of them become the other's; of two drafts about both, each stays where it is."""

from clinic_app.core.hooks import Merger

MERGERS = (Merger("app.clinical_note", also="updated_at = now()"), Merger("app.note_draft"))
