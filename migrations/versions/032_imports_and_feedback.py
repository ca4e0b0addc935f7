"""Imports, cases meetings and feedback"""

from __future__ import annotations

revision = "032"
down_revision = "031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
