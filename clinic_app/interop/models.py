"""Imports of patients: the file, its rows while they are needed, and the columns each clinic taught us."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from clinic_app.core.tables import ClinicOwned, moment

NOW = text("now()")


class Step(StrEnum):
    """Where an import stands."""

    MAPPING = "mapping"
    CHECKING = "checking"
    CHECKED = "checked"
    RUNNING = "running"
    STOPPED = "stopped"
    DONE = "done"


class RowState(StrEnum):
    NEW = "new"  # not looked at yet
    OK = "ok"
    BAD = "bad"
    DUPLICATE = "duplicate"
    CREATED = "created"
    UPDATED = "updated"
    SKIPPED = "skipped"
    REFUSED = "refused"  # it was good, but could not be written
    OVER_LIMIT = "over_limit"  # the plan is full


class OnDuplicate(StrEnum):
    SKIP = "skip"
    UPDATE = "update"
    BOTH = "both"


class PatientImport(ClinicOwned, table=True):
    __tablename__ = "patient_import"
    __table_args__ = (ForeignKeyConstraint(["tenant_id"], ["app.clinic.id"]), {"schema": "app"})
    user_id: int = Field(sa_type=BigInteger)
    file_name: str
    file_key: str  # "" once the file was deleted
    kind: str
    encoding: str = ""
    delimiter: str = ""
    header_line: int
    titles: list[str] = Field(sa_type=JSONB)
    samples: list[list[str]] = Field(sa_type=JSONB)  # the first rows, for the preview
    mapping: dict[str, Any] = Field(sa_type=JSONB)
    fix_zeros: bool = False
    on_duplicate: str = "skip"
    step: str = "mapping"
    staged: bool = False
    counts: dict[str, int] = Field(sa_type=JSONB)
    problem: str = ""
    created_at: datetime = moment(sa_column_kwargs={"server_default": NOW})
    updated_at: datetime = moment(sa_column_kwargs={"server_default": NOW})
    finished_at: datetime | None = moment(nullable=True)


class ImportRow(ClinicOwned, table=True):
    __tablename__ = "import_row"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "import_id"], ["app.patient_import.tenant_id", "app.patient_import.id"], ondelete="CASCADE"),
        Index("uq_import_row_line", "tenant_id", "import_id", "line", unique=True),
        Index("ix_import_row_state", "tenant_id", "import_id", "state", "line"),
        Index("ix_import_row_key", "tenant_id", "import_id", "key", "line"),
        {"schema": "app"},
    )
    import_id: int = Field(sa_type=BigInteger)
    line: int
    cells: list[str] = Field(sa_type=JSONB)
    state: str = "new"
    key: str = ""  # by which a row repeats another
    body: dict[str, Any] | None = Field(default=None, sa_type=JSONB, nullable=True)  # what will be written
    problems: list[dict[str, Any]] | None = Field(default=None, sa_type=JSONB, nullable=True)
    patient_id: int | None = Field(default=None, sa_type=BigInteger, nullable=True)


class ImportColumns(ClinicOwned, table=True):
    """What a clinic said the columns of a kind of file mean: the next file with the same titles starts with it."""

    __tablename__ = "import_columns"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id"], ["app.clinic.id"]),
        UniqueConstraint("tenant_id", "signature"),
        {"schema": "app"},
    )
    signature: str
    mapping: dict[str, Any] = Field(sa_type=JSONB)
    updated_at: datetime = moment(sa_column_kwargs={"server_default": NOW})
