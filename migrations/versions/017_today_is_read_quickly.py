"""An agency's hearings of some days, for Today"""

from __future__ import annotations

from alembic import op

revision = "017"
down_revision = "016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_hearing_days", "hearing", ["agency_id", "day"])


def downgrade() -> None:
    op.drop_index("ix_hearing_days", "hearing")
