"""The free times of a month for ten professionals: the computing alone, and the whole answer of the API."""

import asyncio
import statistics
import time
from datetime import UTC, datetime, timedelta

from benchmarks import clinics, servers
from benchmarks.client import request
from benchmarks.report import Line
from benchmarks.sections import Bench, checked, sign_in

PROFESSIONALS, DAYS, TIMES = 10, 30, 40


async def _computing(bench: Bench) -> list[float]:
    """Milliseconds of processor time: what was read goes in, the free times come out."""
    import clinic_app.wiring  # noqa: F401
    from clinic_app.access import actors
    from clinic_app.agenda import free_times
    from clinic_app.agenda.day_facts import range_facts
    from clinic_app.core.database import engine, read, reads

    first = bench.today()
    async with reads():
        actor = await actors.actor_of(1, 1)
        asked = free_times.Asked(first, first + timedelta(days=DAYS - 1), clinics.service_id(1), range(1, PROFESSIONALS + 1))
        (rows,) = await read(actor, free_times.range_query(actor, asked))
        spent = []
        for _ in range(TIMES):
            began = time.process_time()
            days = free_times.free_days(actor, asked, [range_facts(asked.service_id, None, row) for row in rows], [], datetime.now(UTC))
            spent.append((time.process_time() - began) * 1000)
        if not any(offer.who for day in days for offer in day.offers):
            raise RuntimeError("nothing was free")
    await engine().dispose()
    return spent


def free_month(bench: Bench) -> list[Line]:
    """From today on, the busiest days among them."""
    spent = asyncio.run(_computing(bench))
    first = bench.today()
    who = ",".join(map(str, range(1, PROFESSIONALS + 1)))
    query = f"desde={first}&hasta={first + timedelta(days=DAYS - 1)}&tipo_servicio={clinics.service_id(1)}&profesional={who}"
    with servers.api(bench.data) as server:
        message = request(f"/api/agenda/disponibilidad/?{query}", sign_in(server.port, 1))
        checked(bench.client.run(server.port, [message], count=10))
        latencies = checked(bench.client.run(server.port, [message], count=60)).latencies
    return [
        Line("availability-month", f"computing, {PROFESSIONALS} professionals, {DAYS} days", statistics.median(spent), most=50),
        Line("availability-month", "p50 of the whole answer", statistics.median(latencies)),
    ]
