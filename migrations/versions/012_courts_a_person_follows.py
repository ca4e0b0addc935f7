"""Courts a person follows, and what a court list asks a colleague for"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "012"
down_revision = "011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "court_followed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("court_code", sa.String(length=8), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_court_followed_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_court_followed")),
        sa.UniqueConstraint("staff_id", "court_code", name=op.f("uq_court_followed_staff_id")),
    )
    op.create_table(
        "court_ask",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("court_code", sa.String(length=8), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("asked_of_id", sa.Integer(), nullable=True),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_court_ask_agency_id_agency")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_court_ask_person_id_person")),
        sa.ForeignKeyConstraint(["asked_of_id"], ["staff.id"], name=op.f("fk_court_ask_asked_of_id_staff")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["staff.id"], name=op.f("fk_court_ask_asked_by_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_court_ask")),
        sa.UniqueConstraint("agency_id", "subject", "day", name=op.f("uq_court_ask_agency_id")),
    )
    op.create_index("ix_court_ask_day", "court_ask", ["agency_id", "day"])
    op.create_index(op.f("ix_court_ask_person_id"), "court_ask", ["person_id"])


def downgrade() -> None:
    op.drop_table("court_ask")
    op.drop_table("court_followed")
