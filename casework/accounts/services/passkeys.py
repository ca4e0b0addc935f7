"""Passkeys: the device proves who is there, by finger, face or PIN of its own, to this address only (WebAuthn)."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets

from sqlalchemy import delete, select, update
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from casework.accounts.models import PasskeyQuestion, SecondFactor, Staff
from casework.accounts.rules import Unused, unused
from casework.accounts.rules.site import Site
from casework.accounts.services import factors
from casework.kernel.columns import blind_index
from casework.kernel.database import db
from casework.kernel.refused import Refused

LASTS = dt.timedelta(minutes=5)
NOT_PROVED = "The passkey did not work. Try again, or use another way"
NO_SCRIPTS = "This browser cannot use a passkey here. Use another way"
VERIFIED = UserVerificationRequirement.REQUIRED


def question_to_make(staff: Staff, site: Site, *, at: dt.datetime) -> str:
    """What the browser is asked in order to make a passkey, as JSON, good for five minutes and one answer."""
    challenge = _ask(at)
    options = generate_registration_options(
        rp_id=site.host,
        rp_name=factors.ISSUER,
        user_id=blind_index("passkey.user", str(staff.id)),
        user_name=staff.email,
        user_display_name=staff.name,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=VERIFIED
        ),
        exclude_credentials=_descriptors(staff.id),
    )
    return options_to_json(options)


def question_to_use(staff_id: int | None, site: Site, *, at: dt.datetime) -> str:
    """What the browser is asked in order to use one; of one person's passkeys when it is known who is there."""
    challenge = _ask(at)
    allowed = _descriptors(staff_id) if staff_id is not None else []
    return options_to_json(
        generate_authentication_options(
            rp_id=site.host, challenge=challenge, allow_credentials=allowed, user_verification=VERIFIED
        )
    )


def _ask(at: dt.datetime) -> bytes:
    challenge = secrets.token_bytes(32)
    db.session.execute(delete(PasskeyQuestion).where(PasskeyQuestion.ends_at <= at))
    db.session.add(PasskeyQuestion(digest=hashlib.sha256(challenge).digest(), ends_at=at + LASTS))
    return challenge


def _descriptors(staff_id: int) -> list[PublicKeyCredentialDescriptor]:
    found = [one.credential_id for one in factors.factors_of(staff_id)]
    return [PublicKeyCredentialDescriptor(id=one) for one in found if one is not None]


def add_passkey(staff: Staff, answer: str, site: Site, *, name: str, at: dt.datetime) -> None:
    """Take a passkey as a second step. Raises Refused when the answer is to no question of ours, or proves nothing."""
    challenge = _answered(answer, at)
    try:
        made = verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as no:
        raise Refused(NOT_PROVED) from no
    row = SecondFactor(staff_id=staff.id, kind=factors.PASSKEY_KIND, name=name, made_at=at)
    row.credential_id, row.public_key, row.sign_count = (
        made.credential_id,
        made.credential_public_key,
        made.sign_count,
    )
    db.session.add(row)
    factors.added(staff, at=at)


def check_passkey(answer: str, site: Site, *, at: dt.datetime) -> Staff:
    """Whose passkey answered. Raises Refused when it is nobody's who may sign in, or proves nothing."""
    challenge = _answered(answer, at)
    found = _factor_of(answer)
    if found is None or not found.staff.is_active or unused(found.staff.used_at, at=at) is Unused.CLOSED:
        raise Refused(NOT_PROVED)
    try:
        proved = verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=found.public_key or b"",
            credential_current_sign_count=found.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as no:
        raise Refused(NOT_PROVED) from no
    used = {"sign_count": proved.new_sign_count, "used_at": at}
    db.session.execute(update(SecondFactor).where(SecondFactor.id == found.id).values(**used))
    return found.staff


def _answered(answer: str, at: dt.datetime) -> bytes:
    """The question that is answered, used up. Raises Refused when it is none of ours, or is over five minutes old."""
    try:
        client = json.loads(base64url_to_bytes(json.loads(answer)["response"]["clientDataJSON"]))
        challenge = base64url_to_bytes(client["challenge"])
    except (ValueError, KeyError, TypeError, RecursionError) as no:
        raise Refused(NO_SCRIPTS if not answer else NOT_PROVED) from no
    asked = PasskeyQuestion.digest == hashlib.sha256(challenge).digest()
    burned = db.session.execute(delete(PasskeyQuestion).where(asked, PasskeyQuestion.ends_at > at))
    if burned.rowcount != 1:  # type: ignore[attr-defined]
        raise Refused(NOT_PROVED)
    return challenge


def _factor_of(answer: str) -> SecondFactor | None:
    try:
        credential = base64url_to_bytes(str(json.loads(answer)["id"]))
    except (ValueError, KeyError, TypeError):
        return None
    rows = select(SecondFactor).where(SecondFactor.credential_id == credential, SecondFactor.ended_at.is_(None))
    found: SecondFactor | None = db.session.scalar(rows)
    return found
