"""The court morning is finished: on what ground each was told, and endings that were recorded in error"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "018"
down_revision = "017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("notice_line") as table:
        table.add_column(sa.Column("basis", sa.String(length=12), nullable=False, server_default=""))
    with op.batch_alter_table("case_ending") as table:
        table.add_column(sa.Column("error_why", sa.LargeBinary(), nullable=True))
        table.add_column(sa.Column("error_by_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_case_ending_error_by_id_staff"), "staff", ["error_by_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("case_ending") as table:
        table.drop_constraint(op.f("fk_case_ending_error_by_id_staff"), type_="foreignkey")
        table.drop_column("error_by_id")
        table.drop_column("error_why")
    with op.batch_alter_table("notice_line") as table:
        table.drop_column("basis")
