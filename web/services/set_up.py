"""Setting up: the first agency and administrator, and what the short pages add."""

from __future__ import annotations

import datetime as dt

import diversion.services
import orders.services
from casework.accounts import services as accounts
from casework.accounts.models import Agency, Staff
from casework.accounts.rules import Role
from casework.courts import reference
from casework.courts import services as courts
from casework.kernel import audit
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.refused import Conflict, Refused

BIRMINGHAM = "Birmingham"


def first_administrator(
    *, set_up_key: str, service_name: str, phone: str, name: str, email: str, password: str, at: dt.datetime
) -> Staff:
    """Burn the key; make the agency, or take over the one an import made; add the administrator, who also manages.

    Raises Refused on the field concerned, and on the key when the service is set up already.
    """
    accounts.use_set_up_key(set_up_key, at=at)
    if accounts.is_set_up():
        raise Refused("This service is set up already. Sign in instead", "set_up_key")
    agency = accounts.first_agency() or accounts.add_agency(service_name, at=at)
    agency.name, agency.phone, agency.set_up_at, agency.made_by_import = service_name, phone, at, False
    return accounts.add_staff(
        agency, name=name, email=email, password=password, roles=[Role.ADMINISTRATOR, Role.MANAGER], at=at
    )


def change_service(
    agency: Agency, *, service_name: str, phone: str, seen_version: int | None = None, by: Actor, at: dt.datetime
) -> None:
    """What the service is called, and the number its texts give. Raises Conflict where somebody saved another."""
    said = (service_name, phone)
    if seen_version is not None and seen_version != agency.version and said != (agency.name, agency.phone):
        theirs, again = f"{agency.name}, {agency.phone}", {"seen_version": str(agency.version)}
        raise Conflict("Your service", theirs=theirs, yours=", ".join(said), again=again)
    agency.name, agency.phone = service_name, phone
    audit.record(Act.CONFIGURATION, f"agency:{agency.reference}", by=by, at=at, compartment="settings")


def add_presets(names: list[str], *, by: Actor, at: dt.datetime) -> None:
    """Start with these schemes; one that is there already is left as it is."""
    here = {scheme.name for scheme in diversion.services.all_schemes(by=by)}
    for name in names:
        if name == BIRMINGHAM:
            if orders.services.process_of(by.agency_id) is None:
                orders.services.add_preset(by=by, at=at)
        elif name not in here:
            diversion.services.add_preset(name, by=by, at=at)


def add_court_contacts(
    court: str, *, cps_name: str, cps_email: str, court_name: str, court_email: str, by: Actor, at: dt.datetime
) -> None:
    """The CPS and court addresses of one court. Raises Refused on `court` when no one court is called that."""
    found = reference.look_up(court)
    if found.court is None:
        near = ", ".join(one.name for one in found.candidates[:4])
        raise Refused(
            f"No one court is called that. Did you mean {near}?" if near else "No court is called that", "court"
        )
    for kind, name, email in (("cps", cps_name, cps_email), ("court", court_name, court_email)):
        if email:
            courts.add_contact(
                kind=kind, name=name or email, email=email, court_codes=[found.court.ou_code], by=by, at=at
            )
