"""Who may see what: total, pure, deny by default (promises C.10, domain rule 29)."""

from __future__ import annotations

import itertools

import pytest

from casework.accounts.rules import Action, Compartment, Facts, Role, may
from casework.kernel.actors import Actor

OURS, THEIRS = Facts(agency_id=1), Facts(agency_id=2)


def _actor(*roles: str) -> Actor:
    return Actor(staff_id=1, agency_id=1, name="Robin", roles=frozenset(roles))


@pytest.mark.parametrize(("role", "action", "compartment"), list(itertools.product(Role, Action, Compartment)))
def test_another_agencys_record_is_never_seen(role: Role, action: Action, compartment: Compartment) -> None:
    assert not may(_actor(role), action, compartment, THEIRS).allowed


@pytest.mark.parametrize(("action", "compartment"), list(itertools.product(Action, Compartment)))
def test_no_role_and_an_unknown_role_may_do_nothing(action: Action, compartment: Compartment) -> None:
    assert not may(_actor(), action, compartment, OURS).allowed
    assert not may(_actor("superuser"), action, compartment, OURS).allowed


@pytest.mark.parametrize("compartment", [Compartment.SUPPORT, Compartment.CONTACT, Compartment.MESSAGES])
def test_court_liaison_never_sees_support_contact_or_texts(compartment: Compartment) -> None:
    assert not may(_actor(Role.LIAISON), Action.LOOK, compartment, OURS).allowed


def test_court_liaison_sees_who_and_what_counts_and_may_tell() -> None:
    liaison = _actor(Role.LIAISON)
    for compartment in (Compartment.IDENTITY, Compartment.CJ, Compartment.COMPLIANCE):
        assert may(liaison, Action.LOOK, compartment, OURS).allowed
    assert may(liaison, Action.DISCLOSE, Compartment.COMPLIANCE, OURS).allowed
    assert not may(liaison, Action.WRITE, Compartment.COMPLIANCE, OURS).allowed


def test_an_administrator_sets_things_up_and_sees_nobodys_record() -> None:
    administrator = _actor(Role.ADMINISTRATOR)
    assert may(administrator, Action.CONFIGURE, Compartment.SETTINGS, OURS).allowed
    for compartment in (Compartment.IDENTITY, Compartment.COMPLIANCE, Compartment.SUPPORT, Compartment.MESSAGES):
        assert not may(administrator, Action.LOOK, compartment, OURS).allowed
