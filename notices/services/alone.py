"""Notices that go by themselves, where an administrator allowed it and nothing of that court day is "check first"."""

from __future__ import annotations

from datetime import datetime

from casework.kernel.actors import Actor
from casework.kernel.refused import Refused
from notices.models import Notice
from notices.rules import Statement
from notices.services import numbers
from notices.services.ends import current_statements
from notices.services.issue import issue
from notices.services.schedule import Proposal, proposals


def issue_alone(agency_id: int, *, at: datetime) -> list[Notice]:
    """Issue whatever may go by itself now, inside the caller's transaction; `at` is UTC. None twice: the agency's
    counter is held first, and what was told is read after that.

    Only first tellings go. A correction, a notice that did not arrive, an unverified address, and a day with somebody
    to check first are a person's.
    """
    numbers.hold(agency_id)
    ready = [each for each in proposals(agency_id, at) if each.may_go_alone]
    return [notice for each in ready for notice in _issue(each, agency_id, at)]


def _issue(proposal: Proposal, agency_id: int, at: datetime) -> list[Notice]:
    says = current_statements(proposal.goes_alone, agency_id=agency_id, at=at)
    statements = [one for one in says.values() if isinstance(one, Statement)]
    try:
        made = issue(statements, court_code=proposal.court_code, day=proposal.day, by=Actor.system(agency_id), at=at)
    except Refused:
        return []  # the proposal stays on Today, where a person reads why
    for notice in made:
        notice.went_alone = True
    return made
