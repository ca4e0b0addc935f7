"""A PostgreSQL on a host of its own, reached over the network only by encrypted connections that are checked."""

from __future__ import annotations

import os
import pwd
import shutil
from pathlib import Path

from tests.harness.drill import free_port
from tests.load.net import Namespaces, Network
from tests.support import postgres
from tests.support.smtp import certificate

NAME = "database.example.org"


class Reached(postgres.Server):
    """The throw-away server, listening on a host of a network as well; `url` is its socket, for whoever counts."""

    def __init__(self, net: Network, host: str, folder: Path) -> None:
        self.net, self.host = net, host
        self.port = 5432 if isinstance(net, Namespaces) else free_port()
        self._pair = certificate(folder, NAME)
        key = postgres.scratch("key") / "server.pem"
        shutil.copyfile(self._pair, key)
        key.chmod(0o600)
        options = ("ssl=on", f"ssl_cert_file={key}", f"ssl_key_file={key}", f"port={self.port}")
        super().__init__(*options, f"listen_addresses={net.at(host)}")
        self.url += f"&port={self.port}"
        self._how["env"] |= {"PGPORT": str(self.port)}  # where it is asked whether it is up
        self._key = key
        if os.geteuid() == 0:
            user = pwd.getpwnam("postgres")
            for path in (key, key.parent):
                os.chown(path, user.pw_uid, user.pw_gid)
        with (self.folder / "data" / "pg_hba.conf").open("a") as rules:
            rules.write("hostssl all all all trust\n")
        with net.inside(host):
            self.start()

    def url_from(self, host: str) -> str:
        """The address by which a host reaches it."""
        address, port = self.net.way(host, self.host, self.port)
        checked = f"sslmode=verify-full&sslrootcert={self._pair}"
        return f"postgresql+psycopg://postgres@/postgres?host={NAME}&hostaddr={address}&port={port}&{checked}"

    def close(self) -> None:
        """Stopped, and nothing of it left."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.rmtree(self._key.parent, ignore_errors=True)
