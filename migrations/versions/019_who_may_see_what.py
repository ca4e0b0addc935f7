"""Shares, restricted records, breaking the glass, teams and cover"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "019"
down_revision = "018"
branch_labels = None
depends_on = None

TABLES = ("person_share", "record_restriction", "named_access", "broken_glass", "stand_in")


def upgrade() -> None:
    with op.batch_alter_table("staff") as batch:
        batch.add_column(sa.Column("team", sa.String(40), nullable=False, server_default=""))
    _person_share()
    _record_restriction()
    _named_access()
    _broken_glass()
    _stand_in()


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), primary_key=True)


def _reference() -> sa.Column[str]:
    return sa.Column("reference", sa.String(8), nullable=False, unique=True)


def _key(name: str, to: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), sa.ForeignKey(f"{to}.id"), nullable=nullable)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _person_share() -> None:
    op.create_table(
        "person_share",
        _id(),
        _reference(),
        _key("agency_id", "agency"),
        _key("person_id", "person"),
        _key("to_agency_id", "agency"),
        sa.Column("compartments", sa.String(100), nullable=False),
        sa.Column("basis", sa.String(15), nullable=False),
        sa.Column("why", sa.LargeBinary(), nullable=False),
        _moment("start"),
        _moment("end"),
        _moment("given_at"),
        _key("given_by_id", "staff", nullable=True),
        _moment("ended_at", nullable=True),
        _key("ended_by_id", "staff", nullable=True),
    )
    op.create_index(op.f("ix_person_share_person_id"), "person_share", ["person_id"])
    op.create_index(op.f("ix_person_share_to_agency_id"), "person_share", ["to_agency_id"])


def _record_restriction() -> None:
    op.create_table(
        "record_restriction",
        _id(),
        _key("agency_id", "agency"),
        _key("person_id", "person"),
        sa.Column("why", sa.LargeBinary(), nullable=False),
        _moment("since"),
        _key("set_by_id", "staff", nullable=True),
        _moment("ended_at", nullable=True),
        _key("ended_by_id", "staff", nullable=True),
    )
    op.create_index(op.f("ix_record_restriction_person_id"), "record_restriction", ["person_id"])
    live = sa.text("ended_at IS NULL")
    op.create_index(
        "one_live_restriction",
        "record_restriction",
        ["person_id"],
        unique=True,
        sqlite_where=live,
        postgresql_where=live,
    )


def _named_access() -> None:
    op.create_table(
        "named_access",
        _id(),
        _key("person_id", "person"),
        _key("staff_id", "staff"),
        sa.Column("kind", sa.String(10), nullable=False),
        _moment("since"),
        _key("set_by_id", "staff", nullable=True),
        _moment("ended_at", nullable=True),
        _key("ended_by_id", "staff", nullable=True),
    )
    op.create_index(op.f("ix_named_access_person_id"), "named_access", ["person_id"])
    op.create_index("ix_named_access", "named_access", ["staff_id", "kind", "person_id"])


def _broken_glass() -> None:
    op.create_table(
        "broken_glass",
        _id(),
        _reference(),
        _key("agency_id", "agency"),
        _key("person_id", "person"),
        _key("staff_id", "staff"),
        sa.Column("why", sa.LargeBinary(), nullable=False),
        _moment("start"),
        _moment("end"),
    )
    op.create_index(op.f("ix_broken_glass_person_id"), "broken_glass", ["person_id"])
    op.create_index(op.f("ix_broken_glass_staff_id"), "broken_glass", ["staff_id"])
    op.create_index("ix_broken_glass_latest", "broken_glass", ["agency_id", "start"])


def _stand_in() -> None:
    op.create_table(
        "stand_in",
        _id(),
        _reference(),
        _key("agency_id", "agency"),
        _key("staff_id", "staff"),
        _key("for_staff_id", "staff"),
        _moment("start"),
        _moment("end"),
        _moment("given_at"),
        _key("given_by_id", "staff", nullable=True),
    )
    for name in ("agency_id", "staff_id", "for_staff_id", "end"):
        op.create_index(op.f(f"ix_stand_in_{name}"), "stand_in", [name])


def downgrade() -> None:
    for name in reversed(TABLES):
        op.drop_table(name)
    with op.batch_alter_table("staff") as batch:
        batch.drop_column("team")
