"""What is wrong with the key ring beside a database, each in a sentence that says what to do."""

from __future__ import annotations

MISSING = (
    "The key ring {path} is missing, and this database was sealed with one. Put back the copy that is kept of it: "
    "without it nobody can read a name, a contact or a note again"
)
OTHER = "The key ring {path} is not the one that sealed this database. Put back the copy that is kept of it"
ELSEWHERE = (
    "The key ring {path} is missing, and another machine has begun this site: {anchor} is there. "
    "Copy the key ring of that machine here, then start again"
)
