"""What becomes of the messages when two patients are merged."""

from clinic_app.core.hooks import Merger

MERGERS = (Merger("app.contact"), Merger("app.message"))
