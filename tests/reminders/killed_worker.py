"""A worker process made to be killed: `python -m tests.reminders.killed_worker DATABASE HOME ORIGIN MOMENT WHERE`.

WHERE is "claimed" to hang between the claim and the hand-over; anything else hangs nowhere by itself.
"""

from __future__ import annotations

import datetime as dt
import sys
import time
from pathlib import Path
from typing import Any

import time_machine


def main(url: str, home: str, origin: str, moment: str, where: str) -> None:
    """Send what is due, once."""
    from reminders import jobs
    from reminders.gateway import TwilioGateway
    from reminders.services import sending
    from tests.support.twilio_stand_in import ACCOUNT, SENDER, TOKEN
    from web.app import create_app
    from web.settings import Settings

    app = create_app(Settings(home=Path(home), database_url=url))
    if where == "claimed":
        vars(sending)["judge"] = _hang
    with app.app_context(), time_machine.travel(dt.datetime.fromisoformat(moment)):
        jobs.run_due(TwilioGateway(ACCOUNT, TOKEN, SENDER, callback_base="https://waymark.example", origin=origin))


def _hang(*_: Any) -> None:
    Path(sys.argv[2], "claimed").touch()
    time.sleep(60)


if __name__ == "__main__":
    main(*sys.argv[1:])
