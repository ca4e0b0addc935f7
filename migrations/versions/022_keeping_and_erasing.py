"""How long records are kept, erasure, and joined records"""

from __future__ import annotations

revision = "022"
down_revision = "021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
