"""Issuing: one notice to each contact, numbered, frozen and on record; what may not be told is refused."""

from __future__ import annotations

import threading
from datetime import date
from typing import Any

import pytest
from flask import Flask

from casework.kernel import audit
from casework.kernel.database import db, reading
from casework.kernel.models import Event
from casework.kernel.refused import NotFound, Refused
from notices import services
from notices.models import Notice
from notices.rules import Basis, CheckFirst, ContactKind, NoticeKind
from notices.rules.sentences import opinion_formed
from tests.notices.conftest import COURT, CPS, NOON, Thames
from tests.notices.papers import COMPLETED, DAY, MISSED


def test_the_cps_and_the_court_each_get_one_notice_with_everybody(thames: Thames) -> None:
    made = thames.tell(thames.about(), thames.about("Mia TAN", "M4T2XYZ9", sentence=MISSED))
    first, second = map(thames.notice, made)
    assert [first.number, second.number] == [1, 2]
    assert [first.recipient_email, second.recipient_email] == [CPS, COURT]
    assert first.subject == "Scheme results, Thames Magistrates' Court, 13 October 2026 (2)"
    for name in ("Jo BROWN", "Mia TAN"):
        assert name in first.body
        assert name not in first.subject + first.message_id
    assert first.state == "to_send"


def test_it_is_a_disclosure_on_record_with_recipient_people_and_basis(thames: Thames) -> None:
    (reference, _) = thames.tell(thames.about())
    with reading():
        event = db.session.scalars(db.select(Event).where(Event.record == f"notice:{reference}")).one()
        assert event.act == "disclosure"
        assert event.staff_id == thames.liaison.staff_id
        assert (event.detail["number"], event.detail["basis"], event.detail["kind"]) == ("1", "agreement", "results")
        assert {other.record.partition(":")[0] for other in event.others} == {"referral", "person"}
        assert "BROWN" not in str(event.detail)
        assert audit.first_broken() is None


def test_what_was_frozen_stays_whatever_happens_to_the_person(thames: Thames) -> None:
    (reference, _) = thames.tell(thames.about(sentence=MISSED))
    before = thames.notice(reference)
    thames.later(hours=1)
    thames.tell(thames.about(sentence=COMPLETED))
    after = thames.notice(reference)
    assert (after.body, after.document, after.lines[0].sentence) == (
        before.body,
        before.document,
        before.lines[0].sentence,
    )


def test_a_check_first_is_refused_by_its_reference_and_nothing_is_made(thames: Thames) -> None:
    told = thames.about()
    fields = {name: getattr(told, name) for name in CheckFirst.__dataclass_fields__ if hasattr(told, name)}
    check = CheckFirst(**{**fields, "subject": "referral:R4QQ2222"}, days=(date(2026, 10, 9),))
    with pytest.raises(
        Refused, match=r"Referral R4QQ2222: Attendance on 9 October is not recorded\. Do not report yet\."
    ):
        thames.tell(told, check)  # type: ignore[arg-type]
    assert count(Notice) == 0


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        pytest.param({"may_share": False}, "Referral K7Q3XWZ2 has no agreement to share", id="no agreement to share"),
        pytest.param({"court_code": "B01MN00"}, "is before another court", id="another court"),
        pytest.param({"hearing_day": date(2026, 10, 14)}, "is not listed on this day", id="another day"),
        pytest.param({"hearing_day": None}, "is not listed on this day", id="no hearing at all"),
        pytest.param({"basis": Basis.SUPERVISOR}, "told to its court by the supervisor", id="an order among results"),
        pytest.param(
            {"date_of_birth": None, "police_reference": " "},
            "no date of birth",
            id="no second identifier",
        ),
    ],
)
def test_what_may_not_be_told_is_refused_by_its_reference(
    thames: Thames, changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(Refused, match=message) as refusal:
        thames.tell(thames.about(**changes))
    assert "BROWN" not in refusal.value.message
    assert count(Notice) == 0


def test_nobody_to_tell_about_and_nobody_to_tell_are_refused(thames: Thames) -> None:
    with pytest.raises(Refused, match="Choose at least one person"):
        thames.tell()
    with pytest.raises(Refused, match="Nobody at this court"):
        thames.tell(thames.about(court_code="B20BL00"), court_code="B20BL00")
    with pytest.raises(Refused, match="Choose a court"):
        thames.tell(thames.about(court_code="NOWHERE"), court_code="NOWHERE")


def test_the_service_note_holds_140_characters_and_no_more(thames: Thames) -> None:
    (reference, _) = thames.tell(thames.about(), service_note="x" * 140)
    assert f"Note from the service: {'x' * 140}\n" in thames.notice(reference).body
    with pytest.raises(Refused, match="140 characters or fewer") as refusal:
        thames.tell(thames.about(reference="M4T2XYZ9"), service_note="x" * 141)
    assert refusal.value.field == "service_note"


def test_agreement_with_the_court_alone_tells_the_court_alone(thames: Thames) -> None:
    both, court_only = thames.about(), thames.about("Mia TAN", "M4T2XYZ9", share_with=frozenset({ContactKind.COURT}))
    cps, court = map(thames.notice, thames.tell(both, court_only))
    assert "Mia TAN" not in cps.body + cps.document
    assert "Mia TAN" in court.body


def test_an_order_is_told_to_the_court_alone_and_needs_no_agreement(thames: Thames) -> None:
    complied = thames.about(may_share=False, basis=Basis.SUPERVISOR, subject="order:K7Q3XWZ2", hearing_day=None)
    (reference,) = thames.tell(complied, kind=NoticeKind.ORDER, by=thames.team.actor("supervisor"))
    assert thames.notice(reference).contact_kind == "court"


def test_an_opinion_is_sent_by_the_supervisor_only(thames: Thames) -> None:
    formed = thames.about(
        basis=Basis.INFORMATION, hearing_day=None, sentence=opinion_formed("Jo BROWN", meeting_at=NOON)
    )
    with pytest.raises(Refused, match="Only the supervisor"):
        thames.tell(formed, kind=NoticeKind.OPINION)
    (reference,) = thames.tell(formed, kind=NoticeKind.OPINION, by=thames.team.actor("supervisor"))
    assert "This notice does not itself lay an information." in thames.notice(reference).body


def test_an_administrator_cannot_tell_anybody(thames: Thames) -> None:
    with pytest.raises(NotFound):
        thames.tell(thames.about(), by=thames.team.actor("administrator"))


def test_the_same_words_are_not_told_twice(thames: Thames) -> None:
    about = thames.about()
    thames.tell(about)
    with pytest.raises(Refused, match="already been told exactly this"):
        thames.tell(about)
    thames.send()
    with pytest.raises(Refused, match="already been told exactly this"):
        thames.tell(about)
    assert count(Notice) == 2


def test_a_change_after_sending_names_what_it_replaces_and_needs_no_agreement(thames: Thames) -> None:
    (first, _) = thames.tell(thames.about(sentence=MISSED), thames.about("Mia TAN", "M4T2XYZ9"))
    thames.send()
    thames.later(hours=4, minutes=2)
    (second, _) = thames.tell(thames.about(may_share=False))
    old, new = thames.notice(first), thames.notice(second)
    assert new.replaces_id == old.id
    assert "This replaces the notice sent at 12:00pm on 12 October 2026. That was notice 1." in new.body
    assert "Mia TAN" not in new.body


def test_a_change_before_sending_drops_the_unsent_one(thames: Thames) -> None:
    first = thames.tell(thames.about(sentence=MISSED))
    second = thames.tell(thames.about())
    assert [thames.state(each) for each in (*first, *second)] == ["dropped", "dropped", "to_send", "to_send"]
    assert thames.notice(second[0]).replaces_id is None
    assert thames.send() == 2


def test_a_change_waits_while_an_unsent_notice_names_more_people(thames: Thames) -> None:
    thames.tell(thames.about(sentence=MISSED), thames.about("Mia TAN", "M4T2XYZ9"))
    with pytest.raises(Refused, match="Notice 1 is waiting to go and names more people"):
        thames.tell(thames.about())


def test_another_court_day_is_told_afresh_and_needs_agreement_again(thames: Thames) -> None:
    thames.tell(thames.about())
    thames.send()
    later = date(2026, 11, 17)
    (again, _) = thames.tell(thames.about(hearing_day=later), day=later)
    assert thames.notice(again).replaces_id is None
    with pytest.raises(Refused, match="no agreement"):
        thames.tell(thames.about(hearing_day=date(2026, 12, 1), may_share=False), day=date(2026, 12, 1))


def test_last_told_is_what_is_known_to_have_been_told(thames: Thames) -> None:
    def last() -> str | None:
        with reading():
            line = services.last_told("referral:K7Q3XWZ2", agency_id=thames.team.agency_id)
            return line.sentence if line is not None else None

    thames.tell(thames.about(sentence=MISSED))
    assert last() is None
    thames.send()
    assert last() == MISSED
    thames.later(minutes=1)
    thames.tell(thames.about())
    assert last() == MISSED
    thames.send()
    assert last() == COMPLETED


def test_numbers_have_no_gap_after_a_refusal(thames: Thames) -> None:
    thames.tell(thames.about())
    with pytest.raises(Refused):
        thames.tell(thames.about())
    made = thames.tell(thames.about(reference="M4T2XYZ9"))
    assert [thames.notice(each).number for each in made] == [3, 4]


def test_ten_people_issuing_at_once_get_numbers_without_gaps_or_doubles(thames: Thames) -> None:
    abouts = [thames.about(f"Jo{n} BROWN", f"REF{n:05}") for n in range(10)]
    by, failed = thames.liaison, []

    def one(app: Flask, n: int) -> None:
        try:
            with app.app_context():
                thames.tell(abouts[n], by=by)
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=one, args=(thames.app, n)) for n in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with reading():
        assert sorted(db.session.scalars(db.select(Notice.number))) == list(range(1, 21))


def test_two_people_telling_the_same_at_once_make_it_once(thames: Thames) -> None:
    about, by = thames.about(), thames.liaison
    refused: list[Refused] = []

    def one(app: Flask) -> None:
        with app.app_context():
            try:
                thames.tell(about, by=by)
            except Refused as no:
                refused.append(no)

    threads = [threading.Thread(target=one, args=(thames.app,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (count(Notice), len(refused)) == (2, 3)


def test_what_is_shown_before_sending_is_what_is_sent(thames: Thames) -> None:
    statements = (thames.about(), thames.about("Mia TAN", "M4T2XYZ9", share_with=frozenset({ContactKind.COURT})))
    with reading():
        shown = services.recipients_of(statements, court_code="B01ND00", day=DAY, by=thames.liaison)
        preview = [
            (each.contact.email, [[s.sentence for s in p.statements] for p in each.parcels], len(each.left_out))
            for each in shown
        ]
    assert preview == [(CPS, [[COMPLETED]], 1), (COURT, [[COMPLETED, COMPLETED]], 0)]
    assert count(Notice) == 0


def count(model: type[Notice]) -> int:
    with reading():
        return len(list(db.session.scalars(db.select(model.id))))


def test_the_part_of_a_page_that_is_checked_before_sending(thames: Thames) -> None:
    thames.tell(thames.about())
    again = (thames.about(), thames.about("Mia <TAN>", "M4T2XYZ9", share_with=frozenset({ContactKind.COURT})))
    with reading(), thames.app.test_request_context():
        shown = services.preview(again, court_code="B01ND00", day=DAY, by=thames.liaison)
        page = thames.app.jinja_env.get_template("notices/_preview.html").render(preview=shown)
    cps, court = page.split("Thames list office")
    assert "Told already in these words: Jo BROWN." in cps
    assert "Not told: Mia &lt;TAN&gt;. There is no agreement to share with them." in cps
    assert f"{COMPLETED}" in court
    assert "<TAN>" not in page


def test_a_page_says_why_nothing_can_be_sent(thames: Thames) -> None:
    with reading():
        shown = services.preview([thames.about(may_share=False)], court_code="B01ND00", day=DAY, by=thames.liaison)
    assert (shown.recipients, shown.refusal[:50]) == ((), "Referral K7Q3XWZ2 has no agreement to share with t")
