"""What `python -m clinic_app audit verify` prints."""

from collections.abc import Callable, Iterable

from clinic_app.audit.chain import Broken, Report, UnknownClinic, verify
from clinic_app.core.errors import ClinicError

WORDS = {
    "changed": "was changed",
    "deleted": "was deleted",
    "inserted": "was inserted afterwards",
    "seal": "stands after a seal that is missing or altered",
    "cut": "does not follow the kept anchor",
}
CUT = "the end of the chain was cut: it is shorter than the kept anchor"


def read_anchors(lines: Iterable[str]) -> dict[int, tuple[int, str]]:
    """Clinic -> length and hash, from lines that `--anchor` printed. Raises ClinicError for other lines."""
    kept: dict[int, tuple[int, str]] = {}
    for line in filter(str.strip, lines):
        parts = line.split()
        if len(parts) != 3 or not (parts[0].isdecimal() and parts[1].isdecimal()):
            raise ClinicError(f"not a line of --anchor: {line.strip()[:80]}")
        kept[int(parts[0])] = int(parts[1]), parts[2].lower()
    return kept


def sentence(report: Report) -> str:
    """One line about one clinic."""
    clinic = f"clinic {report.clinic_id} ({report.name})"
    if report.broken is None:
        waiting = f", {report.waiting} not sealed yet" if report.waiting else ""
        return f"{clinic}: {report.place} entries in order{waiting}, newest hash {report.hash or '-'}"
    return f"{clinic}: BROKEN, {_what(report.broken)}"


def _what(broken: Broken) -> str:
    if not broken.entry_id:
        return CUT
    return f"entry {broken.entry_id} of {broken.at:%Y-%m-%d %H:%M:%S%z} {WORDS[broken.what]}"


def print_reports(url: str, wanted: str | None, *, anchor: bool, kept: Iterable[str] | None, say: Callable[..., None]) -> bool:
    """Say what was found, broken chains on standard error; returns whether all is in order. Raises ClinicError for an unknown clinic."""
    sound = True
    try:
        for report in verify(url, wanted, read_anchors(kept or ())):
            if report.broken:
                sound = False
                say(sentence(report), err=True)
            elif anchor:
                say(f"{report.clinic_id} {report.place} {report.hash or '-'}")
            else:
                say(sentence(report))
    except UnknownClinic as unknown:
        raise ClinicError(f"no clinic with this number or name: {unknown}") from unknown
    return sound
