"""A gate after a restore"""

from __future__ import annotations

revision = "010"
down_revision = "009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
