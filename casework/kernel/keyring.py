"""The key ring: kept in a file outside the database and its backups (promises C.13)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
import stat
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_FORMAT = b"\x01"


class KeyringError(RuntimeError):
    """The key ring is missing, readable by others, or does not fit the database."""


@dataclass(frozen=True)
class Keyring:
    """Numbered AES-256 keys, the one in use, and the key of the blind indexes."""

    active: int
    keys: dict[int, bytes]
    index_key: bytes

    def seal(self, plain: bytes, place: str) -> bytes:
        """Encrypt for one table and column; a value moved elsewhere will not open."""
        nonce = secrets.token_bytes(12)
        box = _box(self.keys[self.active]).encrypt(nonce, plain, place.encode())
        return _FORMAT + self.active.to_bytes(2, "big") + nonce + box

    def open(self, sealed: bytes, place: str) -> bytes:
        """Decrypt. Raises KeyringError for an unknown key, another column's value, or a changed one."""
        key = self.keys.get(int.from_bytes(sealed[1:3], "big"))
        if sealed[:1] != _FORMAT or key is None:
            raise KeyringError(f"No key on the ring opens a value of {place}")
        try:
            return _box(key).decrypt(sealed[3:15], sealed[15:], place.encode())
        except InvalidTag as error:
            raise KeyringError(f"A value of {place} was changed, moved or sealed with another key") from error

    def index(self, purpose: str, value: str) -> bytes:
        """A keyed fingerprint for looking up equal values only."""
        return hmac.digest(self.index_key, f"{purpose}\0{value}".encode(), hashlib.sha256)


@lru_cache(16)
def _box(key: bytes) -> AESGCM:
    """The cipher of one key, made once: a page or a batch of texts opens thousands of values."""
    return AESGCM(key)


def new() -> Keyring:
    """A ring with one fresh key."""
    return Keyring(active=1, keys={1: secrets.token_bytes(32)}, index_key=secrets.token_bytes(32))


def load_or_make(path: Path) -> Keyring:
    """Read the ring, making one where there is none yet. Refuses a file that others can read."""
    if not path.exists():
        _write(path, new())
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise KeyringError(f"{path} can be read by others. Run: chmod 600 {path}")
    raw = json.loads(path.read_text())
    keys = {int(number): base64.b64decode(key) for number, key in raw["keys"].items()}
    return Keyring(active=raw["active"], keys=keys, index_key=base64.b64decode(raw["index_key"]))


def _write(path: Path, ring: Keyring) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    raw = {
        "active": ring.active,
        "keys": {str(number): base64.b64encode(key).decode() for number, key in ring.keys.items()},
        "index_key": base64.b64encode(ring.index_key).decode(),
    }
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(raw, file)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)  # two processes starting at once keep one ring, whichever came first
    except FileExistsError:
        pass
    finally:
        draft.unlink()
