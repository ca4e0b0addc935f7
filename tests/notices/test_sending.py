"""From the queue to a real relay on loopback: what went, what waits, what was refused, and what nobody can know."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import timedelta
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from casework.kernel import handover
from casework.kernel.database import db, reading, transaction
from casework.kernel.models import Event
from notices import jobs, services
from notices.gateway import document
from notices.gateway.letter import Letter
from notices.gateway.mail import Outbox, Relay
from notices.models import Notice
from notices.rules.answers import Answer
from notices.services.sending import Sending
from tests.notices.conftest import COURT, CPS, Thames
from tests.notices.papers import COMPLETED, MISSED
from tests.notices.test_document import words_of
from tests.support import smtp


def text_of(letter: EmailMessage) -> str:
    body = letter.get_body()
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def test_a_notice_goes_by_real_smtp_with_its_document(thames: Thames, tmp_path: Path) -> None:
    references = thames.tell(thames.about(), thames.about("Siân ŵ LLŶR", "M4T2XYZ9", sentence=MISSED))
    assert thames.send() == 2
    assert thames.relay.recipients == [CPS, COURT]
    letter = thames.relay.letters[0]
    assert letter["Subject"] == "Scheme results, Thames Magistrates' Court, 13 October 2026 (2)"
    assert letter["Message-ID"] == f"<notice.{references[0]}@lantern.example.org>"
    assert letter["From"] == "Lantern Project <notices@lantern.example.org>"
    notice = thames.notice(references[0])
    assert text_of(letter).startswith(notice.body)
    (attached,) = letter.iter_attachments()
    assert attached.get_filename() == "notice-1.pdf"
    made = attached.get_content()
    assert made == notice.pdf
    with pikepdf.open(BytesIO(made)) as pdf:
        assert pdf.Root.MarkInfo.Marked
    text = " ".join(words_of(made, tmp_path).split())
    assert COMPLETED in text
    assert MISSED in text
    assert "Siân ŵ LLŶR" in text


def test_no_header_holds_a_name_or_a_reference_of_a_person(thames: Thames) -> None:
    thames.tell(thames.about("Jo BROWN"))
    thames.send()
    for letter in thames.relay.letters:
        headers = " ".join(f"{name}: {value}" for name, value in letter.items())
        for private in ("BROWN", "Jo", "01HT1234526", "K7Q3XWZ2", "1995"):
            assert private not in headers


def test_sent_says_when_and_the_link_is_in_the_e_mail_alone(thames: Thames) -> None:
    (reference, _) = thames.tell(thames.about())
    thames.later(minutes=2)
    thames.send()
    notice = thames.notice(reference)
    assert (notice.state, notice.sent_at, notice.gateway) == ("sent", thames.now, "smtp")
    link = f"https://waymark.example.org/seen/{notice.seen_key}"
    assert link in text_of(thames.relay.letters[0])
    assert notice.seen_key not in notice.body + notice.document


def test_sending_again_sends_nothing(thames: Thames) -> None:
    thames.tell(thames.about())
    assert [thames.send(), thames.send()] == [2, 0]
    assert len(thames.relay.letters) == 2


def test_one_refused_recipient_harms_no_other_and_is_not_tried_again(thames: Thames) -> None:
    thames.relay.refused = {CPS: "550 No such user"}
    cps, court = thames.tell(thames.about())
    thames.send()
    assert [thames.state(cps), thames.state(court)] == ["refused", "sent"]
    assert thames.notice(cps).answer == "550 No such user"
    thames.relay.refused = {}
    thames.later(hours=1)
    assert thames.send() == 0


def test_put_off_is_tried_again_after_longer_and_longer_waits(thames: Thames) -> None:
    thames.relay.refused = {CPS: "451 Later", COURT: "451 Later"}
    (reference, _) = thames.tell(thames.about())
    waits = []
    for _ in range(4):
        thames.send()
        notice = thames.notice(reference)
        assert (notice.state, notice.answer) == ("to_send", "451 Later")
        assert notice.next_try_at is not None
        waits.append((notice.next_try_at - thames.now) // timedelta(minutes=1))
        assert thames.send() == 0
        thames.now = notice.next_try_at
    assert waits == [1, 2, 4, 8]
    thames.relay.refused = {}
    thames.send()
    assert thames.state(reference) == "sent"


def test_a_server_that_is_away_stops_the_run_and_loses_nothing(thames: Thames) -> None:
    references = thames.tell(thames.about(), thames.about("Mia TAN", "M4T2XYZ9"))
    away = Relay(host="127.0.0.1", port=smtp.free_port(), from_address="notices@lantern.example.org")
    assert jobs.run_due(lambda: thames.now, away) == 1
    assert [thames.state(each) for each in references] == ["to_send", "to_send"]
    assert {thames.notice(each).answer for each in references} == {"The mail server could not be reached"}
    thames.later(minutes=3)
    assert thames.send() == 2


@pytest.mark.parametrize("drop_at", ["before", "data"])
def test_an_answer_lost_after_the_words_is_unknown_and_never_sent_again(thames: Thames, drop_at: str) -> None:
    thames.relay.drop_at = drop_at
    references = thames.tell(thames.about())
    thames.send()
    thames.relay.drop_at = ""
    for _ in range(3):
        thames.later(hours=1)
        assert thames.send() == 0
    assert [thames.state(each) for each in references] == ["unknown", "unknown"]


def test_told_again_after_unknown_is_a_new_notice_that_names_the_old(thames: Thames) -> None:
    thames.relay.drop_at = "data"
    about = thames.about()
    (first, _) = thames.tell(about)
    thames.send()
    thames.relay.drop_at = ""
    (second, _) = thames.tell(about)
    assert thames.notice(second).replaces_id == thames.notice(first).id
    assert thames.notice(second).message_id != thames.notice(first).message_id


class Dies(BaseException):
    """The process is gone."""


class DyingRelay:
    """Takes a letter to the real relay and dies before or after."""

    def __init__(self, relay: Relay, *, after: bool) -> None:
        self.relay, self.after = relay, after

    def hand(self, letter: Letter) -> Answer:
        if self.after:
            self.relay.hand(letter)
        raise Dies


@pytest.mark.parametrize("after", [False, True], ids=["before the relay had it", "after the relay had it"])
def test_death_between_handed_and_recorded_ends_as_unknown_and_sends_nothing_twice(thames: Thames, after: bool) -> None:
    references = thames.tell(thames.about())
    with pytest.raises(Dies):
        jobs.run_due(lambda: thames.now, DyingRelay(thames.mail, after=after))
    assert [thames.state(each) for each in references] == ["handed", "claimed"]
    assert thames.send() == 0
    thames.later(minutes=3)
    assert thames.send() == 1
    assert [thames.state(each) for each in references] == ["unknown", "sent"]
    thames.later(hours=3)
    assert thames.send() == 0
    assert thames.relay.recipients == ([CPS, COURT] if after else [COURT])


def test_death_before_handed_sends_later_and_once(thames: Thames, monkeypatch: pytest.MonkeyPatch) -> None:
    references = thames.tell(thames.about())
    jobs.print_waiting(lambda: thames.now)
    handover.claim(Sending(thames.mail), thames.now, 10)
    assert [thames.state(each) for each in references] == ["claimed", "claimed"]
    monkeypatch.setattr(handover, "OWNER", "another process")
    assert thames.send() == 0
    thames.later(minutes=2)
    assert thames.send() == 2
    assert len(thames.relay.letters) == 2


def test_two_workers_at_once_send_each_once(thames: Thames) -> None:
    for n in range(6):
        thames.tell(thames.about(f"Jo{n} BROWN", f"REF{n:05}"))
    jobs.print_waiting(lambda: thames.now)
    now, mail = thames.now, thames.mail

    def work() -> None:
        with thames.app.app_context():
            jobs.run_due(lambda: now, mail)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ids = Counter(letter["Message-ID"] for letter in thames.relay.letters)
    assert (len(ids), set(ids.values())) == (12, {1})


def test_with_no_relay_nothing_leaves_and_nothing_says_sent(thames: Thames) -> None:
    (reference, _) = thames.tell(thames.about())
    outbox = Outbox()
    jobs.run_due(lambda: thames.now, outbox)
    assert [letter.to_address for letter in outbox.kept] == [CPS, COURT]
    notice = thames.notice(reference)
    assert (notice.state, notice.gateway, notice.sent_at, thames.relay.letters) == ("kept", "outbox", None, [])
    with reading():
        assert services.last_told("referral:K7Q3XWZ2", agency_id=thames.team.agency_id) is None


def test_the_default_end_is_the_outbox(thames: Thames) -> None:
    (reference, _) = thames.tell(thames.about())
    jobs.run_due(lambda: thames.now)
    assert thames.state(reference) == "kept"


def test_a_page_that_cannot_be_printed_goes_to_a_person_and_the_others_go_on(
    thames: Thames, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = thames.tell(thames.about())
    with transaction():
        db.session.scalars(db.select(Notice).where(Notice.reference == bad)).one().document = "poison"
    real = document.pdf
    monkeypatch.setattr(document, "pdf", lambda page: real(page) if page != "poison" else 1 / 0)
    thames.send()
    assert [thames.state(bad), thames.state(good)] == ["person", "sent"]
    assert thames.notice(bad).quarantine_reason == "Could not be printed: ZeroDivisionError"


def test_an_address_mail_cannot_carry_goes_to_a_person_in_the_end(thames: Thames) -> None:
    thames.contact("cps", "CPS Wales", "sïan@cps.example.org")
    made = thames.tell(thames.about())
    (bad,) = [each for each in made if thames.notice(each).recipient_name == "CPS Wales"]
    for _ in range(4):
        thames.send()
        thames.later(minutes=20)
    assert thames.state(bad) == "person"
    assert len(thames.relay.letters) == 2


def test_every_end_is_in_the_audit(thames: Thames) -> None:
    thames.relay.refused = {CPS: "550 No"}
    references = thames.tell(thames.about())
    thames.send()
    with reading():
        said = {
            reference: [
                event.detail.get("state")
                for event in db.session.scalars(db.select(Event).where(Event.record == f"notice:{reference}"))
            ]
            for reference in references
        }
    assert list(said.values()) == [[None, "refused"], [None, "sent"]]
