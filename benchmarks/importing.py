"""20,000 patients with their mothers from a CSV file: the dry run and the import, as the jobs do them."""

import asyncio
import time

from benchmarks.report import Line
from benchmarks.sections import Bench

ROWS = 20_000
HEADER = "DNI;Nombres;Apellido paterno;Apellido materno;Fecha de nacimiento;Sexo;Celular;Madre;Celular de la madre"


def table() -> bytes:
    """A clinic's list as its spreadsheet saves it."""
    lines = (
        f"{60_000_000 + n};Niña {n};Quispe;Mamani;{n % 28 + 1:02}/{n % 12 + 1:02}/{2005 + n % 20};F;9{n:08};Rosa Mamani {n};987654322"
        for n in range(ROWS)
    )
    return "\n".join((HEADER, *lines)).encode()


async def _import() -> dict[str, float]:
    import clinic_app.wiring  # noqa: F401
    from clinic_app.access import actors
    from clinic_app.core.database import engine, reads, start_work
    from clinic_app.interop import checking, running, service

    times = {}
    async with reads():
        actor = await actors.actor_of(1, 1)
        began = time.monotonic()
        async with start_work(actor) as work:
            one = await service.upload(work, service.Upload("lista.csv", table()))
            await service.ask_check(work, one.id)
            work.events.clear()  # the jobs are run here, one after the other
        await checking.check(actor, one.id)
        times["check"] = time.monotonic() - began
        began = time.monotonic()
        async with start_work(actor) as work:
            await service.ask_run(work, one.id, "skip")
            work.events.clear()
        await running.run(actor, one.id)
        times["import"] = time.monotonic() - began
        async with start_work(actor) as work:
            created = (await service.get(work, one.id)).counts["created"]
        if created != ROWS:
            raise RuntimeError(f"{created} of {ROWS} rows were imported")
    await engine().dispose()
    return times


def importing(bench: Bench) -> list[Line]:
    """Into a clinic that has 20,000 patients already."""
    times = asyncio.run(_import())
    return [
        Line("import", f"check of {ROWS:,} rows", times["check"], "s"),
        Line("import", f"import of {ROWS:,} rows", times["import"], "s"),
        Line("import", "together", times["check"] + times["import"], "s", most=120),
    ]
