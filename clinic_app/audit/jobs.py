"""What keeps the trail in order while nobody looks: its seals and its monthly parts."""

import structlog
from sqlalchemy import text

from clinic_app.core.database import NOBODY, start_work
from clinic_app.core.jobs import jobs

MONTHS_AHEAD = 3
log = structlog.get_logger("audit")


@jobs.periodic(cron="* * * * *", periodic_id="seal_trail")
@jobs.task(name="seal_trail", queueing_lock="seal_trail")
async def seal_trail(timestamp: int) -> None:
    """Link the entries that were committed since the last minute; the database does it, in every clinic."""
    async with start_work(NOBODY) as work:
        await work.session.execute(text("select app.seal_trail()"))


@jobs.periodic(cron="17 4 * * *", periodic_id="make_audit_parts")
@jobs.task(name="make_audit_parts", queueing_lock="make_audit_parts", retry=3)
async def make_audit_parts(timestamp: int) -> None:
    """Make the parts of the coming months; an entry of a month without one still finds a place."""
    async with start_work(NOBODY) as work:
        made = (await work.session.execute(text("select app.make_audit_parts(:ahead)"), {"ahead": MONTHS_AHEAD})).scalar_one()
    if made:
        log.info("parts of the trail made", parts=made)
