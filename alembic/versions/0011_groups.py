"""Slots with capacity, series, several services."""

from alembic import op

revision = "0011"
down_revision = "0010"

GROUND = r"""
select 1;
"""


def upgrade() -> None:
    op.get_bind().connection.driver_connection.execute(GROUND)
