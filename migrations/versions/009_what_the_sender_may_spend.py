"""What the sender may spend"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "009"
down_revision = "008"
branch_labels = None
depends_on = None

STANDS = sa.text("over_at IS NULL")
WAITS = sa.text("state = 'planned'")


def upgrade() -> None:
    _alarms()
    op.create_table(
        "worker_seen",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(length=120), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_worker_seen")),
        sa.UniqueConstraint("owner", name=op.f("uq_worker_seen_owner")),
    )
    op.create_index(op.f("ix_worker_seen_seen_at"), "worker_seen", ["seen_at"], unique=False)
    op.create_index(
        "ix_text_waiting", "text", ["next_try_at"], unique=False, sqlite_where=WAITS, postgresql_where=WAITS
    )
    op.create_index("ix_text_handed", "text", ["handed_at", "agency_id"], unique=False)


def _alarms() -> None:
    op.create_table(
        "sender_alarm",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wait_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("over_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_sender_alarm_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sender_alarm")),
    )
    op.create_index(op.f("ix_sender_alarm_agency_id"), "sender_alarm", ["agency_id"], unique=False)
    op.create_index(
        "one_standing_alarm", "sender_alarm", ["key"], unique=True, sqlite_where=STANDS, postgresql_where=STANDS
    )


def downgrade() -> None:
    op.drop_index("ix_text_handed", "text")
    op.drop_index("ix_text_waiting", "text", sqlite_where=WAITS, postgresql_where=WAITS)
    op.drop_table("worker_seen")
    op.drop_table("sender_alarm")
