"""A spreadsheet on its way in, and how an agency matched the columns of its last ones."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.accounts.models import Staff
from casework.kernel.columns import Encrypted, Referenced
from casework.kernel.database import Base
from diversion.models import ImportBatch


class ImportJob(Referenced, Base):
    """One spreadsheet that a manager gave, from the upload to the end of the day in which it can be undone.

    `sheet`, `answers` and `findings` hold what the file says of people: sealed, and emptied as soon as the rows are in
    or the file is thrown away. `read_on` is the London day that two-digit years are read against, so that every reading
    gives the same rows in the same order; `position` is how many people of them are done, or, while it is undone, the
    number of the last person looked at.
    """

    __tablename__ = "import_job"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    state: Mapped[str] = mapped_column(String(10), index=True)
    scheme: Mapped[str] = mapped_column(String(60), default="")
    read_on: Mapped[dt.date]
    sheet: Mapped[bytes | None] = mapped_column(Encrypted("import_job.sheet", bytes))
    answers: Mapped[str | None] = mapped_column(Encrypted("import_job.answers"))
    findings: Mapped[bytes | None] = mapped_column(Encrypted("import_job.findings", bytes))
    stayed: Mapped[str | None] = mapped_column(Encrypted("import_job.stayed"))
    rows: Mapped[int]
    people: Mapped[int] = mapped_column(default=0)
    position: Mapped[int] = mapped_column(default=0)
    worked: Mapped[int] = mapped_column(default=0)
    added: Mapped[int] = mapped_column(default=0)
    known: Mapped[int] = mapped_column(default=0)
    left_out: Mapped[int] = mapped_column(default=0)
    removed: Mapped[int] = mapped_column(default=0)
    from_seq: Mapped[int] = mapped_column(default=0)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))
    created_at: Mapped[dt.datetime]
    started_at: Mapped[dt.datetime | None]
    done_at: Mapped[dt.datetime | None]
    undo_until: Mapped[dt.datetime | None]
    undone_at: Mapped[dt.datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    seen_at: Mapped[dt.datetime | None]
    by: Mapped[Staff] = relationship(foreign_keys=[by_id])
    undone_by: Mapped[Staff | None] = relationship(foreign_keys=[undone_by_id])
    batch: Mapped[ImportBatch | None] = relationship()


class ImportMatching(Base):
    """Which of our headings an agency chose for each column of its spreadsheets, to offer it again."""

    __tablename__ = "import_matching"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), unique=True)
    chosen: Mapped[str] = mapped_column(Encrypted("import_matching.chosen"))
    chosen_at: Mapped[dt.datetime]
