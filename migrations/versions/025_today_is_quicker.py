"""Today and the court list are quicker"""

from __future__ import annotations

revision = "025"
down_revision = "024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
