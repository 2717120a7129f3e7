"""records."""

from alembic import op

revision = "0013"
down_revision = "0012"

GROUND = ""


def upgrade() -> None:
    if GROUND:
        op.get_bind().connection.driver_connection.execute(GROUND)
