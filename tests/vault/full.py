"""A disk that can be filled and freed: a small one of its own where a mount may be made, else a limit on the file."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

SIZE = "12m"


class Disk:
    """Where a database is put that is to find no room."""

    def __init__(self, folder: Path, mounted: bool) -> None:
        self.folder, self.mounted = folder, mounted
        self.limit = 0

    def watch(self, engine: sa.Engine) -> None:
        """Without a mount the database itself is told how large it may be: SQLite then answers as on a full disk."""
        if not self.mounted:
            sa.event.listen(engine, "begin", self._tell)

    def _tell(self, connection: sa.Connection) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count={self.limit or 2**30}")

    def fill(self) -> None:
        """Not one byte more."""
        self.limit = 1  # SQLite takes what the file has already for the least
        if self.mounted:
            with (self.folder / "filler").open("wb", buffering=0) as file:
                for piece in (1 << 16, 1 << 12, 1):
                    _pour(file.write, bytes(piece))

    def free(self) -> None:
        """Room again."""
        self.limit = 0
        (self.folder / "filler").unlink(missing_ok=True)


def _pour(write: object, piece: bytes) -> None:
    try:
        while write(piece) == len(piece):  # type: ignore[operator]
            pass
    except OSError:
        return


@contextmanager
def disk(folder: Path) -> Iterator[Disk]:
    """A small disk at this folder, gone at the end."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "waymark", str(folder)]
    mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
    try:
        yield Disk(folder, mounted)
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], capture_output=True, check=False)
