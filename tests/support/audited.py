"""Databases made by hand, as a crawl leaves them, for the tests of reports/."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import openpyxl

from reports.build import build
from reports.frames import SCHEMA_VERSION

SCHEMA = Path(__file__).parents[2] / "crawler" / "store" / "schema.sql"
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
        db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    return path


class Audit:
    """One crawl being written by hand; a context that commits and closes."""

    def __init__(self, path: Path, *, spider="blog", target=f"{ORIGIN}/", finished=True, reason="finished"):
        self.db = sqlite3.connect(path if path.exists() else empty(path))
        self.crawl = self.insert(
            "crawl", spider=spider, target=target, site=ORIGIN, started="2026-11-20T08:00:00+00:00",
            finished="2026-11-20T08:05:00+00:00" if finished else None, cause=reason, reason=reason,
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
        part = self.insert("part", crawl_id=self.crawl)
        self.insert(
            "part_link", part_id=part, number=0, target_id=self.target(url, kind, **target), text=text, rel=rel,
            region=region, heading=heading, line=line,
        )  # fmt: skip
        self.insert("page_part", page_id=page, position=position, part_id=part)

    def reference(self, page, position, place, url, kind="external", *, line=None, in_code=0, **target):
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
    path = database.with_suffix(".xlsx")
    build(database, path, **options)
    return openpyxl.load_workbook(path)


def table(sheet) -> list[dict]:
    """Return a worksheet's rows below its header as dicts."""
    header, *rows = sheet.values
    return [dict(zip(header, row, strict=True)) for row in rows]


def small_blog(path: Path) -> Path:
    """Return `path`, a database with two crawls of a blog: something on every sheet."""
    for newest in (False, True):
        with Audit(path) as audit:
            home = audit.page("/", title="Tents", h1="Tents", words=120, size=4096, elapsed_ms=31, depth=0)
            audit.heading(home, 1, 1, "Tents", line=10)
            audit.heading(home, 2, 2, "Our pick", line=20)
            audit.link(home, 1, f"{ORIGIN}/about/", "internal", text="About", region="nav", line=5)
            audit.link(
                home, 2, "https://www.amazon.com/dp/B01?tag=me-20", "affiliate", network="amazon", affiliate_id="me-20",
                confidence="certain", destination="https://www.amazon.com/dp/B01", product="B01", text="this tent", heading=2, line=22,
                rel="sponsored",
            )  # fmt: skip
            if not newest:
                continue
            about = audit.page("/about/", title="About", words=80, depth=1, canonical=f"{ORIGIN}/about/")
            audit.page("/gone/", outcome="failed", status=404, is_html=0, reason="the server answered 404")
            for page in (home, about):
                audit.link(page, 9, "https://else.example/", text="here", region="footer", line=90)
                audit.finding(
                    page, "generic-link-text", "The link's text “here” says nothing", "link", position=9, line=90,
                    region="footer", place="link 9 in footer", now="here",
                )  # fmt: skip
            audit.heading(about, 1, 4, "", line=12)
            audit.finding(
                about, "skipped-heading-level", "An h4 follows an h1", "heading", position=1, line=12, region="main",
                place="line 12", now="h4", should_be="h2",
            )  # fmt: skip
            audit.link(
                about,
                1,
                "https://amzn.to/3abc",
                "affiliate",
                network="amazon",
                confidence="likely",
                text="it",
                line=30,
            )
            audit.link(about, 2, "http://blog.local/guide/", "dev-host", text="guide", heading=1, line=31)
            audit.finding(
                about, "dev-host-link", "The link leads to a development host", "link", position=2, line=31, region="main",
                place="link 2 in main", now="http://blog.local/guide/", should_be=f"{ORIGIN}/guide/",
                method="host map", confidence="high",
            )  # fmt: skip
            audit.reference(about, 1, "img", "http://blog.local/a.png", "dev-host", line=33)
            audit.reference(about, 2, "text", "http://blog.local/b", "dev-host", line=34, in_code=1)
            audit.reference(
                about,
                3,
                "iframe",
                "https://www.youtube.com/embed/abcdefghijk",
                "youtube",
                line=35,
                detail="embed abcdefghijk",
                item="embed",
                item_id="abcdefghijk",
            )
            audit.link(
                about,
                3,
                "https://youtu.be/",
                "youtube",
                text="watch",
                line=36,
                detail="home page",
                item="home page",
            )
            audit.insert(
                "frontier",
                crawl_id=audit.crawl,
                key=f"{ORIGIN}/later/",
                role="page",
                state="skipped",
                cause="limit-pages",
                reason="page limit",
            )
            _fill_files(audit, about)
            for page, position, types, google, feature, retired, missing in (
                (home, 1, "WebSite", "", "", "", ""),
                (home, 2, "Product", "Product", "Product snippet", "", "review, aggregateRating or offers"),
                (about, 1, "Product", "Product", "Product snippet", "", "review, aggregateRating or offers"),
                (about, 2, "FAQPage", "FAQPage", "FAQ", "2026-05-07", ""),
                (about, 3, "BlogPosting", "Article", "Article", "", ""),
            ):
                audit.insert(
                    "structured_item", page_id=page, position=position, types=types, name="Tent", syntax="json-ld",
                    line=position, google=google, feature=feature, retired=retired, missing=missing,
                    unfilled="image; headline" if google == "Article" else "",
                )  # fmt: skip
            audit.insert("note", page_id=about, text="the body was cut after 16 MiB")
            audit.insert(
                "coverage",
                crawl_id=audit.crawl,
                code="pages-refused",
                what="Pages refused",
                count=1,
                example=f"{ORIGIN}/x",
                why="robots.txt",
            )
    return path


def _fill_files(audit: Audit, about: int) -> None:
    """Add two files that a page loads, a redirect, what a sitemap names, and another language."""
    for position, name in enumerate(("logo.png", "site.css"), 4):
        audit.insert(
            "resource_use", page_id=about, position=position, place="img" if position == 4 else "stylesheet", href=f"/{name}",
            region="main", line=3,
        )  # fmt: skip
    used = {"page_id": about, "pages": 1, "checked": "2026-11-20T08:04:00+00:00"}
    audit.insert(
        "resource", crawl_id=audit.crawl, url=f"{ORIGIN}/logo.png", asked=f"{ORIGIN}/logo.png", kind="image", verdict="broken",
        status=404, reason="it returns 404 Not Found", position=4, **used,
    )  # fmt: skip
    audit.insert(
        "resource", crawl_id=audit.crawl, url=f"{ORIGIN}/site.css", asked=f"{ORIGIN}/site.css", kind="style", verdict="ok",
        status=200, size=12345, content_type="text/css", googlebot=0, position=5, **used,
    )  # fmt: skip
    audit.page(
        "/info/", outcome="redirected", status=301, is_html=0, redirect_to=f"{ORIGIN}/about/", final_url=f"{ORIGIN}/about/",
        redirects=f"301 → {ORIGIN}/about/", redirect_hops=1, redirect_permanent=1,
    )  # fmt: skip
    for path in ("/about/", "/info/"):
        row = audit.insert("frontier", crawl_id=audit.crawl, key=f"{ORIGIN}{path}", role="page", state="done")
        audit.insert("sitemap_entry", frontier_id=row, sitemap=f"{ORIGIN}/sitemap.xml")
    facts = {"hreflang": [["en", f"{ORIGIN}/about/"], ["de", f"{ORIGIN}/"]]}
    audit.db.execute("UPDATE page SET facts = ? WHERE id = ?", (json.dumps(facts), about))


def as_text(sheet) -> str:
    """Return a sheet's title and rows as text: a line each, cells parted by " | "."""
    rows = [
        " | ".join("" if cell is None else str(cell) for cell in row).rstrip(" |") for row in sheet.values
    ]
    return "\n".join([f"== {sheet.title}", *rows]) + "\n"
