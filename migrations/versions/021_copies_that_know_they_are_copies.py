"""Copies that know they are copies: from a backup put back, nothing leaves until two people have released it"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "021"
down_revision = "020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("gate") as batch:
        batch.add_column(sa.Column("copied_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("gate") as batch:
        batch.drop_column("copied_at")
