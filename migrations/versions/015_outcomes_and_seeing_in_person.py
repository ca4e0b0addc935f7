"""Outcomes and seeing in person"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "015"
down_revision = "014"
branch_labels = None
depends_on = None


_ENDED = """
    UPDATE referral SET ended = true
    WHERE EXISTS (SELECT 1 FROM charge WHERE charge.referral_id = referral.id)
    AND NOT EXISTS (
        SELECT 1 FROM charge WHERE charge.referral_id = referral.id AND NOT EXISTS (
            SELECT 1 FROM case_ending
            WHERE case_ending.charge_id = charge.id AND case_ending.superseded_at IS NULL
        )
    )
"""


def _to(column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_seen_in_person_{column}_{other}"))


def upgrade() -> None:
    op.create_table(
        "seen_in_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("place", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        _to("agency_id", "agency"),
        _to("person_id", "person"),
        _to("recorded_by_id", "staff"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seen_in_person")),
    )
    op.add_column("referral", sa.Column("ended", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute(_ENDED)
    op.create_index("ix_referral_live", "referral", ["agency_id", "ended", "status"], unique=False)
    op.create_index("ix_seen_in_person", "seen_in_person", ["person_id", "on_day"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_referral_live", table_name="referral")
    op.drop_column("referral", "ended")
    op.drop_index("ix_seen_in_person", table_name="seen_in_person")
    op.drop_table("seen_in_person")
