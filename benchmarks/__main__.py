"""`python -m benchmarks [section …]`: builds the database, measures, writes RESULTS.md."""

import os
import shutil
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path

import psutil
import psycopg

from benchmarks import clinics, report
from benchmarks.charts import growth_chart
from benchmarks.client import LoadClient
from benchmarks.free_month import free_month
from benchmarks.growth import growth
from benchmarks.importing import importing
from benchmarks.messages import messages, reminders
from benchmarks.report import Line
from benchmarks.sections import SECTIONS, Bench
from benchmarks.web import WEB_SECTIONS
from benchmarks.webhooks import webhooks


def main(asked: list[str]) -> int:
    """Run the sections by name, all when none is named; returns the exit code."""
    sections: dict[str, Callable[[Bench], list[Line]]] = {
        **SECTIONS,
        "availability-month": free_month,
        "import": importing,
        "growth": growth,
        "growth-chart": growth_chart,
        "messages": messages,
        "reminders": reminders,
        "webhooks": webhooks,
        **WEB_SECTIONS,
    }
    unknown = [name for name in asked if name not in sections]
    if unknown:
        print(f"no such section: {', '.join(unknown)}; there are {', '.join(sections)}")
        return 2
    busy = psutil.getloadavg()[0]
    folder = Path(tempfile.mkdtemp(prefix="hampiq-bench-"))
    folder.chmod(0o711)  # the database may run as another user
    os.environ["CLINIC_DATA_DIR"] = str(folder / "data")
    lines, failed = [], False
    try:
        for name in asked or sections:
            try:
                lines += _measured(name, sections[name], folder)
            except Exception:
                traceback.print_exc()
                failed = True
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(report.write(lines, busy))
    return 1 if failed else 0


def _measured(name: str, section: Callable[[Bench], list[Line]], folder: Path) -> list[Line]:
    """Each section has a data folder of its own, so that none sees what another left behind."""
    from clinic_app.core.database import engine, reads
    from clinic_app.core.settings import secret_key, settings
    from clinic_app.core.supervisor import database

    for variable in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        os.environ.pop(variable, None)
    data = folder / name
    os.environ["CLINIC_DATA_DIR"] = str(data)
    for kept in (settings, secret_key, engine, reads):
        kept.cache_clear()
    with database(), LoadClient() as client:
        superuser = settings().libpq_url.replace("clinic_app@", "postgres@", 1)
        if section not in WITHOUT_DATA:
            with psycopg.connect(superuser, autocommit=True) as connection:
                clinics.fill(connection)
        lines = section(Bench(client, data, superuser, settings().libpq_url))
    for line in lines:
        print(line.row(), flush=True)
    return lines


WITHOUT_DATA = (growth, *(WEB_SECTIONS[name] for name in ("run", "first-page")))

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
