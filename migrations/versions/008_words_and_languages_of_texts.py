"""Words and languages of texts"""

from __future__ import annotations

revision = "008"
down_revision = "007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
