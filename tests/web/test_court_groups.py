"""The groups of a court list: whoever is still in time is not among those who did not complete (ux 3.2, 3.3)."""

from __future__ import annotations

import pytest

from casework.kernel.showing import CourtGroup
from diversion.rules.words import Closing, Status
from diversion.services.showing import _group

IN_TIME = (Status.NEW, Status.TRYING, Status.IN_PROGRESS, Status.RUNNING_OUT)


@pytest.mark.parametrize("status", IN_TIME)
def test_in_time_is_not_not_completed(status: Status) -> None:
    assert _group(status) is CourtGroup.IN_TIME


def test_the_others_have_their_own() -> None:
    assert _group(Status.COMPLETED) is CourtGroup.COMPLETED
    assert _group(Status.NOT_COMPLETED) is CourtGroup.NOT_COMPLETED
    assert {_group(closing.status) for closing in Closing} == {CourtGroup.CLOSED}


def test_every_group_has_its_heading() -> None:
    assert len({group.words for group in CourtGroup}) == len(CourtGroup)
