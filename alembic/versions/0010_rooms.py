"""rooms."""

from alembic import op

revision = "0010"
down_revision = "0009"

GROUND = ""


def upgrade() -> None:
    if GROUND:
        op.get_bind().connection.driver_connection.execute(GROUND)
