"""The clinic's plan, what it has used of it, and what it could have."""

from dataclasses import dataclass

import reflex as rx

from clinic_app.access.state import ClinicState, clinic_event
from clinic_app.core.database import Work
from clinic_app.core.permissions import Permission
from clinic_app.subscriptions import service
from clinic_app.subscriptions.plans import FREEMIUM, PLANS
from clinic_app.ui.toasts import notify

CANCEL = "cancel"  # what the dialog asks about, when it is no plan


@dataclass
class UsageRow:
    """How much of what the plan counts is used; limit -1 means without limit."""

    feature: str
    used: int
    limit: int


@dataclass
class PlanCard:
    """The plan as the page shows it."""

    code: str = FREEMIUM
    name: str = ""
    period: str = "monthly"
    price: str = "0"
    valid: bool = True
    cancelled: bool = False
    end_date: str = ""


class PlanState(ClinicState):
    """The page of the plan."""

    plan: PlanCard = PlanCard()
    usage: list[UsageRow] = []
    period: str = "monthly"  # of the prices that are shown
    asked: str = ""  # the plan that the open dialog is about, or CANCEL
    can_manage: bool = False
    loaded: bool = False

    @rx.event
    @clinic_event(Permission.SUBSCRIPTION_READ)
    async def load(self, work: Work) -> None:
        """Show the plan; the prices by the period that is paid."""
        await self._show(work)
        self.period, self.asked = self.plan.period, ""
        self.can_manage = Permission.SUBSCRIPTION_MANAGE in work.actor.permissions
        self.loaded = True

    async def _show(self, work: Work) -> None:
        row = await service.current(work)
        plan = service.plan_of(row)
        price = plan.price_yearly if row.payment_period == "yearly" else plan.price_monthly
        end = row.end_date.isoformat() if row.end_date else ""
        self.plan = PlanCard(plan.code, plan.name, row.payment_period, str(price), service.is_valid(row, work.today()), row.cancelled, end)
        self.usage = [
            UsageRow(each.feature.value, each.current, -1 if each.limit is None else each.limit) for each in await service.usage(work)
        ]

    @rx.event
    @clinic_event(Permission.SUBSCRIPTION_READ, transaction=False)
    async def show_period(self, _actor: object, period: str) -> None:
        """Monthly or yearly prices."""
        if period in service.PERIODS:
            self.period = period

    @rx.event
    @clinic_event(Permission.SUBSCRIPTION_MANAGE, transaction=False)
    async def ask(self, _actor: object, about: str) -> None:
        """Open the dialog that tells what a change means."""
        self.asked = about if about in (*PLANS, CANCEL) else ""

    @rx.event
    @clinic_event(Permission.SUBSCRIPTION_READ, transaction=False)
    async def close(self, _actor: object) -> None:
        """Change nothing."""
        self.asked = ""

    @rx.event
    @clinic_event(Permission.SUBSCRIPTION_MANAGE)
    async def choose(self, work: Work) -> None:
        """Begin the plan that the dialog told of, or renew it."""
        row = await service.change_plan(work, self.asked, self.period)
        self.asked = ""
        await self._show(work)
        await notify(self, "Ahora tienes el plan {plan}", plan=service.plan_of(row).name)

    @rx.event
    @clinic_event(Permission.SUBSCRIPTION_MANAGE)
    async def cancel(self, work: Work) -> None:
        """The plan runs to its end and becomes the free one; at once when it has ended already."""
        await service.cancel(work)
        self.asked = ""
        await self._show(work)
        if self.plan.cancelled:
            await notify(self, "Plan cancelado: sigue activo hasta su fecha de término", "info")
        else:
            await notify(self, "Ahora tienes el plan {plan}", plan=self.plan.name)

    @rx.event
    @clinic_event(Permission.SUBSCRIPTION_MANAGE)
    async def resume(self, work: Work) -> None:
        """Take the cancellation back."""
        await service.resume(work)
        await self._show(work)
        await notify(self, "Tu plan continúa")
