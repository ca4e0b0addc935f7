"""Who may see what, finished"""

from __future__ import annotations

revision = "028"
down_revision = "027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
