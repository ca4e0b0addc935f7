"""Imports that can be left and undone, and anonymous feedback"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "030"
down_revision = "029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _jobs()
    _feedback()
    op.create_table(
        "import_matching",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("chosen", sa.LargeBinary(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_import_matching_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_matching")),
        sa.UniqueConstraint("agency_id", name=op.f("uq_import_matching_agency_id")),
    )


def _jobs() -> None:
    op.create_table(
        "import_job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("scheme", sa.String(length=60), nullable=False),
        sa.Column("read_on", sa.Date(), nullable=False),
        *(sa.Column(name, sa.LargeBinary(), nullable=True) for name in ("sheet", "answers", "findings", "stayed")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in _COUNTS),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.DateTime(timezone=True), nullable=True) for name in _MOMENTS),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_import_job_agency_id_agency")),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_import_job_by_id_staff")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["staff.id"], name=op.f("fk_import_job_undone_by_id_staff")),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name=op.f("fk_import_job_batch_id_import_batch")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_job")),
        sa.UniqueConstraint("reference", name=op.f("uq_import_job_reference")),
    )
    op.create_index(op.f("ix_import_job_agency_id"), "import_job", ["agency_id"])
    op.create_index(op.f("ix_import_job_state"), "import_job", ["state"])


def _feedback() -> None:
    op.create_table(
        "feedback_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.LargeBinary(), nullable=False),
        sa.Column("code_index", sa.LargeBinary(length=32), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_feedback_code_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_code")),
        sa.UniqueConstraint("code_index", name=op.f("uq_feedback_code_code_index")),
    )
    live = sa.text("ended_at IS NULL")
    op.create_index(
        "one_live_feedback_code", "feedback_code", ["agency_id"], unique=True, sqlite_where=live, postgresql_where=live
    )
    op.create_table(
        "feedback_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("how", sa.String(length=5), nullable=False),
        *(sa.Column(name, sa.String(length=6), nullable=False) for name in ("listened", "helped", "safe", "again")),
        sa.Column("comment", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_feedback_answer_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_answer")),
    )
    op.create_index("ix_feedback_answer_day", "feedback_answer", ["agency_id", "day"])


_COUNTS = ("rows", "people", "position", "worked", "added", "known", "left_out", "removed", "from_seq")
_MOMENTS = ("started_at", "done_at", "undo_until", "undone_at", "seen_at")


def downgrade() -> None:
    op.drop_table("feedback_answer")
    op.drop_table("feedback_code")
    op.drop_table("import_matching")
    op.drop_table("import_job")
