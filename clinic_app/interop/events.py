"""Facts about imports; the jobs that react are named in wiring.py."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ImportUploaded:
    import_id: int


@dataclass(frozen=True)
class ImportCheckAsked:
    import_id: int


@dataclass(frozen=True)
class ImportRunAsked:
    import_id: int
