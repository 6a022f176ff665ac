"""`python -m crawler.store audit.sqlite`: brings the database of an older version up to date, as the next crawl would."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from crawler.errors import guarded
from crawler.store.database import Database


def main(arguments: list[str] | None = None) -> int:
    """Return the exit code: 0 when the database is of this version now, 2 when there is none. Raises Mistake when it cannot be."""
    parser = argparse.ArgumentParser(
        prog="python -m crawler.store", description="Brings the database of an older version up to date."
    )
    parser.add_argument("database", type=Path, help="database of the audit (audit.sqlite)")
    path = parser.parse_args(arguments).database
    if not path.is_file():
        sys.stderr.write(f"{path}: the file does not exist; name the audit.sqlite of a crawl.\n")
        return 2
    Database(path).close()
    return 0


if __name__ == "__main__":
    raise SystemExit(guarded(main))
