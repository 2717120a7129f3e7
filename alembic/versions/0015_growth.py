"""growth."""

from alembic import op

revision = "0015"
down_revision = "0014"

GROUND = ""


def upgrade() -> None:
    if GROUND:
        op.get_bind().connection.driver_connection.execute(GROUND)
