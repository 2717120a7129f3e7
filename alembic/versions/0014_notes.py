"""notes."""

from alembic import op

revision = "0014"
down_revision = "0013"

GROUND = ""


def upgrade() -> None:
    if GROUND:
        op.get_bind().connection.driver_connection.execute(GROUND)
