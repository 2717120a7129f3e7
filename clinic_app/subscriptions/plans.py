"""The plans and what each includes (section 2 of the documented API)."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from clinic_app.core.i18n import N_


class Feature(StrEnum):
    MAX_PATIENTS = "max_patients"
    CUSTOM_SERVICES = "custom_services"
    WHATSAPP_REMINDERS = "whatsapp_reminders"
    PDF_CONSENT = "pdf_consent"
    CRED_GRAPHS = "cred_graphs"
    VACCINATION_CALENDAR = "vaccination_calendar"
    REPORTS_HIS = "reports_his"


FEATURE_NAMES = {
    Feature.MAX_PATIENTS: N_("Máximo de pacientes"),
    Feature.CUSTOM_SERVICES: N_("Servicios personalizados"),
    Feature.WHATSAPP_REMINDERS: N_("Recordatorios WhatsApp"),
    Feature.PDF_CONSENT: N_("Consentimientos PDF"),
    Feature.CRED_GRAPHS: N_("Gráficos CRED"),
    Feature.VACCINATION_CALENDAR: N_("Calendario de vacunas"),
    Feature.REPORTS_HIS: N_("Reportes HIS"),
}
COUNTED = (Feature.MAX_PATIENTS, Feature.CUSTOM_SERVICES)
FREEMIUM = "freemium"
CURRENCY = "PEN"  # of the prices below, whatever a clinic counts in


@dataclass(frozen=True)
class Plan:
    """`limits` of a counted feature: a number, or None for as many as one likes."""

    id: int
    code: str
    name: str
    description: str
    price_monthly: Decimal
    price_yearly: Decimal
    is_recommended: bool
    enabled: frozenset[Feature]
    limits: dict[Feature, int | None] = field(default_factory=dict)


_ALWAYS = {Feature.MAX_PATIENTS, Feature.CUSTOM_SERVICES, Feature.CRED_GRAPHS, Feature.VACCINATION_CALENDAR}
PLANS = {
    plan.code: plan
    for plan in (
        Plan(
            1, FREEMIUM, "Freemium", N_("Plan gratuito con funcionalidades básicas"), Decimal("0.00"), Decimal("0.00"), False,
            frozenset(_ALWAYS), {Feature.MAX_PATIENTS: 10, Feature.CUSTOM_SERVICES: 3},
        ),
        Plan(
            2, "initial", "Initial", N_("Plan ideal para enfermeras que inician su consultorio"), Decimal("29.90"), Decimal("299.00"), True,
            frozenset(_ALWAYS | {Feature.WHATSAPP_REMINDERS, Feature.PDF_CONSENT}), {Feature.MAX_PATIENTS: 50, Feature.CUSTOM_SERVICES: 10},
        ),
        Plan(
            3, "pro", "Pro", N_("Plan completo para consultorios establecidos"), Decimal("59.90"), Decimal("599.00"), False,
            frozenset(Feature), {Feature.MAX_PATIENTS: None, Feature.CUSTOM_SERVICES: None},
        ),
    )
}  # fmt: skip
