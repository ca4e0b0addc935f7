"""What comes back later: a mail server's report is believed only as a failure, and never lost nor counted twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from casework.kernel.database import transaction
from notices import jobs, services
from notices.gateway.bounces import Mailbox
from notices.gateway.mail import Outbox
from notices.rules.bounce import read
from tests.notices.conftest import Thames
from tests.notices.post_office import Box, mailbox, report
from tests.notices.saying import installed
from tests.support import smtp

OURS = "<notice.K7Q3XWZ2@lantern.example.org>"
PLAIN = b"From: somebody@example.org\r\nSubject: Out of office\r\n\r\nI am away.\r\n"


@pytest.mark.parametrize("headers_only", [False, True], ids=["the e-mail returned", "its headers returned"])
def test_a_report_of_a_failure_names_the_notice_and_says_why(headers_only: bool) -> None:
    found = read(report(OURS, headers_only=headers_only))
    assert found is not None
    assert (found.message_id, found.words) == (OURS, "550 5.1.1 No such user here")


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(report(OURS, action="delayed"), id="a delay is no failure"),
        pytest.param(report(OURS, action="delivered"), id="nobody signed that it was delivered"),
        pytest.param(PLAIN, id="out of office"),
        pytest.param(report("").replace(b"Message-ID: \r\n", b""), id="about no e-mail"),
        pytest.param(b"", id="nothing"),
        pytest.param(b"Content-Type: multipart/report\r\n\r\n", id="a report without parts"),
        pytest.param(b"Content-Type: multipart/report; boundary=\"x\"\r\n\r\n--x\r\nContent-Type: "
                     b"message/delivery-status\r\n\r\n\xff\xfe\r\n--x\r\nContent-Type: message/rfc822\r\n\r\n--x--",
                     id="a broken one"),
    ],
)  # fmt: skip
def test_what_says_nothing_of_a_failure_is_nothing(raw: bytes) -> None:
    assert read(raw) is None


def reader(box: Box, pem: Path, password: str = "right") -> Mailbox:
    return Mailbox(host="localhost", port=box.port, username="waymark", password=password, ca_file=str(pem))


def sent(thames: Thames, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr("notices.gateway.document.pdf", lambda page: b"%PDF-1.7")
    monkeypatch.setattr("notices.jobs.nothing_leaves", lambda: False)
    installed(thames.app)
    (reference, _) = thames.tell(thames.about())
    thames.send()
    return reference


@pytest.mark.sqlite
def test_a_report_makes_a_notice_come_back_and_is_deleted_once_it_is_recorded(
    thames: Thames, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference, pem = sent(thames, monkeypatch), smtp.certificate(tmp_path)
    ours = report(thames.notice(reference).message_id)
    with mailbox(pem) as box:
        box.letters, box.hang_up = [PLAIN, ours, report("<else@example.org>")], "DELE"
        assert jobs.read_bounces(lambda: thames.now, reader(box, pem)) == 0
        assert len(box.letters) == 3, "the connection was lost before anything was deleted"
        assert thames.notice(reference).state == "bounced", "and yet it is recorded"
        thames.later(minutes=10)
        box.hang_up = ""
        assert jobs.read_bounces(lambda: thames.now, reader(box, pem)) == 1
        assert [letter == ours for letter in box.letters] == [False, False]
    notice = thames.notice(reference)
    assert (notice.answer, notice.came_back_at) == ("550 5.1.1 No such user here", thames.now.replace(minute=0))
    (one,) = services.troubles(thames.team.agency_id, thames.now)
    assert "Came back. 550 5.1.1 No such user here." in one.words


@pytest.mark.sqlite
def test_a_report_about_what_was_seen_changes_nothing(
    thames: Thames, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference, pem = sent(thames, monkeypatch), smtp.certificate(tmp_path)
    with transaction():
        services.acknowledge_by_token(thames.notice(reference).seen_key, at=thames.now)
    with mailbox(pem) as box:
        box.letters = [report(thames.notice(reference).message_id)]
        assert jobs.read_bounces(lambda: thames.now, reader(box, pem)) == 1
    assert thames.state(reference) == "sent"


@pytest.mark.sqlite
def test_a_mailbox_that_is_wrong_or_not_to_be_trusted_is_only_an_alarm_in_the_log(
    thames: Thames, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    sent(thames, monkeypatch)
    pem = smtp.certificate(tmp_path)
    stranger = smtp.certificate(tmp_path, "elsewhere")
    with mailbox(pem) as box:
        box.letters = [PLAIN]
        for wrong in (reader(box, pem, "wrong"), reader(box, stranger)):
            assert jobs.read_bounces(lambda: thames.now, wrong) == 0
    assert [each.message.partition(": ")[2] for each in caplog.records] == ["error_proto", "SSLCertVerificationError"]


@pytest.mark.sqlite
def test_it_is_looked_at_every_few_minutes_and_not_where_nothing_leaves(
    thames: Thames, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference, pem = sent(thames, monkeypatch), smtp.certificate(tmp_path)
    with mailbox(pem) as box:
        box.letters = [report(thames.notice(reference).message_id)] * 2
        mine = reader(box, pem)
        assert [jobs.read_bounces(lambda: thames.now, mine) for _ in range(2)] == [2, 0]
        monkeypatch.undo()
        assert isinstance(services.mail_in_use(), Outbox)
        assert jobs.read_bounces(lambda: thames.now, reader(box, pem)) == 0
