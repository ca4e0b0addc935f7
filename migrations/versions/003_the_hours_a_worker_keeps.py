"""The hours a worker keeps, rooms, leave, and no double booking"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "003"
down_revision = "002"
branch_labels = None
depends_on = None

STEP = 300  # seconds


def upgrade() -> None:
    _rooms_and_hours()
    _needs()
    with op.batch_alter_table("appointment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("room_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("despite", sa.LargeBinary(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_appointment_room_id_room"), "room", ["room_id"], ["id"])
    with op.batch_alter_table("appointment_move", schema=None) as batch_op:
        batch_op.add_column(sa.Column("despite", sa.LargeBinary(), nullable=True))
    _held_time()


def _rooms_and_hours() -> None:
    op.create_table(
        "room",
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_room_place_id_place")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room")),
        sa.UniqueConstraint("reference", name=op.f("uq_room_reference")),
    )
    op.create_index(op.f("ix_room_place_id"), "room", ["place_id"])
    op.create_table(
        "working_hours",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_working_hours_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_working_hours")),
        sa.UniqueConstraint("staff_id", "weekday", name=op.f("uq_working_hours_staff_id")),
    )
    op.create_index(op.f("ix_working_hours_staff_id"), "working_hours", ["staff_id"])
    op.create_table(
        "leave",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_leave_agency_id_agency")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["staff.id"], name=op.f("fk_leave_recorded_by_id_staff")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_leave_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leave")),
        sa.UniqueConstraint("reference", name=op.f("uq_leave_reference")),
    )
    op.create_index(op.f("ix_leave_staff_id"), "leave", ["staff_id"])


def _needs() -> None:
    op.create_table(
        "appointment_need",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("detail", sa.LargeBinary(), nullable=False),
        sa.Column("arranged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("arranged_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_appointment_need_appointment_id_appointment")
        ),
        sa.ForeignKeyConstraint(
            ["arranged_by_id"], ["staff.id"], name=op.f("fk_appointment_need_arranged_by_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment_need")),
        sa.UniqueConstraint("appointment_id", "kind", name=op.f("uq_appointment_need_appointment_id")),
    )
    op.create_index(op.f("ix_appointment_need_appointment_id"), "appointment_need", ["appointment_id"])


def _held_time() -> None:
    held = op.create_table(
        "held_time",
        sa.Column("kind", sa.String(length=6), nullable=False),
        sa.Column("holder_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("step", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_held_time_appointment_id_appointment")
        ),
        sa.PrimaryKeyConstraint("kind", "holder_id", "step", name=op.f("pk_held_time")),
    )
    op.create_index(op.f("ix_held_time_appointment_id"), "held_time", ["appointment_id"])
    if rows := list(_already_booked()):
        op.bulk_insert(held, rows)


def _already_booked() -> Iterator[dict[str, Any]]:
    """What open appointments still to come hold. Of two that already clash the first booked holds the time; the other
    keeps its place on every page and holds what is left, so that nothing booked is lost and nobody else joins them."""
    taken: set[tuple[str, int, int]] = set()
    for key, starts_at, minutes, person_id, staff_id in op.get_bind().execute(_open_appointments()):
        start = int(starts_at.replace(tzinfo=starts_at.tzinfo or dt.UTC).timestamp())
        steps = range(start // STEP, -(-(start + minutes * 60) // STEP))
        for kind, holder in (("person", person_id), ("worker", staff_id)):
            for one in ((kind, holder, step) for step in steps if holder is not None):
                if one not in taken:
                    taken.add(one)
                    yield {"kind": one[0], "holder_id": one[1], "step": one[2], "appointment_id": key}


def _open_appointments() -> sa.Select[Any]:
    table = sa.table(
        "appointment",
        sa.column("id", sa.Integer),
        sa.column("starts_at", sa.DateTime(timezone=True)),
        sa.column("minutes", sa.Integer),
        sa.column("person_id", sa.Integer),
        sa.column("with_staff_id", sa.Integer),
        sa.column("outcome", sa.String),
    )
    now = dt.datetime.now(dt.UTC)  # noqa: TID251 (a migration stands on its own)
    live = (table.c.outcome.is_(None)) & (table.c.starts_at > now)
    chosen = sa.select(table.c.id, table.c.starts_at, table.c.minutes, table.c.person_id, table.c.with_staff_id)
    return chosen.where(live).order_by(table.c.id)


def downgrade() -> None:
    op.drop_index(op.f("ix_held_time_appointment_id"), table_name="held_time")
    op.drop_table("held_time")
    with op.batch_alter_table("appointment_move", schema=None) as batch_op:
        batch_op.drop_column("despite")
    with op.batch_alter_table("appointment", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_appointment_room_id_room"), type_="foreignkey")
        batch_op.drop_column("despite")
        batch_op.drop_column("room_id")
    op.drop_index(op.f("ix_appointment_need_appointment_id"), table_name="appointment_need")
    op.drop_table("appointment_need")
    for table, column in (("leave", "staff_id"), ("working_hours", "staff_id"), ("room", "place_id")):
        op.drop_index(op.f(f"ix_{table}_{column}"), table_name=table)
        op.drop_table(table)
