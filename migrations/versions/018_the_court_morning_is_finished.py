"""What the court's morning still had to keep"""

from __future__ import annotations

revision = "018"
down_revision = "017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
