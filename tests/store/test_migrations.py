"""An older database is brought up to date when it is opened for writing, and never lost."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from crawler.errors import Mistake
from crawler.store import SCHEMA_VERSION, Store
from crawler.store.migrations import HERE, bring_up_to_date, steps, version_of
from crawler.store.sketches import shingles_of
from tests.support.audited import Audit
from tests.support.crawling import ROOT, crawl, database, query
from tests.support.old_databases import VERSIONS, old_database
from tests.support.web import html, redirect, serve

if TYPE_CHECKING:
    from pathlib import Path

older = pytest.mark.parametrize("version", [v for v in VERSIONS if v < SCHEMA_VERSION])


def schema(path: Path) -> dict[str, Any]:
    """Return what can be told of a database's schema, but for the order of a table's columns."""
    with closing(sqlite3.connect(path)) as db:
        named = db.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
        found: dict[str, Any] = {}
        for kind, name, sql in named:
            if kind != "table":
                found[f"{kind} {name}"] = re.sub(r"\s+", " ", re.sub(r"--.*", "", sql))
                continue
            columns = {tuple(row[1:]) for row in db.execute(f"PRAGMA table_xinfo({name})")}
            keys = {tuple(row[2:]) for row in db.execute(f"PRAGMA foreign_key_list({name})")}
            unique = {
                (origin, tuple(row[2] for row in db.execute(f"PRAGMA index_info({index})")))
                for _, index, is_unique, origin, _ in db.execute(f"PRAGMA index_list({name})")
                if is_unique
            }
            found[name] = columns, keys, unique, "WITHOUT ROWID" in sql
        return found


def content(path: Path, columns: dict[str, list[str]]) -> dict[str, list[tuple[Any, ...]]]:
    there = {name for (name,) in query(path, "SELECT name FROM sqlite_master")}
    found = {
        table: sorted(query(path, f"SELECT {', '.join(names)} FROM {table}"), key=repr)
        for table, names in columns.items()
        if table in there
    }
    if "sketch" in there and "shingle" in columns:
        rows = query(path, "SELECT page_id, hashes, headings FROM sketch")
        found["shingle"] = sorted(
            [(page, *one) for page, *packed in rows for one in shingles_of(*packed)], key=repr
        )
    return found


def update(path: Path) -> Path:
    store = Store(path)
    store.close()
    return path


def test_the_steps_are_numbered_one_by_one():
    assert [step.version for step in steps()] == list(range(2, SCHEMA_VERSION + 1))
    files = {path.name for path in HERE.iterdir() if path.suffix in {".sql", ".py"}} - {"__init__.py"}
    assert {step.path.name for step in steps()} == files, "a step is called 0004-what-it-does.sql or .py"


@older
def test_a_migrated_database_has_the_schema_of_a_new_one(tmp_path, version):
    assert schema(update(old_database(tmp_path / "old.sqlite", version))) == schema(
        update(tmp_path / "new.sqlite")
    )
    assert query(tmp_path / "old.sqlite", "PRAGMA user_version") == [(SCHEMA_VERSION,)]


@older
def test_nothing_of_what_was_stored_is_lost(tmp_path, version):
    path = old_database(tmp_path / "audit.sqlite", version)
    tables = [name for (name,) in query(path, "SELECT name FROM sqlite_master WHERE type = 'table'")]
    columns = {table: [row[1] for row in query(path, f"PRAGMA table_info({table})")] for table in tables}
    before = content(path, columns)
    assert before["page"]
    assert content(update(path), columns) == before


def test_the_first_files_of_a_version_lack_columns_that_came_later_without_a_number(tmp_path):
    path = old_database(tmp_path / "audit.sqlite", 2)
    with closing(sqlite3.connect(path)) as db:
        db.execute("ALTER TABLE page DROP COLUMN text_hash")
        db.execute("DROP TABLE link_check")
    assert schema(update(path)) == schema(update(tmp_path / "new.sqlite"))


def test_a_database_that_is_up_to_date_is_opened_without_a_change(tmp_path):
    path = update(tmp_path / "audit.sqlite")
    before = path.read_bytes()
    assert update(path).read_bytes() == before


def test_a_newer_database_is_refused_in_one_sentence_and_left_alone(tmp_path):
    path = update(tmp_path / "audit.sqlite")
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    before = path.read_bytes()
    with pytest.raises(
        Mistake,
        match=rf"a newer version of this program \(schema {SCHEMA_VERSION + 1}, .*install that version",
    ):
        Store(path)
    assert path.read_bytes() == before


def test_a_number_of_ours_in_somebody_elses_database_does_not_make_it_ours(tmp_path):
    path = tmp_path / "recipes.sqlite"
    with closing(sqlite3.connect(path)) as db:
        db.executescript("CREATE TABLE recipes (name TEXT); PRAGMA user_version = 2;")
    before = path.read_bytes()
    with pytest.raises(Mistake, match="another program"):
        Store(path)
    assert path.read_bytes() == before


def test_files_of_the_site_move_out_of_carriers_and_targets_and_keep_where_they_are_used(tmp_path):
    path = tmp_path / "audit.sqlite"
    site, photo = "https://blog.example", "https://blog.example/photo.png"
    with Audit(path) as audit:
        early, late = audit.page("/a/"), audit.page("/b/")
        post = audit.page(source="c.md", url=f"{site}/c/")
        audit.reference(late, 1, "og", photo, "internal")
        audit.reference(late, 2, "img", f"{site}/b/wide.png", "internal", line=7)
        audit.reference(early, 1, "og", photo, "internal")
        audit.reference(early, 2, "img", "https://shop.example/a.png")
        audit.reference(post, 1, "img", f"{site}/c.png", "internal")
        audit.link(early, 1, f"{site}/b/", "internal")
        audit.insert("image", page_id=early, position=1, src="/photo.png", srcset="/small.png 480w")
        audit.insert("image", page_id=early, position=2, src="/plain.png")
        audit.db.execute("UPDATE carrier SET href = '/photo.png' WHERE position = 1")
        audit.db.execute("UPDATE carrier SET href = 'wide.png' WHERE page_id = ? AND position = 2", (late,))
        audit.db.execute("UPDATE carrier SET place = 'img' WHERE page_id = ? AND position = 1", (late,))
        for url in (photo, f"{site}/unused.png"):
            audit.insert("resource", crawl_id=audit.crawl, url=url, asked=url, kind="image", verdict="ok")
        for (view,) in audit.db.execute("SELECT name FROM sqlite_master WHERE type = 'view'").fetchall():
            audit.db.execute(f"DROP VIEW {view}")
        audit.db.execute("DROP TABLE resource_use")
        for column in ("page_id", "position", "pages"):
            audit.db.execute(f"ALTER TABLE resource DROP COLUMN {column}")
        audit.db.execute("PRAGMA user_version = 18")
    assert schema(update(path)) == schema(update(tmp_path / "new.sqlite"))
    assert query(path, "SELECT page_id, position, place, href, url FROM own_resource ORDER BY 1, 2") == [
        (early, 1, "og", "/photo.png", photo),
        (late, 1, "img", "/photo.png", photo),
        (late, 2, "img", "wide.png", f"{site}/b/wide.png"),
    ]
    assert query(path, "SELECT href, url FROM resource_use ORDER BY page_id, position")[1:] == [
        ("/photo.png", None),
        ("wide.png", f"{site}/b/wide.png"),
    ]
    assert query(path, "SELECT page_id, position FROM carrier ORDER BY 1") == [(early, 2), (post, 1)]
    assert set(query(path, "SELECT url FROM target")) == {
        ("https://shop.example/a.png",),
        (f"{site}/c.png",),
        (f"{site}/b/",),
    }
    assert query(path, "SELECT srcset FROM image ORDER BY position") == [("1",), ("",)]
    # A page that shows it comes before one that only names it.
    assert query(path, "SELECT url, place, page_id, pages FROM used_resource") == [(photo, "img", late, 2)]


ISSUE = (
    "ref, spider, target, fingerprint, cause, rule, page, first_crawl, first_seen, last_seen_crawl, last_seen, last_judged_crawl, last_judged, state,"
    " judged_state, state_crawl, status, note, key, severity, subject, message, position, line, place, now, should_be, confidence, link"
)
VERSION_20 = f"""
CREATE TABLE issue ({ISSUE}, before TEXT NOT NULL DEFAULT '');
CREATE TABLE issue_change (crawl_id INTEGER, ref TEXT, rule TEXT, severity TEXT, state TEXT, compared INTEGER, PRIMARY KEY (crawl_id, ref)) WITHOUT ROWID;
CREATE TABLE shingle (page_id INTEGER, hash INTEGER, heading INTEGER, PRIMARY KEY (page_id, hash)) WITHOUT ROWID;
CREATE TABLE heading (page_id INTEGER, position INTEGER, level INTEGER, text TEXT, name TEXT, region TEXT, line INTEGER, html_id TEXT, hidden INTEGER,
    words INTEGER, PRIMARY KEY (page_id, position)) WITHOUT ROWID;
CREATE TABLE resource_use (page_id INTEGER, position INTEGER, place TEXT, href TEXT, url TEXT, region TEXT, line INTEGER, in_code INTEGER,
    PRIMARY KEY (page_id, position)) WITHOUT ROWID;
PRAGMA user_version = 20;
"""


def test_what_a_smaller_database_stores_once_is_read_as_before(tmp_path):
    path = tmp_path / "audit.sqlite"
    with Audit(path) as audit:
        page = audit.page("/a/")
        audit.finding(page, "long-title", "It is long", ref="bcdfgh", position=2, line=7, state="new")
        ((finding,),) = audit.db.execute("SELECT id FROM finding").fetchall()
        for (view,) in audit.db.execute("SELECT name FROM sqlite_master WHERE type = 'view'").fetchall():
            audit.db.execute(f"DROP VIEW {view}")
        for table in (
            "known_issue",
            "issue_crawl",
            "issue_text",
            "gone_issue",
            "sketch",
            "heading",
            "resource_use",
        ):
            audit.db.execute(f"DROP TABLE {table}")
        audit.db.executescript(VERSION_20)
        (said,) = audit.db.execute(
            "SELECT 'https://blog.example/a/', severity, subject, message, position, line, place, now, should_be, confidence, '' FROM finding"
        ).fetchall()
        days = (1, "2026-11-01", 1, "2026-11-01", 2, "2026-11-08")
        ours = ("blog", "https://blog.example/", "0123456789abcdef" * 2, "", "long-title", "/a")
        seen = ("bcdfgh", *ours, *days, "still", "still", 2, "Done", "mine", *said)
        gone = (
            "zzzzzz",
            *ours,
            *days,
            "fixed",
            "fixed",
            2,
            "Open",
            "",
            "https://blog.example/b/",
            "error",
            "link",
            "Gone",
            3,
            None,
            "a",
            "b",
            "c",
            "low",
            "d",
        )
        marks = ", ".join("?" * len(seen))
        audit.db.executemany(f"INSERT INTO issue ({ISSUE}) VALUES ({marks})", [seen, gone])
        before = [
            2,
            "f" * 32,
            "",
            "long-title",
            "/a",
            1,
            "2026-11-01",
            1,
            "2026-11-01",
            "new",
            "new",
            1,
            "page",
        ]
        audit.db.execute("UPDATE issue SET before = ? WHERE ref = 'bcdfgh'", (json.dumps(before),))
        changes = [
            (1, "bcdfgh", "long-title", "warning", "new", 0),
            (2, "zzzzzz", "long-title", "error", "fixed", 1),
        ]
        audit.db.executemany("INSERT INTO issue_change VALUES (?, ?, ?, ?, ?, ?)", changes)
        uses = [
            (page, 1, "img", "/a.jpg", None, "main", 4, 0), (page, 2, "srcset", "/a-480.jpg", None, "main", 4, 0),
            (page, 3, "srcset", "/b.jpg", None, "main", 5, 0), (page, 5, "srcset", "/c.jpg", None, "main", 5, 0),
            (page, 6, "srcset", "d.jpg", "https://blog.example/a/d.jpg", "main", 5, 0),
        ]  # fmt: skip
        audit.db.executemany("INSERT INTO resource_use VALUES (?, ?, ?, ?, ?, ?, ?, ?)", uses)
        headings = [
            (page, 1, 1, "Tea", "Tea", "main", 1, "", 0, 3),
            (page, 2, 2, "", "A cup", "main", 2, "x", 0, None),
        ]
        audit.db.executemany("INSERT INTO heading VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", headings)
        shingles = [(page, 5, -1), (page, 4_000_000_000, 300)]
        audit.db.executemany("INSERT INTO shingle VALUES (?, ?, ?)", shingles)
    assert schema(update(path)) == schema(update(tmp_path / "new.sqlite"))
    assert query(path, f"SELECT {ISSUE} FROM issue ORDER BY ref") == [seen, gone]
    assert query(path, "SELECT ref, finding_id FROM known_issue ORDER BY ref") == [
        ("bcdfgh", finding),
        ("zzzzzz", None),
    ]
    assert query(path, "SELECT * FROM issue_change ORDER BY ref") == changes
    (packed,) = query(path, "SELECT before FROM known_issue WHERE ref = 'bcdfgh'")[0]
    assert json.loads(packed) == [2, "f" * 32, "", "long-title", "/a", 1, 1, "new", "new", 1, "page", finding]
    found = query(
        path,
        "SELECT page_id, position, place, href, region, line, in_code FROM own_resource ORDER BY position",
    )
    assert found == [(*use[:4], *use[5:]) for use in uses]
    assert query(path, "SELECT position, href, sizes FROM resource_use")[0] == (
        1,
        "/a",
        '[".jpg","-480.jpg"]',
    )
    assert query(path, "SELECT * FROM heading ORDER BY position") == [
        (*headings[0][:4], None, *headings[0][4:]), (*headings[1][:4], "A cup", *headings[1][4:])
    ]  # fmt: skip
    assert [
        (page, *one) for one in shingles_of(*query(path, "SELECT hashes, headings FROM sketch")[0])
    ] == shingles


# --- a step that does not come to its end -------------------------------------------------------------------------

KILLED = """
import os
def migrate(db):
    db.execute("ALTER TABLE page ADD COLUMN half INTEGER")
    db.execute("DELETE FROM finding")
    os.kill(os.getpid(), 9)
"""
MIGRATE = """
import sqlite3, sys
from pathlib import Path
from crawler.store.migrations import bring_up_to_date
bring_up_to_date(sqlite3.connect(sys.argv[1], isolation_level=None), Path(sys.argv[2]))
"""


def folder_of_steps(folder: Path, **more: str) -> Path:
    folder.mkdir()
    for path in HERE.iterdir():  # the steps, and the data that some of them read
        if path.suffix in {".sql", ".py", ".toml"} and path.name != "__init__.py":
            (folder / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    for name, text in more.items():
        (folder / name.replace("_py", ".py").replace("_", "-")).write_text(text, encoding="utf-8")
    return folder


@older
def test_a_step_that_is_killed_leaves_the_database_as_the_step_before_left_it(tmp_path, version):
    path = old_database(tmp_path / "audit.sqlite", version)
    findings = query(path, "SELECT count(*) FROM finding")
    folder = folder_of_steps(tmp_path / "steps", **{f"{SCHEMA_VERSION + 1:04}_killed_py": KILLED})
    done = subprocess.run(
        [sys.executable, "-c", MIGRATE, str(path), str(folder)], cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode == -9, done.stderr
    assert query(path, "PRAGMA user_version") == [(SCHEMA_VERSION,)]
    assert query(path, "SELECT count(*) FROM finding") == findings
    assert "half" not in {row[1] for row in query(path, "PRAGMA table_info(page)")}
    (folder / f"{SCHEMA_VERSION + 1:04}-killed.py").write_text("def migrate(db):\n    pass\n")
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        bring_up_to_date(db, folder)
    assert query(path, "PRAGMA user_version") == [(SCHEMA_VERSION + 1,)]
    assert schema(path) == schema(update(tmp_path / "new.sqlite"))


def test_a_step_that_fails_is_undone_and_the_next_opening_tries_again(tmp_path):
    path = old_database(tmp_path / "audit.sqlite", 1)
    name = f"{SCHEMA_VERSION + 1:04}-wrong.sql"
    folder = folder_of_steps(tmp_path / "steps")
    (folder / name).write_text(
        "ALTER TABLE page ADD COLUMN fine INTEGER;\nALTER TABLE nothing ADD COLUMN x;\n"
    )
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        with pytest.raises(sqlite3.Error):
            bring_up_to_date(db, folder)
        assert version_of(db) == SCHEMA_VERSION
        (folder / name).write_text("ALTER TABLE page ADD COLUMN fine INTEGER NOT NULL DEFAULT 7;\n")
        bring_up_to_date(db, folder)
        assert version_of(db) == SCHEMA_VERSION + 1
        assert set(db.execute("SELECT fine FROM page")) == {(7,)}


# --- what people do with an older database ------------------------------------------------------------------------


@older
def test_a_workbook_is_made_of_an_older_database_and_the_file_stays_as_it_is(tmp_path, version):
    path = old_database(tmp_path / "audit.sqlite", version)
    before = path.read_bytes()
    done = subprocess.run(
        [sys.executable, "-m", "reports", str(path), "-o", str(tmp_path / "audit.xlsx"), "--crawl", "1"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    book = load_workbook(tmp_path / "audit.xlsx", read_only=True)
    assert len(list(book["Pages"].values)) == 1 + 7
    assert "http://kitchen.local/draft/" in {row[2] for row in book["Dev-host links"].values}
    assert path.read_bytes() == before
    assert {file.name for file in tmp_path.iterdir()} == {"audit.sqlite", "audit.xlsx"}


@older
def test_an_interrupted_crawl_of_an_older_version_is_taken_up(tmp_path, version):
    body = "<h1>A page</h1><p>Words.</p>"
    pages = {f"/{name}": html(body) for name in ("", "tents/", "stoves/", "lids/")}
    pages["/pots/"] = html(body + "<a href=/lids/>Lids</a>")
    with serve({**pages, "/old/": redirect("/tents/")}) as site:
        netloc = site.origin.removeprefix("http://")
        path = old_database(tmp_path / netloc.replace(":", "-") / "audit.sqlite", version, netloc)
        done = crawl(tmp_path, "blog", "-a", f"url={site.origin}/")
        assert done.returncode == 0, done.stderr
        assert sorted({*site.paths} - {"/robots.txt", "/sitemap.xml"}) == ["/lids/", "/pots/"], (
            "the rest was done"
        )
    assert query(path, "SELECT id, finished IS NOT NULL FROM crawl") == [(1, 1), (2, 1)]
    keys = "SELECT key FROM page WHERE crawl_id = ? ORDER BY key"
    assert query(path, keys, 2) == query(path, keys, 1)


@older
def test_old_crawls_of_an_older_version_are_pruned(tmp_path, version):
    with serve({"/": html("<h1>A page</h1>")}) as site:
        netloc = site.origin.removeprefix("http://")
        old_database(tmp_path / netloc.replace(":", "-") / "audit.sqlite", version, netloc)
        done = crawl(
            tmp_path, "blog", "-a", f"url={site.origin}/", "-a", "fresh=yes", "-s", "AUDIT_KEEP_CRAWLS=1"
        )
        assert done.returncode == 0, done.stderr
    path = database(tmp_path)
    assert query(path, "SELECT id FROM crawl") == [(3,)]
    for table in ("page", "finding", "frontier", "target", "rule", "robots", "coverage"):
        assert query(path, f"SELECT DISTINCT crawl_id FROM {table}") in ([(3,)], []), table
    assert query(path, "SELECT count(*) FROM link WHERE page_id NOT IN (SELECT id FROM page)") == [(0,)]


def test_the_command_brings_a_database_up_to_date_and_names_what_it_cannot_open(tmp_path):
    def run(path):
        done = subprocess.run(
            [sys.executable, "-m", "crawler.store", str(path)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stderr

    path = old_database(tmp_path / "audit.sqlite", 1)
    assert run(path) == (0, "")
    assert query(path, "PRAGMA user_version") == [(SCHEMA_VERSION,)]
    code, said = run(tmp_path / "nothing.sqlite")
    assert (code, said.count("\n")) == (2, 1)
    assert "the file does not exist" in said
    assert not (tmp_path / "nothing.sqlite").exists()
