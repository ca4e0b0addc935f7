"""The audit trail cannot be changed in place; how far it was anchored; browsing that somebody must look into"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "020"
down_revision = "019"
branch_labels = None
depends_on = None

_TABLES = ("event", "event_record")
_NO = "The audit trail is only added to"


def upgrade() -> None:
    with op.batch_alter_table("gate") as batch:
        batch.add_column(sa.Column("anchored", sa.Integer(), nullable=False, server_default="0"))
    op.create_index(op.f("ix_event_staff_id_at"), "event", ["staff_id", "at"])
    op.drop_index(op.f("ix_event_staff_id"), table_name="event")
    _browsing()
    _only_added_to()


def _browsing() -> None:
    op.create_table(
        "browsing_alert",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("pattern", sa.String(length=30), nullable=False),
        sa.Column("about", sa.String(length=100), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("record", sa.String(length=60), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("found", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_browsing_alert_agency_id_agency")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_browsing_alert_staff_id_staff")),
        sa.ForeignKeyConstraint(["closed_by_id"], ["staff.id"], name=op.f("fk_browsing_alert_closed_by_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_browsing_alert")),
        sa.UniqueConstraint("reference", name=op.f("uq_browsing_alert_reference")),
        sa.UniqueConstraint("agency_id", "about", name=op.f("uq_browsing_alert_agency_id")),
    )
    op.create_index(op.f("ix_browsing_alert_closed_at"), "browsing_alert", ["closed_at"])


def _only_added_to() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in _TABLES:
            for act in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{_NO}'); END"
                )
        return
    op.execute(
        "CREATE FUNCTION audit_only_added_to() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_NO}'; END $$"
    )
    for table in _TABLES:
        op.execute(
            f"CREATE TRIGGER {table}_only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_only_added_to()"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in _TABLES:
            for act in ("update", "delete"):
                op.execute(f"DROP TRIGGER {table}_no_{act}")
    else:
        for table in _TABLES:
            op.execute(f"DROP TRIGGER {table}_only_added_to ON {table}")
        op.execute("DROP FUNCTION audit_only_added_to()")
    op.drop_table("browsing_alert")
    op.create_index(op.f("ix_event_staff_id"), "event", ["staff_id"])
    op.drop_index(op.f("ix_event_staff_id_at"), table_name="event")
    with op.batch_alter_table("gate") as batch:
        batch.drop_column("anchored")
