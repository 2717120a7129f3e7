"""Section 2 of the documented API: plans and the clinic's subscription."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends

from clinic_app.access.api import public, work
from clinic_app.core.database import Work
from clinic_app.core.errors import Invalid
from clinic_app.core.permissions import Permission
from clinic_app.subscriptions import service
from clinic_app.subscriptions.models import Subscription
from clinic_app.subscriptions.plans import COUNTED, PLANS, Feature, Plan

router = APIRouter(prefix="/api/subscriptions", tags=["subscriptions"])
Reading = Annotated[Work, Depends(work(Permission.SUBSCRIPTION_READ), scope="function")]
Managing = Annotated[Work, Depends(work(Permission.SUBSCRIPTION_MANAGE), scope="function")]


def feature_wire(plan: Plan, feature: Feature) -> dict[str, Any]:
    row: dict[str, Any] = {"code": feature, "name": service.feature_name(feature), "is_enabled": feature in plan.enabled}
    if feature in COUNTED:
        row |= {"limit": plan.limits[feature], "unlimited": plan.limits[feature] is None}
    return row


def plan_wire(plan: Plan) -> dict[str, Any]:
    return {
        "id": plan.id,
        "code": plan.code,
        "name": plan.name,
        "description": plan.description,
        "price_monthly": str(plan.price_monthly),
        "price_yearly": str(plan.price_yearly),
        "is_recommended": plan.is_recommended,
        "features": [feature_wire(plan, feature) for feature in Feature],
    }


def usage_wire(rows: list[service.Usage]) -> dict[str, Any]:
    return {
        row.feature: {
            "name": service.feature_name(row.feature),
            "current": row.current,
            "limit": row.limit,
            "unlimited": row.limit is None,
            "percentage": row.percentage,
        }
        for row in rows
    }


@router.get("/plans/", dependencies=[Depends(public)])
async def plans() -> list[dict[str, Any]]:
    """Every plan with its features. Open to anybody."""
    return [plan_wire(plan) for plan in PLANS.values()]


def subscription_wire(opened: Work, row: Subscription) -> dict[str, Any]:
    plan = PLANS[row.plan_code]
    return {
        "id": row.id,
        "plan": {"id": plan.id, "code": plan.code, "name": plan.name, "price_monthly": str(plan.price_monthly)},
        "status": row.status if service.is_valid(row, opened.today()) else "expired",
        "payment_period": row.payment_period,
        "start_date": row.start_date,
        "end_date": row.end_date,
        "is_valid": service.is_valid(row, opened.today()),
        "cancel_at_period_end": row.cancelled,
    }


@router.get("/my-subscription/")
async def my_subscription(opened: Reading) -> dict[str, Any]:
    row = await service.current(opened)
    return subscription_wire(opened, row) | {"usage_stats": usage_wire(await service.usage(opened))}


@router.get("/usage/")
async def usage(opened: Reading) -> dict[str, Any]:
    return usage_wire(await service.usage(opened))


@router.get("/check-feature/{code}/")
async def check_feature(opened: Reading, code: str) -> dict[str, Any]:
    has, counted = await service.check(opened, code)
    limit = counted.limit if counted else None
    return {
        "feature_code": code,
        "has_feature": has,
        "limit": limit,
        "unlimited": bool(has and counted and limit is None),
        "within_limit": not counted or limit is None or counted.current < limit,
    }


def _text(body: Any, name: str, default: str = "") -> str:
    value = body.get(name) if isinstance(body, dict) else None
    if value in (None, ""):  # untouched: as if it had not come
        value = default
    if not isinstance(value, str):
        raise Invalid({name: ["No es una cadena válida."]})
    if not value:
        raise Invalid({name: ["Este campo es requerido."]})
    return value


@router.post("/upgrade/")
async def upgrade(
    opened: Managing, body: Annotated[Any, Body(examples=[{"plan_code": "initial", "payment_period": "monthly"}])]
) -> dict[str, Any]:
    row = await service.change_plan(opened, _text(body, "plan_code"), _text(body, "payment_period", "monthly"))
    plan = PLANS[row.plan_code]
    answer = {
        "id": row.id,
        "plan": {"code": plan.code, "name": plan.name},
        "status": row.status,
        "start_date": row.start_date,
        "end_date": row.end_date,
    }
    return {"message": f"Plan actualizado a {plan.name}", "subscription": answer}


@router.post("/cancel/")
async def cancel(opened: Managing) -> dict[str, Any]:
    row = await service.cancel(opened)
    return {"message": f"Tu plan sigue activo hasta el {row.end_date}.", "subscription": subscription_wire(opened, row)}
