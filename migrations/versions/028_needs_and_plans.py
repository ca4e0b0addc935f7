"""Needs in pieces, plans with steps and reviews, contacts, and reports of dangerous people

Assessments and plans that stand already were finished when they were recorded. The stage of each plan begins the
history of stages.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "028"
down_revision = "027"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _assessments()
    _plans()
    _plan_tables()
    _services()
    _check_ins()
    _contacts()
    _reports()


def _assessments() -> None:
    with op.batch_alter_table("needs_assessment") as batch:
        batch.add_column(sa.Column("finished_at", MOMENT, nullable=True))
        batch.add_column(sa.Column("asked_first_at", MOMENT, nullable=True))
        for name in ("safe_now", "exploited", "home", "interpreter"):
            batch.add_column(_code(name, server_default=""))
        batch.add_column(sa.Column("language", sa.LargeBinary(), nullable=True))
    op.execute("UPDATE needs_assessment SET finished_at = recorded_at")
    with op.batch_alter_table("needs_answer") as batch:
        batch.add_column(sa.Column("who_else", sa.LargeBinary(), nullable=True))
    _table(
        "pathway_text",
        _to("agency", index=True),
        _code("prompt"),
        sa.Column("words", sa.String(length=2000), nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
        _by("written_by_id"),
    )


def _plans() -> None:
    with op.batch_alter_table("care_plan") as batch:
        batch.add_column(sa.Column("agreed_at", MOMENT, nullable=True))
        batch.add_column(sa.Column("closed_on", sa.Date(), nullable=True))
        batch.add_column(_code("closed_as", server_default=""))
        batch.add_column(sa.Column("closed_at", MOMENT, nullable=True))
        batch.add_column(sa.Column("closed_by_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(batch.f("fk_care_plan_closed_by_id_staff"), "staff", ["closed_by_id"], ["id"])
    op.execute("UPDATE care_plan SET agreed_at = recorded_at")
    with op.batch_alter_table("care_goal") as batch:
        batch.add_column(sa.Column("step_done_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("added_at", MOMENT, nullable=True))
        batch.add_column(_code("ended_as", server_default=""))
        batch.add_column(sa.Column("ended_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("ended_by_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(batch.f("fk_care_goal_ended_by_id_staff"), "staff", ["ended_by_id"], ["id"])


def _plan_tables() -> None:
    _table(
        "care_step",
        _to("care_goal", "goal_id", index=True),
        _sealed("step"),
        _sealed("who"),
        sa.Column("by_when", sa.Date(), nullable=True),
        sa.Column("step_done_on", sa.Date(), nullable=True),
        sa.Column("added_at", MOMENT, nullable=False),
    )
    _table(
        "care_review",
        _to("care_plan", "plan_id", index=True),
        sa.Column("reviewed_on", sa.Date(), nullable=False),
        _sealed("note"),
        sa.Column("next_on", sa.Date(), nullable=True),
        *_recorded(),
    )
    _table(
        "care_stage",
        _to("agency"),
        _to("person"),
        _code("stage"),
        sa.Column("since", sa.Date(), nullable=False),
        *_recorded(),
    )
    op.create_index("ix_care_stage_person", "care_stage", ["person_id", "since"])
    op.execute(
        "INSERT INTO care_stage (agency_id, person_id, stage, since, recorded_at, recorded_by_id) "
        "SELECT agency_id, person_id, stage, agreed_on, recorded_at, recorded_by_id FROM care_plan "
        "WHERE stage != '' ORDER BY id"
    )


def _services() -> None:
    _table(
        "service_referral",
        _reference(),
        _to("agency"),
        _to("person", index=True),
        _code("heading", 30),
        _sealed("service"),
        sa.Column("referred_on", sa.Date(), nullable=False),
        _code("outcome"),
        *_recorded(),
        named=True,
    )
    op.create_index("ix_service_referral_day", "service_referral", ["agency_id", "referred_on"])
    _table(
        "service_referral_step",
        _to("service_referral", "referral_id", index=True),
        _code("outcome"),
        sa.Column("on_day", sa.Date(), nullable=False),
        *_recorded(),
    )


def _check_ins() -> None:
    _table(
        "care_check_in",
        _reference(),
        _to("agency"),
        _to("person", index=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("planned_at", MOMENT, nullable=False),
        _by("planned_by_id"),
        _code("came_of"),
        sa.Column("done_on", sa.Date(), nullable=True),
        _sealed("note"),
        sa.Column("done_at", MOMENT, nullable=True),
        _by("done_by_id"),
        named=True,
    )
    op.create_index("ix_care_check_in_due", "care_check_in", ["agency_id", "came_of", "due_on"])


def _contacts() -> None:
    _table(
        "support_contact",
        _reference(),
        _to("agency"),
        _to("person", nullable=True),
        _code("kind"),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        _sealed("note"),
        *_recorded(),
        sa.Column("taken_back_at", MOMENT, nullable=True),
        _by("taken_back_by_id"),
        named=True,
    )
    op.create_index("ix_support_contact_day", "support_contact", ["agency_id", "on_day"])
    op.create_index("ix_support_contact_person", "support_contact", ["person_id", "on_day"])
    _table(
        "support_contact_heading",
        _to("support_contact", "contact_id"),
        _code("heading", 30),
        sa.Column("raised", sa.Boolean(), nullable=False),
        sa.Column("supported", sa.Boolean(), nullable=False),
        once=("contact_id", "heading"),
    )


def _reports() -> None:
    _table(
        "ugly_mugs_report",
        _reference(),
        sa.Column("version", sa.Integer(), nullable=False),
        _to("agency"),
        _to("person", nullable=True, index=True),
        _to("support_contact", "contact_id", nullable=True),
        _code("choice"),
        sa.Column("happened_on", sa.LargeBinary(), nullable=True),
        *map(_sealed, ("happened_when", "area", "place", "looks", "vehicle", "warning", "happened", "own_words")),
        _sealed("reach"),
        sa.Column("taken_at", MOMENT, nullable=False),
        _by("recorded_by_id"),
        named=True,
    )
    op.create_index("ix_ugly_mugs_report_taken", "ugly_mugs_report", ["agency_id", "taken_at"])
    _table("ugly_mugs_choice", _to("ugly_mugs_report", "report_id", index=True), _code("choice"), *_recorded())
    _table(
        "ugly_mugs_handed",
        _to("ugly_mugs_report", "report_id", index=True),
        _code("sheet"),
        _sealed("to_whom"),
        sa.Column("on_day", sa.Date(), nullable=False),
        *_recorded(),
    )


def _table(table: str, *columns: sa.Column[Any], named: bool = False, once: tuple[str, ...] = ()) -> None:
    """A table whose keys are named as the models name theirs."""
    rules: list[Any] = [sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))]
    if named:
        rules.append(sa.UniqueConstraint("reference", name=op.f(f"uq_{table}_reference")))
    if once:
        rules.append(sa.UniqueConstraint(*once, name=op.f(f"uq_{table}_{once[0]}")))
    for column in columns:
        if other := column.info.get("to"):
            name = op.f(f"fk_{table}_{column.name}_{other}")
            rules.append(sa.ForeignKeyConstraint([column.name], [f"{other}.id"], name=name))
    op.create_table(table, sa.Column("id", sa.Integer(), nullable=False), *columns, *rules)
    for column in columns:
        if column.info.get("index"):
            op.create_index(op.f(f"ix_{table}_{column.name}"), table, [column.name])


def _to(other: str, name: str = "", *, nullable: bool = False, index: bool = False) -> sa.Column[Any]:
    return sa.Column(name or f"{other}_id", sa.Integer(), nullable=nullable, info={"to": other, "index": index})


def _by(name: str) -> sa.Column[Any]:
    return _to("staff", name, nullable=True)


def _recorded() -> tuple[sa.Column[Any], ...]:
    return sa.Column("recorded_at", MOMENT, nullable=False), _by("recorded_by_id")


def _code(name: str, longest: int = 20, **more: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.String(length=longest), nullable=False, **more)


def _sealed(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.LargeBinary(), nullable=False)


def _reference() -> sa.Column[Any]:
    return sa.Column("reference", sa.String(length=8), nullable=False)


TABLES = (
    "ugly_mugs_handed", "ugly_mugs_choice", "ugly_mugs_report", "support_contact_heading", "support_contact",
    "care_check_in", "service_referral_step", "service_referral", "care_stage", "care_review", "care_step",
    "pathway_text",
)  # fmt: skip


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    with op.batch_alter_table("care_goal") as batch:
        batch.drop_constraint("fk_care_goal_ended_by_id_staff", type_="foreignkey")
        for name in ("step_done_on", "added_at", "ended_as", "ended_on", "ended_by_id"):
            batch.drop_column(name)
    with op.batch_alter_table("care_plan") as batch:
        batch.drop_constraint("fk_care_plan_closed_by_id_staff", type_="foreignkey")
        for name in ("agreed_at", "closed_on", "closed_as", "closed_at", "closed_by_id"):
            batch.drop_column(name)
    with op.batch_alter_table("needs_answer") as batch:
        batch.drop_column("who_else")
    with op.batch_alter_table("needs_assessment") as batch:
        for name in ("finished_at", "asked_first_at", "safe_now", "exploited", "home", "interpreter", "language"):
            batch.drop_column(name)
