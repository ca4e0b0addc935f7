"""What nothing that runs may do: start a shell, run what was typed, unpickle, or lean on a test (ASVS 1.2.5, 1.5.2)."""

from __future__ import annotations

import ast
import re

from tests.support import house

SUSPECT = re.compile(
    r"\b(eval|exec|compile|__import__|system|popen|execvp|spawnl|shell|subprocess|pickle|marshal|yaml)\b"
)
MODULES = {"pickle", "marshal", "shelve", "dill", "yaml"}
MAY_START = {"web.demo.place", "web.vault.postgresql", "web.vault.sqlite"}
"""Backups start the database's own programs, and the demonstration Waymark's own maker of pretend people: with a list
of words, none of which anybody typed, and no shell."""


def called(node: ast.Call) -> str:
    """The last part of the name of what is called."""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def imported(tree: ast.Module) -> set[str]:
    """The packages that a module imports."""
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    froms = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    return {name.partition(".")[0] for name in names | froms}


def runs(node: ast.Call) -> bool:
    """Whether this runs words as a program: the built-ins, or the operating system's."""
    if isinstance(node.func, ast.Name):
        return node.func.id in {"eval", "exec", "compile", "__import__"}
    of_os = isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "os"
    return of_os and called(node) in {"system", "popen", "execvp", "spawnl"}


def test_nothing_runs_a_shell_or_what_was_typed() -> None:
    found = []
    for name, path in house.modules():
        if not SUSPECT.search(path.read_text()):
            continue
        tree = ast.parse(path.read_text())
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        found += [f"{name}: {called(node)}" for node in calls if runs(node)]
        found += [f"{name}: shell" for node in calls if any(word.arg == "shell" for word in node.keywords)]
        found += [f"{name}: {one}" for one in imported(tree) & MODULES]
        if "subprocess" in imported(tree) and name not in MAY_START:
            found.append(f"{name}: subprocess")
    assert found == []


def test_nothing_that_runs_imports_a_test() -> None:
    wanted = re.compile(r"^\s*(from|import) (tests|pytest)\b", re.MULTILINE)
    leaning = [name for name, path in house.modules() if wanted.search(path.read_text())]
    assert leaning == []


PUT_TOGETHER = (ast.JoinedStr, ast.BinOp)
ASKS = {"text", "execute", "exec_driver_sql", "literal_column"}
OWN_NAMES = {"casework.kernel.database", "web.vault.postgresql", "web.vault.sqlite"}
"""Settings and names of databases, which the program chose itself and which no statement takes as a value."""


def test_no_statement_is_put_together_from_what_was_typed() -> None:
    """ASVS 1.2.4: SQL in words is never an f-string, a sum or a percentage; values are always bound."""
    found = []
    for name, path in house.modules():
        source = path.read_text()
        if name in OWN_NAMES or not re.search(r"\b(text|execute|exec_driver_sql|literal_column)\(", source):
            continue
        calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and called(node) in ASKS]
        found += [f"{name}:{node.lineno}" for node in calls if node.args and isinstance(node.args[0], PUT_TOGETHER)]
    assert found == []
