"""“You do not need to go” is produced by nothing but a person's release (domain rule 4): the code is searched.

`queue_release` is the only maker of that text; who calls it, who calls those, and what jobs can reach is read from the
source. What the running product makes is in tests/diversion/test_released_by_nothing_else.py.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from casework.kernel import clock
from casework.kernel.actors import Actor
from casework.kernel.database import transaction
from casework.kernel.refused import Refused
from reminders import services
from reminders.rules import choosing, kinds, saying
from reminders.rules.kinds import TextKind
from tests.reminders.cast import Cast, texts
from tests.support import house
from web import wiring

ROOMS = ("casework", "diversion", "monitoring", "notices", "orders", "reminders", "web")
NAMES_IT = {
    "diversion/services/programme.py": "says why one is not wanted any more",
    "reminders/rules/drafts.py": "lets no other words sound like it",
    "reminders/rules/kinds.py": "names it",
    "reminders/rules/templates.py": "holds its words",
    "reminders/services/ahead.py": "shows that it cannot be changed",
    "reminders/services/judging.py": "lets it outlive the court date it calls off",
    "reminders/services/left.py": "counts it as a text about an outcome",
    "reminders/services/oneoff.py": "never sends it again",
    "reminders/services/planning.py": "makes it for a person, in `queue_release`",
    "reminders/services/steering.py": "refuses to change it",
    "reminders/services/wiring.py": "asks every programme about it",
}
"""Every file of the product that names it, and why. A new one fails here until somebody has read it."""

MAKERS_OF_TEXTS = {"reminders/services/making.py": "the one that is kept", "reminders/services/oneoff.py": "a preview"}


@dataclass(frozen=True)
class Call:
    """One call in the product: of what, in which function of which file."""

    of: str
    where: str
    function: str
    words: str


def calls_in(path: str, tree: ast.Module) -> Iterator[Call]:
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Call):
                    yield Call(called(node.func), path, function.name, ast.unparse(node)[:200])


def called(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


@pytest.fixture(scope="module")
def sources() -> dict[str, str]:
    paths = (path for room in ROOMS for path in sorted((house.ROOT / room).rglob("*.py")))
    return {path.relative_to(house.ROOT).as_posix(): path.read_text() for path in paths}


@pytest.fixture(scope="module")
def calls(sources: dict[str, str]) -> list[Call]:
    return [call for path, text in sources.items() for call in calls_in(path, ast.parse(text))]


def callers(calls: list[Call], name: str, *words: str) -> set[str]:
    found = [call for call in calls if call.of == name and all(word in call.words for word in words)]
    return {f"{call.where}:{call.function}" for call in found if not call.where.startswith("web/demo/")}


def test_only_these_files_name_it(sources: dict[str, str]) -> None:
    naming = {path for path, text in sources.items() if "DONE_RELEASED" in text or '"done_released"' in text}
    assert {path for path in naming if not path.startswith("web/demo/")} <= set(NAMES_IT)


def test_it_is_made_by_the_release_alone_and_the_release_is_called_by_one_page_alone(calls: list[Call]) -> None:
    assert callers(calls, "queue_release") == {"diversion/services/release.py:_tell"}
    assert callers(calls, "_tell", "before, person") == {"diversion/services/release.py:release"}
    assert callers(calls, "_tell", "made, person") == {"diversion/services/release.py:release"}
    assert callers(calls, "release", "by=", "at=", ".hearing.day") == {"diversion/views/court.py:_release"}
    assert callers(calls, "_release") == {"diversion/views/court.py:release"}


def test_no_other_place_makes_a_text_or_turns_one_into_another(sources: dict[str, str]) -> None:
    for path, text in sources.items():
        if path.startswith("reminders") and "models import" in text and "Text" in text:
            tree = ast.parse(text)
            made = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and called(node.func) == "Text"]
            assert path in MAKERS_OF_TEXTS or not made or path == "reminders/forms.py", f"{path} makes a text"
        assert not turned(text), f"{path} changes what kind a text is"


def turned(text: str) -> list[str]:
    """Assignments to the kind of a text."""
    lines = (line.split("#")[0].strip() for line in text.splitlines())
    return [line for line in lines if line.startswith(("text.kind =", "row.kind =", "made.kind ="))]


def is_module(name: str) -> bool:
    """Whether it is a file or a folder of ours: then its name opens nothing that stands beside it."""
    path = house.ROOT / name.replace(".", "/")
    return path.with_suffix(".py").is_file() or path.is_dir()


def imported(text: str) -> tuple[str, ...]:
    """The modules a file can call into: those it names in its imports, and those beneath them."""
    found: list[str] = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            each = [f"{node.module}.{alias.name}" for alias in node.names]
            found += each if all(is_module(one) for one in each) else [node.module, *each]
    return tuple(name for name in found if name.split(".")[0] in ROOMS)


@pytest.fixture(scope="module")
def may(sources: dict[str, str]) -> dict[str, tuple[str, ...]]:
    return {path: imported(text) for path, text in sources.items()}


def reachable(calls: list[Call], may: dict[str, tuple[str, ...]], starts: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Every function that code could come to from these, by name, through what its file imports; a programme's answers
    are reached from anywhere, because they are handed in."""
    where: dict[str, set[str]] = {}
    for call in calls:
        where.setdefault(call.function, set()).add(call.where)
    of: dict[tuple[str, str], set[str]] = {}
    for call in calls:
        of.setdefault((call.where, call.function), set()).add(call.of)
    reached, waiting = set(starts), list(starts)
    while waiting:
        path, function = waiting.pop()
        for name in of.get((path, function), set()):
            for other in where.get(name, set()):
                module = other.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
                known = other == path or any(f"{module}.".startswith(f"{one}.") for one in may[path])
                if (known or other.endswith("programme.py")) and (other, name) not in reached:
                    reached.add((other, name))
                    waiting.append((other, name))
    return reached


ROADS = ("/jobs.py", "/commands.py", "services/watching.py", "services/restating.py")


@pytest.mark.parametrize("road", ROADS)
def test_no_job_command_or_watcher_can_reach_it(calls: list[Call], may: dict[str, tuple[str, ...]], road: str) -> None:
    starts = {(call.where, call.function) for call in calls if call.where.endswith(road)}
    reached = reachable(calls, may, starts)
    assert len(reached) > len(starts)
    assert not {f"{path}:{name}" for path, name in reached} & THE_RELEASE


def test_all_that_the_worker_wakes_stands_in_files_of_jobs() -> None:
    assert all(job.__module__.endswith(".jobs") for job in wiring.jobs().values())


def test_the_search_finds_the_road_that_there_is(calls: list[Call], may: dict[str, tuple[str, ...]]) -> None:
    page = {("diversion/views/court.py", "release")}
    assert {f"{path}:{name}" for path, name in reachable(calls, may, page)} >= THE_RELEASE


THE_RELEASE = {
    "diversion/services/release.py:release",
    "diversion/services/release.py:_tell",
    "reminders/services/planning.py:queue_release",
}


def test_no_choice_no_plan_and_no_other_words_can_become_it() -> None:
    assert TextKind.DONE_RELEASED not in kinds.MAY_BE_PLANNED | {kind for kind, _ in choosing.CHOICES}
    assert all("done_released" not in dict(saying.choices(kind)) for kind in TextKind)


def test_asked_for_like_any_other_text_it_is_refused_to_everybody(cast: Cast) -> None:
    hearing = cast.hearing("2026-12-28 10:00")
    for by in (cast.worker, Actor.system(cast.worker.agency_id)):
        with pytest.raises(Refused, match="Only a release"), transaction():
            services.queue(
                cast.jo, TextKind.DONE_RELEASED, key="x", not_before=clock.now(), not_after=hearing.starts_at,
                hearing=hearing, by=by, at=clock.now(),
            )  # fmt: skip
    assert texts(kind="done_released") == []
