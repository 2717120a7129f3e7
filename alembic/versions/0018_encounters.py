"""encounters."""

from alembic import op

revision = "0018"
down_revision = "0017"

GROUND = ""


def upgrade() -> None:
    if GROUND:
        op.get_bind().connection.driver_connection.execute(GROUND)
