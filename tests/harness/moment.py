"""A worker process made to be caught at one moment: `python -m tests.harness.moment DATABASE HOME ORIGIN NOW WHERE`.

WHERE is "claimed" to wait between the claim and the hand-over, "handed" to wait between the commit of the hand-over
and the post, and anything else to wait nowhere by itself. It touches a file of that name in HOME when it is there.
"""

from __future__ import annotations

import datetime as dt
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import time_machine

BUDGET = 0.5


def main(url: str, home: str, origin: str, moment: str, where: str) -> None:
    """Send what is due, once."""
    from reminders import gateway, jobs
    from reminders.services import judging, sending
    from tests.support.twilio_stand_in import ACCOUNT, SENDER, TOKEN
    from web.app import create_app
    from web.settings import Settings

    app = create_app(Settings(home=Path(home), database_url=url), pages=False)
    end = gateway.TwilioGateway(ACCOUNT, TOKEN, SENDER, callback_base="https://waymark.example", origin=origin)
    if where == "claimed":
        vars(sending)["judge"] = _wait(home, where, judging.judge)
    if where == "handed":
        vars(gateway)["PAUSE_BUDGET"] = BUDGET
        sending.TextSteps.send = _wait(home, where, sending.TextSteps.send)  # type: ignore[method-assign]
    with app.app_context(), time_machine.travel(dt.datetime.fromisoformat(moment)):
        jobs.run_due(end)


def _wait(home: str, where: str, then: Callable[..., Any]) -> Callable[..., Any]:
    def step(*given: Any) -> Any:
        Path(home, where).touch()
        while Path(home, where).exists():
            time.sleep(0.01)
        return then(*given)

    return step


if __name__ == "__main__":
    main(*sys.argv[1:])
