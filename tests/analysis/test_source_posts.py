"""A live site and the folder of its posts, audited together."""

from __future__ import annotations

from openpyxl import load_workbook

from tests.support.crawling import crawl, database, query
from tests.support.web import html, serve

POST = """---
title: The best tents
slug: best-tents
---
## Poles

Read [about boots](http://blog.local/boots/) and [more](/old/).

### Pegs
"""


def test_findings_of_live_pages_carry_the_file_and_line_of_their_post(tmp_path) -> None:
    posts = tmp_path / "posts"
    posts.mkdir()
    (posts / "tents.md").write_text(POST)
    (posts / "2024-01-02-boots.md").write_text("---\ntitle: Boots\n---\nText\n")
    (posts / "lost.md").write_text("---\ntitle: Lost\nslug: lost\n---\nText\n")
    pages = {
        "/": html('<p><a href="/blog/best-tents/">Tents</a> <a href="/blog/boots/">Boots</a></p>'),
        "/blog/best-tents/": html(
            '<h1>The best tents</h1><h2>Poles</h2><p>Read <a href="http://blog.local/boots/">about boots</a>'
            ' and <a href="/old/">more</a>.</p><h4>Pegs</h4>'
        ),
        "/blog/boots/": html("<h1>Boots</h1><p>Text</p>"),
    }
    with serve(pages) as site:
        done = crawl(
            tmp_path / "out", "blog", "-a", f"url={site.origin}/", "-a", f"posts={posts}",
            "-a", "permalink=/blog/{slug}/",
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = dict(
        query(
            database(tmp_path / "out"),
            "SELECT rule, mend_at FROM finding WHERE mend_at <> '' AND subject <> 'page'",
        )
    )
    assert found["dev-host-link"] == "tents.md:7"
    assert found["broken-internal-link"] == "tents.md:7"
    assert found["skipped-heading-level"] == "tents.md:9"
    assert query(database(tmp_path / "out"), "SELECT path, page_id IS NULL FROM post ORDER BY path") == [
        ("2024-01-02-boots.md", 0), ("lost.md", 1), ("tents.md", 0),
    ]  # fmt: skip
    (workbook,) = (tmp_path / "out").glob("*/audit.xlsx")
    rows = load_workbook(workbook)["Worklist"].iter_rows(values_only=True)
    header = next(rows)
    sources = {row[header.index("Post")] for row in rows}
    assert "tents.md:7" in sources


def test_a_folder_that_is_none_is_said_before_anything_is_asked(tmp_path) -> None:
    done = crawl(tmp_path, "blog", "-a", "url=demo", "-a", f"posts={tmp_path / 'nothing'}")
    assert done.returncode == 2
    assert done.stderr.startswith("posts=")
    assert done.stderr.count("\n") == 1


def test_a_pattern_of_addresses_that_leads_off_the_site_is_refused(tmp_path) -> None:
    done = crawl(tmp_path, "blog", "-a", "url=demo", "-a", "permalink=javascript:{slug}")
    assert done.returncode == 2
    assert done.stderr.startswith("permalink=")
