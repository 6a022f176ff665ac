"""Serves a folder from a process of its own: nginx where it is installed, since it costs next to nothing; else Python."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Debian keeps nginx where an ordinary user's PATH does not look.
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
PATIENCE = 15  # seconds until the server must answer
CONFIGURATION = """
daemon off;
worker_processes 1;
worker_rlimit_nofile 8192;
pid {work}/nginx.pid;
error_log {work}/error.log;
events {{ worker_connections 1024; }}
http {{
    types {{ text/html html htm; text/xml xml; text/plain txt; }}
    log_format given '$request_method $uri $status $sent_http_content_type';
    access_log {work}/access.log given;
    add_header LinkChecker "may ask faster" always;
    gzip on;
    gzip_static on;
    keepalive_requests 1000000;
    client_body_temp_path {work}/body;
    proxy_temp_path {work}/proxy;
    fastcgi_temp_path {work}/fastcgi;
    uwsgi_temp_path {work}/uwsgi;
    scgi_temp_path {work}/scgi;
    server {{ listen 127.0.0.1:{port}; root {folder}; }}
}}
"""


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(folder: Path, work: Path, port: int) -> Iterator[str]:
    """Serve `folder` on 127.0.0.1:port and yield the server's name. Raises RuntimeError when it does not start."""
    if NGINX:
        configuration = work / "nginx.conf"
        configuration.write_text(CONFIGURATION.format(work=work, folder=folder, port=port))
        command, name = [NGINX, "-c", str(configuration), "-p", str(work), "-e", f"{work}/error.log"], "nginx"
    else:
        command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1", "-d", str(folder)]
        name = "http.server (nginx is not installed: no gzip, and the server may be the limit)"
    # Temporary folders are closed to others; a worker of nginx that is started by root reads as nobody.
    work.chmod(0o755)
    with (work / "server.log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as server:
        try:
            _await(server, port, work)
            yield name
        finally:
            server.terminate()


def _await(server: subprocess.Popen[bytes], port: int, work: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    logs = [work / name for name in ("server.log", "error.log")]
    said = "".join(log.read_text(errors="replace")[-1000:] for log in logs if log.exists())
    msg = f"the server did not start: {said or 'it said nothing'}"
    raise RuntimeError(msg)
