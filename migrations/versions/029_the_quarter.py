"""How people describe themselves, and the targets and costs of a quarter"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "029"
down_revision = "028"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "person_detail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("ethnicity", sa.String(length=2), nullable=False),
        sa.Column("gender", sa.String(length=20), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("superseded_at", MOMENT, nullable=True),
        *_keys("person_detail", "agency", "person"),
    )
    op.create_index(op.f("ix_person_detail_person_id"), "person_detail", ["person_id"])
    current = sa.text("superseded_at IS NULL")
    op.create_index(
        "one_current_person_detail",
        "person_detail",
        ["person_id"],
        unique=True,
        sqlite_where=current,
        postgresql_where=current,
    )
    op.create_table(
        "manager_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("about", sa.String(length=8), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=True),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        *_keys("manager_figure", "agency"),
    )
    op.create_index("ix_manager_figure", "manager_figure", ["agency_id", "quarter", "kind"])


def _keys(table: str, *parents: str) -> list[sa.Constraint]:
    staff = sa.ForeignKeyConstraint(["recorded_by_id"], ["staff.id"], name=op.f(f"fk_{table}_recorded_by_id_staff"))
    others = [
        sa.ForeignKeyConstraint([f"{one}_id"], [f"{one}.id"], name=op.f(f"fk_{table}_{one}_id_{one}"))
        for one in parents
    ]
    return [*others, staff, sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))]


def downgrade() -> None:
    op.drop_table("manager_figure")
    op.drop_table("person_detail")
