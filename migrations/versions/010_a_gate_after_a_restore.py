"""A gate after a restore"""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from alembic import op

revision = "010"
down_revision = "009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    gate = op.create_table(
        "gate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gate")),
    )
    op.bulk_insert(gate, [{"id": 1, "site": secrets.token_hex(16)}])
    op.create_table(
        "gate_release",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=300), nullable=False),
        sa.Column("last_written", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_by_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gate_release")),
    )


def downgrade() -> None:
    op.drop_table("gate_release")
    op.drop_table("gate")
