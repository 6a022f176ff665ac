"""Runs `scrapy crawl …` as a user does, in a process of its own, and opens what it left."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.support import warm

ROOT = Path(__file__).parents[2]
FAST = ("-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=0", "-s", "RETRY_TIMES=0")


def environment(**extra: str) -> dict[str, str]:
    """Return this process's environment without any AUDIT_* of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AUDIT_")}
    return {**kept, **extra}


def command(out: Path, *arguments: str) -> list[str]:
    """Return the command line of one crawl that writes below `out`."""
    # No test asks the world: one that checks links says so, and links to a server of its own.
    asked = any(argument.startswith("check_links=") for argument in arguments)
    offline = () if asked else ("-a", "check_links=no")
    # Nor for more than the pages, whose requests many tests count.
    for name in ("AUDIT_MAX_RESOURCES", "AUDIT_PROBES"):
        if not any(argument.startswith(name) for argument in arguments):
            offline += ("-s", f"{name}=0")
    return [sys.executable, "-m", "scrapy", "crawl", *FAST, *arguments, *offline, "-s", f"AUDIT_OUT={out}"]


def crawl(out: Path, *arguments: str, **extra: str) -> subprocess.CompletedProcess[str]:
    """Run one crawl to its end."""
    line, env = command(out, *arguments), environment(**extra)
    if any(name.startswith("PYTHON") for name in extra):
        return subprocess.run(line, cwd=ROOT, env=env, capture_output=True, text=True, timeout=120)
    module, *rest = line[2:]
    return warm.run(module, tuple(rest), ROOT, env, timeout=120)


def database(out: Path) -> Path:
    """Return the one database below `out`."""
    (path,) = out.glob("*/audit.sqlite")
    return path


def query(path: Path, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """Return the rows of a query."""
    connection = sqlite3.connect(path)
    try:
        return connection.execute(sql, values).fetchall()
    finally:
        connection.close()
