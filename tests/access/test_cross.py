"""Every actor, every route and method, every relation to the record, with a word of its own in every sealed text.

Promises P8, P26 and P28, cases B17, C11, X3, U1: what is not theirs is answered byte for byte as what does not exist,
and no word of it stands in any page, document, sheet, header, address or line of the log. Routes are read from the URL
map: a new one is tried from the day it is written. Twenty actors (each role elsewhere, nobody, those kept out, outside
the caseload, with broken glass, with a share, each role at home) go round 300 and more routes and methods.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from casework.accounts.rules import TABLE, Action, Compartment, Role
from tests.access.elsewhere import in_postgresql
from tests.access.world import World
from tests.support.databases import EVERY, Databases
from tests.support.rounds import Rounds, Visitor, service

pytestmark = [pytest.mark.sqlite, pytest.mark.timeout(900)]
JUSTICE = {Compartment.IDENTITY, Compartment.CJ, Compartment.COMPLIANCE}
OPENED = JUSTICE | {Compartment.CONTACT, Compartment.SUPPORT}


@pytest.fixture(scope="module")
def made(
    all_databases: Databases, compiled_templates: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    with service(all_databases, tmp_path_factory.mktemp("cross"), compiled_templates) as app:
        yield World(Rounds(app))


@pytest.fixture
def world(made: World) -> Iterator[World]:
    """The same for each test, whatever the one before changed."""
    yield made
    made.rounds.put_back()


def _nothing(
    world: World,
    visitor: Visitor,
    heard: pytest.LogCaptureFixture,
    roles: Collection[Role] = tuple(Role),
    *,
    at_home: bool = False,
    **only: Any,
) -> int:
    """This visitor learns nothing of anybody, changes nothing, and is told what a record that is not there is told.

    At home they may change what is the agency's own and nobody's record. Returns how many routes were tried.
    """
    heard.set_level(logging.DEBUG)
    tried = list(world.tries(visitor, compare=True, roles=roles, **only))
    assert [one.where for one in tried if one.differs] == []
    assert [(one.where, one.parts) for one in tried if one.parts] == []
    assert [one.where for one in tried if one.status >= 500] == []
    changed = world.rounds.changed() - world.may_change
    assert (changed & world.parts.keys() if at_home else changed) == set()
    assert world.canaries.sing(heard.text) == set()
    return len(tried)


@pytest.mark.parametrize("role", list(Role))
def test_another_agency_learns_nothing_in_any_role(world: World, role: Role, caplog: pytest.LogCaptureFixture) -> None:
    """One colleague of each role by itself; what its role never does is answered like an address that is not there."""
    tried = _nothing(world, world.colleague(role, agency="Harbour"), caplog, [role])
    assert tried == world.routes() > 280, "every route and method there is"


def test_nobody_learns_anything_without_signing_in(world: World, caplog: pytest.LogCaptureFixture) -> None:
    _nothing(world, world.rounds.visitor(), caplog)


@pytest.mark.parametrize("role", list(Role))
def test_a_colleague_who_is_kept_out_learns_nothing_whatever_their_rank(
    world: World, role: Role, caplog: pytest.LogCaptureFixture
) -> None:
    """Each role by itself in all that it ever does; some records are restricted to others, of some they are excluded.

    Of a worker half is drawn for each run, and of a supervisor, who has the same row of the table, a quarter; the soak
    takes all of it.
    """
    visitor = world.colleague(role)
    world.keep_out()
    share = 1 if EVERY else {Role.WORKER: 0.5, Role.SUPERVISOR: 0.25}.get(role, 1)
    assert _nothing(world, visitor, caplog, [role], at_home=True, held=True, share=share) > 2


def test_a_share_of_it_on_postgresql(world: World, all_databases: Databases) -> None:
    """The words of the other database tell nobody that a record is there: a tenth of the routes, drawn for each run,
    and in the soak all of them."""
    outside, inside = world.colleague(*Role, agency="Harbour"), world.colleague(*Role)
    world.keep_out()
    url = all_databases.migrated("postgresql")
    asked: list[str] = []
    with in_postgresql(world.rounds, url) as there:
        sa.event.listen(there, "before_cursor_execute", lambda _line, _cursor, words, *_rest: asked.append(words))
        tried = [one for who in (outside, inside) for one in world.tries(who, compare=True, share=1 if EVERY else 0.1)]
    all_databases.drop(url)
    assert [one for one in tried if one.differs or one.parts or one.status >= 500] == []
    assert len(tried) > 50
    assert len([words for words in asked if "FROM person" in words]) > 10, "it was there that they asked"


@pytest.mark.parametrize(
    ("role", "broken", "parts"),
    [
        pytest.param(Role.WORKER, False, {Compartment.IDENTITY}, id="a worker reads a name"),
        pytest.param(Role.SUPERVISOR, True, OPENED, id="a supervisor by broken glass, all but texts"),
    ],
)
def test_outside_the_caseload(world: World, role: Role, broken: bool, parts: set[Compartment]) -> None:
    """The two have one row of the table, so each stands for the other."""
    visitor = world.colleague(role, team="South", broken=broken)
    seen = {part for one in world.tries(visitor) for part in one.parts}
    assert seen <= parts
    assert broken == (Compartment.CJ in seen)
    assert world.rounds.changed() - world.may_change == set()


def test_a_share_shows_its_parts(world: World) -> None:
    found = list(world.tries(world.shared_with(Role.LIAISON, JUSTICE), compare=True))
    assert {part for one in found for part in one.parts} <= JUSTICE
    assert {one.where for one in found if one.differs or one.parts} <= {"GET /shared", "GET /shared/<reference>"}
    assert any(one.parts for one in found)
    assert world.rounds.changed() - world.may_change == set()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SUPERVISOR])
def test_a_role_reads_its_own_parts_in_its_own_agency(world: World, role: Role) -> None:
    sees = {part for part in Compartment if (Action.LOOK, part) in TABLE[role]}
    if role is Role.PARTNER:
        sees.add(Compartment.IDENTITY)  # the name of whom they expect
    found = [(one.where, one.parts - sees) for one in world.tries(world.rounds.clients[role], methods={"GET"})]
    assert [one for one in found if one[1]] == []
    assert role is not Role.LIAISON or world.answered["application/pdf"], "documents were read too"
    assert TABLE[Role.WORKER] == TABLE[Role.SUPERVISOR], "so that the supervisor need not be asked again"


def test_what_is_not_theirs_takes_as_long_as_what_does_not_exist(world: World) -> None:
    there, missing = world.times(world.colleague(Role.WORKER, agency="Harbour"))
    assert abs(there - missing) < 0.005
