"""The key ring: kept in a file outside the database and its backups (promises C.13)."""

from __future__ import annotations

import base64
import hmac
import json
import os
import secrets
import stat
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_FORMAT = b"\x01"
MOST = 2**16 - 1
"""The highest number a key may have: two bytes of every sealed value say it."""


class KeyringError(RuntimeError):
    """The key ring is missing, readable by others, or does not fit the database."""


@dataclass(frozen=True)
class Keyring:
    """Numbered AES-256 keys, the one in use, and the key of the blind indexes.

    `retired` keys open nothing here: no value of the database is sealed with them any more. They are kept, each with
    the day (ISO, UTC) on which it was retired, for as long as there may be backups from before.
    """

    active: int
    keys: dict[int, bytes]
    index_key: bytes
    retired: dict[int, tuple[bytes, str]] = field(default_factory=dict)

    def seal(self, plain: bytes, place: str) -> bytes:
        """Encrypt for one table and column; a value moved elsewhere will not open."""
        nonce = secrets.token_bytes(12)
        box = _box(self.keys[self.active]).encrypt(nonce, plain, place.encode())
        return head(self.active) + nonce + box

    def open(self, sealed: bytes, place: str) -> bytes:
        """Decrypt. Raises KeyringError for an unknown key, another column's value, or a changed one."""
        key = self.keys.get(number_of(sealed))
        if sealed[:1] != _FORMAT or key is None:
            raise KeyringError(f"No key on the ring opens a value of {place}")
        try:
            return _box(key).decrypt(sealed[3:15], sealed[15:], place.encode())
        except InvalidTag as error:
            raise KeyringError(f"A value of {place} was changed, moved or sealed with another key") from error

    def index(self, purpose: str, value: str) -> bytes:
        """A keyed fingerprint for looking up equal values only."""
        begun = _keyed(self.index_key).copy()
        begun.update(f"{purpose}\0{value}".encode())
        return begun.digest()

    def with_retired(self) -> Keyring:
        """The same ring, opening what its retired keys sealed as well: for a database put back from a backup."""
        old = {number: key for number, (key, _) in self.retired.items()}
        return Keyring(self.active, {**old, **self.keys}, self.index_key, self.retired)


def head(number: int) -> bytes:
    """How every value begins that was sealed with the key of this number."""
    return _FORMAT + number.to_bytes(2, "big")


def number_of(sealed: bytes) -> int:
    """The number of the key that a value was sealed with."""
    return int.from_bytes(sealed[1:3], "big")


class KeptRing:
    """The ring of a running process. It follows its file, so that keys can be changed while Waymark is in use.

    Whoever seals looks whether the file is still the one that was read: from the moment another key is the active one,
    nothing is sealed with the one before. Whoever opens looks only where a key is not known yet; what was read before
    its key went off the ring still opens.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen: tuple[int, int] | None = None
        self._ring: Keyring | None = None
        if path.exists():
            self._read()

    @property
    def made(self) -> bool:
        """Whether there is a ring yet."""
        return self._ring is not None

    def make(self) -> None:
        """Make a ring with one fresh key, unless another process has just made one."""
        make(self.path)
        self._read()

    @property
    def now(self) -> Keyring:
        """The ring by which to seal at this moment; as it was read last where the file is away."""
        try:
            about = self.path.stat()
        except FileNotFoundError:
            about = None
        if about is not None and self._seen != (about.st_ino, about.st_mtime_ns):
            return self._read()
        return self._known()

    def seal(self, plain: bytes, place: str) -> bytes:
        """As Keyring.seal, with the key that is the active one at this moment."""
        return self.now.seal(plain, place)

    def open(self, sealed: bytes, place: str) -> bytes:
        """As Keyring.open; a key that came on the ring meanwhile is looked up."""
        ring = self._known()
        return (ring if number_of(sealed) in ring.keys else self.now).open(sealed, place)

    def index(self, purpose: str, value: str) -> bytes:
        """As Keyring.index: this key never changes while there are values."""
        return self._known().index(purpose, value)

    def _known(self) -> Keyring:
        if self._ring is None:
            raise KeyringError(f"The key ring {self.path} is missing. Put back the copy that is kept of it")
        return self._ring

    def _read(self) -> Keyring:
        about = self.path.stat()
        ring = load(self.path)
        before = self._ring.keys if self._ring else {}
        self._ring = replace(ring, keys={**before, **ring.keys})
        self._seen = (about.st_ino, about.st_mtime_ns)
        return self._ring


@lru_cache(16)
def _box(key: bytes) -> AESGCM:
    """The cipher of one key, made once: a page or a batch of texts opens thousands of values."""
    return AESGCM(key)


@lru_cache(16)
def _keyed(key: bytes) -> hmac.HMAC:
    """The beginning of every fingerprint by one key, made once."""
    return hmac.new(key, digestmod="sha256")


def new() -> Keyring:
    """A ring with one fresh key."""
    return Keyring(active=1, keys={1: secrets.token_bytes(32)}, index_key=secrets.token_bytes(32))


def load(path: Path) -> Keyring:
    """Read the ring. Raises KeyringError for a file that others can read or that is not a key ring."""
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise KeyringError(f"{path} can be read by others. Run: chmod 600 {path}")
    try:
        raw = json.loads(path.read_text())
        keys = {int(number): _key(key) for number, key in raw["keys"].items()}
        retired = {int(number): (_key(key), str(day)) for number, (key, day) in raw.get("retired", {}).items()}
        found = Keyring(int(raw["active"]), keys, _key(raw["index_key"]), retired)
    except (ValueError, KeyError, TypeError, AttributeError, OSError) as wrong:
        raise KeyringError(f"{path} is not a key ring. Put back the copy that is kept of it") from wrong
    if found.active not in keys:
        raise KeyringError(f"{path} lacks its active key. Put back the copy that is kept of it")
    return found


def found(path: Path) -> Keyring | None:
    """The ring where there is one yet. Raises KeyringError as `load` does."""
    return load(path) if path.exists() else None


def _key(text: str) -> bytes:
    key = base64.b64decode(text, validate=True)
    if len(key) != 32:
        raise ValueError("a key has 32 bytes")
    return key


def make(path: Path) -> None:
    """Write a fresh ring, unless there is one: two processes starting at once keep one, whichever came first."""
    if path.exists():
        return
    draft = _draft(path, new())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def put(path: Path, ring: Keyring) -> None:
    """Put another ring in the place of this one, whole and on the disk, or leave it as it was."""
    os.replace(_draft(path, ring), path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _draft(path: Path, ring: Keyring) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    raw = {
        "active": ring.active,
        "keys": {str(number): _text(key) for number, key in ring.keys.items()},
        "index_key": _text(ring.index_key),
        "retired": {str(number): (_text(key), day) for number, (key, day) in ring.retired.items()},
    }
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(raw, file)
        file.flush()
        os.fsync(file.fileno())
    return draft


def _text(key: bytes) -> str:
    return base64.b64encode(key).decode()
