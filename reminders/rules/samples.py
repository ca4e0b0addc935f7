"""The values that previews are made with: what is typical, and the longest that anybody may have (ux 4.2, rule 1)."""

from __future__ import annotations

from dataclasses import replace

from reminders.rules.wording import LONGEST, Merge

TYPICAL = Merge(
    name="Jo",
    who="Sam",
    what="appointment",
    day="Tue 13 Oct",
    time="10:00am",
    place="the usual place",
    phone="020 7946 0123",
    done="1",
    total="2",
    by="Fri 6 Nov",
    court="Thames court",
    slot1="Wed 14 Oct 10:00am",
    slot2="Thu 15 Oct 2:00pm",
    slot3="Fri 16 Oct 9:30am",
)

AT_ITS_LONGEST = replace(
    TYPICAL,
    name="Wilhelmina-M"[: LONGEST["name"]],
    who="Maximilliana"[: LONGEST["who"]],
    what="appointment"[: LONGEST["what"]],
    place="Room 12, 1st floor, Mill"[: LONGEST["place"]],
    day="Wed 30 Sep",
    time="10:30am",
    by="Wed 30 Sep",
    court="Highbury Corner N court"[: LONGEST["court"]],
    slot1="Wed 14 Oct 10:30am",
    slot2="Wed 14 Oct 11:30am",
    slot3="Wed 14 Oct 12:30pm",
)
"""Every value as long as it may be: words that fit with these fit with everybody's."""
