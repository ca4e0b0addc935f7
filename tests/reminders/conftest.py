from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine
from flask import Flask

from reminders import services
from reminders.gateway import TwilioGateway
from tests.reminders.cast import Cast, london
from tests.support import twilio_stand_in
from tests.support.staff import Team
from tests.support.twilio_stand_in import ACCOUNT, SENDER, TOKEN, StandIn

PUBLIC = "https://waymark.example"


@pytest.fixture
def at() -> Iterator[Callable[[str], None]]:
    """`at("2026-12-07 10:00")` puts the clock to a London time."""
    with time_machine.travel(london("2026-11-23 11:20"), tick=False) as traveller:
        yield lambda text: traveller.move_to(london(text))


@pytest.fixture
def cast(within: Flask, team: Team, at: Callable[[str], None]) -> Cast:
    """Monday 23 November 2026, 11:20: Jo, who may be texted, and her worker Robin."""
    return Cast(within, team)


@pytest.fixture
def provider() -> Iterator[StandIn]:
    with twilio_stand_in.running() as running:
        yield running


@pytest.fixture
def twilio(provider: StandIn) -> TwilioGateway:
    """The real Twilio end, speaking to the stand-in."""
    return TwilioGateway(ACCOUNT, TOKEN, SENDER, callback_base=PUBLIC, origin=provider.origin)


@pytest.fixture
def connected(within: Flask, twilio: TwilioGateway) -> TwilioGateway:
    """Texts wired to the provider, its number not yet verified."""
    services.wire(within, live=twilio, sender=SENDER, auth_token=TOKEN, public_url=PUBLIC)
    return twilio
