"""What providers posted, taken in behind the answer that they got at once."""

from procrastinate import RetryStrategy

from clinic_app.core.jobs import jobs
from clinic_app.messaging import deliveries


@jobs.task(name="take_delivery", retry=RetryStrategy(max_attempts=8, exponential_wait=3))
async def take_delivery(tenant_id: int, delivery_id: int) -> None:
    """Take in one stored delivery; safe to repeat."""
    await deliveries.take_in(tenant_id, delivery_id)


@jobs.periodic(cron="23 8 * * *", periodic_id="forget_deliveries")  # UTC: the small hours in Lima
@jobs.task(name="forget_deliveries", queueing_lock="forget_deliveries")
async def forget_deliveries(timestamp: int) -> None:
    """Delete the bodies of old deliveries."""
    await deliveries.forget_old()
