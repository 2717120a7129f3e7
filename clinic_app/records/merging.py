"""What the record has to say when two patients are merged."""

from clinic_app.core.hooks import Merger

MERGERS = (
    Merger("app.clinical_history", also="updated_at = now()"),  # hers too when both have one: then it stays, readable, with who was merged
    Merger("app.profile_fact"),
)
