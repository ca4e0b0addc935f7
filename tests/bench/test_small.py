"""What is measured beside pages and texts, at toy size: claiming, and what a look adds to its page."""

from __future__ import annotations

from tests.bench import claims, looks, scale


def test_claiming_is_measured_among_few_and_many() -> None:
    plan = claims.Plan(due=20, future=(20, 40), runs=2, kinds=("sqlite",))
    found = {one.name: one for one in claims.figures(plan, lambda _line: None)}
    assert [one.most for one in found.values()] == [None, None, None, None, 1.2]
    assert all(one.middle > 0 for one in found.values())


def test_a_look_is_measured_on_a_page_that_leaves_a_line() -> None:
    site = scale.Plan(sizes=(30,), live=9, listed=3, orders=3)
    found = looks.figures(looks.Plan(looks=1, before=0, site=site, kinds=("sqlite",)), lambda _line: None)
    assert [(one.most, one.goal) for one in found] == [
        (1.0, "F11"),
        (None, ""),
        (None, ""),
        (None, ""),
        (15, "F11"),
    ] * 3
    assert all(one.middle > 0 for one in found if one.name.endswith(("by the driver alone", "in the page")))
