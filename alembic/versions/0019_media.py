"""media."""

from alembic import op

revision = "0019"
down_revision = "0018"

GROUND = ""


def upgrade() -> None:
    if GROUND:
        op.get_bind().connection.driver_connection.execute(GROUND)
