"""Today finds its few rows among the many: hearings no referral brought, cases that are over, what is to be written"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "032"
down_revision = "031"
branch_labels = None
depends_on = None

_TO_LEAVE = sa.text("assessment_id IS NULL AND plan_id IS NULL AND leaves != 'nothing'")


def upgrade() -> None:
    """Each index holds only the rows that Today asks for."""
    op.create_index(
        "ix_hearing_other",
        "hearing",
        ["agency_id", "day"],
        sqlite_where=sa.text("other_matter IS 1"),
        postgresql_where=sa.text("other_matter IS true"),
    )
    op.create_index(
        "ix_referral_over",
        "referral",
        ["hearing_id"],
        sqlite_where=sa.text("ended IS 1"),
        postgresql_where=sa.text("ended IS true"),
    )
    op.create_index(
        "ix_requirement_to_leave", "requirement", ["referral_id"], sqlite_where=_TO_LEAVE, postgresql_where=_TO_LEAVE
    )


def downgrade() -> None:
    """Without them Today is as right, and slower."""
    op.drop_index("ix_requirement_to_leave", "requirement")
    op.drop_index("ix_referral_over", "referral")
    op.drop_index("ix_hearing_other", "hearing")
