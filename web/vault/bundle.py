"""What a backup holds before it is sealed: what it is, the copy of the database, and the small ledgers."""

from __future__ import annotations

import io
import json
import shutil
import tarfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

FORMAT = 1
ABOUT, COPY = "about.json", "copy"
LEDGERS = ("erased", "optout")


class NoBackup(RuntimeError):
    """The file is not a backup of Waymark's, or of another site, or of a newer version."""


@dataclass(frozen=True)
class About:
    """What a backup is: of which site, when (ISO, UTC), at which revision, and how far its audit trail had come."""

    site: str
    kind: str
    taken_at: str
    revision: str
    seq: int
    digest: str
    sha256: str
    format: int = FORMAT


def pack(to: Path, about: About, copy: Path, ledgers: Mapping[str, bytes]) -> None:
    """Write one file that holds everything; the copy of the database last, so that the rest is read at once."""
    with tarfile.open(to, "w", format=tarfile.PAX_FORMAT) as box:
        _put(box, ABOUT, json.dumps(asdict(about)).encode())
        for name in LEDGERS:
            _put(box, f"{name}.log", ledgers.get(name, b""))
        box.add(copy, COPY, recursive=False, filter=_nobody)


def _put(box: tarfile.TarFile, name: str, content: bytes) -> None:
    about = tarfile.TarInfo(name)
    about.size = len(content)
    box.addfile(about, io.BytesIO(content))


def _nobody(about: tarfile.TarInfo) -> tarfile.TarInfo:
    """Neither the owner nor the moment of a file is anybody's business."""
    about.uid = about.gid = about.mtime = 0
    about.uname = about.gname = ""
    return about


def unpack(box_file: Path, copy_to: Path) -> tuple[About, dict[str, bytes]]:
    """Take everything out, by name and nothing else. Raises NoBackup for anything that `pack` did not write."""
    try:
        with tarfile.open(box_file) as box:
            about = About(**json.loads(_read(box, ABOUT)))
            ledgers = {name: _read(box, f"{name}.log") for name in LEDGERS}
            _copy_out(box, copy_to)
    except (tarfile.TarError, KeyError, TypeError, ValueError) as wrong:
        raise NoBackup("This file is not a backup of Waymark’s") from wrong
    if about.format != FORMAT:
        raise NoBackup("This backup was made by a newer version of Waymark. Use that one")
    return about, ledgers


def _read(box: tarfile.TarFile, name: str) -> bytes:
    found = box.extractfile(name)
    if found is None:
        raise KeyError(name)
    return found.read()


def _copy_out(box: tarfile.TarFile, to: Path) -> None:
    found = box.extractfile(COPY)
    if found is None:
        raise KeyError(COPY)
    with to.open("wb") as out:
        to.chmod(0o600)
        shutil.copyfileobj(found, out, 1 << 20)
