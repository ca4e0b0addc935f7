"""Settings: safe by default, and a clear no to what cannot work (house habit 11)."""

from __future__ import annotations

from pathlib import Path

import pytest

from web.settings import BadSetting, Settings


def _from(**environment: str) -> Settings:
    return Settings.from_environment(environment)


def test_nothing_given_is_an_embedded_database_and_nothing_leaves(tmp_path: Path) -> None:
    made = _from(WAYMARK_HOME=str(tmp_path))
    assert made.database_url == f"sqlite:///{tmp_path / 'waymark.db'}"
    assert made.public_url == "http://127.0.0.1:8000"
    assert not made.texts_configured
    assert made.smtp_host == ""


def test_the_public_address_follows_the_port() -> None:
    assert _from(PORT="8123").public_url == "http://127.0.0.1:8123"


def test_blank_is_as_if_not_given() -> None:
    assert _from(PORT="  ", PUBLIC_URL="").public_url == "http://127.0.0.1:8000"


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        pytest.param({"PORT": "eighty"}, "PORT must be a whole number", id="a port in words"),
        pytest.param({"DATABASE_URL": "postgresql://x/y"}, "postgresql\\+psycopg", id="another driver"),
        pytest.param({"DATABASE_URL": "mysql://x/y"}, "DATABASE_URL must begin", id="another database"),
        pytest.param({"PUBLIC_URL": "waymark.example.org"}, "whole address", id="no scheme"),
        pytest.param({"SMTP_SECURITY": "maybe"}, "starttls, tls or none", id="unknown mail security"),
        pytest.param({"SMTP_HOST": "mail.example.org"}, "SMTP_FROM is needed", id="mail without a sender"),
        pytest.param(
            {"SMTP_HOST": "mail.example.org", "SMTP_FROM": "a@example.org", "SMTP_SECURITY": "none"},
            "only for a mail server on this machine",
            id="mail in the clear across a network",
        ),
        pytest.param({"SMTP_USER": "waymark"}, "SMTP_PASSWORD are needed together", id="half a mail sign-in"),
        pytest.param({"SMTP_CA_FILE": "/nowhere/ca.pem"}, "must be a file", id="no such certificates"),
        pytest.param({"BOUNCE_HOST": "mail.example.org"}, "BOUNCE_PASSWORD are needed", id="half a mailbox"),
        pytest.param({"TWILIO_ACCOUNT_SID": "AC1"}, "needed together", id="half a text account"),
    ],
)
def test_what_cannot_work_is_refused_by_name(environment: dict[str, str], says: str) -> None:
    with pytest.raises(BadSetting, match=says):
        _from(**environment)


def test_the_signing_key_is_made_once_and_kept_private(tmp_path: Path) -> None:
    made = _from(WAYMARK_HOME=str(tmp_path))
    assert made.kept_secret() == made.kept_secret()
    assert (tmp_path / "keys" / "secret").stat().st_mode & 0o777 == 0o600


def test_secrets_do_not_show_when_settings_are_printed() -> None:
    made = _from(
        TWILIO_ACCOUNT_SID="AC1",
        TWILIO_AUTH_TOKEN="hush-hush",
        TWILIO_FROM="+447700900001",
        SECRET_KEY="sssh" * 8,
        SMTP_USER="waymark",
        SMTP_PASSWORD="hush-hush",
        BOUNCE_HOST="mail.example.org",
        BOUNCE_USER="waymark",
        BOUNCE_PASSWORD="hush-hush",
    )
    assert "hush-hush" not in repr(made)
    assert "sssh" not in repr(made)


def test_the_islands_are_not_texted_unless_switched_on() -> None:
    assert _from().text_islands == "no"
    assert _from(TEXT_ISLANDS="yes").text_islands == "yes"
    with pytest.raises(BadSetting, match="TEXT_ISLANDS must be yes or no"):
        _from(TEXT_ISLANDS="Jersey")


def test_a_reason_is_asked_for_after_five_business_days_unless_said_otherwise() -> None:
    assert _from().reason_after_days == 5
    assert _from(REASON_AFTER_DAYS="3").reason_after_days == 3
