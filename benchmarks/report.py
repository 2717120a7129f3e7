"""The table of a run: what was measured, what was asked for, on which machine."""

import platform
import re
import timeit
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psutil

RESULTS = Path(__file__).with_name("RESULTS.md")


@dataclass(frozen=True)
class Line:
    """One number of a section. `most`/`least`: the goal, when there is one."""

    section: str
    what: str
    value: float
    unit: str = "ms"
    most: float | None = None
    least: float | None = None

    @property
    def goal(self) -> str:
        if self.most is not None:
            return f"≤ {self.most:g} {self.unit}"
        return f"≥ {self.least:g} {self.unit}" if self.least is not None else ""

    @property
    def verdict(self) -> str:
        if not self.goal:
            return ""
        good = (self.most is None or self.value <= self.most) and (self.least is None or self.value >= self.least)
        return "yes" if good else "**no**"

    def row(self) -> str:
        digits = 0 if abs(self.value) >= 100 else 2
        return f"| {self.section} | {self.what} | {self.value:,.{digits}f} {self.unit} | {self.goal} | {self.verdict} |"


def machine() -> str:
    found = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else "", re.MULTILINE)
    memory = psutil.virtual_memory().total / 2**30
    model = found[1] if found else platform.processor() or "unknown processor"
    return f"{model}, {psutil.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}, Python {platform.python_version()}"


def loop_seconds() -> float:
    """The best of five plain loops of a million additions, times ten: machines of one name differ threefold, and so does every number."""
    return 10 * min(timeit.repeat("for n in range(1_000_000): total += n", "total = 0", number=1, repeat=5))


def write(lines: list[Line], busy: float) -> str:
    """Write RESULTS.md and return it. A run of a few sections replaces only theirs."""
    rows = [line.row() for line in lines]
    measured = {line.section for line in lines}
    before = RESULTS.read_text().splitlines() if RESULTS.exists() else []
    kept = [row for row in before if row.startswith("| ") and row.split("|")[1].strip() not in {*measured, "section"}]
    text = "\n".join(
        [
            "# Results",
            "",
            f"Last run: {datetime.now():%Y-%m-%d %H:%M}, sections: {', '.join(sorted(measured))}.",
            f"Machine: {machine()}; load of others when it began: {busy:.1f}; ten million additions in a loop take {loop_seconds():.2f} s.",
            "How it is measured and what the floor is: README.md here. `make bench` writes this file.",
            "",
            "| section | what | measured | goal | met |",
            "|---|---|---|---|---|",
            *sorted([*kept, *rows], key=lambda row: row.split("|")[1]),
            "",
        ]
    )
    RESULTS.write_text(text)
    return text
