"""What becomes of anamneses and their links when two patients are merged: all of them become the other's."""

from clinic_app.core.hooks import Merger

MERGERS = (Merger("app.anamnesis", also="updated_at = now()"), Merger("app.anamnesis_link"))
