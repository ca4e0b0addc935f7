"""The hours a worker keeps, rooms, leave, and no double booking"""

from __future__ import annotations

revision = "003"
down_revision = "002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
