"""Words and languages of texts"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "008"
down_revision = "007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _wordings()
    _texts()
    _offers()
    _replies()
    _texts_off()
    with op.batch_alter_table("safe_contact", schema=None) as batch_op:
        batch_op.add_column(sa.Column("replies_since", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("both_languages", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("plain_letters", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("safe_contact", schema=None) as batch_op:
        batch_op.alter_column("both_languages", server_default=None)
        batch_op.alter_column("plain_letters", server_default=None)


def _wordings() -> None:
    op.create_table(
        "text_wording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("template", sa.String(length=20), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("named", sa.String(length=500), nullable=False),
        sa.Column("unnamed", sa.String(length=500), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_text_wording_agency_id_agency")),
        sa.ForeignKeyConstraint(["approved_by_id"], ["staff.id"], name=op.f("fk_text_wording_approved_by_id_staff")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["staff.id"], name=op.f("fk_text_wording_entered_by_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_wording")),
        sa.UniqueConstraint(
            "agency_id", "language", "template", "level", "version", name=op.f("uq_text_wording_agency_id")
        ),
    )
    op.create_index(op.f("ix_text_wording_agency_id"), "text_wording", ["agency_id"])


def _texts() -> None:
    with op.batch_alter_table("text", schema=None) as batch_op:
        batch_op.add_column(sa.Column("wording_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("language", sa.String(length=10), nullable=False, server_default="en"))
        batch_op.add_column(sa.Column("language_wanted", sa.String(length=10), nullable=False, server_default="en"))
        batch_op.add_column(sa.Column("again_of_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_text_wording_id_text_wording"), "text_wording", ["wording_id"], ["id"]
        )
        batch_op.create_foreign_key(batch_op.f("fk_text_again_of_id_text"), "text", ["again_of_id"], ["id"])
    with op.batch_alter_table("text", schema=None) as batch_op:
        batch_op.alter_column("language", server_default=None)
        batch_op.alter_column("language_wanted", server_default=None)


def _offers() -> None:
    op.create_table(
        "text_offer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("with_staff_id", sa.Integer(), nullable=True),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("slots", sa.String(length=80), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("taken", sa.Integer(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["made_by_id"], ["staff.id"], name=op.f("fk_text_offer_made_by_id_staff")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_text_offer_person_id_person")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_text_offer_place_id_place")),
        sa.ForeignKeyConstraint(["text_id"], ["text.id"], name=op.f("fk_text_offer_text_id_text")),
        sa.ForeignKeyConstraint(["with_staff_id"], ["staff.id"], name=op.f("fk_text_offer_with_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_offer")),
        sa.UniqueConstraint("text_id", name=op.f("uq_text_offer_text_id")),
    )
    op.create_index(op.f("ix_text_offer_person_id"), "text_offer", ["person_id"])


def _replies() -> None:
    with op.batch_alter_table("reply", schema=None) as batch_op:
        batch_op.add_column(sa.Column("did", sa.String(length=120), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("appointment_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("claimed_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("claim_reason", sa.LargeBinary(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_reply_claimed_by_id_staff"), "staff", ["claimed_by_id"], ["id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_reply_appointment_id_appointment"), "appointment", ["appointment_id"], ["id"]
        )
        batch_op.create_index(batch_op.f("ix_reply_appointment_id"), ["appointment_id"])
    with op.batch_alter_table("reply", schema=None) as batch_op:
        batch_op.alter_column("did", server_default=None)
    op.create_table(
        "reply_candidate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_reply_candidate_agency_id_agency")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reply_candidate_person_id_person")),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_reply_candidate_reply_id_reply")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply_candidate")),
        sa.UniqueConstraint("reply_id", "person_id", name=op.f("uq_reply_candidate_reply_id")),
    )
    for column in ("agency_id", "person_id", "reply_id"):
        op.create_index(op.f(f"ix_reply_candidate_{column}"), "reply_candidate", [column])


def _texts_off() -> None:
    op.create_table(
        "texts_back_on",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("texts_off_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_texts_back_on_by_id_staff")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_texts_back_on_person_id_person")),
        sa.ForeignKeyConstraint(
            ["texts_off_id"], ["texts_off.id"], name=op.f("fk_texts_back_on_texts_off_id_texts_off")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_texts_back_on")),
        sa.UniqueConstraint("texts_off_id", "person_id", name=op.f("uq_texts_back_on_texts_off_id")),
    )
    for column in ("person_id", "texts_off_id"):
        op.create_index(op.f(f"ix_texts_back_on_{column}"), "texts_back_on", [column])
    op.create_table(
        "text_task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_text_task_agency_id_agency")),
        sa.ForeignKeyConstraint(["done_by_id"], ["staff.id"], name=op.f("fk_text_task_done_by_id_staff")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_text_task_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_task")),
    )
    for column in ("agency_id", "person_id"):
        op.create_index(op.f(f"ix_text_task_{column}"), "text_task", [column])


def downgrade() -> None:
    with op.batch_alter_table("safe_contact", schema=None) as batch_op:
        for column in ("plain_letters", "both_languages", "replies_since"):
            batch_op.drop_column(column)
    for table in ("text_task", "texts_back_on", "reply_candidate", "text_offer"):
        op.drop_table(table)
    with op.batch_alter_table("reply", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reply_appointment_id"))
        batch_op.drop_constraint(batch_op.f("fk_reply_appointment_id_appointment"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_reply_claimed_by_id_staff"), type_="foreignkey")
        for column in ("claim_reason", "claimed_by_id", "claimed_at", "appointment_id", "did"):
            batch_op.drop_column(column)
    with op.batch_alter_table("text", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_text_again_of_id_text"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_text_wording_id_text_wording"), type_="foreignkey")
        for column in ("again_of_id", "language_wanted", "language", "wording_id"):
            batch_op.drop_column(column)
    op.drop_table("text_wording")
