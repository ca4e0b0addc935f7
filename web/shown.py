"""What a page may draw on: a template reads a record's row as its actor's roles allow, and nothing else of it.

The rows that reach a template were narrowed to the persons its actor may see (`people.services.scope`) and judged one
by one by `may`. Here their *parts* are held: a row of a part that no role of the actor ever looks at, or writes, has
for a template its reference and nothing more, whatever view handed it over (promises C.10; ASVS 8.2.3, 15.3.1).
Whatever reads a page to come is held likewise, without being told.
"""

from __future__ import annotations

from typing import Any

from flask import g, has_request_context
from flask.templating import Environment

from casework.accounts.rules import Action, Compartment, holds
from casework.kernel.actors import Actor
from casework.kernel.database import Base
from casework.people.services import scope

READ_OTHERWISE = {"broken_glass": Compartment.AUDIT}
"""Rows about a colleague's act as much as about a person: whoever reads the trail reads these."""

OF_NO_PART = frozenset({"id", "reference", "version"})
"""What says nothing of anybody: the random reference a link needs, and what a form carries unseen."""


class NotTheirs(RuntimeError):
    """A page was about to show a part of a record that its reader's roles never see: it is not shown at all."""


class Held(Environment):
    """Templates' own way to reach into what they were given."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """As Jinja does it, but for rows: those are asked first whether this reader may. Raises NotTheirs."""
        if isinstance(obj, Base) and attribute not in OF_NO_PART:
            _judge(obj)
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """The same for filters that name an attribute, such as `map` and `groupby`. Raises NotTheirs."""
        if isinstance(obj, Base) and argument not in OF_NO_PART:
            _judge(obj)
        return super().getitem(obj, argument)


def _judge(row: Base) -> None:
    part = scope.parts().get(row.__tablename__)
    if part is None or not has_request_context():
        return  # a document that the worker makes shows what its statement holds
    also = READ_OTHERWISE.get(row.__tablename__, part)
    if not (_shows(g.get("actor"), part) or _shows(g.get("actor"), also)):
        raise NotTheirs(f"{row.__tablename__} is {part.value}")


def _shows(by: Actor | None, part: Compartment) -> bool:
    """Whether some role of theirs looks at this part, or writes it: a form shows what it is filled in with."""
    if by is None:
        return False
    shown: dict[Compartment, bool] = g.setdefault("shown_parts", {})
    if part not in shown:
        shown[part] = holds(by, Action.LOOK, part) or holds(by, Action.WRITE, part)
    return shown[part]
