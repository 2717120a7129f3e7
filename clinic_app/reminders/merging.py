"""What becomes of what was told about due things when two patients are merged."""

from clinic_app.core.hooks import Merger

MERGERS = (Merger("app.due_told", key=("kind", "item", "number")),)
