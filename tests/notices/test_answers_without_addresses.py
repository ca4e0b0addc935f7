"""What a mail server says is kept in plain, so nobody's address is in it (promises P29)."""

from __future__ import annotations

import pytest

from notices.rules.answers import of_reply, without_addresses


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("550 5.1.1 <clerk@thames.example.org>: no such user", "550 5.1.1 (address): no such user"),
        ("Unknown: clerk@thames.example.org\n  try later", "Unknown: (address) try later"),
        ("User @ host unknown", "User @ host unknown"),
        ("250 2.0.0 queued as 4F1", "250 2.0.0 queued as 4F1"),
    ],
)
def test_an_address_in_an_answer_is_left_out(said: str, kept: str) -> None:
    assert without_addresses(said) == kept
    assert of_reply(550, said).words == kept
