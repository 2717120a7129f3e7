"""Recurring blocks, shifts and holidays."""

from alembic import op

revision = "0007"
down_revision = "0006"

GROUND = r"""
select 1;
"""


def upgrade() -> None:
    op.get_bind().connection.driver_connection.execute(GROUND)
