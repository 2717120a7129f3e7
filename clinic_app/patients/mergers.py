"""The columns of this domain that name a patient: what becomes of them in a merge. Other domains have their own; wiring.py joins them."""

from clinic_app.core.hooks import Merger

MERGERS = (
    Merger("app.patient_tagging"),
    Merger("app.patient_favourite"),
    Merger("app.patient_last_opening"),
    Merger("app.patient_document"),
    Merger("app.patient", "merged_into"),  # who was joined to her before is joined to the other now
    Merger("app.guardian", stays="moved one by one: merge_moves.join_guardians"),
    Merger("app.patient_duplicate", "first_id", stays="a pair is about these two"),
    Merger("app.patient_duplicate", "second_id", stays="a pair is about these two"),
    Merger("app.patient_merge", "winner_id", stays="history of merges"),
    Merger("app.patient_merge", "loser_id", stays="history of merges"),
)
