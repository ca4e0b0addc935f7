"""No nonce is used twice under one key (ASVS 11.3.4)."""

from __future__ import annotations

import secrets
from unittest.mock import patch

from casework.kernel import keyring

MANY = 200_000


def test_no_nonce_comes_twice() -> None:
    """Of 200,000 sealings of one word no two have a nonce in common, and each is twelve bytes of the system's own
    random source: 96 bits, of which 2**32 may be used under one key."""
    ring = keyring.new()
    sealed = [ring.seal(b"same", "person.given_name") for _ in range(MANY)]
    assert len({bytes(one[3:15]) for one in sealed}) == MANY
    with patch.object(secrets, "token_bytes", wraps=secrets.token_bytes) as source:
        ring.seal(b"same", "person.given_name")
    assert [call.args for call in source.call_args_list] == [(12,)]
