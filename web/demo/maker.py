"""`python -m web.demo.maker MOMENT`: makes the pretend people and ends, so that no process that serves carries what
making them takes: the migrations' library and the whole half year, some fifty MiB.

It goes on only while whoever started it is there: its standard input is a line to them, and when that ends it ends.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
import threading


def main(moment: str) -> None:
    """Make them as they are at a moment, in ISO form with its zone."""
    from web.app import create_app  # loading this takes longer than to notice that nobody is there any more
    from web.demo import place
    from web.settings import Settings

    app = create_app(Settings.of_this_process(), pages=False)
    with app.app_context():
        place.make(now=dt.datetime.fromisoformat(moment))


def while_wanted() -> None:
    """End this process with its standard input."""
    while os.read(0, 1):  # not by sys.stdin, whose lock would be held when this process ends of itself
        pass
    os._exit(1)  # at once: what was begun is a draft, which the next who makes them throws away


if __name__ == "__main__":
    threading.Thread(target=while_wanted, daemon=True).start()
    main(sys.argv[1])
