"""accounts."""

from alembic import op

revision = "0021"
down_revision = "0020"

GROUND = ""


def upgrade() -> None:
    if GROUND:
        op.get_bind().connection.driver_connection.execute(GROUND)
