"""Deadlines are kept"""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from alembic import op

revision = "011"
down_revision = "010"
branch_labels = None
depends_on = None

WITHIN = dt.timedelta(days=35)
_STANDS = sa.text("ended_at IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("closed_day", schema=None) as batch_op:
        batch_op.add_column(sa.Column("court_code", sa.String(length=8), server_default="", nullable=False))
        batch_op.add_column(sa.Column("added_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("ended_by_id", sa.Integer(), nullable=True))
        batch_op.drop_constraint(op.f("uq_closed_day_day"), type_="unique")
    op.create_index(
        "one_standing_closed_day",
        "closed_day",
        ["day", "court_code"],
        unique=True,
        sqlite_where=_STANDS,
        postgresql_where=_STANDS,
    )
    op.add_column("case_ending", sa.Column("ask_until", sa.Date(), nullable=True))
    _count_the_35_days()


def _count_the_35_days() -> None:
    """From the day each notice of discontinuance was served (domain rule 7)."""
    ending = sa.table("case_ending", sa.column("id"), sa.column("notice_served_on", sa.Date()), sa.column("ask_until"))
    bind = op.get_bind()
    served = sa.select(ending.c.id, ending.c.notice_served_on).where(ending.c.notice_served_on.is_not(None))
    for row in bind.execute(served).all():
        until = row.notice_served_on + WITHIN
        bind.execute(sa.update(ending).where(ending.c.id == row.id).values(ask_until=until))


def downgrade() -> None:
    op.drop_column("case_ending", "ask_until")
    op.drop_index("one_standing_closed_day", table_name="closed_day", sqlite_where=_STANDS, postgresql_where=_STANDS)
    op.execute("DELETE FROM closed_day WHERE ended_at IS NOT NULL OR court_code <> ''")
    with op.batch_alter_table("closed_day", schema=None) as batch_op:
        batch_op.create_unique_constraint(op.f("uq_closed_day_day"), ["day"])
        batch_op.drop_column("ended_by_id")
        batch_op.drop_column("ended_at")
        batch_op.drop_column("added_by_id")
        batch_op.drop_column("court_code")
