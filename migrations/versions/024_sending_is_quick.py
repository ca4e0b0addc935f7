"""What sending texts still had to keep"""

from __future__ import annotations

revision = "024"
down_revision = "023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
