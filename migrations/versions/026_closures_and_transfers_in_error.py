"""A closure or a transfer recorded in error is taken back

Both stay on record, with who took them back, when and why; the referral goes on, and the agency stays responsible.
Going back a version deletes those taken back, which nothing there could tell from the ones that stand.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "026"
down_revision = "025"
branch_labels = None
depends_on = None

CURRENT = sa.text("superseded_at IS NULL")
OPEN_BEFORE = sa.text("accepted_on IS NULL AND off_on IS NULL")
OPEN = sa.text("accepted_on IS NULL AND off_on IS NULL AND error_at IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("closure") as closure:
        closure.drop_constraint(op.f("uq_closure_referral_id"), type_="unique")
        _add(closure, "closure", "superseded_at")
    op.create_index(op.f("ix_closure_referral_id"), "closure", ["referral_id"])
    op.create_index(
        "one_current_closure", "closure", ["referral_id"], unique=True, sqlite_where=CURRENT, postgresql_where=CURRENT
    )
    op.drop_index("one_open_transfer", "transfer")
    with op.batch_alter_table("transfer") as transfer:
        _add(transfer, "transfer", "error_at")
    _one_open(OPEN)


def _add(table: op.BatchOperations, name: str, moment: str) -> None:
    table.add_column(sa.Column(moment, sa.DateTime(timezone=True), nullable=True))
    table.add_column(sa.Column("error_why", sa.LargeBinary(), nullable=True))
    table.add_column(sa.Column("error_by_id", sa.Integer(), nullable=True))
    table.create_foreign_key(op.f(f"fk_{name}_error_by_id_staff"), "staff", ["error_by_id"], ["id"])


def _one_open(where: sa.TextClause) -> None:
    op.create_index(
        "one_open_transfer", "transfer", ["person_id"], unique=True, sqlite_where=where, postgresql_where=where
    )


def downgrade() -> None:
    op.execute("DELETE FROM transfer WHERE error_at IS NOT NULL")
    op.execute("DELETE FROM closure WHERE superseded_at IS NOT NULL")
    op.drop_index("one_open_transfer", "transfer")
    with op.batch_alter_table("transfer") as transfer:
        _drop(transfer, "transfer", "error_at")
    _one_open(OPEN_BEFORE)
    op.drop_index("one_current_closure", "closure")
    op.drop_index(op.f("ix_closure_referral_id"), "closure")
    with op.batch_alter_table("closure") as closure:
        _drop(closure, "closure", "superseded_at")
        closure.create_unique_constraint(op.f("uq_closure_referral_id"), ["referral_id"])


def _drop(table: op.BatchOperations, name: str, moment: str) -> None:
    table.drop_constraint(op.f(f"fk_{name}_error_by_id_staff"), type_="foreignkey")
    for column in ("error_by_id", "error_why", moment):
        table.drop_column(column)
