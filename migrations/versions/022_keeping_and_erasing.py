"""How long records are kept, erasure, and joined records"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "022"
down_revision = "021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("person") as batch:
        batch.add_column(sa.Column("joined_to_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(batch.f("fk_person_joined_to_id_person"), "person", ["joined_to_id"], ["id"])
        batch.create_index(batch.f("ix_person_joined_to_id"), ["joined_to_id"])
    _kept_figure()
    _kept_longer()
    _erasure_asked()
    _person_join()


def _kept_figure() -> None:
    op.create_table(
        "kept_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("about", sa.String(length=8), nullable=False),
        sa.Column("who", sa.String(length=8), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_kept_figure_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_figure")),
    )
    op.create_index("ix_kept_figure", "kept_figure", ["agency_id", "kind", "about", "day"])


def _kept_longer() -> None:
    op.create_table(
        "kept_longer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("because", sa.LargeBinary(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_kept_longer_agency_id_agency")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["staff.id"], name=op.f("fk_kept_longer_decided_by_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_longer")),
    )
    op.create_index(op.f("ix_kept_longer_subject"), "kept_longer", ["subject"])


def _erasure_asked() -> None:
    op.create_table(
        "erasure_asked",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("ground", sa.String(length=20), nullable=False),
        sa.Column("why", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_erasure_asked_agency_id_agency")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["staff.id"], name=op.f("fk_erasure_asked_asked_by_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure_asked")),
        sa.UniqueConstraint("subject", name=op.f("uq_erasure_asked_subject")),
    )


def _person_join() -> None:
    op.create_table(
        "person_join",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("why", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("joined_by_id", sa.Integer(), nullable=True),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_why", sa.LargeBinary(), nullable=False),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_person_join_{column}_{table}"))
            for column, table in (
                ("agency_id", "agency"),
                ("kept_id", "person"),
                ("other_id", "person"),
                ("asked_by_id", "staff"),
                ("joined_by_id", "staff"),
                ("ended_by_id", "staff"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_join")),
        sa.UniqueConstraint("reference", name=op.f("uq_person_join_reference")),
    )
    op.create_index(op.f("ix_person_join_agency_id"), "person_join", ["agency_id"])
    op.create_index(op.f("ix_person_join_kept_id"), "person_join", ["kept_id"])
    open_one = sa.text("ended_at IS NULL")
    op.create_index(
        "one_join_at_a_time",
        "person_join",
        ["other_id"],
        unique=True,
        sqlite_where=open_one,
        postgresql_where=open_one,
    )


def downgrade() -> None:
    for table in ("person_join", "erasure_asked", "kept_longer", "kept_figure"):
        op.drop_table(table)
    with op.batch_alter_table("person") as batch:
        batch.drop_index(batch.f("ix_person_joined_to_id"))
        batch.drop_constraint(batch.f("fk_person_joined_to_id_person"), type_="foreignkey")
        batch.drop_column("joined_to_id")
