"""Sending costs fewer indexes, and may be asked for now

A text changes its state three times on its way out, and each change wrote two indexes that others already answer:
`ix_text_due` begins with the state, and only what waits is looked for by its next try (`ix_text_waiting`).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "024"
down_revision = "023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_text_state", "text")
    op.drop_index("ix_text_next_try_at", "text")
    op.add_column("text", sa.Column("asked_now_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("text", "asked_now_at")
    op.create_index("ix_text_next_try_at", "text", ["next_try_at"])
    op.create_index("ix_text_state", "text", ["state"])
