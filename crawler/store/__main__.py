"""`python -m crawler.store audit.sqlite`: brings the database of an older version up to date, as the next crawl would."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from crawler.errors import Mistake
from crawler.store.database import Database


def main(arguments: list[str] | None = None) -> int:
    """Return the exit code: 0 when the database is of this version now, 2 when it cannot be."""
    parser = argparse.ArgumentParser(
        prog="python -m crawler.store", description="Brings the database of an older version up to date."
    )
    parser.add_argument("database", type=Path, help="the audit.sqlite of a crawl")
    path = parser.parse_args(arguments).database
    if not path.is_file():
        sys.stderr.write(f"{path}: there is no such file; name the audit.sqlite of a crawl.\n")
        return 2
    try:
        Database(path).close()
    except Mistake as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
