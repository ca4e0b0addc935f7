"""What follows a missed meeting"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "006"
down_revision = "005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("meeting_told", schema=None) as batch_op:
        batch_op.add_column(sa.Column("told_by", sa.LargeBinary(), nullable=True))

    op.create_table(
        "excuse_opinion",
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("meeting_words", sa.LargeBinary(), nullable=False),
        sa.Column("meeting_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("formed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("formed_by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["meeting_booking.id"], name=op.f("fk_excuse_opinion_booking_id_meeting_booking")
        ),
        sa.ForeignKeyConstraint(["formed_by_id"], ["staff.id"], name=op.f("fk_excuse_opinion_formed_by_id_staff")),
        sa.ForeignKeyConstraint(
            ["order_id"], ["support_order.id"], name=op.f("fk_excuse_opinion_order_id_support_order")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_excuse_opinion")),
        sa.UniqueConstraint("reference", name=op.f("uq_excuse_opinion_reference")),
    )
    with op.batch_alter_table("excuse_opinion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_excuse_opinion_booking_id"), ["booking_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_excuse_opinion_order_id"), ["order_id"], unique=False)
    op.create_table(
        "opinion_withdrawn",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("opinion_id", sa.Integer(), nullable=False),
        sa.Column("why", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["opinion_id"], ["excuse_opinion.id"], name=op.f("fk_opinion_withdrawn_opinion_id_excuse_opinion")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["staff.id"], name=op.f("fk_opinion_withdrawn_recorded_by_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion_withdrawn")),
        sa.UniqueConstraint("opinion_id", name=op.f("uq_opinion_withdrawn_opinion_id")),
    )
    op.create_table(
        "breach_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("opinion_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=12), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("said", sa.String(length=12), nullable=False),
        sa.Column("court_code", sa.String(length=8), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("hearing_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["hearing_id"], ["hearing.id"], name=op.f("fk_breach_step_hearing_id_hearing")),
        sa.ForeignKeyConstraint(
            ["opinion_id"], ["excuse_opinion.id"], name=op.f("fk_breach_step_opinion_id_excuse_opinion")
        ),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["staff.id"], name=op.f("fk_breach_step_recorded_by_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breach_step")),
    )
    with op.batch_alter_table("breach_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_breach_step_hearing_id"), ["hearing_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_breach_step_opinion_id"), ["opinion_id"], unique=False)
    op.create_table(
        "order_application",
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("court_code", sa.String(length=8), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("supervisor_id", sa.Integer(), nullable=True),
        sa.Column("supervisor_name", sa.LargeBinary(), nullable=False),
        sa.Column("area", sa.String(length=8), nullable=False),
        sa.Column("must_by", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"], ["support_order.id"], name=op.f("fk_order_application_order_id_support_order")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["staff.id"], name=op.f("fk_order_application_recorded_by_id_staff")
        ),
        sa.ForeignKeyConstraint(["supervisor_id"], ["staff.id"], name=op.f("fk_order_application_supervisor_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_application")),
        sa.UniqueConstraint("reference", name=op.f("uq_order_application_reference")),
    )
    with op.batch_alter_table("order_application", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_order_application_order_id"), ["order_id"], unique=False)
    op.create_table(
        "application_decided",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(length=12), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("before", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["order_application.id"],
            name=op.f("fk_application_decided_application_id_order_application"),
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["staff.id"], name=op.f("fk_application_decided_recorded_by_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_decided")),
        sa.UniqueConstraint("application_id", name=op.f("uq_application_decided_application_id")),
    )


def downgrade() -> None:
    op.drop_table("application_decided")
    with op.batch_alter_table("order_application", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_order_application_order_id"))

    op.drop_table("order_application")
    with op.batch_alter_table("breach_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_breach_step_opinion_id"))
        batch_op.drop_index(batch_op.f("ix_breach_step_hearing_id"))

    op.drop_table("breach_step")
    op.drop_table("opinion_withdrawn")
    with op.batch_alter_table("excuse_opinion", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_excuse_opinion_order_id"))
        batch_op.drop_index(batch_op.f("ix_excuse_opinion_booking_id"))

    op.drop_table("excuse_opinion")
    with op.batch_alter_table("meeting_told", schema=None) as batch_op:
        batch_op.drop_column("told_by")
