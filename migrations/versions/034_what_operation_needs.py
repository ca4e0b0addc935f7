"""What operation needs: whether a database is being moved to another, and when each job last finished"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "034"
down_revision = "033"
branch_labels = None
depends_on = None


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


def downgrade() -> None:
    op.drop_table("job_pulse")
    with op.batch_alter_table("gate") as batch:
        batch.drop_column("moved_at")
        batch.drop_column("moving")
