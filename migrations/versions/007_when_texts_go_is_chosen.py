"""When texts go is chosen"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "007"
down_revision = "006"
branch_labels = None
depends_on = None

_CURRENT = sa.text("superseded_at IS NULL")


def _staff(column: str) -> sa.Column[int]:
    return sa.Column(column, sa.Integer(), sa.ForeignKey("staff.id", name=f"fk_text_{column}_staff"), nullable=True)


def upgrade() -> None:
    # Columns are added one by one: a table made anew would be slow among a million texts, and lose its partial index.
    for column in (
        sa.Column("on_hold_at", sa.DateTime(timezone=True), nullable=True),
        _staff("on_hold_by_id"),
        sa.Column("on_hold_why", sa.String(length=20), server_default="", nullable=False),
        sa.Column("said_as", sa.String(length=20), server_default="", nullable=False),
        _staff("ended_by_id"),
    ):
        op.add_column("text", column, inline_references=True)
    op.add_column("scheme", sa.Column("reminders", sa.JSON(), nullable=True))
    op.add_column("release", sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "text_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_text_choice_agency_id_agency")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_text_choice_person_id_person")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["staff.id"], name=op.f("fk_text_choice_recorded_by_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_choice")),
    )
    with op.batch_alter_table("text_choice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_text_choice_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(
            "one_current_text_choice", ["person_id"], unique=True, sqlite_where=_CURRENT, postgresql_where=_CURRENT
        )


def downgrade() -> None:
    with op.batch_alter_table("text_choice", schema=None) as batch_op:
        batch_op.drop_index("one_current_text_choice", sqlite_where=_CURRENT, postgresql_where=_CURRENT)
        batch_op.drop_index(batch_op.f("ix_text_choice_agency_id"))
    op.drop_table("text_choice")
    op.drop_column("release", "taken_back_at")
    op.drop_column("scheme", "reminders")
    with op.batch_alter_table("text", schema=None) as batch_op:
        for column in ("ended_by_id", "said_as", "on_hold_why", "on_hold_by_id", "on_hold_at"):
            batch_op.drop_column(column)
