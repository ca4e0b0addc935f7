"""The court's morning, read again"""

from __future__ import annotations

revision = "026"
down_revision = "025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
