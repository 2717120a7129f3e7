"""Treatment plans and their sessions."""

from alembic import op

revision = "0009"
down_revision = "0008"

GROUND = r"""
select 1;
"""


def upgrade() -> None:
    op.get_bind().connection.driver_connection.execute(GROUND)
