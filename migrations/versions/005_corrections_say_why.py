"""Corrections say why, and partners record"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "005"
down_revision = "004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.add_column(sa.Column("corrected_because", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("corrected_words", sa.LargeBinary(), nullable=True))

    op.create_table(
        "partner_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("works_as", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["added_by_id"], ["staff.id"], name=op.f("fk_partner_place_added_by_id_staff")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_partner_place_place_id_place")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_partner_place_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_place")),
        sa.UniqueConstraint("staff_id", "place_id", name=op.f("uq_partner_place_staff_id")),
    )
    with op.batch_alter_table("partner_place", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_partner_place_staff_id"), ["staff_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("partner_place", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_partner_place_staff_id"))

    op.drop_table("partner_place")
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.drop_column("corrected_words")
        batch_op.drop_column("corrected_because")
