"""What is done about people's records without anybody pressing a button."""

from __future__ import annotations

from casework.kernel import sweeping


def sweep_due() -> int:
    """Clean the database's file where somebody was erased and it was busy then. Returns how often: once or not."""
    return int(sweeping.owed() and sweeping.sweep())
