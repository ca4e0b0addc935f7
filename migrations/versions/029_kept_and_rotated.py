"""What is kept, copied and erased, finished"""

from __future__ import annotations

revision = "029"
down_revision = "028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
