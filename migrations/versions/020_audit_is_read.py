"""Reading the audit trail, exports and browsing patterns"""

from __future__ import annotations

revision = "020"
down_revision = "019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
