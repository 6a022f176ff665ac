"""Runs commands of the product in processes of their own that need not import it again: importing costs more than most crawls.

A server imports everything once and forks a child for each command. The child has its own arguments, environment, folder,
streams and exit code, and ends as a process does. What a command makes of Python's own variables is read at the start of an
interpreter: such a command is not for here.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import importlib
import json
import os
import pkgutil
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import traceback
from pathlib import Path

ROOT = Path(__file__).parents[2]
# These read the environment when they are imported, or import what does.
NOT_WARM = ("crawler.settings", "crawler.cli")
_LOCK = threading.Lock()


def run(
    module: str, arguments: tuple[str, ...], cwd: Path, env: dict[str, str], timeout: int
) -> subprocess.CompletedProcess[str]:
    """Run `python -m module arguments` to its end; subprocess.TimeoutExpired once it takes longer than `timeout` seconds."""
    order = json.dumps({"module": module, "arguments": arguments, "cwd": str(cwd), "env": env}).encode()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, _LOCK:
        server = _server()
        socket.send_fds(server, [len(order).to_bytes(4, "big")], [out.fileno(), err.fileno()])
        server.sendall(order)
        child = int.from_bytes(_read(server, 4), "big")
        server.settimeout(timeout)
        try:
            code = int.from_bytes(_read(server, 4), "big", signed=True)
        except TimeoutError:
            os.kill(child, signal.SIGKILL)
            server.settimeout(None)
            _read(server, 4)
            raise subprocess.TimeoutExpired([module, *arguments], timeout) from None
        finally:
            server.settimeout(None)
        return subprocess.CompletedProcess([module, *arguments], code, _text(out), _text(err))


def _text(file: object) -> str:
    file.seek(0)
    return file.read().decode().replace("\r\n", "\n")


@functools.cache
def _server() -> socket.socket:
    ours, theirs = socket.socketpair()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.warm", str(theirs.fileno())],
        cwd=ROOT,
        pass_fds=[theirs.fileno()],
    )
    theirs.close()

    @atexit.register
    def end() -> None:
        ours.close()
        process.wait()

    return ours


def _read(connection: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        more = connection.recv(count - len(data))
        if not more:
            raise EOFError
        data += more
    return data


def _serve(connection: socket.socket) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for pytest, whose end is the end of this, too
    _import_everything()
    with contextlib.suppress(EOFError, ConnectionError):
        while True:
            size, streams, _, _ = socket.recv_fds(connection, 4, 2)
            if len(size) < 4:
                return
            order = json.loads(_read(connection, int.from_bytes(size, "big")))
            child = os.fork()
            if not child:
                connection.close()
                _be(order, streams)
            for stream in streams:
                os.close(stream)
            connection.sendall(child.to_bytes(4, "big"))
            code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            connection.sendall(code.to_bytes(4, "big", signed=True))


def _import_everything() -> None:
    for root in ("crawler", "reports"):
        for module in pkgutil.walk_packages(importlib.import_module(root).__path__, f"{root}."):
            if not module.name.startswith(NOT_WARM) and not module.name.endswith("__main__"):
                importlib.import_module(module.name)
    early = {"twisted.internet.reactor", "crawler.settings"} & set(sys.modules)
    assert not early, f"{early}: what reads the environment or may exist once a process is imported too early"


def _be(order: dict, streams: list[int]) -> None:
    """Become the process that was asked for; does not return."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number, stream in enumerate(streams, start=1):
        os.dup2(stream, number)
        os.close(stream)
    os.environ.clear()
    os.environ.update(order["env"])
    os.chdir(order["cwd"])
    sys.path[0] = order["cwd"]
    sys.argv = ["", *order["arguments"]]
    code = 0
    try:
        runpy.run_module(order["module"], run_name="__main__", alter_sys=True)
    except SystemExit as end:
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
        code = 1
    with contextlib.suppress(Exception):
        threading._shutdown()
        atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])))
