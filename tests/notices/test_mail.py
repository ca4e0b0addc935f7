"""Real SMTP on loopback: what each answer of a relay proves, and what the e-mail on the wire holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from notices.gateway.letter import Letter
from notices.gateway.mail import Outbox, Relay, Security
from notices.rules.answers import Outcome, minutes_to_wait, of_reply
from tests.support import smtp

LETTER = Letter(
    message_id="<notice.K7Q3XWZ2@lantern.example.org>",
    from_name="Lantern Project",
    to_name="CPS London North",
    to_address="results@cps.example.org",
    subject="Scheme results, Thames Magistrates' Court, 13 October 2026 (2)",
    text="Notice 12\n\n1. Siân Llŷr\n.a line that starts with a dot\n.\nاسم 😀\n" + "x" * 1200 + "\n",
    document=b"%PDF-1.7 \r\n.\r\n made up",
    document_name="notice-12.pdf",
    dated=datetime(2026, 10, 12, 15, 2, tzinfo=UTC),
)


def to(box: smtp.Relayed, **changes: object) -> Relay:
    relay = Relay(host="127.0.0.1", port=box.port, from_address="notices@lantern.example.org")
    return replace(relay, **changes)  # type: ignore[arg-type]


def test_an_accepted_notice_arrives_whole() -> None:
    with smtp.relay() as box:
        assert to(box).hand(LETTER).outcome is Outcome.ACCEPTED
    (letter,) = box.letters
    assert box.recipients == ["results@cps.example.org"]
    assert letter["Message-ID"] == LETTER.message_id
    assert letter["Subject"] == LETTER.subject
    assert letter["Date"] == "Mon, 12 Oct 2026 15:02:00 +0000"
    body = letter.get_body()
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == LETTER.text
    (attached,) = letter.iter_attachments()
    assert (attached.get_filename(), attached.get_content_type()) == ("notice-12.pdf", "application/pdf")
    assert attached.get_content() == LETTER.document


def test_the_wire_is_plain_ascii_in_short_lines() -> None:
    with smtp.relay() as box:
        to(box).hand(LETTER)
    assert box.raw[0].isascii()
    assert max(map(len, box.raw[0].split(b"\r\n"))) <= 998


def test_handing_the_same_notice_over_twice_gives_the_same_bytes() -> None:
    first, second = (replace(LETTER).message("notices@lantern.example.org") for _ in range(2))
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Date"] == second["Date"]


@pytest.mark.parametrize(
    ("faults", "outcome"),
    [
        pytest.param({"refused": {LETTER.to_address: "550 No such user"}}, Outcome.REFUSED, id="550 is refused"),
        pytest.param({"refused": {LETTER.to_address: "451 Later"}}, Outcome.LATER, id="451 is later"),
        pytest.param({"refused": {LETTER.to_address: "421 Busy"}}, Outcome.LATER, id="421 is later"),
        pytest.param({"drop_at": "rcpt"}, Outcome.LATER, id="dropped before DATA: nothing was accepted"),
        pytest.param({"after_data": "554 Not wanted"}, Outcome.REFUSED, id="the e-mail itself refused"),
        pytest.param({"after_data": "452 Full"}, Outcome.LATER, id="the e-mail itself put off"),
        pytest.param({"drop_at": "before"}, Outcome.UNKNOWN, id="dropped after DATA, e-mail not taken: unknown"),
        pytest.param({"drop_at": "data"}, Outcome.UNKNOWN, id="dropped after DATA, e-mail taken: unknown"),
    ],
)
def test_what_an_answer_proves(faults: dict[str, object], outcome: Outcome) -> None:
    with smtp.relay() as box:
        for name, value in faults.items():
            setattr(box, name, value)
        assert to(box).hand(LETTER).outcome is outcome


def test_a_refusal_keeps_the_words_of_the_server() -> None:
    with smtp.relay() as box:
        box.refused = {LETTER.to_address: "550 No such user"}
        assert to(box).hand(LETTER).words == "550 No such user"


def test_no_server_there_is_later_and_stops_the_sender() -> None:
    answer = Relay(host="127.0.0.1", port=smtp.free_port(), from_address="a@example.org").hand(LETTER)
    assert (answer.outcome, answer.stop) == (Outcome.LATER, True)
    assert answer.words == "The mail server could not be reached"


def test_a_refused_sender_is_our_fault_and_the_notice_waits() -> None:
    with smtp.relay() as box:
        box.sender_refused = "550 Not you"
        answer = to(box).hand(LETTER)
    assert (answer.outcome, answer.stop) == (Outcome.LATER, True)


def test_starttls_is_used_where_it_is_offered(tmp_path: Path) -> None:
    pem = smtp.certificate(tmp_path)
    with smtp.relay(certificate=pem) as box:
        answer = to(box, host="localhost", ca_file=str(pem)).hand(LETTER)
    assert answer.outcome is Outcome.ACCEPTED
    assert box.over_tls == [True]


def test_a_certificate_nobody_vouches_for_stops_the_sender(tmp_path: Path) -> None:
    with smtp.relay(certificate=smtp.certificate(tmp_path)) as box:
        answer = to(box, host="localhost").hand(LETTER)
    assert (answer.outcome, answer.stop, box.letters) == (Outcome.LATER, True, [])
    assert answer.words == "The mail server's certificate could not be trusted"


def test_a_server_elsewhere_that_offers_no_encryption_is_given_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notices.gateway.mail.on_this_machine", lambda host: False)
    with smtp.relay() as box:
        answer = to(box).hand(LETTER)
        assert (answer.outcome, answer.stop, box.letters) == (Outcome.LATER, True, [])
        assert to(box, security=Security.NONE).hand(LETTER).outcome is Outcome.ACCEPTED


def test_signing_in_to_the_relay(tmp_path: Path) -> None:
    pem = smtp.certificate(tmp_path)
    with smtp.relay(certificate=pem, password="right") as box:
        relay = to(box, host="localhost", ca_file=str(pem), username="waymark", password="right")
        assert relay.hand(LETTER).outcome is Outcome.ACCEPTED
        answer = replace(relay, password="wrong").hand(LETTER)
    assert (answer.outcome, answer.stop, len(box.letters)) == (Outcome.LATER, True, 1)
    assert answer.words == "The mail server did not accept our user name and password"
    assert "right" not in repr(relay)


@pytest.mark.parametrize("field", ["subject", "to_name", "from_name", "to_address", "message_id", "document_name"])
@pytest.mark.parametrize("end", ["\r\nBcc: other@example.org", "\n", "\r", "\x00", "\x7f"])
def test_no_header_can_be_ended_early(field: str, end: str) -> None:
    with pytest.raises(ValueError, match="stays on one line"):
        replace(LETTER, **{field: getattr(LETTER, field) + end})


@pytest.mark.parametrize("address", ["sïan@cps.example.org", "a@b@example.org", "nobody"])
def test_an_address_mail_cannot_carry_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="one plain e-mail address"):
        replace(LETTER, to_address=address)


def test_the_outbox_keeps_what_it_was_given_and_says_that_nothing_left() -> None:
    box = Outbox()
    assert box.hand(LETTER).outcome is Outcome.KEPT
    assert box.kept == [LETTER]


def test_a_code_outside_smtp_proves_nothing() -> None:
    assert of_reply(-1, "").outcome is Outcome.UNKNOWN
    assert of_reply(999, "").outcome is Outcome.UNKNOWN


def test_waiting_grows_and_stops_growing() -> None:
    assert [minutes_to_wait(n) for n in (1, 2, 3, 5, 6, 60)] == [1, 2, 4, 16, 30, 30]
