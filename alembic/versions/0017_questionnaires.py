"""questionnaires."""

from alembic import op

revision = "0017"
down_revision = "0016"

GROUND = ""


def upgrade() -> None:
    if GROUND:
        op.get_bind().connection.driver_connection.execute(GROUND)
