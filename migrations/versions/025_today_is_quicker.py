"""Today and the court list are quicker"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "025"
down_revision = "024"
branch_labels = None
depends_on = None


NOT_RECORDED = sa.text("outcome IS NULL")
"""The few appointments that somebody still has to record, which every Today asks for, beside the many that are done."""


def upgrade() -> None:
    op.create_index(
        "ix_appointment_unrecorded",
        "appointment",
        ["agency_id", "starts_at"],
        sqlite_where=NOT_RECORDED,
        postgresql_where=NOT_RECORDED,
    )


def downgrade() -> None:
    op.drop_index("ix_appointment_unrecorded", "appointment")
