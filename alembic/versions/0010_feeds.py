"""Private calendar feeds."""

from alembic import op

revision = "0010"
down_revision = "0009"

GROUND = r"""
select 1;
"""


def upgrade() -> None:
    op.get_bind().connection.driver_connection.execute(GROUND)
