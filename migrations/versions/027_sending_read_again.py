"""What the sender keeps, read again"""

from __future__ import annotations

revision = "027"
down_revision = "026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
