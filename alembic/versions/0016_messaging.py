"""messaging."""

from alembic import op

revision = "0016"
down_revision = "0015"

GROUND = ""


def upgrade() -> None:
    if GROUND:
        op.get_bind().connection.driver_connection.execute(GROUND)
