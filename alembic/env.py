"""Runs the migrations on the URL given by core/bootstrap.py, which holds the lock against a second migrator.

The models stay unread, for a quick first start: migrations are written by hand, and tests/test_migrations.py compares both.
"""

from alembic import context
from sqlalchemy import create_engine, pool

with create_engine(context.config.attributes["url"], poolclass=pool.NullPool).connect() as connection:
    context.configure(connection=connection, version_table_schema="public", transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()
