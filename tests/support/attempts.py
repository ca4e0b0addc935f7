"""Ways to fill a form in wrong: not at all, by a hurried hand, and by a hostile one."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator

from casework.kernel import clock
from tests.support.hostile import FOREIGN, LONG, NONSENSE
from tests.support.seen_forms import Box, Form, Pairs

NONSENSES = 3
"""How many of them each form is filled in with: which, is drawn anew for each form and each run."""


# Ticked alone, it is an answer and no mistake: the age stop is shown in place of the form (domain rule 1).
INTERRUPTS = {"age_doubted"}


def attempts(form: Form) -> Iterator[tuple[str, Pairs]]:
    """Each way of filling it in wrong."""
    yield "nothing at all", form.unseen
    boxes = [box for box in form.seen if box.name]
    if boxes:
        drawn = random.sample(sorted(NONSENSE), NONSENSES)
        yield from ((what, filled(form, NONSENSE[what])) for what in drawn)
        yield "everything twice", form.pairs + [(name, "2") for name, _ in form.pairs if name != "csrf_token"]
        box = random.choice([box for box in boxes if box.name not in INTERRUPTS] or boxes)
        yield f"{box.name} alone", sensible(form, box.name, random.choice(list(NONSENSE.values())[:8]))
    yield "foreign fields", sensible(form, "", "") + FOREIGN


GUESSES = (
    ("mail", "someone@example.org"),
    ("mobile", "07700 900555"),
    ("phone", "07700 900555"),
    ("birth", "3/2/1995"),
    ("time", "10am"),
    ("from", "10am"),
    ("until", "6pm"),
    ("minutes", "30"),
    ("court", "Birmingham Magistrates' Court"),
    ("number", "1"),
    ("password", "nine green bottles"),
)


def sensible(form: Form, but: str, text: str) -> Pairs:
    """The form as somebody careful fills it in, but for one box."""
    quick = {"pdf": "csv"}  # of the kinds of file the quickest to make
    pairs = [(name, quick.get(value, value)) for name, value in form.pairs if name != but and value]
    there = {name for name, _ in pairs}
    for box in _once(form.seen):
        if box.name not in there and box.name != but and box.kind not in {"checkbox", "button"}:
            pairs.append((box.name, _guess(box)))
    return [*pairs, (but, text)]


def _guess(box: Box) -> str:
    if box.options or box.kind == "radio":
        return next((one for one in box.options if one), box.value)
    if box.name.endswith(("_on", "since")):
        return f"{clock.today():%d/%m/%Y}"
    if "day" in box.name or "by_when" in box.name:
        return f"{clock.today() + dt.timedelta(days=9):%d/%m/%Y}"
    return next((value for word, value in GUESSES if word in box.name), "Something")


def filled(form: Form, text: str) -> Pairs:
    """The form with this typed in every box, every answer one that is not listed, every tick one that is not."""
    boxes = list(_once(form.seen))
    return form.unseen + [(box.name, text) for box in (boxes[:1] if text is LONG else boxes)]


def _once(boxes: list[Box]) -> Iterator[Box]:
    seen: set[str] = set()
    for box in boxes:
        if box.name and (box.name not in seen or box.kind == "checkbox"):
            seen.add(box.name)
            yield box
