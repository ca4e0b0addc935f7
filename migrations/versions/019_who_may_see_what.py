"""Shares, restricted records and breaking the glass"""

from __future__ import annotations

revision = "019"
down_revision = "018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
