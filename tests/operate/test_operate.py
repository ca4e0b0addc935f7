"""docs/operate.md is true: every command of it runs, every unit is one, and every alarm of the product is explained."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from casework.kernel import clock, gate
from reminders.rules.troubles import Trouble, words
from reminders.services import health
from tests.laws.test_door import free_port
from tests.operate.machine import Machine
from tests.support import forked, house
from tests.support.databases import Databases
from web import schema
from web.rules import heartbeat, readiness, starting

PAGE = (house.ROOT / "docs/operate.md").read_text()
FILES = house.ROOT / "docs/operate"


@pytest.fixture
def machine(tmp_path: Path, all_databases: Databases) -> Iterator[Machine]:
    server = str(sa.make_url(all_databases.server()).query["host"])
    with forked.parent() as door:
        yield Machine(tmp_path / "machine", door, server, free_port())
    desk = sa.create_engine(all_databases.server(), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with desk.connect() as connection:
        for statement in ("DROP DATABASE IF EXISTS waymark WITH (FORCE)", "DROP ROLE IF EXISTS waymark"):
            connection.execute(sa.text(statement))


def commands() -> str:
    return "\n".join(re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL))


def test_every_command_of_the_page_runs_in_its_order(machine: Machine) -> None:
    done = machine.run(commands())
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    for said in (
        "Nothing stands in the way",
        "The audit trail is whole",
        "Put this in the settings",
        "seals everything",
    ):
        assert said in done.stdout + done.stderr
    backups = list((machine.folder / "var/lib/waymark/backups").glob("*.age"))
    assert len(backups) == 4
    assert (machine.folder / "etc/waymark.env").stat().st_mode & 0o077 == 0
    assert "chromium" not in (machine.folder / "played").read_text()


def test_nothing_else_is_fenced_as_if_it_ran() -> None:
    assert set(re.findall(r"^```(\w*)$", PAGE, re.MULTILINE)) == {"sh", "", "text"}


def test_systemd_accepts_every_unit(tmp_path: Path) -> None:
    tool = shutil.which("systemd-analyze")
    assert tool, "Debian's package systemd is missing: ./run test installs it"
    units = sorted(file for file in FILES.iterdir() if file.suffix in {".service", ".timer"})
    assert len(units) == 5
    for unit in units:
        text = unit.read_text().replace("/srv/waymark", str(house.ROOT))
        (tmp_path / unit.name).write_text(text)
    named = [str(tmp_path / unit.name) for unit in units]
    done = subprocess.run([tool, "verify", "--man=no", *named], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    for unit in units:
        assert unit.suffix == ".timer" or "User=waymark\n" in unit.read_text()
        assert unit.name.replace(".service", "") in PAGE


def test_the_proxy_sets_what_is_believed_and_nothing_of_metrics_leaves(app: Flask) -> None:
    nginx, caddy = ((FILES / name).read_text() for name in ("nginx.conf", "Caddyfile"))
    for name in ("X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host"):
        assert f"proxy_set_header {name} " in nginx
        assert name in PAGE
    assert "proxy_add_x_forwarded_for" not in nginx, "what came from outside is dropped"
    assert "TRUSTED_PROXIES=1" in (FILES / "waymark.env").read_text()
    for text in (nginx, caddy):
        assert "/metrics" in text
        assert "127.0.0.1:8000" in text
    assert "access_log off" in nginx
    assert "http2 on" not in nginx, "that word came with nginx 1.25; Debian 12 has 1.22 and would not start"
    assert {"/healthz", "/readyz", "/metrics"} <= {rule.rule for rule in app.url_map.iter_rules()}


def alarms() -> dict[str, str]:
    """Every sentence by which the product says that whoever runs it must act, by its name."""
    found = {f"trouble {one.value}": words(one) for one in Trouble}
    found |= {"not going": health.NOT_GOING}
    for module, names in (
        (
            gate,
            ("NO_ANCHOR", "WENT_BACK", "RESTORED", "MOVED", "MOVING", "OTHER_SITE", "TAMPERED", "CUT", "UNREADABLE"),
        ),
        (heartbeat, ("NO_WORKER", "NO_NOTICES", "NO_JOB", "NO_BACKUP")),
        (schema, ("MOVED", "HALF_MOVED", "HALF_FILLED")),
        (starting, [one for one in dir(starting) if one.isupper() and one not in ("WELL", "APART", "LIMIT")]),
    ):
        found |= {f"{module.__name__} {name}": getattr(module, name) for name in names}
    wrong = readiness.Found(False, 0, True, True, None, None, None, None, ("x",))
    found |= {f"ready {name}": said for name, said in readiness.judge(wrong, clock.now()).items() if said != "ok"}
    return {name: said for name, said in found.items() if isinstance(said, str)}


def test_every_alarm_has_its_paragraph() -> None:
    page = re.sub(r"\s+", " ", PAGE.replace("*", ""))
    missing = [name for name, said in alarms().items() if _beginning(said) not in page]
    assert missing == []
    assert len(alarms()) > 35


def _beginning(said: str) -> str:
    """A sentence to its first stop, with … for what is filled in."""
    plain = re.sub(r"\{\w*\}", "…", said)
    return re.split(r"(?<=[\w…)])(?:[.:;](?: |$)|, (?=here|for|which))", plain)[0]
