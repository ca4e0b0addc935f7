"""Every word that an answer holds, whatever it came as: a page, a sheet, a document, a file of files."""

from __future__ import annotations

import io
import subprocess
import zipfile

from werkzeug.test import TestResponse


def said_by(answer: TestResponse) -> str:
    """Its headers and its words."""
    return f"{words_of(answer.data, str(answer.mimetype)) if answer.data else ''} {answer.headers}"


def is_text(answer: TestResponse) -> bool:
    """Whether a person could read it as it came."""
    return _readable(str(answer.mimetype))


def _readable(kind: str) -> bool:
    return kind.startswith("text/") or kind in {"application/json", "application/xml"}


def words_of(body: bytes, kind: str) -> str:
    """What stands in a file of this kind; a spreadsheet and a bundle are archives of others."""
    if _readable(kind):
        return body.decode("utf-8", "replace")
    if body.startswith(b"%PDF"):
        command = ["pdftotext", "-layout", "-", "-"]
        return subprocess.run(command, input=body, capture_output=True, check=True).stdout.decode()
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return " ".join(words_of(archive.read(name), "text/plain") for name in archive.namelist())
    return body.decode("latin-1")
