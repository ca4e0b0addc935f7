"""The pretend people, made once for each hour that tests look at, then copied: making them takes seconds.

Whoever tests the making itself asks for it with `afresh()`. All homes of one run share a key ring, or one would not
open what was sealed in another.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import os
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine

from casework.kernel import keyring
from casework.kernel.keyring import Keyring
from tests.support.application import share_compiled
from web.demo import place

_filling, _apart = place._fill, place._apart


def _ring() -> Keyring:
    key = random.Random(os.environ["SEED"])
    return Keyring(active=1, keys={1: key.randbytes(32)}, index_key=key.randbytes(32))


@contextmanager
def remembered(folder: Path) -> Iterator[None]:
    """For as long as this lasts, filling again means copying what was filled first, by whichever process."""

    def fill(filling: Engine, fills: Callable[..., None], now: dt.datetime) -> None:
        key = hashlib.sha256(f"{now:%Y-%m-%dT%H}".encode()).hexdigest()[:16]
        kept, draft = folder / f"pretend-{key}.db", Path(str(filling.url.database))
        with (folder / f"pretend-{key}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not kept.exists():
                share_compiled(filling)
                _filling(filling, fills, now)
                shutil.copyfile(draft, kept)
        shutil.copyfile(kept, draft)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(keyring, "new", _ring)
        patched.setattr(place, "_fill", fill)
        patched.setattr(place, "_apart", lambda now: place.make(now=now))  # its tests ask for a process of its own
        yield


@contextmanager
def afresh() -> Iterator[None]:
    """Within this, the pretend people are really made."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(place, "_fill", _filling)
        yield


@contextmanager
def apart() -> Iterator[None]:
    """Within this, the pretend people are made by a process of their own, as where Waymark is served."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(place, "_apart", _apart)
        yield
