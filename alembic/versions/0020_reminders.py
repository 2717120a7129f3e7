"""reminders."""

from alembic import op

revision = "0020"
down_revision = "0019"

GROUND = ""


def upgrade() -> None:
    if GROUND:
        op.get_bind().connection.driver_connection.execute(GROUND)
