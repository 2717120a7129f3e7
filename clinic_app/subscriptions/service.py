"""What the clinic's plan lets it do: the one place where features and limits are checked."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from sqlalchemy import text
from sqlmodel import select

from clinic_app.audit import service as audit
from clinic_app.core.database import Work
from clinic_app.core.errors import Invalid, NotAllowed, NotFound, PaymentRequired
from clinic_app.core.i18n import Sentence
from clinic_app.subscriptions.models import Subscription
from clinic_app.subscriptions.plans import COUNTED, FEATURE_NAMES, FREEMIUM, PLANS, Feature, Plan

STATE = "select status, end_date, cancelled from app.subscription where tenant_id = %s"  # asked before every write: no ORM
PERIODS = {"monthly": relativedelta(months=1), "yearly": relativedelta(years=1)}
COUNTS = {
    Feature.MAX_PATIENTS: "select coalesce((select patients from app.clinic_count where tenant_id = app.tenant()), 0)",
    Feature.CUSTOM_SERVICES: "select count(*) from app.service where tenant_id = app.tenant() and is_active and not is_default",
}


class FeatureMissing(NotAllowed):
    def __init__(self, feature: str) -> None:
        super().__init__(Sentence('La funcionalidad "{feature}" no está disponible en tu plan actual.', feature=feature))


class LimitReached(NotAllowed):
    def __init__(self, feature: Feature, used: int, limit: int) -> None:
        super().__init__(
            Sentence(
                "Has alcanzado el límite de {feature}: {used}/{limit}. Actualiza tu plan para continuar.",
                feature=feature,
                used=used,
                limit=limit,
            )
        )


@dataclass(frozen=True)
class Usage:
    """How much of a counted feature is used; `limit` None means without limit."""

    feature: Feature
    current: int
    limit: int | None

    @property
    def percentage(self) -> float:
        return round(100 * self.current / self.limit, 2) if self.limit else 0.0


async def start_free(work: Work) -> Subscription:
    """The plan that every new clinic begins with."""
    row = Subscription(plan_code=FREEMIUM, start_date=work.today())
    work.session.add(row)
    await work.session.flush()
    return row


async def current(work: Work, *, lock: bool = False) -> Subscription:
    """The clinic's subscription; one that was cancelled and has run out is free again."""
    query = select(Subscription)
    if lock:  # what another transaction changed while this one waited counts, not what was read before
        query = query.with_for_update().execution_options(populate_existing=True)
    row = (await work.session.execute(query)).scalars().first()
    if row is None:
        raise NotFound("La clínica no tiene una suscripción.")
    if row.cancelled and row.end_date and row.end_date < work.today():
        row.plan_code, row.status, row.cancelled, row.end_date = FREEMIUM, "active", False, None
    return row


def is_valid(row: Subscription, today: date) -> bool:
    """A free plan never ends; a paid one until the end of its last day."""
    return row.status == "active" and (row.end_date is None or row.end_date >= today)


def plan_of(row: Subscription) -> Plan:
    """The plan that a subscription is on."""
    return PLANS[row.plan_code]


async def require_writable(work: Work) -> None:
    """Refuse to write when a paid plan has run out. Reading always works: the records belong to the clinic.

    Raises PaymentRequired (402).
    """
    await work.ask_first((STATE, (work.actor.tenant_id,)), lambda rows: _accept_state(rows, work.today()))


def _accept_state(rows: list[Any], today: date) -> None:
    if not rows:
        raise NotFound("La clínica no tiene una suscripción.")
    status, end_date, cancelled = rows[0]
    run_out = end_date is not None and end_date < today
    if status != "active" or (run_out and not cancelled):  # a cancelled one that has run out is free again
        raise PaymentRequired


async def require(work: Work, feature: Feature) -> None:
    """Refuse when the plan lacks the feature or its limit is used up; two who add at once are counted one after the other.

    Raises FeatureMissing (403), LimitReached (403), PaymentRequired (402).
    """
    row = await current(work, lock=feature in COUNTED)
    if not is_valid(row, work.today()):
        raise PaymentRequired
    if feature not in plan_of(row).enabled:
        raise FeatureMissing(feature)
    if feature in COUNTED and (limit := plan_of(row).limits[feature]) is not None:
        used = await count(work, feature)
        if used >= limit:
            raise LimitReached(feature, used, limit)


async def count(work: Work, feature: Feature) -> int:
    """How many of a counted feature the clinic has."""
    return int((await work.session.execute(text(COUNTS[feature]))).scalar_one())


async def usage(work: Work) -> list[Usage]:
    """Every counted feature with what is used of it."""
    plan = plan_of(await current(work))
    return [Usage(feature, await count(work, feature), plan.limits[feature]) for feature in COUNTED]


async def check(work: Work, feature_code: str) -> tuple[bool, Usage | None]:
    """Whether the plan has a feature, and for a counted one how much of it is used. Raises NotFound for an unknown code."""
    if feature_code not in FEATURE_NAMES:
        raise NotFound("La funcionalidad no existe.")
    feature, plan = Feature(feature_code), plan_of(await current(work))
    counted = Usage(feature, await count(work, feature), plan.limits[feature]) if feature in COUNTED else None
    return feature in plan.enabled, counted


async def change_plan(work: Work, plan_code: str, period: str) -> Subscription:
    """Begin another plan today. Raises Invalid for an unknown plan or period."""
    if plan_code not in PLANS:
        raise Invalid(plan_code="El plan no existe.")
    if period not in PERIODS:
        raise Invalid(payment_period=Sentence('"{value}" no es una elección válida.', value=period))
    row = await current(work, lock=True)
    row.plan_code, row.payment_period, row.status, row.cancelled = plan_code, period, "active", False
    row.start_date = work.today()
    row.end_date = None if plan_code == FREEMIUM else work.today() + PERIODS[period]
    await audit.record(work, "change_plan", "subscription", row.id, {"plan": plan_code, "period": period})
    return row


async def cancel(work: Work) -> Subscription:
    """A paid plan runs to its end date and is free afterwards. Raises Invalid when there is nothing to cancel."""
    row = await current(work, lock=True)
    if row.plan_code == FREEMIUM:
        raise Invalid(plan_code="El plan gratuito no se cancela.")
    row.cancelled = True
    await audit.record(work, "cancel", "subscription", row.id)
    return row


async def resume(work: Work) -> Subscription:
    """Take a cancellation back while the plan still runs: its dates stay. Raises Invalid when none is under way."""
    row = await current(work, lock=True)
    if not row.cancelled:
        raise Invalid(plan_code="El plan no está cancelado.")
    row.cancelled = False
    await audit.record(work, "resume", "subscription", row.id)
    return row


def feature_name(feature: Feature) -> str:
    return FEATURE_NAMES[feature]


async def profile_part(work: Work) -> dict[str, object]:
    """The plan and the number of patients, as the documented profile shows them."""
    plan = plan_of(await current(work))
    return {"plan_actual": {"code": plan.code, "name": plan.name}, "total_pacientes": await count(work, Feature.MAX_PATIENTS)}
