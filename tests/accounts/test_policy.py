"""Who may see what: total, pure, deny by default (promises P8, C.10, ASVS 8.1.1, domain rule 29)."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools

import pytest

from casework.accounts.rules import (
    SHAREABLE,
    TABLE,
    Action,
    AgencyKind,
    Compartment,
    Cover,
    Facts,
    Glass,
    Role,
    Share,
    may,
    may_share,
)
from casework.kernel.actors import Actor

AT = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
ME, MATE, OTHER = 1, 2, 3
OURS = Facts(agency_id=1, at=AT, held_by=frozenset({(OTHER, "north")}))
MINE = Facts(agency_id=1, at=AT, held_by=frozenset({(ME, "south"), (OTHER, "north")}))
THEIRS = Facts(agency_id=2, at=AT)
PARTS = {
    "IDENTITY": Compartment.IDENTITY,
    "CONTACT": Compartment.CONTACT,
    "CJ": Compartment.CJ,
    "COMPLIANCE": Compartment.COMPLIANCE,
    "SUPPORT": Compartment.SUPPORT,
    "SAFETY": Compartment.SAFETY,
    "MESSAGES": Compartment.MESSAGES,
    "AUDIT": Compartment.AUDIT,
}
"""The columns of the matrix of promises C.10."""

MATRIX = """
                        IDENTITY CONTACT CJ  COMPLIANCE SUPPORT SAFETY MESSAGES AUDIT
worker, caseload        RW       RW      RW  RW         RW      RW     RW       -
worker, not theirs      R        glass   glass glass    glass   R      -        -
supervisor, caseload    RW       RW      RW  RW         RW      RW     RW       -
supervisor, not theirs  R        glass   glass glass    glass   R      -        -
manager, not theirs     RW       RW      RW  RW         RW      RW     RW       R
liaison, not theirs     R        -       RW  R          -       -      -        -
data-protection, caseload -      -       -   -          -       -      -        R
administrator, caseload -        -       -   -          -       -      -        -
partner, caseload       -        -       -   -          -       -      -        -
"""
"""C.10, and where Waymark says yes to more than it did: decision 45 says why."""

EVERYTHING = frozenset(PARTS.values())
EVERY = list(itertools.product(Action, Compartment))


def actor(*roles: str, agency_id: int = 1, staff_id: int | None = ME, team: str = "south") -> Actor:
    return Actor(staff_id=staff_id, agency_id=agency_id, name="Robin", roles=frozenset(roles), team=team)


def rows() -> list[tuple[str, str, str, str]]:
    """Each cell of the matrix as role, relation, column and what it says."""
    head, *lines = MATRIX.strip().splitlines()
    cells = []
    for line in lines:
        role, _, rest = line.partition(", ")
        relation = "not theirs" if rest.startswith("not theirs") else "caseload"
        for column, says in zip(head.split(), rest.removeprefix(relation).split(), strict=True):
            cells.append((role, relation, column, says))
    return cells


@pytest.mark.parametrize(("role", "relation", "column", "says"), rows())
def test_the_matrix_is_kept(role: str, relation: str, column: str, says: str) -> None:
    facts = MINE if relation == "caseload" else OURS
    looks = may(actor(role), Action.LOOK, PARTS[column], facts)
    writes = may(actor(role), Action.WRITE, PARTS[column], facts)
    assert (looks.allowed, writes.allowed, looks.break_glass) == ("R" in says, "W" in says, says == "glass")
    assert not writes.break_glass


@pytest.mark.parametrize("role", Role)
def test_another_agencys_record_is_never_seen(role: Role) -> None:
    assert not any(may(actor(role), *what, THEIRS).allowed for what in EVERY)


def test_no_role_and_an_unknown_role_may_do_nothing() -> None:
    for what in EVERY:
        assert not may(actor(), *what, MINE).allowed
        assert not may(actor("superuser"), *what, MINE).allowed


@pytest.mark.parametrize("role", Role)
def test_rank_does_not_open_a_restricted_record_and_listing_does_not_raise_a_rank(role: Role) -> None:
    restricted = dataclasses.replace(MINE, restricted=True, glass=(Glass(ME, AT - HOUR, AT + HOUR),))
    listed = dataclasses.replace(restricted, held_by=OURS.held_by, listed=frozenset({ME}))
    for what in EVERY:
        found = may(actor(role), *what, restricted)
        assert not found.allowed
        assert not found.break_glass
        assert may(actor(role), *what, listed).allowed is (what in TABLE[role])


@pytest.mark.parametrize("role", Role)
def test_an_excluded_colleague_is_refused_whatever_else_holds(role: Role) -> None:
    open_wide = Facts(
        agency_id=1,
        at=AT,
        listed=frozenset({ME}),
        excluded=frozenset({ME}),
        glass=(Glass(ME, AT - HOUR, AT + HOUR),),
        shares=(Share(1, AgencyKind.CHARITY, EVERYTHING, AT - HOUR, AT + HOUR),),
    )
    for change in ({}, {"restricted": True}, {"agency_id": 2}):
        facts = dataclasses.replace(open_wide, **change)
        answers = [may(actor(role), *what, facts) for what in EVERY]
        assert not any(one.allowed or one.break_glass for one in answers)


@pytest.mark.parametrize(
    ("facts", "allowed"),
    [
        pytest.param(MINE, True, id="their own"),
        pytest.param(Facts(1, AT), True, id="nobody has them yet"),
        pytest.param(Facts(1, AT, frozenset({(MATE, "south")})), True, id="a colleague of the same team has them"),
        pytest.param(OURS, False, id="another team has them"),
        pytest.param(
            dataclasses.replace(OURS, covers=(Cover(ME, OTHER, AT, AT + HOUR),)), True, id="covered from this moment"
        ),
        pytest.param(
            dataclasses.replace(OURS, covers=(Cover(ME, OTHER, AT - HOUR, AT),)), False, id="cover ends at this moment"
        ),
        pytest.param(
            dataclasses.replace(OURS, covers=(Cover(MATE, OTHER, AT, AT + HOUR),)), False, id="somebody else covers"
        ),
        pytest.param(
            dataclasses.replace(OURS, at=None, covers=(Cover(ME, OTHER, AT, AT + HOUR),)),
            False,
            id="no moment, no cover",
        ),
    ],
)
def test_a_caseload_is_ones_own_the_teams_and_dated_cover(facts: Facts, allowed: bool) -> None:
    assert may(actor(Role.WORKER), Action.WRITE, Compartment.SUPPORT, facts).allowed is allowed


@pytest.mark.parametrize("role", [Role.WORKER, Role.SUPERVISOR])
def test_broken_glass_is_for_looking_at_one_record_for_its_time(role: Role) -> None:
    broken = dataclasses.replace(OURS, glass=(Glass(ME, AT, AT + HOUR / 2),))
    found = may(actor(role), Action.LOOK, Compartment.SUPPORT, broken)
    assert found.allowed
    assert found.why == "break-glass"
    assert not may(actor(role), Action.WRITE, Compartment.SUPPORT, broken).allowed
    assert not may(actor(role), Action.LOOK, Compartment.MESSAGES, broken).allowed
    over = dataclasses.replace(broken, at=AT + HOUR / 2)
    assert may(actor(role), Action.LOOK, Compartment.SUPPORT, over).break_glass
    assert not may(actor(role, staff_id=MATE), Action.LOOK, Compartment.SUPPORT, broken).allowed


@pytest.mark.parametrize(("kind", "role"), list(itertools.product(AgencyKind, Role)))
def test_a_share_shows_what_was_shared_and_can_be(kind: AgencyKind, role: Role) -> None:
    theirs = dataclasses.replace(THEIRS, shares=(Share(1, kind, frozenset(Compartment), AT - HOUR, AT + HOUR),))
    for action, part in EVERY:
        seen = action is Action.LOOK and part in SHAREABLE[kind] and (action, part) in TABLE[role]
        assert may(actor(role), action, part, theirs).allowed is seen
        assert not may(actor(role, agency_id=3), action, part, theirs).allowed
    for facts in (
        dataclasses.replace(theirs, at=AT + HOUR),
        dataclasses.replace(theirs, at=AT - 2 * HOUR),
        dataclasses.replace(theirs, at=None),
        dataclasses.replace(theirs, restricted=True),
    ):
        assert not any(may(actor(role), *what, facts).allowed for what in EVERY)


@pytest.mark.parametrize("kind", [AgencyKind.POLICE, AgencyKind.COURT, AgencyKind.CPS])
def test_health_contact_and_texts_are_never_shared_with_police_court_or_cps(kind: AgencyKind) -> None:
    assert not SHAREABLE[kind] & {Compartment.SUPPORT, Compartment.CONTACT, Compartment.MESSAGES}
    for part in (Compartment.SUPPORT, Compartment.CONTACT, Compartment.MESSAGES):
        assert not may_share(actor(Role.MANAGER), kind, part, MINE).allowed


def test_nobody_shares_what_they_do_not_see_or_only_see_by_broken_glass() -> None:
    assert may_share(actor(Role.LIAISON), AgencyKind.CHARITY, Compartment.CJ, OURS).allowed
    assert not may_share(actor(Role.LIAISON), AgencyKind.CHARITY, Compartment.SUPPORT, OURS).allowed
    assert may_share(actor(Role.WORKER), AgencyKind.CHARITY, Compartment.SUPPORT, MINE).allowed
    broken = dataclasses.replace(OURS, glass=(Glass(ME, AT - HOUR, AT + HOUR),))
    assert not may_share(actor(Role.WORKER), AgencyKind.CHARITY, Compartment.CJ, broken).allowed


def test_waymark_itself_is_let_at_every_record_of_its_agency_and_no_other() -> None:
    system, restricted = Actor.system(1), dataclasses.replace(OURS, restricted=True)
    assert may(system, Action.WRITE, Compartment.MESSAGES, restricted).allowed
    assert not may(system, Action.LOOK, Compartment.MESSAGES, THEIRS).allowed
