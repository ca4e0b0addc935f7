"""What a hostile hand types into a box, and the boxes it adds to a form."""

from __future__ import annotations

from tests.support.seen_forms import Pairs

LONG = "A" * 2**20
NONSENSE = {
    "a real name": "O'Brien-Łukasz",
    "a hidden end": "Anna\x00Bell",
    "turned round": "Anna \u202e lleB",
    "a megabyte": LONG,
    "ten thousand faces": "😀" * 10_000,
    "a script": "<script>alert(1)</script>",
    "a picture": '"><img src=x onerror=alert(1)>',
    "a sum": "{{7*7}}",
    "a command": "Robert'); DROP TABLE person;--",
    "half a letter": "\udc80",
    "no such day": "31/02/2001",
    "the first day": "1/1/1",
    "tomorrow": "tomorrow",
    "far away": "9999-12-31",
    "digits of elsewhere": "١٢",
    "a huge number": "9" * 39,
    "below nothing": "-1",
}

FOREIGN: Pairs = [
    ("agency_id", "999"),
    ("id", "1"),
    ("id", "2"),
    ("version", "999"),
    ("version_id", "999"),
    ("status", "completed"),
    ("state", "meddled"),
    ("owner", "1"),
    ("created_by", "1"),
    ("recorded_by_id", "998"),
    ("staff_id", "998"),
    ("person_id", "998"),
    ("is_admin", "yes"),
    *((name, "meddled") for name in ("role", "team", "stage", "password_hash", "email_index")),
    ("ended_at", "1999-01-01 00:00:00"),
    ("confirmed_at", "1999-01-01 00:00:00"),
    ("reference", "AAAAAAAA"),
]
