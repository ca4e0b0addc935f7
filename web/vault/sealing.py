"""Sealing a file to public keys, in the age format (X25519, ChaCha20-Poly1305), by the library pyrage.

Whoever makes backups holds only public halves. To prove that a sealed file opens, it is sealed to one more key that
is made for it, opened with that, and the key is forgotten: it never leaves the memory of this process.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyrage

PIECE = 1 << 20


class SealError(RuntimeError):
    """What was sealed does not open: another key, or a file that was changed or cut short."""


class _Digest:
    """A file that keeps nothing of what is written to it but its SHA-256."""

    def __init__(self) -> None:
        self.sum = hashlib.sha256()

    def write(self, piece: bytes) -> int:
        self.sum.update(piece)
        return len(piece)

    def flush(self) -> None:
        """Nothing waits."""


def new_pair() -> tuple[str, str]:
    """A fresh pair: the private half, which opens, and the public half, which only seals."""
    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def recipients(text: str) -> list[Any]:
    """The public halves in a text, separated by spaces or commas. Raises SealError for one that is none."""
    try:
        return [pyrage.x25519.Recipient.from_str(word) for word in text.replace(",", " ").split()]
    except pyrage.RecipientError as wrong:
        raise SealError("A public key begins with age1 and is made by ./run waymark backup-keys") from wrong


def identities(path: Path) -> list[Any]:
    """The private halves in a file; lines that begin with # say nothing. Raises SealError where there is none."""
    lines = [line.strip() for line in path.read_text("ascii", "replace").splitlines()]
    try:
        found = [pyrage.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except pyrage.IdentityError as wrong:
        raise SealError(f"{path} is not the private half of a backup key") from wrong
    if not found:
        raise SealError(f"{path} is not the private half of a backup key")
    return found


def seal(source: Path, to: Path, keys: Sequence[Any]) -> str:
    """Seal a file to each of these public halves and open it again; its own SHA-256, in hex.

    Raises SealError when what was written to the disk does not open to what was sealed.
    """
    once = pyrage.x25519.Identity.generate()
    pyrage.encrypt_file(str(source), str(to), [*keys, once.to_public()])
    to.chmod(0o600)
    if opened_digest(to, [once]) != digest_of(source):
        raise SealError("The sealed backup does not open to what was sealed. Nothing was kept")
    return digest_of(to)


def opened_digest(sealed: Path, keys: Sequence[Any]) -> str:
    """The SHA-256 of what a sealed file holds, without keeping any of it. Raises SealError as `unseal` does."""
    sink = _Digest()
    with sealed.open("rb") as file:
        _decrypt(file, sink, keys)
    return sink.sum.hexdigest()


def unseal(sealed: Path, to: Path, keys: Sequence[Any]) -> None:
    """Open a sealed file. Raises SealError for a changed or shortened file or the wrong key; then nothing is kept."""
    try:
        with sealed.open("rb") as file, to.open("wb") as out:
            to.chmod(0o600)
            _decrypt(file, out, keys)
    except SealError:
        to.unlink(missing_ok=True)
        raise


def _decrypt(file: Any, out: Any, keys: Sequence[Any]) -> None:
    try:
        pyrage.decrypt_io(file, out, list(keys))
    except (pyrage.DecryptError, OSError) as wrong:
        raise SealError("This backup does not open: it was changed or cut short, or the key is another") from wrong


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
