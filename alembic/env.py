"""Runs the migrations on the URL given by core/bootstrap.py, which holds the lock against a second migrator."""

import importlib
from pathlib import Path

from alembic import context
from sqlalchemy import create_engine, pool
from sqlmodel import SQLModel

for models in sorted((Path(__file__).parents[1] / "clinic_app").rglob("*models.py")):
    importlib.import_module(".".join(models.relative_to(Path(__file__).parents[1]).with_suffix("").parts))


def include_name(name: str | None, kind: str, parents: object) -> bool:
    """Only our schema (the job queue's tables are procrastinate's own), and of a table kept in parts only the whole."""
    if kind == "table":
        return not (name or "").startswith("audit_entry_")
    return name == "app" if kind == "schema" else True


with create_engine(context.config.attributes["url"], poolclass=pool.NullPool).connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        include_schemas=True,
        include_name=include_name,
        version_table_schema="public",
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
