"""Databases made by hand, as a crawl leaves them, for the tests of reports/."""

import sqlite3
from contextlib import closing
from pathlib import Path

from reports import build

SCHEMA = Path(__file__).parent.parent / "crawler" / "schema.sql"
ORIGIN = "https://blog.example"
RULES = {
    "dev-host-link": ("error", "Link to a development host", "Readers cannot reach it.", "Write the public address."),
    "generic-link-text": ("notice", "Link text that says nothing", "It is read out of context.", "Say where it leads."),
    "long-title": ("warning", "Title too long", "Search engines cut it.", "Shorten the title."),
    "skipped-heading-level": ("warning", "Skipped heading level", "The outline has a hole.", "Use the next level."),
}  # fmt: skip


def empty(path: Path) -> Path:
    """Return `path`, a database without a crawl."""
    with closing(sqlite3.connect(path)) as db:
        db.executescript(SCHEMA.read_text(encoding="utf-8"))
        db.execute("PRAGMA user_version = 1")
    return path


class Audit:
    """One crawl being written by hand; a context that commits and closes."""

    def __init__(self, path: Path, *, spider="blog", target=f"{ORIGIN}/", finished=True, reason="finished"):
        self.db = sqlite3.connect(path if path.exists() else empty(path))
        self.crawl = self.insert(
            "crawl", spider=spider, target=target, site=ORIGIN, started="2026-11-20T08:00:00+00:00",
            finished="2026-11-20T08:05:00+00:00" if finished else None, reason=reason,
        )  # fmt: skip
        for rule, (severity, title, why, fix) in RULES.items():
            self.insert(
                "rule", crawl_id=self.crawl, id=rule, severity=severity, title=title, why=why, fix=fix
            )
        self.insert("network", crawl_id=self.crawl, id="amazon", name="Amazon Associates")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.db.commit()
        self.db.close()

    def insert(self, table, **values):
        """Insert a row; what the schema demands and a test does not care about is empty text or 0."""
        for _, name, kind, needed, default, key in self.db.execute(f"PRAGMA table_info({table})").fetchall():
            if needed and default is None and not key:
                values.setdefault(name, "" if kind == "TEXT" else 0)
        names = ", ".join(values)
        marks = ", ".join("?" * len(values))
        return self.db.execute(
            f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(values.values())
        ).lastrowid

    def page(self, path="/", *, source="", **values):
        """Add a fetched HTML page, or a post, and return its id."""
        url = values.pop("url", f"{ORIGIN}{path}")
        defaults = {
            "outcome": "fetched",
            "status": 200,
            "is_html": 1,
            "indexable": 1,
            "content_type": "text/html",
        }
        return self.insert(
            "page", crawl_id=self.crawl, key=source or url, url=url, source=source, **(defaults | values)
        )

    def target(self, url, kind="external", **values):
        """Return the id of the target with this URL."""
        row = self.db.execute(
            "SELECT id FROM target WHERE (crawl_id, url) = (?, ?)", (self.crawl, url)
        ).fetchone()
        return row[0] if row else self.insert("target", crawl_id=self.crawl, url=url, kind=kind, **values)

    def link(
        self,
        page,
        position,
        url,
        kind="external",
        *,
        text="",
        line=None,
        region="main",
        heading=None,
        rel="",
        **target,
    ):
        """Add a link."""
        self.insert(
            "link", page_id=page, position=position, target_id=self.target(url, kind, **target), text=text, rel=rel,
            region=region, heading=heading, line=line,
        )  # fmt: skip

    def carrier(self, page, position, place, url, kind="external", *, line=None, in_code=0, **target):
        """Add a URL that stands elsewhere than in a link."""
        self.insert(
            "carrier", page_id=page, position=position, target_id=self.target(url, kind, **target), place=place,
            region="main", line=line, in_code=in_code,
        )  # fmt: skip

    def heading(self, page, position, level, text, line=None):
        """Add a heading."""
        self.insert(
            "heading", page_id=page, position=position, level=level, text=text, region="main", line=line
        )

    def finding(self, page, rule, message="It is wrong", subject="page", **values):
        """Add a finding with the rule's severity."""
        self.insert(
            "finding", crawl_id=self.crawl, page_id=page, rule=rule, severity=RULES[rule][0], message=message,
            subject=subject, **values,
        )  # fmt: skip


def workbook(database: Path, **options):
    """Return the database's workbook, made and opened again."""
    import openpyxl

    path = database.with_suffix(".xlsx")
    build(database, path, **options)
    return openpyxl.load_workbook(path)


def table(sheet) -> list[dict]:
    """Return a worksheet's rows below its header as dicts."""
    header, *rows = sheet.values
    return [dict(zip(header, row, strict=True)) for row in rows]
