"""When Python looks for rubbish that only points at itself: after a page has left, never in the midst of one.

Left to itself it looks once a number of new things has come together, while some page is being made, and that page pays
for the twenty before it: every eighteenth took half as long again.
"""

from __future__ import annotations

import gc

FEW = 500
"""So few new things are left for the next page's look."""
OFTEN = (50_000, 20, 50)
"""When Python looks by itself all the same: in what takes long and is no page, and each older age after so many looks
at the younger one."""


def begin() -> None:
    """From now on rubbish is looked for after each page."""
    gc.set_threshold(*OFTEN)


def after_a_page() -> None:
    """Look among what is new; now and then among what is older too, and seldom among all that the process made since
    it began."""
    new, older, oldest = gc.get_count()
    if new < FEW:
        return
    _, few, seldom = OFTEN
    gc.collect(0 if older < few else 1 if oldest < seldom else 2)
