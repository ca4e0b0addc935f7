"""How notices go and are chased"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "013"
down_revision = "012"
branch_labels = None
depends_on = None

_LIVE = sa.text("ended_at IS NULL")
_INDEX = "one_permission_to_go_alone"


def upgrade() -> None:
    repeats = sa.ForeignKey("notice.id", name="fk_notice_repeats_id_notice")
    for column in (
        sa.Column("repeats_id", sa.Integer(), repeats, nullable=True),
        sa.Column("went_alone", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("came_back_at", sa.DateTime(timezone=True), nullable=True),
    ):
        op.add_column("notice", column, inline_references=True)
    op.create_index(op.f("ix_notice_repeats_id"), "notice", ["repeats_id"], unique=False)
    op.create_table(
        "goes_alone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("scheme", sa.String(length=20), nullable=False),
        sa.Column("court_code", sa.String(length=8), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_goes_alone_agency_id_agency")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["staff.id"], name=op.f("fk_goes_alone_ended_by_id_staff")),
        sa.ForeignKeyConstraint(["set_by_id"], ["staff.id"], name=op.f("fk_goes_alone_set_by_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goes_alone")),
        sa.UniqueConstraint("reference", name=op.f("uq_goes_alone_reference")),
    )
    columns = ["agency_id", "scheme", "court_code"]
    op.create_index(_INDEX, "goes_alone", columns, unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE)


def downgrade() -> None:
    op.drop_index(_INDEX, table_name="goes_alone", sqlite_where=_LIVE, postgresql_where=_LIVE)
    op.drop_table("goes_alone")
    op.drop_index(op.f("ix_notice_repeats_id"), table_name="notice")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        for column in ("came_back_at", "went_alone", "repeats_id"):
            batch_op.drop_column(column)
