"""What the tests of the commands share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support import forked


@pytest.fixture(scope="session")
def parent() -> Iterator[str]:
    """The process from which commands are forked."""
    with forked.parent() as address:
        yield address
