"""Databases as earlier versions of this program left them: tests/store/databases/, dumped from crawls of a small site.

Each holds a finished crawl of the site, and one that was killed when three pages were stored.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "store" / "databases"
VERSIONS = sorted(int(path.stem.partition("-")[2]) for path in FOLDER.glob("version-*.sql"))
SERVED = "127.0.0.1:8000"  # where the site was served


def old_database(path: Path, version: int, site: str = SERVED) -> Path:
    """Write the database of a version to `path` and return it; `site` is the host and port that it is about."""
    dump = (FOLDER / f"version-{version}.sql").read_text(encoding="utf-8")
    path.parent.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(path)
    db.executescript(dump.replace(SERVED, site))
    db.close()
    return path
