"""What signing in still had to keep

The list of colleagues counts as confirmed on the day of the change, so that nobody is stopped by it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "023"
down_revision = "022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("agency") as batch:
        batch.add_column(sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE agency SET confirmed_at = CURRENT_TIMESTAMP")
    with op.batch_alter_table("agency") as batch:
        batch.alter_column("confirmed_at", existing_type=sa.DateTime(timezone=True), nullable=False)
    with op.batch_alter_table("held_post") as batch:
        batch.add_column(sa.Column("draft", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column("device_hash", sa.LargeBinary(length=32), nullable=True))
        batch.create_index(op.f("ix_held_post_device_hash"), ["device_hash"])
    _account_mail()
    op.create_table(
        "request_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("window", sa.Integer(), nullable=False),
        sa.Column("posts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_count")),
        sa.UniqueConstraint("key", "window", name=op.f("uq_request_count_key")),
    )
    op.create_index(op.f("ix_request_count_window"), "request_count", ["window"])


def _account_mail() -> None:
    op.create_table(
        "account_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("email_index", sa.LargeBinary(length=32), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("owner", sa.String(length=120), nullable=True),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("quarantine_reason", sa.String(length=200), nullable=True),
        sa.Column("body_digest", sa.LargeBinary(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_mail")),
        sa.UniqueConstraint("reference", name=op.f("uq_account_mail_reference")),
    )
    for column in ("email_index", "next_try_at", "state"):
        op.create_index(op.f(f"ix_account_mail_{column}"), "account_mail", [column])


def downgrade() -> None:
    op.drop_table("request_count")
    op.drop_table("account_mail")
    with op.batch_alter_table("held_post") as batch:
        batch.drop_index(op.f("ix_held_post_device_hash"))
        batch.drop_column("device_hash")
        batch.drop_column("draft")
    with op.batch_alter_table("agency") as batch:
        batch.drop_column("confirmed_at")
