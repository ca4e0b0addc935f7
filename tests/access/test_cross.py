"""Every actor, every route and method, every relation to the record, with a word of its own in every sealed text.

Promises P8, P26 and P28, cases B17, C11, X3, U1: what is not theirs is answered byte for byte as what does not exist,
and no word of it stands in any body, header, address or line of the log. Routes are read from the URL map: a new one
is tried from the day it is written.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from casework.accounts.rules import TABLE, Action, Compartment, Role
from tests.access.world import Outsider, World
from tests.support.databases import Databases
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


def _nothing(world: World, visitor: Visitor, heard: pytest.LogCaptureFixture) -> None:
    """This visitor learns nothing of anybody, changes nothing, and is told what a record that is not there is told."""
    heard.set_level(logging.DEBUG)
    tried = list(world.tries(visitor, compare=True))
    assert [one.where for one in tried if one.differs] == []
    assert [(one.where, one.parts) for one in tried if one.parts] == []
    assert [one.where for one in tried if one.status >= 500] == []
    assert world.rounds.changed() - world.may_change == set()
    assert world.canaries.sing(heard.text) == set()
    assert len(tried) > 200


def test_another_agency_learns_nothing_whatever_its_roles(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """One colleague with every role at once: each role alone reaches less, which tests/laws/test_access.py holds."""
    _nothing(world, world.colleague(*Role, agency="Harbour"), caplog)


def test_nobody_learns_anything_without_signing_in(world: World, caplog: pytest.LogCaptureFixture) -> None:
    _nothing(world, world.rounds.visitor(), caplog)


@pytest.mark.parametrize("how", Outsider)
def test_a_colleague_who_is_kept_out_learns_nothing_whatever_their_rank(
    world: World, how: Outsider, caplog: pytest.LogCaptureFixture
) -> None:
    visitor = world.colleague(*Role)
    world.keep_out(how)
    _nothing(world, visitor, caplog)


@pytest.mark.parametrize(
    ("broken", "parts"),
    [
        pytest.param(False, {Compartment.IDENTITY}, id="a name"),
        pytest.param(True, OPENED, id="by broken glass, all but texts"),
    ],
)
def test_outside_the_caseload(world: World, broken: bool, parts: set[Compartment]) -> None:
    visitor = world.colleague(Role.WORKER, Role.SUPERVISOR, team="South", broken=broken)
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


@pytest.mark.parametrize("role", [Role.LIAISON, Role.ADMINISTRATOR, Role.DATA_PROTECTION, Role.PARTNER])
def test_a_role_reads_its_own_parts_in_its_own_agency(world: World, role: Role) -> None:
    sees = {part for part in Compartment if (Action.LOOK, part) in TABLE[role]}
    if role is Role.PARTNER:
        sees.add(Compartment.IDENTITY)  # the name of whom they expect
    found = [(one.where, one.parts - sees) for one in world.tries(world.rounds.clients[role], methods={"GET"})]
    assert [one for one in found if one[1]] == []


def test_what_is_not_theirs_takes_as_long_as_what_does_not_exist(world: World) -> None:
    there, missing = world.times(world.colleague(Role.WORKER, agency="Harbour"))
    assert abs(there - missing) < 0.005
