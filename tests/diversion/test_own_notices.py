"""A death, an ending received, a transfer, a solicitor, an attendance being checked: each tells of itself alone."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from casework.courts import services as courts
from casework.courts.models import CourtContact
from casework.kernel.database import db, transaction
from casework.kernel.models import Event
from casework.kernel.refused import Refused
from casework.people.rules.agreements import HowAgreed
from diversion import services
from diversion.rules.words import Closing
from diversion.services import Tell
from notices import services as notices
from notices.models import Notice
from notices.rules import CheckFirst, ContactKind
from notices.rules.topics import Topic
from tests.diversion.conftest import ARRESTED, THAMES, Case, on
from tests.support.application import hidden_fields

pytestmark = pytest.mark.sqlite
DAY = dt.date(2026, 10, 29)
AT, LATER = on(DAY), on(DAY, 15)


def extra(case: Case, kind: str, name: str) -> CourtContact:
    admin = case.team.actor("administrator")
    with transaction():
        made = courts.add_contact(
            kind=kind, name=name, email=f"{kind}@else.example.org", court_codes=[THAMES], by=admin, at=on(ARRESTED)
        )
        return courts.read_back(made, who="Duty clerk", by=admin, at=on(ARRESTED))


def tell(case: Case, what: Tell, *, by: str = "liaison", at: dt.datetime = AT) -> list[Notice]:
    sender = case.team.actor(by)
    with transaction():
        return services.tell_own(case.referral, what, by=sender, at=at)


def sentences(made: list[Notice]) -> set[str]:
    return {line.sentence for notice in made for line in notice.lines}


def to(made: list[Notice]) -> set[str]:
    return {notice.contact_kind for notice in made}


def test_an_ending_received_is_acknowledged_to_both_and_its_reference_stays_here(listed: Case) -> None:
    with pytest.raises(Refused, match="No discontinuance"):
        tell(listed, Tell.ENDING)
    listed.discontinued()
    made = tell(listed, Tell.ENDING)
    [said] = sentences(made)
    assert said.startswith("The scheme has been told that the prosecutor discontinued the charge on 28 October 2026.")
    assert to(made) == {"cps", "court"}
    assert made[0].subject.startswith("Ending of a case, received, ")
    assert "CPS/2026/77" not in made[0].body
    assert "A. Reviewer" not in made[0].body


def test_what_the_results_said_is_not_changed_by_an_ending(listed: Case) -> None:
    with transaction():
        services.tell([listed.referral], by=listed.robin, at=AT)
    listed.discontinued()
    said = services.statement(listed.referral, at=AT)
    assert not isinstance(said, CheckFirst)
    assert said.sentence.startswith("Not yet completed.")


def test_a_transfer_says_who_stays_responsible_until_the_other_accepts(listed: Case) -> None:
    service = extra(listed, "service", "Ipswich Outreach")
    with pytest.raises(Refused, match="Nobody was asked"):
        tell(listed, Tell.TRANSFER)
    with transaction():
        courts.ask_transfer(listed.person, service, asked_on=DAY, by=listed.robin, at=AT)
    [asked] = sentences(tell(listed, Tell.TRANSFER))
    assert asked.endswith("Lantern Project remains responsible until Ipswich Outreach accepts.")
    with pytest.raises(Refused, match="asked already"), transaction():
        courts.ask_transfer(listed.person, service, asked_on=DAY, by=listed.robin, at=AT)
    assert services.own_to_tell(listed.referral, by=listed.robin, at=AT) == [Tell.TRANSFER]  # it has not left yet
    with transaction():
        for notice in db.session.scalars(sa.select(Notice)):
            notice.state, notice.sent_at = "sent", AT
        courts.accept_transfer(listed.person, accepted_on=DAY, accepted_by="Nia Rees, lead", by=listed.robin, at=LATER)
    made = tell(listed, Tell.TRANSFER, at=LATER)
    [accepted] = sentences(made)
    assert accepted.startswith("Ipswich Outreach accepted the transfer on 29 October 2026 and is responsible")
    assert all("This replaces the notice sent" in notice.body for notice in made)
    assert all("Nia Rees" not in notice.body for notice in made)


def test_an_acceptance_names_who_and_comes_after_the_asking(listed: Case) -> None:
    service = extra(listed, "service", "Ipswich Outreach")
    told: dict[str, Any] = {"by": listed.robin, "at": AT}
    with pytest.raises(Refused, match="Nobody is asked"), transaction():
        courts.accept_transfer(listed.person, accepted_on=DAY, accepted_by="Nia", **told)
    with transaction():
        courts.ask_transfer(listed.person, service, asked_on=DAY, **told)
    wrongs: tuple[tuple[dict[str, Any], str], ...] = (
        ({"accepted_by": " ", "accepted_on": DAY}, "who accepted"),
        ({"accepted_by": "Nia", "accepted_on": DAY - dt.timedelta(days=1)}, "before they were asked"),
        ({"accepted_by": "Nia", "accepted_on": DAY + dt.timedelta(days=1)}, "after today"),
    )
    for wrong, fault in wrongs:
        with pytest.raises(Refused, match=fault), transaction():
            courts.accept_transfer(listed.person, **wrong, **told)
    with transaction():
        courts.call_off_transfer(listed.person, off_on=DAY, **told)
    [said] = sentences(tell(listed, Tell.TRANSFER))
    assert said.endswith("Lantern Project remains responsible.")


def test_a_death_goes_in_a_notice_of_its_own(listed: Case) -> None:
    with transaction():
        services.close(listed.referral, Closing.DIED, closed_on=DAY, by=listed.robin, at=AT)
    with transaction():
        made = services.tell([listed.referral], by=listed.robin, at=AT)
    assert {notice.kind for notice in made} == {"death"}
    assert all(notice.subject.startswith("Death recorded, ") for notice in made)
    assert sentences(made) == {"The scheme has recorded that this person has died."}


def test_only_the_liaison_says_that_an_attendance_is_being_checked_and_nothing_else_goes(listed: Case) -> None:
    listed.book(1, dt.date(2026, 10, 8))
    assert isinstance(services.statement(listed.referral, at=AT), CheckFirst)
    with pytest.raises(Refused, match="Only the court liaison"):
        tell(listed, Tell.CHECKING, by="worker")
    with pytest.raises(Refused, match="Do not report yet"), transaction():
        services.tell([listed.referral], by=listed.robin, at=AT)
    made = tell(listed, Tell.CHECKING)
    assert sentences(made) == {"Attendance on 8 October 2026 is being checked; it is not recorded as missed."}
    assert {notice.kind for notice in made} == {"checking"}


@pytest.mark.parametrize("what", [Tell.ENDING, Tell.TRANSFER])
def test_each_stops_where_the_agreement_to_share_was_withdrawn(listed: Case, what: Tell) -> None:
    service = extra(listed, "service", "Ipswich Outreach")
    listed.discontinued()
    with transaction():
        courts.ask_transfer(listed.person, service, asked_on=DAY, by=listed.robin, at=AT)
        services.withdraw_sharing(listed.referral, by=listed.robin, at=AT)
    with pytest.raises(Refused, match="no agreement to share"):
        tell(listed, what)


def test_her_solicitor_is_told_because_she_agreed_and_no_other_is(listed: Case) -> None:
    hers, other = extra(listed, "solicitor", "Hill and Co"), extra(listed, "solicitor", "Other LLP")
    assert hers.courts == []
    with transaction():
        courts.name_solicitor(listed.person, hers, how=HowAgreed.PHONE, given_on=DAY, by=listed.robin, at=AT)
    with transaction():
        made = services.tell([listed.referral], by=listed.robin, at=AT)
    assert to(made) == {"cps", "court", "solicitor"}
    assert other.id not in {notice.contact_id for notice in made}
    with transaction():
        courts.stop_telling_solicitor(listed.person, by=listed.robin, at=LATER)
    listed.discontinued()
    assert to(tell(listed, Tell.ENDING, at=LATER)) == {"cps", "court"}


def test_a_correction_of_what_was_sent_goes_all_the_same_and_says_that_it_is_one(listed: Case) -> None:
    with transaction():
        services.tell([listed.referral], by=listed.robin, at=AT)
        services.withdraw_sharing(listed.referral, by=listed.robin, at=AT)
        for notice in db.session.scalars(sa.select(Notice)):
            notice.state, notice.sent_at = "sent", AT
        services.close(listed.referral, Closing.WITHDRAWN, closed_on=DAY, by=listed.robin, at=LATER)
    with transaction():
        made = services.tell([listed.referral], by=listed.robin, at=LATER)
    assert sentences(made) == {"Withdrew from the scheme on 29 October 2026."}
    last = db.session.scalars(sa.select(Event).where(Event.act == "disclosure").order_by(Event.seq.desc())).first()
    assert last is not None
    assert last.detail["basis"] == "correction"


def test_the_police_are_told_only_what_an_administrator_chose_and_she_agreed_to(listed: Case) -> None:
    extra(listed, "police", "Custody suite")
    scheme, admin = f"scheme:{listed.referral.scheme.reference}", listed.team.actor("administrator")
    tells = frozenset({ContactKind.CPS, ContactKind.COURT})
    with transaction():
        notices.choose(
            scheme, {Topic.PROGRESS: frozenset({ContactKind.COURT, ContactKind.POLICE})}, tells=tells, by=admin, at=AT
        )
    with transaction():
        made = services.tell([listed.referral], by=listed.robin, at=AT)
    assert to(made) == {"court"}  # not the CPS by the choice; not the police, for whom there is no agreement


def test_the_disclosure_says_what_to_whom_and_on_what_ground(listed: Case) -> None:
    listed.discontinued()
    tell(listed, Tell.ENDING)
    found = db.session.scalars(sa.select(Event).where(Event.act == "disclosure")).all()
    assert {(e.detail["what"], e.detail["basis"], e.detail["address"]) for e in found} == {
        ("ending", "agreement", "phone")
    }
    assert len({e.detail["to"] for e in found}) == 2


def test_the_pages_of_a_solicitor_a_transfer_and_an_own_notice(listed: Case) -> None:
    solicitor, service = extra(listed, "solicitor", "Hill and Co"), extra(listed, "service", "Ipswich Outreach")
    person, referral = f"/people/{listed.person.reference}", f"/referrals/{listed.referral.reference}"
    with time_machine.travel(AT, tick=True):
        robin = listed.team.sign_in("worker")
        asked = {"contact": solicitor.reference, "how": "phone", "given_on": "29 October 2026"}
        assert robin.form(f"{person}/solicitor", data={**asked, "contact": ""}).status_code == 200
        assert robin.form(f"{person}/solicitor", data=asked).status_code == 303
        page = robin.get(f"{person}/solicitor").text
        assert "Hill and Co may be told" in page
        no_more = f"{person}/solicitor/withdrawal"
        assert robin.post(no_more, data=hidden_fields(page, no_more)).status_code == 303
        assert "No solicitor is told of them" in robin.get(f"{person}/solicitor").text
        asked = {"contact": service.reference, "asked_on": "29 October 2026"}
        assert robin.form(f"{person}/transfer", data=asked).status_code == 303
        assert "We stay responsible until they accept" in robin.get(f"{person}/transfer").text
        assert f'href="{referral}/tell/transfer"' in robin.get(referral).text
        assert "remains responsible until" in robin.get(f"{referral}/tell/transfer").text
        assert robin.form(f"{referral}/tell/transfer", data={"service_note": ""}).status_code == 303
        assert robin.get(f"{referral}/tell/nothing").status_code == 404
        late = {"answer": "accepted", "day": "29 October 2026", "who": ""}
        assert "Enter who accepted" in robin.form(f"{person}/transfer", data=late).text
        assert robin.form(f"{person}/transfer", data={**late, "who": "Nia Rees"}).status_code == 303
        assert "is responsible from that day" in robin.get(f"{person}/transfer").text


def test_an_administrator_chooses_who_is_told_and_the_law_cannot_be_chosen_away(listed: Case) -> None:
    scheme, ade = f"scheme:{listed.referral.scheme.reference}", listed.team.sign_in("administrator")
    shown = ade.get(f"/admin/notices/told/{scheme}").text
    assert shown.count("<fieldset") == 9
    assert f"/admin/notices/told/{scheme}" in ade.get("/admin/notices").text
    assert ade.form(f"/admin/notices/told/{scheme}", data={"completed": ["court", "police"]}).status_code == 303
    found = notices.chosen(listed.team.agency_id)
    assert found[scheme, "completed"] == {ContactKind.COURT, ContactKind.POLICE}
    assert ade.form(f"/admin/notices/told/{scheme}", data={"completed": ["service"]}).status_code == 200
    answer = ade.form("/admin/notices/told/orders", data={"order_complied": [], "opinion": ["court"]})
    assert "always goes to the court" in answer.text
    assert ade.get("/admin/notices/told/scheme:NOBODY").status_code == 404
    assert listed.team.sign_in("worker").get("/admin/notices").status_code in (403, 404)


def test_a_contact_is_added_changed_and_checked_on_its_pages(listed: Case) -> None:
    ade = listed.team.sign_in("administrator")
    told = {"kind": "police", "name": "Custody suite", "email": "c@police.example.org", "courts": "Thames\nStratford"}
    assert "type the name in full" in ade.form("/admin/contacts/new", data={**told, "courts": "Newport"}).text
    assert "at least one court" in ade.form("/admin/contacts/new", data={**told, "courts": ""}).text
    made = ade.form("/admin/contacts/new", data=told)
    where = made.headers["Location"].partition("?")[0]
    assert "Address not checked" in ade.get(where).text
    assert ade.form(f"{where}/read-back", data={"who": ""}).status_code == 200
    assert ade.form(f"{where}/read-back", data={"who": "Sgt Lowe"}).status_code == 303
    assert "Read back by telephone by Sgt Lowe to Ade Bright" in ade.get(where).text
    assert ade.form(f"{where}/change", data={**told, "email": "d@police.example.org"}).status_code == 303
    assert "Address not checked" in ade.get(where).text
