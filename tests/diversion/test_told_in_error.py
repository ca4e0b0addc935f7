"""What was told of an ending, a transfer, a withdrawal or a death and was wrong: the pages say so, and a correction
that names what it replaces goes to whoever was told (domain rules 3, 6 and 30; promises T4)."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
import time_machine

from casework.courts import services as courts
from casework.kernel.database import db, transaction
from casework.kernel.refused import Conflict, Refused
from casework.people import services as people
from casework.people.rules.circumstances import CircumstanceKind
from diversion import services
from diversion.models import Closure
from diversion.rules.words import Closing, Status
from diversion.services import Tell
from notices import services as notices
from notices.models import Notice
from tests.diversion.conftest import Case, on

pytestmark = pytest.mark.sqlite
DAY = dt.date(2026, 10, 29)
AT, LATER = on(DAY), on(DAY, 15)
WRONG = "It was somebody else"


def gone() -> None:
    """Every notice made so far has been taken by the mail server."""
    with transaction():
        for notice in db.session.scalars(sa.select(Notice).where(Notice.state == "to_send")):
            notice.state, notice.sent_at = "sent", notice.made_at


def changed(case: Case) -> set[str]:
    """What of this referral was told and would be said differently now."""
    subjects = services.spoken_of(case.referral.reference)
    return {one.now for one in notices.changed_about(subjects, agency_id=case.referral.agency_id, at=LATER)}


def close(case: Case, kind: Closing, at: dt.datetime = AT) -> Closure:
    with transaction():
        return services.close(case.referral, kind, closed_on=DAY, by=case.robin, at=at)


def take_back(case: Case, *, by: str = "worker", why: str = WRONG) -> None:
    who = case.team.actor(by)
    with transaction():
        row = case.referral.closure
        services.closing_in_error(case.referral, seen=row.id if row else 0, why=why, by=who, at=LATER)


def test_an_ending_that_was_none_is_corrected_from_the_referrals_page(listed: Case) -> None:
    listed.discontinued()
    where = f"/referrals/{listed.referral.reference}"
    with time_machine.travel(LATER, tick=True):
        lee = listed.team.sign_in("liaison")
        assert f'href="{where}/tell/ending"' in lee.get(where).text
        assert lee.form(f"{where}/tell/ending", data={"service_note": ""}).status_code == 303
        gone()
        told = lee.get(where).text
        assert "Changed since told" not in told
        assert f'href="{where}/tell/ending"' not in told
        ending = listed.referral.charges[0].ending
        assert ending is not None
        with transaction():
            services.ending_in_error(
                listed.referral, endings=[ending.id], seen=[ending.id], why=WRONG, by=listed.robin, at=on(DAY, 16)
            )
        first = db.session.scalars(sa.select(Notice).order_by(Notice.number)).first()
        assert first is not None
        for page in (where, f"/people/{listed.person.reference}", f"/notices/{first.reference}"):
            assert "Changed since told" in lee.get(page).text, page
            assert f'href="{where}/tell/ending"' in lee.get(page).text, page
        assert f'href="{where}/tell/ending"' in lee.get("/today").text
        assert f"Notice {first.number} to " in lee.get(f"{where}/tell/ending").text
        assert lee.form(f"{where}/tell/ending", data={"service_note": ""}).status_code == 303
        bodies = [one.body for one in db.session.scalars(sa.select(Notice).where(Notice.replaces_id.is_not(None)))]
        assert len(bodies) == 2
        assert all("That was notice" in body and "was recorded in error." in body for body in bodies)
        assert "Changed since told" not in lee.get(where).text
    with transaction():
        hearing = listed.referral.hearing
        assert hearing is not None
        hearing.day = DAY + dt.timedelta(days=30)  # the court put it off: still what they were told
    assert changed(listed) == set()


def test_a_transfer_recorded_in_error_is_taken_back_and_corrected(listed: Case) -> None:
    admin, robin = listed.team.actor("administrator"), listed.robin
    with transaction():
        service = courts.add_contact(
            kind="service", name="Ipswich Outreach", email="i@else.example.org", court_codes=[], by=admin, at=AT
        )
        courts.ask_transfer(listed.person, service, asked_on=DAY, by=robin, at=AT)
        services.tell_own(listed.referral, Tell.TRANSFER, by=robin, at=AT)
    gone()
    where = f"/people/{listed.person.reference}/transfer"
    with time_machine.travel(LATER, tick=True):
        page = listed.team.sign_in("worker")
        assert f'href="{where}/error"' in page.get(where).text
        assert "Say what was wrong" in page.form(f"{where}/error", data={"why": " "}).text
        assert page.form(f"{where}/error", data={"why": WRONG}).status_code == 303
        assert "nothing to take back" in page.get(f"{where}/error").text
        assert WRONG not in page.get(f"/referrals/{listed.referral.reference}/tell/transfer").text
    with pytest.raises(Refused, match="No transfer is recorded"), transaction():
        courts.transfer_in_error(listed.person, seen="", why=WRONG, by=robin, at=LATER)
    [now] = changed(listed)
    assert now.startswith("Lantern Project is responsible for this person, and has no transfer on record.")
    with transaction():
        made = services.tell_own(listed.referral, Tell.TRANSFER, by=robin, at=LATER)
        again = courts.ask_transfer(listed.person, service, asked_on=DAY, by=robin, at=LATER)
    assert all(notice.replaces_id is not None for notice in made)
    with pytest.raises(Conflict), transaction():
        courts.transfer_in_error(listed.person, seen="K7Q3XWZ2", why=WRONG, by=robin, at=LATER)
    assert courts.transfers_of({listed.person.id})[listed.person.id].reference == again.reference


def test_nobody_who_was_not_told_hears_that_it_was_an_error(listed: Case) -> None:
    admin, robin = listed.team.actor("administrator"), listed.robin
    with transaction():
        service = courts.add_contact(
            kind="service", name="Ipswich Outreach", email="i@else.example.org", court_codes=[], by=admin, at=AT
        )
        asked = courts.ask_transfer(listed.person, service, asked_on=DAY, by=robin, at=AT)
        courts.transfer_in_error(listed.person, seen=asked.reference, why=WRONG, by=robin, at=LATER)
    assert services.own_to_tell(listed.referral, by=robin, at=LATER) == []
    with pytest.raises(Refused, match="Nobody was asked"), transaction():
        services.tell_own(listed.referral, Tell.TRANSFER, by=robin, at=LATER)


def test_a_referral_closed_in_error_goes_on_and_what_was_told_is_corrected(listed: Case) -> None:
    before = services.standing_of(listed.referral, at=AT).status
    close(listed, Closing.WITHDRAWN)
    with transaction():
        services.tell([listed.referral], by=listed.robin, at=AT)
    gone()
    assert listed.referral.status == Status.WITHDRAWN
    where = f"/referrals/{listed.referral.reference}"
    with time_machine.travel(LATER, tick=True):
        robin = listed.team.sign_in("worker")
        assert f'href="{where}/close/error"' in robin.get(where).text
        assert "Say what was wrong" in robin.form(f"{where}/close/error", data={"why": ""}).text
        assert robin.form(f"{where}/close/error", data={"why": WRONG}).status_code == 303
        again = robin.get(where).text
        assert "“Withdrawn” was recorded in error, and taken back at" in again
        assert f": {WRONG}" in again
        assert "Changed since told" in again
        assert "nothing to take back" in robin.get(f"{where}/close/error").text
    assert listed.referral.status == before
    assert [row.kind for row in listed.referral.closed_wrongly] == [Closing.WITHDRAWN]
    with transaction():
        made = services.tell([listed.referral], by=listed.robin, at=LATER)
    assert all("This replaces the notice sent" in notice.body for notice in made)
    close(listed, Closing.DECLINED, LATER)
    assert listed.referral.status == Status.DECLINED
    with pytest.raises(Conflict), transaction():
        services.closing_in_error(listed.referral, seen=0, why=WRONG, by=listed.robin, at=LATER)


def test_a_death_is_taken_back_by_a_manager_for_every_referral_and_corrected(listed: Case) -> None:
    close(listed, Closing.DIED)
    with transaction():
        services.tell([listed.referral], by=listed.robin, at=AT)
    gone()
    with pytest.raises(Refused, match="Only a manager"):
        take_back(listed)
    with pytest.raises(Refused, match="what was wrong"):
        take_back(listed, by="manager", why=" ")
    take_back(listed, by="manager")
    assert people.circumstances(listed.person, DAY) == []
    assert listed.referral.status != Status.DIED
    [now] = changed(listed)
    assert now.startswith("Not yet completed.")
    with transaction():
        made = services.tell([listed.referral], by=listed.robin, at=LATER)
    assert all("That was notice" in notice.body and "(Death recorded)" in notice.body for notice in made)


def test_a_death_taken_back_on_the_persons_page_opens_the_referral_it_closed(listed: Case) -> None:
    close(listed, Closing.DIED)
    manager = listed.team.actor("manager")
    [died] = [one for one in people.circumstances(listed.person, DAY) if one.kind == CircumstanceKind.DIED]
    with transaction():
        people.end_circumstance(died, by=manager, at=LATER)
    assert listed.referral.closure is None
    assert listed.referral.status != Status.DIED
