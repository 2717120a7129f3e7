"""feeds."""

from alembic import op

revision = "0012"
down_revision = "0011"

GROUND = ""


def upgrade() -> None:
    if GROUND:
        op.get_bind().connection.driver_connection.execute(GROUND)
