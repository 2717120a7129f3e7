"""Waiting list and timed holds."""

from alembic import op

revision = "0008"
down_revision = "0007"

GROUND = r"""
select 1;
"""


def upgrade() -> None:
    op.get_bind().connection.driver_connection.execute(GROUND)
