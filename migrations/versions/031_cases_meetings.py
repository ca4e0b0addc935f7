"""Cases meetings, and quarters as they were given out"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "031"
down_revision = "030"
branch_labels = None
depends_on = None

TABLES = (
    "cases_series",
    "cases_meeting",
    "cases_body",
    "cases_item",
    "cases_told",
    "cases_note",
    "cases_action",
    "cases_step",
    "shared_quarter",
)


def upgrade() -> None:
    _meetings()
    _items()
    _actions()
    _quarters()


def _meetings() -> None:
    _table(
        "cases_series",
        [_number("agency_id"), sa.Column("name", sa.String(80), nullable=False), _moment("made_at")],
        {"agency_id": "agency", "made_by_id": "staff"},
        indexed=["agency_id"],
    )
    _table(
        "cases_meeting",
        [_number("series_id"), _number("agency_id"), _moment("starts_at"), _sealed("place"), _sealed("chair"),
         _sealed("present"), _moment("made_at"), _moment("cancelled_at", empty=True), _number("version")],
        {"series_id": "cases_series", "agency_id": "agency", "made_by_id": "staff", "cancelled_by_id": "staff"},
        indexed=["agency_id"],
    )  # fmt: skip
    op.create_index("ix_cases_meeting_series", "cases_meeting", ["series_id", "starts_at"])
    _table(
        "cases_body",
        [_number("meeting_id"), _word("kind", 10), _sealed("name"), sa.Column("came", sa.Boolean(), nullable=True),
         _moment("came_at", empty=True), _moment("ended_at", empty=True)],
        {"meeting_id": "cases_meeting", "agency_id": "agency", "came_by_id": "staff"},
        indexed=["meeting_id", "agency_id"],
    )  # fmt: skip


def _items() -> None:
    _table(
        "cases_item",
        [_number("agency_id"), _number("meeting_id"), _number("person_id"), _word("reason", 15), _word("basis", 15),
         _sealed("why"), _sealed("brief"), _sealed("support"), _moment("put_at"), _moment("off_at", empty=True),
         _word("off_why", 10), _number("version")],
        {"agency_id": "agency", "meeting_id": "cases_meeting", "person_id": "person", "agreement_id": "agreement",
         "put_by_id": "staff", "off_by_id": "staff"},
        indexed=["meeting_id", "person_id"],
    )  # fmt: skip
    _table(
        "cases_told",
        [_number("item_id"), _number("body_id"), _moment("until"), _moment("ended_at", empty=True)],
        {"item_id": "cases_item", "body_id": "cases_body", "share_id": "person_share"},
        indexed=["item_id", "body_id"],
        referenced=False,
    )
    _table(
        "cases_note",
        [_number("item_id"), _word("came_of", 15), _sealed("words"), _moment("recorded_at")],
        {"item_id": "cases_item", "recorded_by_id": "staff"},
        indexed=["item_id"],
        referenced=False,
    )


def _actions() -> None:
    _table(
        "cases_action",
        [_number("item_id"), _number("body_id"), _sealed("what"), sa.Column("by_when", sa.Date(), nullable=False),
         _word("state", 10), _moment("made_at"), _number("version")],
        {"item_id": "cases_item", "body_id": "cases_body", "agency_id": "agency", "staff_id": "staff",
         "made_by_id": "staff"},
        indexed=["item_id", "body_id"],
    )  # fmt: skip
    op.create_index("ix_cases_action_due", "cases_action", ["agency_id", "state", "by_when"])
    _table(
        "cases_step",
        [_number("action_id"), _word("state", 10), sa.Column("by_when", sa.Date(), nullable=True), _sealed("note"),
         _moment("recorded_at")],
        {"action_id": "cases_action", "recorded_by_id": "staff"},
        indexed=["action_id"],
        referenced=False,
    )  # fmt: skip


def _quarters() -> None:
    _table(
        "shared_quarter",
        [_number("agency_id"), sa.Column("quarter", sa.Date(), nullable=False), _sealed("held"), _moment("given_at")],
        {"agency_id": "agency", "given_by_id": "staff"},
        indexed=[],
        referenced=False,
        once=["agency_id", "quarter"],
    )


def _table(
    name: str,
    columns: list[sa.Column[Any]],
    keys: dict[str, str],
    *,
    indexed: list[str],
    referenced: bool = True,
    once: tuple[str, ...] | list[str] = (),
) -> None:
    """A table with its number, its reference, these columns, and its keys to others, empty where not named above."""
    given = {column.name for column in columns}
    empty = [_number(key, empty=True) for key in keys if key not in given]
    own = [_word("reference", 8)] if referenced else []
    rules: list[Any] = [
        sa.ForeignKeyConstraint([key], [f"{to}.id"], name=op.f(f"fk_{name}_{key}_{to}")) for key, to in keys.items()
    ]
    if referenced:
        rules.append(sa.UniqueConstraint("reference", name=op.f(f"uq_{name}_reference")))
    if once:
        rules.append(sa.UniqueConstraint(*once, name=op.f(f"uq_{name}_{once[0]}")))
    op.create_table(
        name, _number("id"), *own, *columns, *empty, *rules, sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}"))
    )
    for column in indexed:
        op.create_index(op.f(f"ix_{name}_{column}"), name, [column])


def _number(name: str, *, empty: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=empty)


def _word(name: str, length: int) -> sa.Column[Any]:
    return sa.Column(name, sa.String(length=length), nullable=False)


def _sealed(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.LargeBinary(), nullable=False)


def _moment(name: str, *, empty: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=empty)


def downgrade() -> None:
    for name in reversed(TABLES):
        op.drop_table(name)
