"""An address is used only when it was shown to reach them, or when somebody says that it is used all the same."""

from __future__ import annotations

import re
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from casework.courts import services as courts
from casework.courts.models import CourtContact
from casework.kernel.database import db, reading, transaction
from casework.kernel.models import Event
from casework.kernel.refused import NotFound, Refused
from notices import jobs, services
from notices.models import AddressCheck
from tests.notices.conftest import CPS, Thames
from tests.support.application import Reader

pytestmark = pytest.mark.sqlite
NEW = "duty@cps.example.org"


@pytest.fixture
def unchecked(thames: Thames) -> int:
    """Another desk of the court, whose address nobody has checked."""
    return thames.contact("court", "Thames morning desk", NEW, verified=False)


def contact(key: int) -> CourtContact:
    return db.session.get_one(CourtContact, key)


def ask(thames: Thames, key: int) -> None:
    by = thames.team.actor("administrator")
    with transaction():
        services.ask_address(contact(key), by=by, at=thames.now)


def said(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert isinstance(body, EmailMessage)
    return str(body.get_content())


def link(thames: Thames) -> str:
    """The address in the last message that the relay took."""
    found = re.search(r"https://waymark\.example\.org(/address/\S+)", said(thames.relay.letters[-1]))
    assert found
    return found[1]


def verified(key: int) -> tuple[bool, str, str | None]:
    with reading():
        row = contact(key)
        found = (row.verified, row.verified_how, row.verified_by)
        db.session.expunge_all()
        return found


def test_the_message_says_nothing_about_anybody_and_goes_by_the_relay_once(thames: Thames, unchecked: int) -> None:
    ask(thames, unchecked)
    assert jobs.ask_addresses(lambda: thames.now, thames.mail) == 1
    assert jobs.ask_addresses(lambda: thames.now, thames.mail) == 0
    message = thames.relay.letters[-1]
    assert message["To"] == f"Thames morning desk <{NEW}>"
    assert message["Subject"] == "Please check this address for notices from Lantern Project"
    assert not list(message.iter_attachments())
    assert "If it is not, do nothing" in said(message)


def test_only_the_button_verifies_and_the_page_shows_nothing_else(thames: Thames, unchecked: int) -> None:
    ask(thames, unchecked)
    jobs.ask_addresses(lambda: thames.now, thames.mail)
    with time_machine.travel(thames.now, tick=True):
        client = thames.app.test_client()
        assert isinstance(client, Reader)
        shown = client.get(link(thames))
        assert shown.status_code == 200
        assert NEW not in shown.text
        assert "Thames" not in shown.text
        assert shown.text.count("<button") == 1
        assert verified(unchecked) == (False, "", None)
        assert client.form(link(thames)).status_code == 303
        assert verified(unchecked) == (True, "link", None)
        assert client.form(link(thames)).status_code == 303


def test_a_changed_address_is_unverified_again_and_its_old_link_is_nobodys(thames: Thames, unchecked: int) -> None:
    ask(thames, unchecked)
    jobs.ask_addresses(lambda: thames.now, thames.mail)
    token = link(thames).rpartition("/")[2]
    with transaction():
        services.address_reached(token, at=thames.now)
    told: dict[str, Any] = {"kind": "court", "name": "Thames", "phone": "", "court_codes": ["B01ND00"]}
    by = thames.team.actor("administrator")
    with transaction():
        courts.change_contact(contact(unchecked), email=NEW, **told, by=by, at=thames.now)
        assert contact(unchecked).verified
        courts.change_contact(contact(unchecked), email="other@cps.example.org", **told, by=by, at=thames.now)
    assert verified(unchecked) == (False, "", None)
    with pytest.raises(NotFound), reading():
        services.find_check(token, at=thames.now)


def test_a_link_is_good_for_fourteen_days(thames: Thames, unchecked: int) -> None:
    ask(thames, unchecked)
    with reading():
        key = db.session.scalars(sa.select(AddressCheck)).one().key
        assert services.find_check(key, at=thames.now + timedelta(days=14))
        with pytest.raises(NotFound):
            services.find_check(key, at=thames.now + timedelta(days=14, seconds=1))
        with pytest.raises(NotFound):
            services.find_check("nobody", at=thames.now)


def test_a_message_for_an_address_changed_meanwhile_does_not_go(thames: Thames, unchecked: int) -> None:
    ask(thames, unchecked)
    with transaction():
        contact(unchecked).email = "other@cps.example.org"
    assert jobs.ask_addresses(lambda: thames.now, thames.mail) == 0
    assert not thames.relay.letters


def test_read_back_by_telephone_keeps_who_and_to_whom(thames: Thames, unchecked: int) -> None:
    by = thames.team.actor("administrator")
    with pytest.raises(Refused, match="who read the address back"), transaction():
        courts.read_back(contact(unchecked), who=" ", by=by, at=thames.now)
    with transaction():
        courts.read_back(contact(unchecked), who="Jo, list office", by=by, at=thames.now)
    assert verified(unchecked) == (True, "phone", "Jo, list office")
    with reading():
        assert contact(unchecked).verified_by_id == by.staff_id
        assert contact(unchecked).verified_at == thames.now
    liaison = thames.liaison
    with pytest.raises(NotFound), transaction():
        courts.read_back(contact(unchecked), who="Jo", by=liaison, at=thames.now)


def test_an_unchecked_address_is_never_used_unsaid(thames: Thames, unchecked: int) -> None:
    jo = thames.about()
    with pytest.raises(Refused, match="Thames morning desk") as no:
        thames.tell(jo)
    assert no.value.field == "unchecked"
    made = thames.tell(jo, unchecked=True)
    assert {thames.notice(one).address for one in made} == {"link", "unchecked"}
    with reading():
        events = db.session.scalars(sa.select(Event).where(Event.act == "disclosure")).all()
        said = sorted(event.detail["address"] for event in events)
    assert said == ["link", "link", "unchecked"]


def test_who_was_told_what_and_on_what_ground_is_in_the_disclosure(thames: Thames) -> None:
    thames.tell(thames.about())
    with reading():
        event = db.session.scalars(sa.select(Event).where(Event.act == "disclosure")).first()
        assert event is not None
        assert event.detail["what"] == "progress"
        assert event.detail["basis"] == "agreement"
        assert event.detail["to"]


def test_a_contact_who_asked_for_it_gets_the_table_and_the_others_do_not(thames: Thames) -> None:
    thames.contact("cps", "CPS table", "table@cps.example.org", sheet=True)
    thames.tell(thames.about("=Jo BROWN"))
    thames.send()
    kinds = {
        str(one["To"]).partition("<")[2].rstrip(">"): [part.get_content_type() for part in one.iter_attachments()]
        for one in thames.relay.letters
    }
    assert kinds["table@cps.example.org"] == ["application/pdf", "text/csv"]
    assert kinds[CPS] == ["application/pdf"]
