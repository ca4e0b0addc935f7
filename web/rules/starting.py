"""What stands in the way of starting, each in one sentence that says what to do."""

from __future__ import annotations

import datetime as dt

LIMIT = 10.0
"""Seconds that any one look may take before it is said that nothing answers."""
APART = dt.timedelta(minutes=5)
SLOW = "{what} did not answer within {limit} seconds. Look whether it can be reached, then start again"
HOME = "WAYMARK_HOME ({path}) cannot be written: {why}. Give the folder to the user that runs Waymark"
FULL = "The disk of {path} is full. Make room, then start again"
PORT = "Port {port} at {host} is already in use. Stop what is using it, or choose another with PORT"
NOT_ALLOWED = "Port {port} may not be used by this user. Choose one above 1023 with PORT"
NO_ADDRESS = "Waymark cannot listen at {host}, port {port}: {why}. Say an address of this machine in HOST"
AWAY = "The database cannot be reached: {why}. Start it, or put its address right in DATABASE_URL"
NO_DATABASE = "{path} is not a database that can be read. Put back a backup: docs/backups.md"
OLD_SERVER = "The database is PostgreSQL {found}. Waymark needs 13 or newer"
OLDEST_SERVER = 13
CLOCK = (
    "The clock of this machine says {ours} (UTC), and {other} says {theirs}. "
    "Set the clock, for example with timedatectl set-ntp true, then start again"
)
WELL = "Nothing stands in the way: Waymark can start here."


def clock_line(ours: dt.datetime, newest: dt.datetime | None, servers: dt.datetime | None) -> list[str]:
    """Whether this machine's clock (UTC) is behind what was last written down, or more than five minutes from the
    database server's; None where there is nothing to compare with. Time that passed meanwhile is no fault."""
    if servers is not None and abs(servers - ours) > APART:
        return [CLOCK.format(ours=_said(ours), other="the database’s", theirs=_said(servers))]
    if newest is not None and newest - ours > APART:
        return [CLOCK.format(ours=_said(ours), other="the newest record", theirs=_said(newest))]
    return []


def _said(moment: dt.datetime) -> str:
    return f"{moment.astimezone(dt.UTC):%d %B %Y %H:%M}"
