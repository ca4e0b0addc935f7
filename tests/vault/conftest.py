from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from tests.vault.site import Site


@pytest.fixture
def site(within: Flask, tmp_path: Path) -> Site:
    return Site(within, tmp_path)
