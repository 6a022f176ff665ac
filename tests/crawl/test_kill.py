"""kill -9 at twenty moments of one crawl: the resumed crawl comes to the same tables as one that nobody disturbed."""

import os
import random
import sqlite3
import subprocess
from contextlib import closing

from tests.support.crawling import ROOT, command, crawl, database, environment
from tests.support.web import Answer, html, redirect, serve

KILLS = 20
PAGES = 240
CONCURRENCY = 4  # CONCURRENT_REQUESTS of crawler/settings.py
# Ids depend on the order in which answers came, and times on the clock; everything else has to be the same.
TABLES = {
    "crawl": "SELECT spider, target, site, finished IS NOT NULL, reason, version, settings FROM crawl",
    "frontier": "SELECT key, role, state, reason FROM frontier ORDER BY key",
    "held_back": "SELECT * FROM held_back ORDER BY hash",
    "page": "SELECT * FROM page ORDER BY key",
    "target": "SELECT * FROM target ORDER BY url, kind",
    "link": "SELECT page.key, target.url, target.kind, link.* FROM link JOIN page ON page.id = page_id"
    " JOIN target ON target.id = target_id ORDER BY page.key, position",
    # The links of each page are told by the view; which ids the parts have depends on the order of the answers.
    "part": "SELECT count(DISTINCT id) > 0 FROM part",
    "part_link": "SELECT text, rel, target, region, href, wpil, in_code, target.url FROM part_link JOIN target ON target.id = target_id"
    " ORDER BY text, target.url, rel, region, href",
    "page_part": "SELECT page.key, position, heading, line FROM page_part JOIN page ON page.id = page_id ORDER BY page.key, position",
    "carrier": "SELECT page.key, target.url, carrier.* FROM carrier JOIN page ON page.id = page_id"
    " JOIN target ON target.id = target_id ORDER BY page.key, position",
    "resource_use": "SELECT page.key, resource_use.* FROM resource_use JOIN page ON page.id = page_id ORDER BY page.key, position",
    "heading": "SELECT page.key, heading.* FROM heading JOIN page ON page.id = page_id ORDER BY page.key, position",
    "image": "SELECT page.key, image.* FROM image JOIN page ON page.id = page_id ORDER BY page.key, position",
    "structured_item": "SELECT page.key, structured_item.* FROM structured_item JOIN page ON page.id = page_id ORDER BY page.key, structured_item.position",
    "resource": "SELECT url, asked, kind, verdict, cause, status FROM resource ORDER BY url, kind",
    "probe": "SELECT kind, url, page, verdict, cause, status, title, h1 FROM probe ORDER BY kind, url, page",
    "export": "SELECT kind, file, since, until, lines, matched FROM export ORDER BY kind, file",
    "export_page": "SELECT page.key, clicks, sessions FROM export_page JOIN page ON page.id = page_id ORDER BY page.key",
    "export_id": "SELECT tracking_id, clicks FROM export_id ORDER BY tracking_id",
    "inlinks": "SELECT page.key, inlinks.* FROM inlinks JOIN page ON page.id = page_id ORDER BY page.key",
    "finding": "SELECT page.key, finding.* FROM finding LEFT JOIN page ON page.id = page_id"
    " ORDER BY page.key, rule, subject, finding.position, message",
    "note": "SELECT page.key, note.text FROM note JOIN page ON page.id = page_id ORDER BY 1, 2",
    "coverage": "SELECT what, count, example, why FROM coverage ORDER BY what, why",
    "unreported": "SELECT * FROM unreported",
    "learned": "SELECT domain, kind, place, value, merchants, known_before FROM learned ORDER BY domain, place, value",
    "learned_host": "SELECT host, origin FROM learned_host ORDER BY host",
    "learned_folder": "SELECT host, folder FROM learned_folder ORDER BY host, folder",
    "project": "SELECT generator, attribute_list, rel_everywhere FROM project",
    "robots": "SELECT netloc, status, verdict, body FROM robots",
    "rule": "SELECT * FROM rule ORDER BY id",
    "network": "SELECT * FROM network ORDER BY id",
    "sitemap_foreign": "SELECT * FROM sitemap_foreign ORDER BY sitemap, url",
    "sitemap_note": "SELECT * FROM sitemap_note ORDER BY sitemap, text",
    "sitemap_entry": "SELECT key, sitemap FROM sitemap_entry JOIN frontier ON frontier.id = frontier_id ORDER BY 1, 2",
    "listed": "SELECT page.key, post.key AS post, heading, until, in_full FROM listed JOIN page ON page.id = page_id"
    " JOIN page AS post ON post.id = post_id ORDER BY 1, 3",
    "known_issue": "SELECT ref, spider, target, fingerprint, cause, rule, page, state, judged_state, message, link FROM issue ORDER BY ref",
    "issue_crawl": "SELECT id, spider, target, told FROM issue_crawl ORDER BY id",
    "issue_text": "SELECT * FROM issue_text ORDER BY ref",
    "gone_issue": "SELECT * FROM issue_change ORDER BY ref",
    "compared": "SELECT count(*) FROM compared",
    "decision": "SELECT ref, status, note FROM decision ORDER BY ref",
    "conflict": "SELECT ref, field FROM conflict ORDER BY ref",
    "known_file": "SELECT crawl_id > 0 FROM known_file LIMIT 1",
    "post": "SELECT * FROM post ORDER BY path",
    "post_place": "SELECT * FROM post_place",
    "link_check": "SELECT * FROM link_check ORDER BY url",
    "page_rendered": "SELECT * FROM page_rendered",
    "rendered_link": "SELECT * FROM rendered_link",
    "sketch": "SELECT page.key, hashes, headings FROM sketch JOIN page ON page.id = page_id ORDER BY page.key",
    "copy": "SELECT page.key, other.key AS other, share, sections FROM copy JOIN page ON page.id = page_id"
    " JOIN page AS other ON other.id = other_id ORDER BY 1, 2",
}
VARYING = {"id", "crawl_id", "page_id", "target_id", "elapsed_ms"}


def tables(path):
    """Return every table as rows of (column, value), without ids and times."""
    with closing(sqlite3.connect(path)) as db:
        # SQLite 3.40 takes the columns of a sound WITHOUT ROWID table for NULL when it checks them.
        wrong = [
            line for (line,) in db.execute("PRAGMA integrity_check") if not line.startswith("NULL value in")
        ]
        assert wrong in ([], ["ok"])
        found = {}
        for name, sql in TABLES.items():
            cursor = db.execute(sql)
            columns = [column[0] for column in cursor.description]
            found[name] = [
                tuple(value for column, value in zip(columns, row, strict=True) if column not in VARYING)
                for row in cursor
            ]
        stored = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        stored -= {"sqlite_sequence"}  # SQLite's own
        assert set(TABLES) - {"link"} == stored, "a table that nobody compares"
    return found


def a_blog(seed: int) -> dict[str, Answer]:
    """Return some hundred pages that link to each other as a seeded generator has it; some fail, redirect or repeat titles."""
    chance = random.Random(seed)
    word = lambda n: "page-" + "".join("abcdefghij"[int(digit)] for digit in f"{n:03}")  # noqa: E731
    routes = {
        "/robots.txt": Answer("Sitemap: {origin}/map.xml\nUser-agent: *\nDisallow: /page-aab/\n", 200, ())
    }
    for n in range(PAGES):
        links = "".join(f"<a href='/{word(chance.randrange(PAGES))}/'>here</a> " for _ in range(5))
        links += f"<a href='/{word(n + 1)}/'>next</a><a href='https://www.amazon.com/dp/B0{n:08}?tag=me-20'>Buy</a>"
        links += f"<img src=/i{n}.png><a href='http://localhost:3000/{n}'>x</a><iframe src='https://www.youtube.com/embed/x{n}'></iframe>"
        routes[f"/{word(n)}/"] = (
            redirect(f"/{word(n + 1)}/") if n % 17 == 9 else html(f"<h1>{n % 50}</h1><h3>x</h3>{links}")
        )
    routes["/"] = html(f"<h1>Start</h1><a href='/{word(0)}/'>go</a>")
    routes["/map.xml"] = Answer(
        f"<urlset><url><loc>{{origin}}/{word(PAGES // 2)}/</loc></url></urlset>", 200, ()
    )
    return routes


def test_twenty_kills_lose_nothing_and_count_nothing_twice(tmp_path):
    chance = random.Random(20)
    with serve(a_blog(1)) as site:
        line = ("blog", "-a", f"url={site.origin}/")
        assert crawl(tmp_path / "whole", *line).returncode == 0
        expected = tables(database(tmp_path / "whole"))
        once = len(site.paths)
        moments = sorted(chance.sample(range(1, once), KILLS))
        site.asked.clear()
        kills = 0
        for moment in moments:
            # The moment is counted in requests of all runs together; the kill itself may come at any instant after it.
            before = len(site.asked)
            goal = max(moment, before + 1)
            process = subprocess.Popen(
                command(tmp_path / "killed", *line), cwd=ROOT, env=environment(),
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            while len(site.asked) < goal + chance.randrange(3) and process.poll() is None:
                os.sched_yield()
            process.kill()
            kills += process.wait() == -9
        done = crawl(tmp_path / "killed", *line)
        assert done.returncode == 0, done.stderr
        # Each run reads robots.txt anew; all else that is asked again was in flight.
        again = sum(path != "/robots.txt" for path in site.paths) - (once - 1)
    assert kills == KILLS
    assert again <= KILLS * CONCURRENCY
    assert tables(database(tmp_path / "killed")) == expected
