"""Everything the main job keeps: people, courts, appointments, care, texts, notices, referrals, orders."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agency",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("made_by_import", sa.Boolean(), nullable=False),
        sa.Column("set_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
        sa.UniqueConstraint("reference", name=op.f("uq_agency_reference")),
    )
    op.create_table(
        "closed_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("why", sa.String(length=100), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closed_day")),
        sa.UniqueConstraint("day", name=op.f("uq_closed_day_day")),
    )
    op.create_table(
        "event",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("record", sa.String(length=60), nullable=False),
        sa.Column("compartment", sa.String(length=20), nullable=False),
        sa.Column("route", sa.String(length=100), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("previous", sa.LargeBinary(length=32), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_event")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_record"), ["record"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_staff_id"), ["staff_id"], unique=False)

    op.create_table(
        "form_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("route", sa.String(length=100), nullable=False),
        sa.Column("body_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("location", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_key")),
        sa.UniqueConstraint("staff_id", "key", name=op.f("uq_form_key_staff_id")),
    )
    with op.batch_alter_table("form_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_form_key_created_at"), ["created_at"], unique=False)

    op.create_table(
        "provider_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sid", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=30), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("raw_hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_event")),
        sa.UniqueConstraint("sid", "status", "token", name=op.f("uq_provider_event_sid")),
    )
    with op.batch_alter_table("provider_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_provider_event_sid"), ["sid"], unique=False)
        batch_op.create_index(batch_op.f("ix_provider_event_token"), ["token"], unique=False)

    op.create_table(
        "set_up_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_set_up_key")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_set_up_key_key_hash")),
    )
    op.create_table(
        "sign_in_try",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_try")),
    )
    with op.batch_alter_table("sign_in_try", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_try_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_sign_in_try_key"), ["key"], unique=False)

    op.create_table(
        "court_contact",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("email", sa.LargeBinary(), nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_court_contact_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_court_contact")),
        sa.UniqueConstraint("reference", name=op.f("uq_court_contact_reference")),
    )
    with op.batch_alter_table("court_contact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_court_contact_agency_id"), ["agency_id"], unique=False)

    op.create_table(
        "event_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("record", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["event.seq"], name=op.f("fk_event_record_seq_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_record")),
    )
    with op.batch_alter_table("event_record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_record_record"), ["record"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_record_seq"), ["seq"], unique=False)

    op.create_table(
        "import_batch",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("file_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("known", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_import_batch_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
        sa.UniqueConstraint("reference", name=op.f("uq_import_batch_reference")),
    )
    with op.batch_alter_table("import_batch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_batch_agency_id"), ["agency_id"], unique=False)

    op.create_table(
        "notice_number",
        sa.Column("agency_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_notice_number_agency_id_agency")),
        sa.PrimaryKeyConstraint("agency_id", name=op.f("pk_notice_number")),
    )
    op.create_table(
        "order_process",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("preset", sa.String(length=20), nullable=False),
        sa.Column("supervising_agencies", sa.String(length=200), nullable=False),
        sa.Column("told_teams", sa.String(length=200), nullable=False),
        sa.Column("meeting_minutes", sa.Integer(), nullable=False),
        sa.Column("needs_at_first", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_order_process_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_process")),
        sa.UniqueConstraint("agency_id", "name", name=op.f("uq_order_process_agency_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_order_process_reference")),
    )
    op.create_table(
        "place",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("text_name", sa.String(length=24), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_place_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
        sa.UniqueConstraint("reference", name=op.f("uq_place_reference")),
    )
    with op.batch_alter_table("place", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_place_agency_id"), ["agency_id"], unique=False)

    op.create_table(
        "scheme",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("preset", sa.String(length=20), nullable=False),
        sa.Column("finish_by_days", sa.Integer(), nullable=False),
        sa.Column("in_order", sa.Boolean(), nullable=False),
        sa.Column("shares_attendance", sa.Boolean(), nullable=False),
        sa.Column("opt_in_at_court", sa.Boolean(), nullable=False),
        sa.Column("two_people_release", sa.Boolean(), nullable=False),
        sa.Column("dropped_on_the_day", sa.Boolean(), nullable=False),
        sa.Column("weeks_to_court", sa.Integer(), nullable=False),
        sa.Column("offence_codes", sa.JSON(), nullable=False),
        sa.Column("tells", sa.JSON(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_scheme_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheme")),
        sa.UniqueConstraint("agency_id", "name", name=op.f("uq_scheme_agency_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_scheme_reference")),
    )
    op.create_table(
        "staff",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.LargeBinary(), nullable=False),
        sa.Column("email_index", sa.LargeBinary(length=32), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("court_code", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_staff_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("email_index", name=op.f("uq_staff_email_index")),
        sa.UniqueConstraint("reference", name=op.f("uq_staff_reference")),
    )
    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_agency_id"), ["agency_id"], unique=False)

    op.create_table(
        "contact_court",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("court_code", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["court_contact.id"], name=op.f("fk_contact_court_contact_id_court_contact")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_court")),
        sa.UniqueConstraint("contact_id", "court_code", name=op.f("uq_contact_court_contact_id")),
    )
    with op.batch_alter_table("contact_court", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_court_contact_id"), ["contact_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contact_court_court_code"), ["court_code"], unique=False)

    op.create_table(
        "notice",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("court_code", sa.String(length=8), nullable=False),
        sa.Column("hearing_day", sa.Date(), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("contact_kind", sa.String(length=10), nullable=False),
        sa.Column("recipient_name", sa.LargeBinary(), nullable=False),
        sa.Column("recipient_email", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("service_note", sa.LargeBinary(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=True),
        sa.Column("gateway", sa.String(length=10), nullable=False),
        sa.Column("message_id", sa.String(length=120), nullable=False),
        sa.Column("answer", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_key", sa.LargeBinary(), nullable=False),
        sa.Column("seen_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_how", sa.String(length=10), nullable=False),
        sa.Column("acknowledged_by", sa.LargeBinary(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("owner", sa.String(length=120), nullable=True),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("quarantine_reason", sa.String(length=200), nullable=True),
        sa.Column("body_digest", sa.LargeBinary(length=32), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_notice_agency_id_agency")),
        sa.ForeignKeyConstraint(["contact_id"], ["court_contact.id"], name=op.f("fk_notice_contact_id_court_contact")),
        sa.ForeignKeyConstraint(["made_by_id"], ["staff.id"], name=op.f("fk_notice_made_by_id_staff")),
        sa.ForeignKeyConstraint(["replaces_id"], ["notice.id"], name=op.f("fk_notice_replaces_id_notice")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("agency_id", "number", name=op.f("uq_notice_agency_id")),
        sa.UniqueConstraint("message_id", name=op.f("uq_notice_message_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_notice_reference")),
        sa.UniqueConstraint("seen_hash", name=op.f("uq_notice_seen_hash")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_hearing_day"), ["hearing_day"], unique=False)
        batch_op.create_index("ix_notice_list", ["agency_id", "state", "made_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_notice_next_try_at"), ["next_try_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_notice_replaces_id"), ["replaces_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_notice_state"), ["state"], unique=False)

    op.create_table(
        "person",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("given_name", sa.LargeBinary(), nullable=False),
        sa.Column("family_name", sa.LargeBinary(), nullable=False),
        sa.Column("known_as", sa.LargeBinary(), nullable=False),
        sa.Column("date_of_birth", sa.LargeBinary(), nullable=True),
        sa.Column("pronouns", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_person_agency_id_agency")),
        sa.ForeignKeyConstraint(["created_by_id"], ["staff.id"], name=op.f("fk_person_created_by_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("reference", name=op.f("uq_person_reference")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_agency_id"), ["agency_id"], unique=False)

    op.create_table(
        "safeguarding_record",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("date_of_birth", sa.LargeBinary(), nullable=True),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("offence_on", sa.Date(), nullable=True),
        sa.Column("told_who", sa.LargeBinary(), nullable=False),
        sa.Column("told_how", sa.LargeBinary(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_safeguarding_record_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["staff.id"], name=op.f("fk_safeguarding_record_recorded_by_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safeguarding_record")),
        sa.UniqueConstraint("reference", name=op.f("uq_safeguarding_record_reference")),
    )
    with op.batch_alter_table("safeguarding_record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_safeguarding_record_agency_id"), ["agency_id"], unique=False)

    op.create_table(
        "scheme_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scheme_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("leaves", sa.String(length=12), nullable=False),
        sa.Column("at_service", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["scheme_id"], ["scheme.id"], name=op.f("fk_scheme_step_scheme_id_scheme")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheme_step")),
        sa.UniqueConstraint("scheme_id", "position", name=op.f("uq_scheme_step_scheme_id")),
    )
    with op.batch_alter_table("scheme_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_scheme_step_scheme_id"), ["scheme_id"], unique=False)

    op.create_table(
        "sender_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sender", sa.String(length=20), nullable=False),
        sa.Column("number", sa.LargeBinary(), nullable=False),
        sa.Column("number_index", sa.LargeBinary(length=32), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["sent_by_id"], ["staff.id"], name=op.f("fk_sender_check_sent_by_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sender_check")),
    )
    with op.batch_alter_table("sender_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sender_check_number_index"), ["number_index"], unique=False)

    op.create_table(
        "sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_sign_in_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_sign_in_key_hash")),
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_staff_id"), ["staff_id"], unique=False)

    op.create_table(
        "staff_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=15), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_role_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_role")),
        sa.UniqueConstraint("staff_id", "role", name=op.f("uq_staff_role_staff_id")),
    )
    with op.batch_alter_table("staff_role", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_role_staff_id"), ["staff_id"], unique=False)

    op.create_table(
        "texts_off",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number_index", sa.LargeBinary(length=32), nullable=False),
        sa.Column("why", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["lifted_by_id"], ["staff.id"], name=op.f("fk_texts_off_lifted_by_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_texts_off")),
    )
    with op.batch_alter_table("texts_off", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_texts_off_number_index"), ["number_index"], unique=False)

    op.create_table(
        "agreement",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("how", sa.String(length=12), nullable=False),
        sa.Column("recipients", sa.String(length=60), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_agreement_agency_id_agency")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_agreement_person_id_person")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["staff.id"], name=op.f("fk_agreement_recorded_by_id_staff")),
        sa.ForeignKeyConstraint(["withdrawn_by_id"], ["staff.id"], name=op.f("fk_agreement_withdrawn_by_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
        sa.UniqueConstraint("reference", name=op.f("uq_agreement_reference")),
    )
    with op.batch_alter_table("agreement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agreement_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreement_person_id"), ["person_id"], unique=False)

    op.create_table(
        "alias",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_alias_person_id_person")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["staff.id"], name=op.f("fk_alias_recorded_by_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alias")),
    )
    with op.batch_alter_table("alias", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_alias_person_id"), ["person_id"], unique=False)

    op.create_table(
        "appointment",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("time", sa.Time(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("time_known", sa.Boolean(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("place_other", sa.LargeBinary(), nullable=False),
        sa.Column("with_staff_id", sa.Integer(), nullable=True),
        sa.Column("with_other", sa.LargeBinary(), nullable=False),
        sa.Column("outcome", sa.String(length=30), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_appointment_agency_id_agency")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_appointment_person_id_person")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_appointment_place_id_place")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["staff.id"], name=op.f("fk_appointment_recorded_by_id_staff")),
        sa.ForeignKeyConstraint(["with_staff_id"], ["staff.id"], name=op.f("fk_appointment_with_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment")),
        sa.UniqueConstraint("reference", name=op.f("uq_appointment_reference")),
    )
    with op.batch_alter_table("appointment", schema=None) as batch_op:
        batch_op.create_index("ix_appointment_open", ["agency_id", "outcome", "starts_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_appointment_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_appointment_starts_at"), ["starts_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_appointment_with_staff_id"), ["with_staff_id"], unique=False)

    op.create_table(
        "care_plan",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_care_plan_agency_id_agency")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_care_plan_person_id_person")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["staff.id"], name=op.f("fk_care_plan_recorded_by_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_care_plan")),
        sa.UniqueConstraint("reference", name=op.f("uq_care_plan_reference")),
    )
    with op.batch_alter_table("care_plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_care_plan_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_care_plan_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_care_plan_review_on"), ["review_on"], unique=False)

    op.create_table(
        "circumstance",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("place", sa.LargeBinary(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_circumstance_agency_id_agency")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["staff.id"], name=op.f("fk_circumstance_ended_by_id_staff")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_circumstance_person_id_person")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["staff.id"], name=op.f("fk_circumstance_recorded_by_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circumstance")),
        sa.UniqueConstraint("reference", name=op.f("uq_circumstance_reference")),
    )
    with op.batch_alter_table("circumstance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_circumstance_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_circumstance_person_id"), ["person_id"], unique=False)

    op.create_table(
        "hearing",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("court_code", sa.String(length=8), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("time", sa.Time(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("matter", sa.LargeBinary(), nullable=False),
        sa.Column("other_matter", sa.Boolean(), nullable=False),
        sa.Column("adjourned_from_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["adjourned_from_id"], ["hearing.id"], name=op.f("fk_hearing_adjourned_from_id_hearing")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_hearing_agency_id_agency")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_hearing_person_id_person")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["staff.id"], name=op.f("fk_hearing_recorded_by_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hearing")),
        sa.UniqueConstraint("reference", name=op.f("uq_hearing_reference")),
    )
    with op.batch_alter_table("hearing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hearing_day"), ["day"], unique=False)
        batch_op.create_index("ix_hearing_list", ["agency_id", "court_code", "day"], unique=False)
        batch_op.create_index(batch_op.f("ix_hearing_person_id"), ["person_id"], unique=False)

    op.create_table(
        "needs_assessment",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_needs_assessment_agency_id_agency")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_needs_assessment_person_id_person")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["staff.id"], name=op.f("fk_needs_assessment_recorded_by_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_needs_assessment")),
        sa.UniqueConstraint("reference", name=op.f("uq_needs_assessment_reference")),
    )
    with op.batch_alter_table("needs_assessment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_needs_assessment_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_needs_assessment_person_id"), ["person_id"], unique=False)

    op.create_table(
        "notice_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("sentence", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_notice_line_agency_id_agency")),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_notice_line_notice_id_notice")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_line_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_line")),
    )
    with op.batch_alter_table("notice_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_line_notice_id"), ["notice_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_notice_line_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_notice_line_subject"), ["subject"], unique=False)

    op.create_table(
        "reply",
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("sid", sa.String(length=40), nullable=False),
        sa.Column("number", sa.LargeBinary(), nullable=False),
        sa.Column("number_index", sa.LargeBinary(length=32), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("meaning", sa.String(length=20), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_reply_agency_id_agency")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reply_person_id_person")),
        sa.ForeignKeyConstraint(["read_by_id"], ["staff.id"], name=op.f("fk_reply_read_by_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply")),
        sa.UniqueConstraint("reference", name=op.f("uq_reply_reference")),
        sa.UniqueConstraint("sid", name=op.f("uq_reply_sid")),
    )
    with op.batch_alter_table("reply", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reply_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reply_number_index"), ["number_index"], unique=False)
        batch_op.create_index(batch_op.f("ix_reply_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reply_received_at"), ["received_at"], unique=False)

    op.create_table(
        "safe_contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("mobile", sa.LargeBinary(), nullable=True),
        sa.Column("mobile_index", sa.LargeBinary(length=32), nullable=True),
        sa.Column("number_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("number_confirmed_how", sa.String(length=20), nullable=False),
        sa.Column("safe_to_text", sa.String(length=10), nullable=False),
        sa.Column("texts_from", sa.Time(), nullable=True),
        sa.Column("texts_until", sa.Time(), nullable=True),
        sa.Column("text_days", sa.String(length=7), nullable=False),
        sa.Column("words_who", sa.LargeBinary(), nullable=False),
        sa.Column("words_what", sa.LargeBinary(), nullable=False),
        sa.Column("use_name", sa.Boolean(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("replies", sa.String(length=10), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("shared_phone", sa.Boolean(), nullable=False),
        sa.Column("call", sa.String(length=10), nullable=False),
        sa.Column("voicemail", sa.String(length=10), nullable=False),
        sa.Column("letters", sa.String(length=10), nullable=False),
        sa.Column("email", sa.String(length=10), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_safe_contact_agency_id_agency")),
        sa.ForeignKeyConstraint(["checked_by_id"], ["staff.id"], name=op.f("fk_safe_contact_checked_by_id_staff")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_safe_contact_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safe_contact")),
    )
    with op.batch_alter_table("safe_contact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_safe_contact_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_safe_contact_mobile_index"), ["mobile_index"], unique=False)
        batch_op.create_index(batch_op.f("ix_safe_contact_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "one_current_safe_contact",
            ["person_id"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.create_table(
        "support_order",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("process_id", sa.Integer(), nullable=True),
        sa.Column("court_code", sa.String(length=8), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("must_by", sa.Date(), nullable=True),
        sa.Column("justice_area", sa.String(length=8), nullable=False),
        sa.Column("offence_on", sa.Date(), nullable=True),
        sa.Column("result_code", sa.String(length=8), nullable=False),
        sa.Column("charge_name", sa.LargeBinary(), nullable=False),
        sa.Column("urn", sa.LargeBinary(), nullable=False),
        sa.Column("urn_index", sa.LargeBinary(length=32), nullable=True),
        sa.Column("supervisor_id", sa.Integer(), nullable=True),
        sa.Column("supervisor_name", sa.LargeBinary(), nullable=False),
        sa.Column("supervisor_agreed_on", sa.Date(), nullable=True),
        sa.Column("query_with_court", sa.LargeBinary(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=30), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("complied_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_support_order_agency_id_agency")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_support_order_person_id_person")),
        sa.ForeignKeyConstraint(
            ["process_id"], ["order_process.id"], name=op.f("fk_support_order_process_id_order_process")
        ),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["staff.id"], name=op.f("fk_support_order_recorded_by_id_staff")),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["support_order.id"], name=op.f("fk_support_order_replaces_id_support_order")
        ),
        sa.ForeignKeyConstraint(["supervisor_id"], ["staff.id"], name=op.f("fk_support_order_supervisor_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_order")),
        sa.UniqueConstraint("reference", name=op.f("uq_support_order_reference")),
    )
    with op.batch_alter_table("support_order", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_support_order_must_by"), ["must_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_support_order_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_support_order_status", ["agency_id", "status"], unique=False)
        batch_op.create_index(batch_op.f("ix_support_order_supervisor_id"), ["supervisor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_support_order_urn_index"), ["urn_index"], unique=False)

    op.create_table(
        "appointment_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("from_time", sa.Time(), nullable=False),
        sa.Column("asked_by", sa.String(length=10), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_appointment_move_appointment_id_appointment")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["staff.id"], name=op.f("fk_appointment_move_recorded_by_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment_move")),
    )
    with op.batch_alter_table("appointment_move", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_appointment_move_appointment_id"), ["appointment_id"], unique=False)

    op.create_table(
        "attendance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=30), nullable=False),
        sa.Column("reason", sa.String(length=30), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=True),
        sa.Column("on_paper", sa.Boolean(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.Column("told_by_name", sa.LargeBinary(), nullable=False),
        sa.Column("told_by_role", sa.LargeBinary(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_attendance_appointment_id_appointment")
        ),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["staff.id"], name=op.f("fk_attendance_recorded_by_id_staff")),
        sa.ForeignKeyConstraint(["replaces_id"], ["attendance.id"], name=op.f("fk_attendance_replaces_id_attendance")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_attendance_replaces_id")),
    )
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attendance_appointment_id"), ["appointment_id"], unique=False)
        batch_op.create_index(
            "one_current_attendance",
            ["appointment_id"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.create_table(
        "care_goal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("heading", sa.String(length=30), nullable=False),
        sa.Column("goal", sa.LargeBinary(), nullable=False),
        sa.Column("step", sa.LargeBinary(), nullable=False),
        sa.Column("who", sa.LargeBinary(), nullable=False),
        sa.Column("by_when", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["plan_id"], ["care_plan.id"], name=op.f("fk_care_goal_plan_id_care_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_care_goal")),
    )
    with op.batch_alter_table("care_goal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_care_goal_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "court_told",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("compliance", sa.Boolean(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_court_told_notice_id_notice")),
        sa.ForeignKeyConstraint(["order_id"], ["support_order.id"], name=op.f("fk_court_told_order_id_support_order")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["staff.id"], name=op.f("fk_court_told_recorded_by_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_court_told")),
        sa.UniqueConstraint("order_id", "notice_id", name=op.f("uq_court_told_order_id")),
    )
    with op.batch_alter_table("court_told", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_court_told_notice_id"), ["notice_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_court_told_order_id"), ["order_id"], unique=False)

    op.create_table(
        "hearing_outcome",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hearing_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("result_code", sa.String(length=8), nullable=False),
        sa.Column("decided_by", sa.LargeBinary(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("decision_reference", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["hearing_id"], ["hearing.id"], name=op.f("fk_hearing_outcome_hearing_id_hearing")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["staff.id"], name=op.f("fk_hearing_outcome_recorded_by_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hearing_outcome")),
    )
    with op.batch_alter_table("hearing_outcome", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hearing_outcome_hearing_id"), ["hearing_id"], unique=False)
        batch_op.create_index(
            "one_current_hearing_outcome",
            ["hearing_id"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["support_order.id"], name=op.f("fk_meeting_order_id_support_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("order_id", "position", name=op.f("uq_meeting_order_id")),
    )
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_order_id"), ["order_id"], unique=False)

    op.create_table(
        "needs_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("heading", sa.String(length=30), nullable=False),
        sa.Column("scale", sa.String(length=20), nullable=False),
        sa.Column("now", sa.LargeBinary(), nullable=False),
        sa.Column("wants", sa.LargeBinary(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["needs_assessment.id"], name=op.f("fk_needs_answer_assessment_id_needs_assessment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_needs_answer")),
        sa.UniqueConstraint("assessment_id", "heading", name=op.f("uq_needs_answer_assessment_id")),
    )
    with op.batch_alter_table("needs_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_needs_answer_assessment_id"), ["assessment_id"], unique=False)

    op.create_table(
        "order_ending",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=False),
        sa.Column("decided_by", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["order_id"], ["support_order.id"], name=op.f("fk_order_ending_order_id_support_order")
        ),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["staff.id"], name=op.f("fk_order_ending_recorded_by_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_ending")),
    )
    with op.batch_alter_table("order_ending", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_order_ending_order_id"), ["order_id"], unique=False)

    op.create_table(
        "referral",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("scheme_id", sa.Integer(), nullable=False),
        sa.Column("worker_id", sa.Integer(), nullable=True),
        sa.Column("arrested_on", sa.Date(), nullable=False),
        sa.Column("arrested_at", sa.Time(), nullable=True),
        sa.Column("offence_on", sa.Date(), nullable=False),
        sa.Column("charge_name", sa.LargeBinary(), nullable=False),
        sa.Column("custody_reference", sa.LargeBinary(), nullable=False),
        sa.Column("known_by", sa.LargeBinary(length=32), nullable=True),
        sa.Column("urn", sa.LargeBinary(), nullable=False),
        sa.Column("urn_index", sa.LargeBinary(length=32), nullable=True),
        sa.Column("asn", sa.LargeBinary(), nullable=False),
        sa.Column("hearing_id", sa.Integer(), nullable=True),
        sa.Column("agreement_id", sa.Integer(), nullable=True),
        sa.Column("sharing_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("import_batch_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("finish_by", sa.Date(), nullable=True),
        sa.Column("finish_by_days", sa.Integer(), nullable=True),
        sa.Column("in_order", sa.Boolean(), nullable=True),
        sa.Column("completed_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_referral_agency_id_agency")),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_referral_agreement_id_agreement")),
        sa.ForeignKeyConstraint(["hearing_id"], ["hearing.id"], name=op.f("fk_referral_hearing_id_hearing")),
        sa.ForeignKeyConstraint(
            ["import_batch_id"], ["import_batch.id"], name=op.f("fk_referral_import_batch_id_import_batch")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_referral_person_id_person")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["staff.id"], name=op.f("fk_referral_recorded_by_id_staff")),
        sa.ForeignKeyConstraint(["scheme_id"], ["scheme.id"], name=op.f("fk_referral_scheme_id_scheme")),
        sa.ForeignKeyConstraint(["sharing_id"], ["agreement.id"], name=op.f("fk_referral_sharing_id_agreement")),
        sa.ForeignKeyConstraint(["worker_id"], ["staff.id"], name=op.f("fk_referral_worker_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral")),
        sa.UniqueConstraint("agency_id", "known_by", name=op.f("uq_referral_agency_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_referral_reference")),
    )
    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.create_index("ix_referral_figures", ["agency_id", "scheme_id", "arrested_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_referral_finish_by"), ["finish_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_referral_hearing_id"), ["hearing_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_referral_import_batch_id"), ["import_batch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_referral_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_referral_status", ["agency_id", "status"], unique=False)
        batch_op.create_index(batch_op.f("ix_referral_urn_index"), ["urn_index"], unique=False)
        batch_op.create_index(batch_op.f("ix_referral_worker_id"), ["worker_id"], unique=False)

    op.create_table(
        "text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=True),
        sa.Column("appointment_version", sa.Integer(), nullable=True),
        sa.Column("hearing_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("plan_key", sa.String(length=80), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("number", sa.LargeBinary(), nullable=True),
        sa.Column("number_index", sa.LargeBinary(length=32), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("template_version", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("gateway", sa.String(length=10), nullable=False),
        sa.Column("provider_sid", sa.String(length=40), nullable=True),
        sa.Column("provider_code", sa.String(length=10), nullable=False),
        sa.Column("held_why", sa.String(length=120), nullable=False),
        sa.Column("ended_why", sa.String(length=120), nullable=False),
        sa.Column("cancel_late", sa.Boolean(), nullable=False),
        sa.Column("polls", sa.Integer(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("planned_by_id", sa.Integer(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dealt_with_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dealt_with_by_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("owner", sa.String(length=120), nullable=True),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("quarantine_reason", sa.String(length=200), nullable=True),
        sa.Column("body_digest", sa.LargeBinary(length=32), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_text_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_text_appointment_id_appointment")
        ),
        sa.ForeignKeyConstraint(["dealt_with_by_id"], ["staff.id"], name=op.f("fk_text_dealt_with_by_id_staff")),
        sa.ForeignKeyConstraint(["hearing_id"], ["hearing.id"], name=op.f("fk_text_hearing_id_hearing")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_text_person_id_person")),
        sa.ForeignKeyConstraint(["planned_by_id"], ["staff.id"], name=op.f("fk_text_planned_by_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text")),
        sa.UniqueConstraint("plan_key", name=op.f("uq_text_plan_key")),
        sa.UniqueConstraint("provider_sid", name=op.f("uq_text_provider_sid")),
        sa.UniqueConstraint("token", name=op.f("uq_text_token")),
    )
    with op.batch_alter_table("text", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_text_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_text_appointment_id"), ["appointment_id"], unique=False)
        batch_op.create_index("ix_text_due", ["state", "not_before"], unique=False)
        batch_op.create_index(batch_op.f("ix_text_hearing_id"), ["hearing_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_text_next_try_at"), ["next_try_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_text_number_index"), ["number_index"], unique=False)
        batch_op.create_index(batch_op.f("ix_text_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_text_state"), ["state"], unique=False)
        batch_op.create_index(
            "one_open_text_per_number",
            ["number_index"],
            unique=True,
            sqlite_where=sa.text("state IN ('claimed', 'handed', 'unknown')"),
            postgresql_where=sa.text("state IN ('claimed', 'handed', 'unknown')"),
        )

    op.create_table(
        "charge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("offence_code", sa.String(length=10), nullable=False),
        sa.Column("offence_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_charge_referral_id_referral")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charge")),
    )
    with op.batch_alter_table("charge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_charge_referral_id"), ["referral_id"], unique=False)

    op.create_table(
        "closure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["staff.id"], name=op.f("fk_closure_recorded_by_id_staff")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_closure_referral_id_referral")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closure")),
        sa.UniqueConstraint("referral_id", name=op.f("uq_closure_referral_id")),
    )
    op.create_table(
        "contact_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("how", sa.String(length=12), nullable=False),
        sa.Column("reached", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["staff.id"], name=op.f("fk_contact_attempt_recorded_by_id_staff")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_contact_attempt_referral_id_referral")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_attempt")),
    )
    with op.batch_alter_table("contact_attempt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_attempt_referral_id"), ["referral_id"], unique=False)

    op.create_table(
        "meeting_booking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("directed_name", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_meeting_booking_appointment_id_appointment")
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_booking_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_booking")),
        sa.UniqueConstraint("appointment_id", name=op.f("uq_meeting_booking_appointment_id")),
    )
    with op.batch_alter_table("meeting_booking", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_booking_meeting_id"), ["meeting_id"], unique=False)

    op.create_table(
        "opt_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("court_code", sa.String(length=8), nullable=False),
        sa.Column("opted_in_on", sa.Date(), nullable=False),
        sa.Column("legal_advice_offered", sa.Boolean(), nullable=False),
        sa.Column("adjourned_to", sa.Date(), nullable=False),
        sa.Column("bail", sa.String(length=20), nullable=False),
        sa.Column("bail_conditions", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["staff.id"], name=op.f("fk_opt_in_recorded_by_id_staff")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_opt_in_referral_id_referral")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opt_in")),
        sa.UniqueConstraint("referral_id", name=op.f("uq_opt_in_referral_id")),
    )
    op.create_table(
        "release",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("because", sa.JSON(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_by_id", sa.Integer(), nullable=True),
        sa.Column("second_by_id", sa.Integer(), nullable=True),
        sa.Column("text_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_release_agency_id_agency")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_release_person_id_person")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_release_referral_id_referral")),
        sa.ForeignKeyConstraint(["released_by_id"], ["staff.id"], name=op.f("fk_release_released_by_id_staff")),
        sa.ForeignKeyConstraint(["second_by_id"], ["staff.id"], name=op.f("fk_release_second_by_id_staff")),
        sa.ForeignKeyConstraint(["text_id"], ["text.id"], name=op.f("fk_release_text_id_text")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
        sa.UniqueConstraint("reference", name=op.f("uq_release_reference")),
    )
    with op.batch_alter_table("release", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_release_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_release_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_release_referral_id"), ["referral_id"], unique=False)

    op.create_table(
        "requirement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("leaves", sa.String(length=12), nullable=False),
        sa.Column("at_service", sa.Boolean(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=True),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("on_paper", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["needs_assessment.id"], name=op.f("fk_requirement_assessment_id_needs_assessment")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["care_plan.id"], name=op.f("fk_requirement_plan_id_care_plan")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_requirement_referral_id_referral")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requirement")),
        sa.UniqueConstraint("referral_id", "position", name=op.f("uq_requirement_referral_id")),
    )
    with op.batch_alter_table("requirement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_requirement_referral_id"), ["referral_id"], unique=False)

    op.create_table(
        "also_counts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("requirement_id", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("ticked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ticked_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_also_counts_appointment_id_appointment")
        ),
        sa.ForeignKeyConstraint(
            ["requirement_id"], ["requirement.id"], name=op.f("fk_also_counts_requirement_id_requirement")
        ),
        sa.ForeignKeyConstraint(["ticked_by_id"], ["staff.id"], name=op.f("fk_also_counts_ticked_by_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_also_counts")),
        sa.UniqueConstraint("requirement_id", "appointment_id", name=op.f("uq_also_counts_requirement_id")),
    )
    with op.batch_alter_table("also_counts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_also_counts_appointment_id"), ["appointment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_also_counts_requirement_id"), ["requirement_id"], unique=False)

    op.create_table(
        "case_ending",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("charge_id", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.Column("result_code", sa.String(length=8), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decided_by", sa.LargeBinary(), nullable=False),
        sa.Column("decision_reference", sa.LargeBinary(), nullable=False),
        sa.Column("notice_served_on", sa.Date(), nullable=True),
        sa.Column("on_paper", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["charge_id"], ["charge.id"], name=op.f("fk_case_ending_charge_id_charge")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["staff.id"], name=op.f("fk_case_ending_recorded_by_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_ending")),
    )
    with op.batch_alter_table("case_ending", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_ending_charge_id"), ["charge_id"], unique=False)
        batch_op.create_index(
            "one_current_case_ending",
            ["charge_id"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.create_table(
        "meeting_told",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("how", sa.String(length=12), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["meeting_booking.id"], name=op.f("fk_meeting_told_booking_id_meeting_booking")
        ),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["staff.id"], name=op.f("fk_meeting_told_recorded_by_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_told")),
    )
    with op.batch_alter_table("meeting_told", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_told_booking_id"), ["booking_id"], unique=False)

    op.create_table(
        "requirement_booking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("requirement_id", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("told_how", sa.String(length=12), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_requirement_booking_appointment_id_appointment")
        ),
        sa.ForeignKeyConstraint(
            ["requirement_id"], ["requirement.id"], name=op.f("fk_requirement_booking_requirement_id_requirement")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requirement_booking")),
        sa.UniqueConstraint("appointment_id", name=op.f("uq_requirement_booking_appointment_id")),
    )
    with op.batch_alter_table("requirement_booking", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_requirement_booking_requirement_id"), ["requirement_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("requirement_booking", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_requirement_booking_requirement_id"))

    op.drop_table("requirement_booking")
    with op.batch_alter_table("meeting_told", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_told_booking_id"))

    op.drop_table("meeting_told")
    with op.batch_alter_table("case_ending", schema=None) as batch_op:
        batch_op.drop_index(
            "one_current_case_ending",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_case_ending_charge_id"))

    op.drop_table("case_ending")
    with op.batch_alter_table("also_counts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_also_counts_requirement_id"))
        batch_op.drop_index(batch_op.f("ix_also_counts_appointment_id"))

    op.drop_table("also_counts")
    with op.batch_alter_table("requirement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_requirement_referral_id"))

    op.drop_table("requirement")
    with op.batch_alter_table("release", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_release_referral_id"))
        batch_op.drop_index(batch_op.f("ix_release_person_id"))
        batch_op.drop_index(batch_op.f("ix_release_agency_id"))

    op.drop_table("release")
    op.drop_table("opt_in")
    with op.batch_alter_table("meeting_booking", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_booking_meeting_id"))

    op.drop_table("meeting_booking")
    with op.batch_alter_table("contact_attempt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contact_attempt_referral_id"))

    op.drop_table("contact_attempt")
    op.drop_table("closure")
    with op.batch_alter_table("charge", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_charge_referral_id"))

    op.drop_table("charge")
    with op.batch_alter_table("text", schema=None) as batch_op:
        batch_op.drop_index(
            "one_open_text_per_number",
            sqlite_where=sa.text("state IN ('claimed', 'handed', 'unknown')"),
            postgresql_where=sa.text("state IN ('claimed', 'handed', 'unknown')"),
        )
        batch_op.drop_index(batch_op.f("ix_text_state"))
        batch_op.drop_index(batch_op.f("ix_text_person_id"))
        batch_op.drop_index(batch_op.f("ix_text_number_index"))
        batch_op.drop_index(batch_op.f("ix_text_next_try_at"))
        batch_op.drop_index(batch_op.f("ix_text_hearing_id"))
        batch_op.drop_index("ix_text_due")
        batch_op.drop_index(batch_op.f("ix_text_appointment_id"))
        batch_op.drop_index(batch_op.f("ix_text_agency_id"))

    op.drop_table("text")
    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_referral_worker_id"))
        batch_op.drop_index(batch_op.f("ix_referral_urn_index"))
        batch_op.drop_index("ix_referral_status")
        batch_op.drop_index(batch_op.f("ix_referral_person_id"))
        batch_op.drop_index(batch_op.f("ix_referral_import_batch_id"))
        batch_op.drop_index(batch_op.f("ix_referral_hearing_id"))
        batch_op.drop_index(batch_op.f("ix_referral_finish_by"))
        batch_op.drop_index("ix_referral_figures")

    op.drop_table("referral")
    with op.batch_alter_table("order_ending", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_order_ending_order_id"))

    op.drop_table("order_ending")
    with op.batch_alter_table("needs_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_needs_answer_assessment_id"))

    op.drop_table("needs_answer")
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_order_id"))

    op.drop_table("meeting")
    with op.batch_alter_table("hearing_outcome", schema=None) as batch_op:
        batch_op.drop_index(
            "one_current_hearing_outcome",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_hearing_outcome_hearing_id"))

    op.drop_table("hearing_outcome")
    with op.batch_alter_table("court_told", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_court_told_order_id"))
        batch_op.drop_index(batch_op.f("ix_court_told_notice_id"))

    op.drop_table("court_told")
    with op.batch_alter_table("care_goal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_care_goal_plan_id"))

    op.drop_table("care_goal")
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.drop_index(
            "one_current_attendance",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_attendance_appointment_id"))

    op.drop_table("attendance")
    with op.batch_alter_table("appointment_move", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_appointment_move_appointment_id"))

    op.drop_table("appointment_move")
    with op.batch_alter_table("support_order", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_support_order_urn_index"))
        batch_op.drop_index(batch_op.f("ix_support_order_supervisor_id"))
        batch_op.drop_index("ix_support_order_status")
        batch_op.drop_index(batch_op.f("ix_support_order_person_id"))
        batch_op.drop_index(batch_op.f("ix_support_order_must_by"))

    op.drop_table("support_order")
    with op.batch_alter_table("safe_contact", schema=None) as batch_op:
        batch_op.drop_index(
            "one_current_safe_contact",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_safe_contact_person_id"))
        batch_op.drop_index(batch_op.f("ix_safe_contact_mobile_index"))
        batch_op.drop_index(batch_op.f("ix_safe_contact_agency_id"))

    op.drop_table("safe_contact")
    with op.batch_alter_table("reply", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reply_received_at"))
        batch_op.drop_index(batch_op.f("ix_reply_person_id"))
        batch_op.drop_index(batch_op.f("ix_reply_number_index"))
        batch_op.drop_index(batch_op.f("ix_reply_agency_id"))

    op.drop_table("reply")
    with op.batch_alter_table("notice_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notice_line_subject"))
        batch_op.drop_index(batch_op.f("ix_notice_line_person_id"))
        batch_op.drop_index(batch_op.f("ix_notice_line_notice_id"))

    op.drop_table("notice_line")
    with op.batch_alter_table("needs_assessment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_needs_assessment_person_id"))
        batch_op.drop_index(batch_op.f("ix_needs_assessment_agency_id"))

    op.drop_table("needs_assessment")
    with op.batch_alter_table("hearing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hearing_person_id"))
        batch_op.drop_index("ix_hearing_list")
        batch_op.drop_index(batch_op.f("ix_hearing_day"))

    op.drop_table("hearing")
    with op.batch_alter_table("circumstance", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_circumstance_person_id"))
        batch_op.drop_index(batch_op.f("ix_circumstance_agency_id"))

    op.drop_table("circumstance")
    with op.batch_alter_table("care_plan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_care_plan_review_on"))
        batch_op.drop_index(batch_op.f("ix_care_plan_person_id"))
        batch_op.drop_index(batch_op.f("ix_care_plan_agency_id"))

    op.drop_table("care_plan")
    with op.batch_alter_table("appointment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_appointment_with_staff_id"))
        batch_op.drop_index(batch_op.f("ix_appointment_starts_at"))
        batch_op.drop_index(batch_op.f("ix_appointment_person_id"))
        batch_op.drop_index("ix_appointment_open")

    op.drop_table("appointment")
    with op.batch_alter_table("alias", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_alias_person_id"))

    op.drop_table("alias")
    with op.batch_alter_table("agreement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agreement_person_id"))
        batch_op.drop_index(batch_op.f("ix_agreement_agency_id"))

    op.drop_table("agreement")
    with op.batch_alter_table("texts_off", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_texts_off_number_index"))

    op.drop_table("texts_off")
    with op.batch_alter_table("staff_role", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_staff_role_staff_id"))

    op.drop_table("staff_role")
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_staff_id"))

    op.drop_table("sign_in")
    with op.batch_alter_table("sender_check", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sender_check_number_index"))

    op.drop_table("sender_check")
    with op.batch_alter_table("scheme_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_scheme_step_scheme_id"))

    op.drop_table("scheme_step")
    with op.batch_alter_table("safeguarding_record", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_safeguarding_record_agency_id"))

    op.drop_table("safeguarding_record")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_agency_id"))

    op.drop_table("person")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notice_state"))
        batch_op.drop_index(batch_op.f("ix_notice_replaces_id"))
        batch_op.drop_index(batch_op.f("ix_notice_next_try_at"))
        batch_op.drop_index("ix_notice_list")
        batch_op.drop_index(batch_op.f("ix_notice_hearing_day"))

    op.drop_table("notice")
    with op.batch_alter_table("contact_court", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contact_court_court_code"))
        batch_op.drop_index(batch_op.f("ix_contact_court_contact_id"))

    op.drop_table("contact_court")
    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_staff_agency_id"))

    op.drop_table("staff")
    op.drop_table("scheme")
    with op.batch_alter_table("place", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_place_agency_id"))

    op.drop_table("place")
    op.drop_table("order_process")
    op.drop_table("notice_number")
    with op.batch_alter_table("import_batch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_batch_agency_id"))

    op.drop_table("import_batch")
    with op.batch_alter_table("event_record", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_record_seq"))
        batch_op.drop_index(batch_op.f("ix_event_record_record"))

    op.drop_table("event_record")
    with op.batch_alter_table("court_contact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_court_contact_agency_id"))

    op.drop_table("court_contact")
    with op.batch_alter_table("sign_in_try", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_try_key"))
        batch_op.drop_index(batch_op.f("ix_sign_in_try_at"))

    op.drop_table("sign_in_try")
    op.drop_table("set_up_key")
    with op.batch_alter_table("provider_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_provider_event_token"))
        batch_op.drop_index(batch_op.f("ix_provider_event_sid"))

    op.drop_table("provider_event")
    with op.batch_alter_table("form_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_form_key_created_at"))

    op.drop_table("form_key")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_staff_id"))
        batch_op.drop_index(batch_op.f("ix_event_record"))
        batch_op.drop_index(batch_op.f("ix_event_at"))
        batch_op.drop_index(batch_op.f("ix_event_agency_id"))

    op.drop_table("event")
    op.drop_table("closed_day")
    op.drop_table("agency")
