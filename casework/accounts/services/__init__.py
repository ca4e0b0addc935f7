"""Agencies, their staff, and how somebody proves who they are."""

from casework.accounts.services.passwords import (
    WRONG,
    check_password,
    check_password_of,
    email_index,
    hasher,
)
from casework.accounts.services.sessions import (
    Browser,
    Session,
    end_session,
    find_session,
    open_session,
    touch_session,
)
from casework.accounts.services.staff import (
    add_agency,
    add_staff,
    bring_back,
    change_staff,
    end_staff,
    first_agency,
    have_left,
    is_set_up,
    load_staff,
    make_set_up_key,
    staff_of,
    use_set_up_key,
)
from casework.accounts.services.tries import TOO_MANY

__all__ = [
    "TOO_MANY",
    "WRONG",
    "Browser",
    "Session",
    "add_agency",
    "add_staff",
    "bring_back",
    "change_staff",
    "check_password",
    "check_password_of",
    "email_index",
    "end_session",
    "end_staff",
    "find_session",
    "first_agency",
    "hasher",
    "have_left",
    "is_set_up",
    "load_staff",
    "make_set_up_key",
    "open_session",
    "staff_of",
    "touch_session",
    "use_set_up_key",
]
