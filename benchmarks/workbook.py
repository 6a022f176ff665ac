"""Prints what a workbook of 100,000 links costs: seconds, peak memory and size, beside what openpyxl needs for the same rows.

    python benchmarks/workbook.py [--links 100000] [--database audit.sqlite]

The database is made by hand, shaped like a blog: 100 links a page, most of them the template's, a finding in
every second one of the page's own; or it is a crawl's. The workbook is made in a process of its own, so that the figures are its alone; in
another one openpyxl writes the same rows, in its fastest way and without any look. The ratio is the figure to trust: seconds move with whatever else the machine does.
"""

from __future__ import annotations

import argparse
import json
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from reports.frames import SCHEMA_VERSION

SCHEMA = Path(__file__).parent.parent / "crawler" / "store" / "schema.sql"
A_PAGE = 100  # links on one page …
OWN = 20  # … of which so many are its own, the others the template's


def make(path: Path, links: int) -> None:
    """Write the database."""
    with closing(sqlite3.connect(path)) as db:
        db.executescript(SCHEMA.read_text(encoding="utf-8"))
        db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        db.execute(
            "INSERT INTO crawl (id, spider, target, site, started, finished, reason) VALUES"
            " (1, 'blog', 'https://blog.example/', 'https://blog.example', '2026-01-01T00:00:00+00:00',"
            " '2026-01-01T01:00:00+00:00', 'finished')"
        )
        db.execute("INSERT INTO network (crawl_id, id, name) VALUES (1, 'amazon', 'Amazon Associates')")
        db.execute(
            "INSERT INTO rule (crawl_id, id, severity, title, why, fix) VALUES (1, 'unmarked-affiliate-link', 'warning', 'Unmarked', 'Why.', 'Mark it.')"
        )
        template = [_target(db, f"https://blog.example/topic-{n}/", "internal") for n in range(A_PAGE - OWN)]
        for page in range(1, links // A_PAGE + 1):
            _page(db, page, template)
        db.commit()


def _target(db: sqlite3.Connection, url: str, kind: str, detail: str = "") -> int:
    amazon = kind == "affiliate"
    cursor = db.execute(
        "INSERT INTO target (crawl_id, url, kind, network, affiliate_id, confidence, destination, host, domain, detail)"
        " VALUES (1, ?, ?, ?, ?, ?, '', '', '', ?)",
        (url, kind, "amazon" * amazon, "me-20" * amazon, "certain" * amazon, detail),
    )
    return cursor.lastrowid or 0


def _page(db: sqlite3.Connection, page: int, template: list[int]) -> None:
    url = f"https://blog.example/posts/how-to-choose-the-right-thing-{page}/"
    db.execute(
        "INSERT INTO page (id, crawl_id, key, url, source, outcome, reason, status, redirect_to, content_type, size,"
        " elapsed_ms, depth, is_html, indexable, format, format_reason, title, titles, description, descriptions,"
        " canonical, robots, lang, viewport, charset, h1, words, etag, last_modified, facts) VALUES"
        " (?, 1, ?, ?, '', 'fetched', '', 200, '', 'text/html', 51200, 120, 2, 1, 1, '', '', ?, 1, ?, 1, ?, '', 'en',"
        " '', 'utf-8', ?, 1400, '', '', '{}')",
        (page, url, url, f"How to choose the right thing, part {page}", "What to look for. " * 8, url, "How to choose"),
    )  # fmt: skip
    db.executemany(
        "INSERT INTO heading (page_id, position, level, text, name, region, line, html_id, hidden, words)"
        " VALUES (?, ?, ?, ?, ?, 'main', ?, '', 0, 90)",
        [(page, n, 2 + n % 2, f"Step {n} of part {page}", f"Step {n} of part {page}", 20 * n) for n in range(1, 16)],
    )  # fmt: skip
    links = [(page, n, to, "A topic", "", "nav", None, n) for n, to in enumerate(template, 1)]
    findings = []
    for n in range(OWN):
        position = len(template) + n + 1
        kind = ("affiliate", "youtube", "external", "internal")[n % 4]
        address = f"https://{kind}.example/things/{page}/{n}?tag=me-20"
        to = _target(db, address, kind, "video wZy89qsM2Rc" if kind == "youtube" else "")
        links.append((page, position, to, f"thing {n} of {page}", "nofollow", "main", 1 + n % 15, 100 + n))
        if n % 2 == 0:
            findings.append((page, f"The link {n} of {page} is not marked", position, 100 + n, address))
    db.execute("INSERT INTO part (id, crawl_id) VALUES (?, 1)", (page,))
    db.execute(
        "INSERT INTO page_part (page_id, position, part_id, heading, line) VALUES (?, 0, ?, 0, 0)",
        (page, page),
    )
    db.executemany(
        "INSERT INTO part_link (part_id, number, target_id, text, rel, target, region, heading, line, in_code)"
        " VALUES (?, ?, ?, ?, ?, '', ?, ?, ?, 0)",
        links,
    )
    db.executemany(
        "INSERT INTO finding (crawl_id, page_id, rule, severity, message, subject, position, region, line, place, now,"
        " should_be, method, confidence) VALUES (1, ?, 'unmarked-affiliate-link', 'warning', ?, 'link', ?, 'main', ?,"
        " 'in main', ?, 'rel=\"sponsored\"', '', '')",
        findings,
    )


def measure(database: Path, workbook: Path) -> dict[str, float]:
    """Return what this process spends on the workbook: seconds of wall clock and CPU, MiB of peak memory."""
    begun = time.perf_counter()
    from reports.build import build

    built = build(database, workbook)
    return _used(begun, sum(built.rows.values()), workbook)


def _used(begun: float, rows: int, workbook: Path) -> dict[str, float]:
    used = resource.getrusage(resource.RUSAGE_SELF)
    unit = 1024**2 if sys.platform == "darwin" else 1024  # ru_maxrss is in bytes there, in KiB on Linux
    return {
        "rows": rows,
        "seconds": time.perf_counter() - begun,
        "cpu_seconds": used.ru_utime + used.ru_stime,
        "peak_mib": used.ru_maxrss / unit,
        "file_mib": workbook.stat().st_size / 1024**2,
    }


def reference(database: Path, workbook: Path) -> dict[str, float]:
    """Return what this process spends when openpyxl writes the same rows, without looks, links and charts."""
    begun = time.perf_counter()
    from openpyxl import Workbook

    from reports.build import SHEETS
    from reports.cells import safe
    from reports.frames import pick, reading
    from reports.layout import load_sheets
    from reports.workbook import Source
    from reports.worklist import prepare

    book, rows = Workbook(write_only=True), 0
    with reading(database) as connection:
        crawls = pick(connection, database, None)
        prepare(connection, crawls)
        source = Source(connection, crawls)
        for sheet in load_sheets(SHEETS):
            if sheet.block:
                continue
            page = book.create_sheet(sheet.title)
            source.filled(sheet)
            for row in source.rows(sheet, sheet):
                page.append([safe(value) for value in row])
                rows += 1
    book.save(workbook)
    return _used(begun, rows, workbook)


def main() -> None:
    """Make the database, measure in processes of their own, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--links", type=int, default=100_000)
    parser.add_argument("--database", type=Path, help="measure this crawl's workbook in place of a made one")
    parser.add_argument(
        "--measure", nargs=3, metavar=("WHAT", "DATABASE", "WORKBOOK"), help=argparse.SUPPRESS
    )
    options = parser.parse_args()
    if options.measure:
        what, database, workbook = options.measure
        measured = {"ours": measure, "openpyxl": reference}[what](Path(database), Path(workbook))
        sys.stdout.write(json.dumps(measured))
        return
    with tempfile.TemporaryDirectory() as folder:
        database = options.database or Path(folder) / "audit.sqlite"
        if not options.database:
            make(database, options.links)
        found = {}
        for what in ("ours", "openpyxl"):
            asked = [sys.executable, __file__, "--measure", what, str(database), f"{folder}/{what}.xlsx"]
            done = subprocess.run(asked, check=True, capture_output=True, text=True)
            found[what] = json.loads(done.stdout)
        sys.stdout.write(f"{'':<12} {'ours':>12} {'openpyxl':>12} {'ratio':>8}\n")
        for name, value in found["ours"].items():
            other = found["openpyxl"][name]
            sys.stdout.write(f"{name:<12} {value:>12,.1f} {other:>12,.1f} {value / other:>8.2f}\n")


if __name__ == "__main__":
    main()
