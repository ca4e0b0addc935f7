"""What signing in still had to keep"""

from __future__ import annotations

revision = "023"
down_revision = "022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
