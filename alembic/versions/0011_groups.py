"""groups."""

from alembic import op

revision = "0011"
down_revision = "0010"

GROUND = ""


def upgrade() -> None:
    if GROUND:
        op.get_bind().connection.driver_connection.execute(GROUND)
