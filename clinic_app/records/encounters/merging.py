"""What becomes of encounters when two patients are merged: all of them become the other's, as their appointments do."""

from clinic_app.core.hooks import Merger

MERGERS = (Merger("app.encounter", also="updated_at = now()"),)
