"""What growth has to say when two patients are merged."""

from clinic_app.core.hooks import Merger

MERGERS = (
    Merger("app.growth_checkup", also="version = version + 1, updated_at = now()"),
    Merger("app.growth_alert", also="updated_at = now()"),
    Merger("app.iron_delivery"),
)
