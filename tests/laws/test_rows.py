"""Laws 1 to 3: the import contracts cover the whole house, and they bite."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import house

PLANTED = {
    "casework/kernel/planted.py": "import web\n",
    "orders/planted.py": "import diversion.rules\n",
    "notices/planted.py": "import reminders.rules\n",
    "casework/people/services/planted.py": "import casework.people.views.planted\n",
    "casework/people/views/planted.py": "",
    "diversion/rules/planted.py": "import flask\n",
    "casework/people/rules/planted.py": "import casework.kernel.clock\n",
}
CAUGHT = (
    "casework.kernel is not allowed to import web",
    "orders is not allowed to import diversion",
    "notices is not allowed to import reminders",
    "casework.people.services is not allowed to import casework.people.views",
    "diversion.rules is not allowed to import flask",
    "casework.people.rules is not allowed to import casework.kernel.clock",
)


@pytest.fixture(scope="module")
def verdict(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What import-linter says of a copy of the house in which each law is broken once or twice."""
    copy = tmp_path_factory.mktemp("house")
    shutil.copy(house.ROOT / "pyproject.toml", copy)
    for package in house.packages():
        shutil.copytree(house.ROOT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__", "data"))
    for name, text in PLANTED.items():
        plant(copy / name, text)
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=copy, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stdout + done.stderr
    return re.sub(r"\s+", " ", done.stdout)


def plant(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    (path.parent / "__init__.py").touch()
    if (module := path.parent.with_suffix(".py")).exists():  # the room keeps this layer in one file
        module.rename(path.parent / "moved.py")
    path.write_text(text)


@pytest.mark.parametrize("sentence", CAUGHT)
def test_a_planted_import_is_caught(verdict: str, sentence: str) -> None:
    assert sentence in verdict


def test_every_package_is_in_the_house() -> None:
    here = {path.parent.name for path in house.ROOT.glob("*/__init__.py")} - {"tests"}
    assert here == set(house.packages())


def test_every_room_stands_in_a_row() -> None:
    in_casework = {f"casework.{path.parent.name}" for path in house.ROOT.glob("casework/*/__init__.py")}
    standing = {room for row in house.rows() for room in row}
    assert standing == (set(house.packages()) - {"casework"}) | in_casework


def test_every_room_is_held_to_the_order_from_page_to_rule() -> None:
    held = set(house.contract("page-to-rule")["containers"])
    assert held == (set(house.packages()) - {"casework"}) | {"casework.*", "diversion.history"}


def test_the_architecture_page_draws_the_rows_that_are_kept() -> None:
    drawn = re.search(r"```rows\n(.*?)```", (house.ROOT / "docs/architecture.md").read_text(), re.DOTALL)
    assert drawn, "docs/architecture.md has no block of rows"
    rows = [re.split(r"\s{2,}", line.strip())[0] for line in drawn[1].splitlines() if line.strip()]
    assert rows == house.contract("rows")["layers"]


def test_the_architecture_page_draws_the_order_from_page_to_rule() -> None:
    drawn = re.search(r"```page-to-rule\n(.*?)```", (house.ROOT / "docs/architecture.md").read_text(), re.DOTALL)
    assert drawn, "docs/architecture.md does not say the order from page to rule"
    kept = [layer.replace("(", "").replace(")", "") for layer in house.contract("page-to-rule")["layers"]]
    assert [layer.strip() for layer in drawn[1].split("→")] == kept
