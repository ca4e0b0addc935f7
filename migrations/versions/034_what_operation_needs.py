"""What operation needs: whether a database is being moved to another, and when each job last finished

And PostgreSQL, which counts letters where SQLite does not, is let keep the longest name of a part of a record: looking
at reports of dangerous people could not be written down there.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "034"
down_revision = "033"
branch_labels = None
depends_on = None

_NO = "The audit trail is only added to"


def upgrade() -> None:
    with op.batch_alter_table("gate") as batch:
        batch.add_column(sa.Column("moving", sa.String(length=32), nullable=True))
        batch.add_column(sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "job_pulse",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job", sa.String(length=40), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fault", sa.String(length=60), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_pulse")),
        sa.UniqueConstraint("job", name=op.f("uq_job_pulse_job")),
    )
    _widen(20, 40)


def _widen(before: int, after: int) -> None:
    """SQLite's copy of the table comes without what guards it."""
    with op.batch_alter_table("event") as batch:
        batch.alter_column(
            "compartment", type_=sa.String(after), existing_type=sa.String(before), existing_nullable=False
        )
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER event_no_{act.lower()} BEFORE {act} ON event BEGIN SELECT RAISE(ABORT, '{_NO}'); END"
            )


def downgrade() -> None:
    _widen(40, 20)
    op.drop_table("job_pulse")
    with op.batch_alter_table("gate") as batch:
        batch.drop_column("moved_at")
        batch.drop_column("moving")
