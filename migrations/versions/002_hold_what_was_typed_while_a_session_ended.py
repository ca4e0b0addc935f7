"""Hold what was typed while a session ended"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "002"
down_revision = "001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "held_post",
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=300), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_held_post_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_post")),
        sa.UniqueConstraint("reference", name=op.f("uq_held_post_reference")),
        sa.UniqueConstraint("staff_id", "path", name=op.f("uq_held_post_staff_id")),
    )
    with op.batch_alter_table("held_post", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_held_post_staff_id"), ["staff_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("held_post", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_held_post_staff_id"))

    op.drop_table("held_post")
