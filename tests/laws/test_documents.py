"""Law 11: documents are tested. Every setting is explained, every command that is written down exists."""

from __future__ import annotations

import dataclasses
import re
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.support import house
from web.cli import waymark
from web.settings import Settings

PAGES = [house.ROOT / "README.md", *sorted((house.ROOT / "docs").rglob("*.md"))]
RUN = (house.ROOT / "run").read_text()
NOT_SETTINGS = {"CI"}


def explained() -> set[str]:
    page = (house.ROOT / "docs/settings.md").read_text()
    return set(re.findall(r"^\| `([A-Z_]+)` \|", page, re.MULTILINE))


def read_by_code() -> set[str]:
    fields = {field.metadata["env"] for field in dataclasses.fields(Settings) if "env" in field.metadata}
    python = [path for _name, path in house.modules()] + [house.ROOT / "gunicorn.conf.py"]
    python += [path for path in (house.ROOT / "tests").rglob("*.py") if "laws" not in path.parts]
    loose = {
        name for path in python for name in re.findall(r"os\.environ(?:\.get\(|\[)\"([A-Z_]+)\"", path.read_text())
    }
    shell = set(re.findall(r"\$\{([A-Z_]+):-", RUN))
    return (fields | loose | shell) - NOT_SETTINGS


def test_every_setting_is_explained_and_every_explained_setting_exists() -> None:
    assert explained() == read_by_code()


def test_only_the_settings_read_the_environment() -> None:
    allowed = {"web/settings.py", "web/cli.py", "web/worker.py"}
    reads = [path for _name, path in house.modules() if re.search(r"\benviron\b", code_of(path))]
    readers = {str(path.relative_to(house.ROOT)) for path in reads}
    assert readers - allowed == set()


def code_of(path: Path) -> str:
    return re.sub(
        r"request\.environ|environ_base|from_environment|\"\"\".*?\"\"\"", "", path.read_text(), flags=re.DOTALL
    )


def cases() -> set[str]:
    """The words that ./run understands."""
    return set(re.findall(r"^  ([a-z]+)\) ", RUN, re.MULTILINE))


def written_commands() -> set[tuple[str, str]]:
    found = set()
    for page in PAGES:
        for words in re.findall(r"\./run((?: [a-z][a-z-]*)*)", page.read_text()):
            first, second = (*words.split(), "", "")[:2]
            found.add((first, second if first == "waymark" else ""))
    return found


@pytest.mark.parametrize(("word", "command"), sorted(written_commands()))
def test_every_command_that_is_written_down_exists(word: str, command: str) -> None:
    assert not word or word in cases()
    assert not command or command in waymark.commands


def test_the_words_of_run_are_all_in_its_help() -> None:
    done = subprocess.run([house.ROOT / "run", "help"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    for word in cases() - {"serve"}:
        assert f"./run {word}" in done.stderr


@pytest.mark.parametrize("command", sorted(waymark.commands))
def test_every_command_explains_itself(command: str) -> None:
    done = CliRunner().invoke(waymark.commands[command], ["--help"])
    assert done.exit_code == 0
    assert len(done.output.splitlines()) > 3


def test_every_link_between_documents_leads_somewhere() -> None:
    for page in [*PAGES, house.ROOT / "CHANGELOG.md"]:
        for target in re.findall(r"\]\((?!http|#|mailto)([^)#]+)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_the_readme_shows_the_two_commands_first() -> None:
    fences = re.findall(r"```(?:sh|bash)?\n(.*?)```", (house.ROOT / "README.md").read_text(), re.DOTALL)
    first = [line.split("#")[0].strip() for line in fences[0].splitlines()]
    assert [line for line in first if line][:2] == ["./run", "./run test"]


def test_locks_hold_hashes_and_name_no_address() -> None:
    for lock in (house.ROOT / "requirements").glob("*.txt"):
        text = lock.read_text()
        assert "://" not in text
        assert text.count("==") <= text.count("--hash=sha256:")


def test_every_decision_says_its_status_why_and_what_it_costs() -> None:
    decisions = sorted((house.ROOT / "docs/decisions").glob("*.md"))
    assert [page.name[:4] for page in decisions] == [f"{number:04}" for number in range(1, len(decisions) + 1)]
    for page in decisions:
        for part in ("Status:", "## Why", "## What it costs"):
            assert part in page.read_text(), f"{page.name} lacks {part}"
