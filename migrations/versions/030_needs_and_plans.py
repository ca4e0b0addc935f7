"""Needs, care plans and contacts"""

from __future__ import annotations

revision = "030"
down_revision = "029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
