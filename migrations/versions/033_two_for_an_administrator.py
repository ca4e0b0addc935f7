"""Two people for a new administrator"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "033"
down_revision = "032"
branch_labels = None
depends_on = None

NAME = "asked_administrator"
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        NAME,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        *(
            sa.ForeignKeyConstraint([one], ["staff.id"], name=op.f(f"fk_{NAME}_{one}_staff"))
            for one in ("staff_id", "asked_by_id", "answered_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{NAME}")),
        sa.UniqueConstraint("reference", name=op.f(f"uq_{NAME}_reference")),
    )
    for one in ("staff_id", "asked_by_id"):
        op.create_index(op.f(f"ix_{NAME}_{one}"), NAME, [one])


def downgrade() -> None:
    op.drop_table(NAME)
