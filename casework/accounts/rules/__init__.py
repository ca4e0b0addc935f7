"""Who may see and do what, and how they prove who they are: pure, and deny by default."""

from casework.accounts.rules.passwords import PASSWORD_MAX, PASSWORD_MIN, password_fault, pin_fault
from casework.accounts.rules.policy import (
    TABLE,
    Action,
    AgencyKind,
    Compartment,
    Decision,
    Facts,
    Role,
    holds,
    may,
)
from casework.accounts.rules.sessions import (
    ABSOLUTE,
    FRESH,
    IDLE,
    STEPS,
    Stage,
    Standing,
    is_fresh,
    standing,
)
from casework.accounts.rules.tries import TRIES, TRIES_WINDOW, Bucket, Limit
from casework.accounts.rules.unused import Unused, unused

__all__ = [
    "ABSOLUTE",
    "FRESH",
    "IDLE",
    "PASSWORD_MAX",
    "PASSWORD_MIN",
    "STEPS",
    "TABLE",
    "TRIES",
    "TRIES_WINDOW",
    "Action",
    "AgencyKind",
    "Bucket",
    "Compartment",
    "Decision",
    "Facts",
    "Limit",
    "Role",
    "Stage",
    "Standing",
    "Unused",
    "holds",
    "is_fresh",
    "may",
    "password_fault",
    "pin_fault",
    "standing",
    "unused",
]
