"""Who is told results at each court."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from casework.courts import services
from casework.courts.models import CourtContact
from casework.kernel.database import transaction
from casework.kernel.refused import NotFound, Refused
from tests.people.cast import AT, other_agency
from tests.support.staff import Team

DESK: dict[str, Any] = {
    "kind": "court",
    "name": "Thames listing office",
    "email": "thames.listing@example.org",
    "court_codes": ["B01ND00"],
}


def add(team: Team, **changed: Any) -> CourtContact:
    with transaction():
        return services.add_contact(**(DESK | {"by": team.actor("administrator"), "at": AT} | changed))


def test_the_cps_comes_first_and_only_those_of_that_court(within: Flask, team: Team) -> None:
    court = add(team)
    cps = add(team, kind="cps", name="CPS London North", court_codes=["B01ND00", "b01mn00"])
    assert services.contacts_for("B01ND00", agency_id=team.agency_id) == [cps, court]
    assert services.contacts_for("B01MN00", agency_id=team.agency_id) == [cps]
    assert services.contacts(agency_id=team.agency_id) == [court, cps]


def test_changed_and_ended(within: Flask, team: Team) -> None:
    court, admin = add(team), team.actor("administrator")
    with transaction():
        services.change_contact(
            court, **(DESK | {"court_codes": ["B01ND00", "B01EF00"], "phone": "020 7946 0123"}), by=admin, at=AT
        )
    assert services.contacts_for("B01EF00", agency_id=team.agency_id) == [court]
    with transaction():
        services.end_contact(court, by=admin, at=AT)
    assert services.contacts(agency_id=team.agency_id) == []
    with pytest.raises(NotFound):
        services.load_contact(court.reference, by=admin)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"kind": "friend"}, "kind"),
        ({"name": " "}, "name"),
        ({"email": "nowhere"}, "email"),
        ({"email": "a b@example.org"}, "email"),
        ({"court_codes": []}, "courts"),
        ({"court_codes": ["B99ZZ00"]}, "courts"),
    ],
)
def test_what_is_missing_lands_on_its_field(within: Flask, team: Team, changed: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as no:
        add(team, **changed)
    assert no.value.field == field


def test_only_the_agencys_administrator(within: Flask, team: Team) -> None:
    court = add(team)
    far = other_agency(team)
    assert services.contacts(agency_id=far.agency_id) == []
    with pytest.raises(NotFound):
        services.load_contact(court.reference, by=far.actor("administrator"))
    for actor in (team.actor("worker"), far.actor("administrator")):
        with pytest.raises(NotFound), transaction():
            services.end_contact(court, by=actor, at=AT)
    with pytest.raises(NotFound):
        add(team, by=team.actor("liaison"))
