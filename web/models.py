"""The front's own table: what somebody typed while their session ended."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casework.kernel.columns import Encrypted, Referenced
from casework.kernel.database import Base


class HeldPost(Referenced, Base):
    """A form posted after its session had ended: kept an hour for the same person only (ux 6.6, promises R17)."""

    __tablename__ = "held_post"
    __table_args__ = (UniqueConstraint("staff_id", "path"),)

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    path: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Encrypted("held_post.body"))
    held_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]
