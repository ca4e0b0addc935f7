"""What makes Today and the court list quick to read"""

from __future__ import annotations

revision = "017"
down_revision = "016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
