"""Contacts are verified"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "014"
down_revision = "013"
branch_labels = None
depends_on = None

_CURRENT = sa.text("superseded_at IS NULL")
_OPEN = sa.text("accepted_on IS NULL AND off_on IS NULL")


def _staff(table: str, column: str) -> sa.Column[Any]:
    return sa.Column(column, sa.Integer(), sa.ForeignKey("staff.id", name=f"fk_{table}_{column}_staff"), nullable=True)


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def upgrade() -> None:
    for table, column in (
        ("court_contact", sa.Column("sheet", sa.Boolean(), server_default=sa.false(), nullable=False)),
        ("court_contact", sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True)),
        ("court_contact", sa.Column("verified_how", sa.String(length=10), server_default="", nullable=False)),
        ("court_contact", sa.Column("verified_by", sa.LargeBinary(), nullable=True)),
        ("court_contact", _staff("court_contact", "verified_by_id")),
        ("hearing_outcome", sa.Column("error_why", sa.LargeBinary(), nullable=True)),
        ("hearing_outcome", _staff("hearing_outcome", "error_by_id")),
        ("notice", sa.Column("sheet", sa.LargeBinary(), nullable=True)),
        ("notice", sa.Column("address", sa.String(length=10), server_default="", nullable=False)),
    ):
        op.add_column(table, column, inline_references=True)
    _solicitors()
    _transfers()
    _checks()
    _choices()


def _solicitors() -> None:
    op.create_table(
        "her_solicitor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        _to("her_solicitor", "person_id", "person"),
        _to("her_solicitor", "contact_id", "court_contact"),
        _to("her_solicitor", "agreement_id", "agreement"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_her_solicitor")),
    )
    op.create_index(op.f("ix_her_solicitor_person_id"), "her_solicitor", ["person_id"], unique=False)


def _transfers() -> None:
    op.create_table(
        "transfer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("accepted_by", sa.LargeBinary(), nullable=True),
        sa.Column("off_on", sa.Date(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        _to("transfer", "person_id", "person"),
        _to("transfer", "contact_id", "court_contact"),
        _to("transfer", "recorded_by_id", "staff"),
        _to("transfer", "settled_by_id", "staff"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer")),
        sa.UniqueConstraint("reference", name=op.f("uq_transfer_reference")),
    )
    op.create_index(op.f("ix_transfer_person_id"), "transfer", ["person_id"], unique=False)
    op.create_index(
        "one_open_transfer", "transfer", ["person_id"], unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
    )


def _checks() -> None:
    op.create_table(
        "address_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.LargeBinary(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("message_id", sa.String(length=120), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(length=200), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("owner", sa.String(length=120), nullable=True),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("quarantine_reason", sa.String(length=200), nullable=True),
        sa.Column("body_digest", sa.LargeBinary(length=32), nullable=True),
        _to("address_check", "agency_id", "agency"),
        _to("address_check", "contact_id", "court_contact"),
        _to("address_check", "asked_by_id", "staff"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address_check")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_address_check_key_hash")),
        sa.UniqueConstraint("message_id", name=op.f("uq_address_check_message_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_address_check_reference")),
    )
    for column in ("contact_id", "next_try_at", "state"):
        op.create_index(op.f(f"ix_address_check_{column}"), "address_check", [column], unique=False)


def _choices() -> None:
    op.create_table(
        "told_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("scheme", sa.String(length=20), nullable=False),
        sa.Column("topic", sa.String(length=20), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        _to("told_choice", "agency_id", "agency"),
        _to("told_choice", "recorded_by_id", "staff"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_told_choice")),
    )
    columns = ["agency_id", "scheme", "topic"]
    op.create_index(
        "one_current_told_choice", "told_choice", columns, unique=True, sqlite_where=_CURRENT, postgresql_where=_CURRENT
    )


def downgrade() -> None:
    op.drop_index("one_current_told_choice", table_name="told_choice")
    op.drop_table("told_choice")
    for column in ("state", "next_try_at", "contact_id"):
        op.drop_index(op.f(f"ix_address_check_{column}"), table_name="address_check")
    op.drop_table("address_check")
    op.drop_index("one_open_transfer", table_name="transfer")
    op.drop_index(op.f("ix_transfer_person_id"), table_name="transfer")
    op.drop_table("transfer")
    op.drop_index(op.f("ix_her_solicitor_person_id"), table_name="her_solicitor")
    op.drop_table("her_solicitor")
    for table, columns in (
        ("notice", ("address", "sheet")),
        ("hearing_outcome", ("error_by_id", "error_why")),
        ("court_contact", ("verified_by_id", "verified_by", "verified_how", "verified_at", "sheet")),
    ):
        with op.batch_alter_table(table, schema=None) as batch_op:
            for column in columns:
                batch_op.drop_column(column)
