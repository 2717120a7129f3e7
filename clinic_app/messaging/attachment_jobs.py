"""Fetches what patients attached, behind the message itself."""

from procrastinate import JobContext, RetryStrategy

from clinic_app.core.jobs import jobs
from clinic_app.messaging import attachments

MOST = 7  # a link of a provider lives for a while; the last try is about an hour after the first


@jobs.task(name="fetch_attachment", retry=RetryStrategy(max_attempts=MOST, exponential_wait=4), pass_context=True)
async def fetch_attachment(context: JobContext, tenant_id: int, message_id: int) -> None:
    """Fetch the file of one message; safe to repeat."""
    await attachments.keep(tenant_id, message_id, last=(context.job.attempts if context.job else 0) >= MOST - 1)
