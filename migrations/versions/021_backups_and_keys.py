"""Backups that are verified, and keys that change while in use"""

from __future__ import annotations

revision = "021"
down_revision = "020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
