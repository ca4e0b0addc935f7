# ruff: noqa: RUF009 (`_env` is dataclasses.field with the variable's name)
"""Settings: one frozen dataclass, read once from the environment, safe by default (house habit 11)."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import make_url

from casework.kernel.showing import REASON_AFTER
from casework.people.rules.keeping import USUAL, Kind
from notices.gateway.mail import on_this_machine
from web.logs import LEVELS

SHORTEST_SECRET = 32


class BadSetting(RuntimeError):
    """A setting that Waymark cannot start with; the message names it and says how to put it right."""


def _env(name: str, default: Any = MISSING, *, secret: bool = False) -> Any:
    return field(default=default, repr=not secret, metadata={"env": name})


AS_ROOT = (
    "Waymark does not run as root. Run it as a user of its own who owns WAYMARK_HOME, or set ALLOW_ROOT=yes where root "
    "is the only user there is"
)


@dataclass(frozen=True)
class Settings:
    """Everything that can be set from outside; docs/settings.md explains each."""

    home: Path = _env("WAYMARK_HOME")
    database_url: str = _env("DATABASE_URL", "", secret=True)
    host: str = _env("HOST", "127.0.0.1")
    port: int = _env("PORT", 8000)
    public_url: str = _env("PUBLIC_URL", "")
    secret_key: str = _env("SECRET_KEY", "", secret=True)
    trusted_proxies: int = _env("TRUSTED_PROXIES", 0)
    webhook_url: str = _env("WEBHOOK_URL", "")
    lock_minutes: int = _env("LOCK_MINUTES", 15)
    twilio_account_sid: str = _env("TWILIO_ACCOUNT_SID", "")
    twilio_auth_token: str = _env("TWILIO_AUTH_TOKEN", "", secret=True)
    twilio_from: str = _env("TWILIO_FROM", "")
    twilio_api_origin: str = _env("TWILIO_API_ORIGIN", "")
    texts_at_once: int = _env("TEXTS_AT_ONCE", 8)
    texts_per_second: int = _env("TEXTS_PER_SECOND", 5)
    texts_per_number_a_day: int = _env("TEXTS_PER_NUMBER_A_DAY", 3)
    texts_per_person_a_week: int = _env("TEXTS_PER_PERSON_A_WEEK", 6)
    texts_per_agency_a_day: int = _env("TEXTS_PER_AGENCY_A_DAY", 200)
    texts_per_site_a_day: int = _env("TEXTS_PER_SITE_A_DAY", 500)
    text_islands: str = _env("TEXT_ISLANDS", "no")
    reason_after_days: int = _env("REASON_AFTER_DAYS", REASON_AFTER)
    smtp_host: str = _env("SMTP_HOST", "")
    smtp_port: int = _env("SMTP_PORT", 587)
    smtp_user: str = _env("SMTP_USER", "")
    smtp_password: str = _env("SMTP_PASSWORD", "", secret=True)
    smtp_security: str = _env("SMTP_SECURITY", "starttls")
    smtp_from: str = _env("SMTP_FROM", "")
    smtp_return_to: str = _env("SMTP_RETURN_TO", "")
    smtp_ca_file: str = _env("SMTP_CA_FILE", "")
    bounce_host: str = _env("BOUNCE_HOST", "")
    bounce_port: int = _env("BOUNCE_PORT", 995)
    bounce_user: str = _env("BOUNCE_USER", "")
    bounce_password: str = _env("BOUNCE_PASSWORD", "", secret=True)
    wake_seconds: int = _env("WAKE_SECONDS", 15)
    allow_root: str = _env("ALLOW_ROOT", "no")
    keep_contact_months: int = _env("KEEP_CONTACT_MONTHS", USUAL[Kind.CONTACT])
    keep_support_months: int = _env("KEEP_SUPPORT_MONTHS", USUAL[Kind.SUPPORT])
    keep_referral_months: int = _env("KEEP_REFERRAL_MONTHS", USUAL[Kind.REFERRAL])
    keep_order_months: int = _env("KEEP_ORDER_MONTHS", USUAL[Kind.ORDER])
    keep_notice_months: int = _env("KEEP_NOTICE_MONTHS", USUAL[Kind.NOTICE])
    keep_safeguarding_months: int = _env("KEEP_SAFEGUARDING_MONTHS", USUAL[Kind.SAFEGUARDING])
    anchor_file: str = _env("ANCHOR_FILE", "")
    backup_keys: str = _env("BACKUP_KEYS", "")
    backup_folder: str = _env("BACKUP_FOLDER", "")
    log_level: str = _env("LOG_LEVEL", "info")
    metrics_key: str = _env("METRICS_KEY", "", secret=True)
    testing: bool = False

    def __post_init__(self) -> None:
        """Fill in what follows from the rest, and refuse what cannot work. Raises BadSetting."""
        fill = object.__setattr__  # the dataclass is frozen; this is its own first moment
        if not self.database_url:
            fill(self, "database_url", f"sqlite:///{(self.home / 'waymark.db').resolve()}")
        if not self.public_url:
            fill(self, "public_url", f"http://127.0.0.1:{self.port}")
        if not self.webhook_url:
            fill(self, "webhook_url", self.public_url)
        self._check()

    def _check(self) -> None:
        """Everything that is wrong is said at once, a line for each."""
        if found := [*self._wrong(), *self._wrong_mail()]:
            raise BadSetting("\n".join(found))

    def _wrong(self) -> Iterator[str]:
        if not self.database_url.startswith(("sqlite:///", "postgresql+psycopg://")):
            yield "DATABASE_URL must begin with sqlite:/// or postgresql+psycopg://"
        elif self._crosses_a_network and make_url(self.database_url).query.get("sslmode") != "verify-full":
            yield "DATABASE_URL must end in ?sslmode=verify-full where the database is on another machine"
        if self.secret_key and len(self.secret_key) < SHORTEST_SECRET:
            yield f"SECRET_KEY must have {SHORTEST_SECRET} characters or more, or be left out"
        if self.metrics_key and len(self.metrics_key) < SHORTEST_SECRET:
            yield f"METRICS_KEY must have {SHORTEST_SECRET} characters or more, or be left out"
        for name, address in (("PUBLIC_URL", self.public_url), ("WEBHOOK_URL", self.webhook_url)):
            if urlsplit(address).scheme not in ("http", "https") or not urlsplit(address).hostname:
                yield f"{name} must be a whole address, such as https://waymark.example.org"
        if not 5 <= self.lock_minutes <= 60:
            yield "LOCK_MINUTES must be from 5 to 60"
        if self.smtp_security not in ("starttls", "tls", "none"):
            yield "SMTP_SECURITY must be starttls, tls or none"
        if self.log_level not in LEVELS:
            yield f"LOG_LEVEL must be one of {', '.join(LEVELS)}"
        if self.text_islands not in ("yes", "no"):
            yield "TEXT_ISLANDS must be yes or no"
        if not all(1 <= months <= 600 for months in self.keep_months.values()):
            yield "KEEP_…_MONTHS must each be from 1 to 600 months"
        given = [self.twilio_account_sid, self.twilio_auth_token, self.twilio_from]
        if any(given) and not all(given):
            yield "TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_FROM are needed together, or none of them"

    def _wrong_mail(self) -> Iterator[str]:
        """Names and court dates never cross a network in the clear, and half a sign-in is a mistake."""
        if self.smtp_host and not self.smtp_from:
            yield "SMTP_FROM is needed with SMTP_HOST: the address that notices come from"
        if self.smtp_host and self.smtp_security == "none" and not on_this_machine(self.smtp_host):
            yield "SMTP_SECURITY may be none only for a mail server on this machine. Say starttls or tls"
        if bool(self.smtp_user) != bool(self.smtp_password):
            yield "SMTP_USER and SMTP_PASSWORD are needed together, or neither of them"
        if self.smtp_ca_file and not Path(self.smtp_ca_file).is_file():
            yield "SMTP_CA_FILE must be a file with the certificates to trust"
        given = [self.bounce_host, self.bounce_user, self.bounce_password]
        if any(given) and not all(given):
            yield "BOUNCE_HOST, BOUNCE_USER and BOUNCE_PASSWORD are needed together, or none of them"

    @property
    def _crosses_a_network(self) -> bool:
        url = make_url(self.database_url)
        host = str(url.query.get("host") or url.host or "/")
        return not self.is_sqlite and not host.startswith("/") and not on_this_machine(host)

    @property
    def is_sqlite(self) -> bool:
        """True on the embedded database."""
        return self.database_url.startswith("sqlite")

    @property
    def webhook_host(self) -> str:
        """The host name that only the provider calls, or "" where it calls the one that people use (ASVS 3.5.4)."""
        named = urlsplit(self.webhook_url).hostname or ""
        return "" if named == urlsplit(self.public_url).hostname else named

    @property
    def keep_months(self) -> dict[Kind, int]:
        """How many whole months each kind of record is kept from its last day on."""
        return {kind: getattr(self, f"keep_{kind.value}_months") for kind in Kind}

    @property
    def texts_configured(self) -> bool:
        """True when a text provider's account is given."""
        return bool(self.twilio_account_sid)

    @property
    def anchor_path(self) -> Path:
        """The anchor: how far the audit trail had come, beside the keys and so outside the database's backups."""
        return Path(self.anchor_file) if self.anchor_file else self.home / "keys" / "anchor.log"

    @property
    def begun_elsewhere(self) -> Path | None:
        """The anchor file that several machines share, where one of them has written it; None on one machine alone."""
        shared = not self.is_sqlite and not self.anchor_path.is_relative_to(self.home)
        return self.anchor_path if shared and self.anchor_path.exists() else None

    @property
    def keyring_path(self) -> Path:
        """The key ring: beside the anchor, outside the database and its backups."""
        return self.home / "keys" / "keyring.json"

    @property
    def backup_path(self) -> Path:
        """The folder in which backups are kept."""
        return Path(self.backup_folder) if self.backup_folder else self.home / "backups"

    @property
    def pretend_path(self) -> Path:
        """The pretend people's own database file."""
        return self.home / "demo" / "pretend.db"

    def kept_secret(self) -> str:
        """The key that signs form tokens: as given, or made once and kept in WAYMARK_HOME with mode 0600."""
        if self.secret_key:
            return self.secret_key
        path = self.home / "keys" / "secret"
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(48))
        except FileExistsError:
            pass
        return path.read_text()

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Settings:
        """Read the environment. Raises BadSetting naming what is wrong."""
        values: dict[str, Any] = {"home": Path("var")}
        wrong: list[str] = []
        for setting in fields(cls):
            name = setting.metadata.get("env")
            if name and (text := environment.get(name, "").strip()):
                try:
                    values[setting.name] = _typed(name, text, setting.type)
                except BadSetting as said:
                    wrong.append(str(said))
        if wrong:
            raise BadSetting("\n".join(wrong))
        return cls(**values)

    @classmethod
    def of_this_process(cls) -> Settings:
        """The same for a process that serves, works or is a command. Raises BadSetting for root, who could read and
        change every other file of the machine through one fault of ours (promises O1), unless ALLOW_ROOT is yes."""
        found = cls.from_environment(os.environ)
        if os.geteuid() == 0 and found.allow_root != "yes":
            raise BadSetting(AS_ROOT)
        return found

    def for_another_process(self) -> dict[str, str]:
        """The environment in which a process that this one starts finds the same site; its metrics are its own."""
        given = {name: value for name, value in os.environ.items() if name != "PROMETHEUS_MULTIPROC_DIR"}
        return given | {"WAYMARK_HOME": str(self.home.resolve()), "DATABASE_URL": self.database_url}


def port_is_handed_over() -> bool:
    """Whether somebody else opened the port for this process: systemd, or the gunicorn that it takes over from."""
    return any(name in os.environ for name in ("GUNICORN_FD", "LISTEN_FDS"))


def _typed(name: str, text: str, kind: Any) -> Any:
    if kind == "Path":
        return Path(text)
    if kind != "int":
        return text
    if not text.isascii() or not text.isdigit():
        raise BadSetting(f"{name} must be a whole number, not “{text}”")
    return int(text)
