"""Fixes that can be applied: the patch fits, changes addresses and nothing else, and leaves none of what it fixed."""

import csv
import shutil
import subprocess

import pytest

from crawler.demo.server import POSTS
from reports.fixes.edits import Fault
from reports.fixes.edits.addresses import addresses
from reports.fixes.post import applied, read_post
from tests.support.crawling import crawl, database, query
from tests.support.web import html, redirect, serve

SITE = "https://www.trailnotes.example"
DEV = "SELECT count(*) FROM finding WHERE rule = 'dev-host-link' AND confidence IN ('certain', 'high') AND crawl_id = (SELECT max(id) FROM crawl)"


def apply(folder, patch, *options):
    return subprocess.run(["git", "apply", *options, str(patch)], cwd=folder, capture_output=True, text=True)


def test_applying_the_patch_and_auditing_again_leaves_none_of_the_patched_findings(tmp_path):
    posts = tmp_path / "posts"
    shutil.copytree(POSTS, posts)
    out = tmp_path / "out"
    done = crawl(out, "posts", "-a", f"path={posts}", "-a", f"site={SITE}")
    assert "posts.patch" in done.stdout
    assert query(database(out), DEV) > [(0,)]
    patch = out / "posts" / "fixes" / "posts.patch"
    assert apply(posts, patch, "--check").returncode == 0
    assert apply(posts, patch).returncode == 0
    crawl(out, "posts", "-a", f"path={posts}", "-a", f"site={SITE}")
    assert query(database(out), DEV) == [(0,)]
    assert not patch.exists(), "nothing is left to patch"


def test_replacements_and_wp_cli_lines_say_old_and_new(tmp_path):
    crawl(tmp_path, "posts", "-a", f"path={POSTS}", "-a", f"site={SITE}")
    (folder,) = tmp_path.glob("*/fixes")
    with (folder / "replacements.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    assert all(row["confidence"] in {"certain", "high"} for row in rows)
    assert all(row["new"].startswith(SITE) for row in rows if ".local" in row["old"])
    script = folder / "search-replace.sh"
    assert subprocess.run(["sh", "-n", str(script)]).returncode == 0
    text = script.read_text()
    assert "--skip-columns=guid" in text
    hosts = [line.split("'")[1] for line in text.splitlines() if line.startswith("replace 'http")]
    assert len(hosts) == 2 * len({tuple(row["old"].split("/")[:3]) for row in rows if ".local" in row["old"]})
    assert all(f'"{row["old"]}"' in text or row["old"].startswith(tuple(hosts)) for row in rows)


CRLF = b'one\r\n<a href="http://x.local/a?b=1&amp;c=2">x</a>\r\nthree'
JSON = b'<script type="application/ld+json">{"url":"http:\\u002F\\u002Fx.local\\u002Fa?b\\u0026c","id":"http:\\/\\/x.local\\/a?b&cd"}</script>'


def mended(folder, name, *faults):
    """Return a post's bytes after these faults, (line, now, should be), were mended."""
    post = read_post(folder, name, "markdown")
    if post is None:
        return None
    rows = [Fault(name, "markdown", line, "link", old, new, old, "", "") for line, old, new in faults]
    return applied(post.text, list(addresses(post, rows))).encode("utf-8", "surrogateescape")


@pytest.mark.parametrize(
    ("body", "fault", "expected"),
    [
        (b"[x](http://x.local/a) and http://x.local/ab\n", (1, "http://x.local/a", "https://y.com/a"), b"[x](https://y.com/a) and http://x.local/ab\n"),
        (CRLF, (2, "http://x.local/a?b=1&c=2", "https://y.com/a?b=1&c=2"), CRLF.replace(b"http://x.local", b"https://y.com")),
        (b"<a\n  href='http://x.local/'>x</a>", (1, "http://x.local/", "https://y.com/"), b"<a\n  href='https://y.com/'>x</a>"),
        (b'caf\xe9 <!-- wp:x {"url":"http:\\/\\/x.local\\/a"} -->\n', (1, "http://x.local/a", "https://y.com/a"), b'caf\xe9 <!-- wp:x {"url":"https:\\/\\/y.com\\/a"} -->\n'),
        (JSON, (1, "http://x.local/a?b&c", "https://y.com/a?b&c"), JSON.replace(b"http:\\u002F\\u002Fx.local", b"https:\\u002F\\u002Fy.com")),
        (b'{"u":"http:\\/\\/x.local\\/a"} [x](http://x.local)\n', (1, "http://x.local", "https://y.com"), b'{"u":"http:\\/\\/x.local\\/a"} [x](https://y.com)\n'),
        (b"Run `curl http://x.local/ -v`, then [x](http://x.local/).\n", (1, "http://x.local/", "https://y.com/"), b"Run `curl http://x.local/ -v`, then [x](https://y.com/).\n"),
        (b"<!-- http://x.local/ --><pre>http://x.local/</pre> [x][y]\n\n[y]: http://x.local/\n", (1, "http://x.local/", "https://y.com/"), b"<!-- http://x.local/ --><pre>http://x.local/</pre> [x][y]\n\n[y]: https://y.com/\n"),
        (b"    [x](http://x.local/)\n\n```\n[x](http://x.local/)\n```\n\n[x](http://x.local/)\n", (1, "http://x.local/", "https://y.com/"), b"    [x](http://x.local/)\n\n```\n[x](http://x.local/)\n```\n\n[x](https://y.com/)\n"),
        (b"[x](http://x.local/a_\\(b\\))\n", (1, "http://x.local/a_(b)", "https://y.com/c"), b"[x](https://y.com/c)\n"),
    ],
)  # fmt: skip
def test_an_address_is_changed_where_it_leads_somewhere_and_nothing_else(tmp_path, body, fault, expected):
    (tmp_path / "a.md").write_bytes(body)
    assert mended(tmp_path, "a.md", fault) == expected


def test_a_file_that_changed_since_is_left_alone(tmp_path):
    (tmp_path / "a.md").write_text("nothing of the kind\n")
    assert mended(tmp_path, "a.md", (1, "http://x.local/", "https://y.com/")) == b"nothing of the kind\n"
    assert mended(tmp_path, "gone.md", (1, "http://x.local/", "https://y.com/")) is None
    assert mended(tmp_path / "posts", "../a.md", (1, "nothing", "something")) is None


def test_chains_of_lasting_redirects_are_led_straight_to_their_end(tmp_path):
    pages = {
        "/": html('<p><a href="/a/?x=1">a</a> <a href="/c/">c</a> <a href="/t/">t</a></p>'),
        "/a/?x=1": redirect("/b/"),
        "/b/": redirect("/"),
        "/c/": redirect("/"),
        "/t/": redirect("/u/", 302),
        "/u/": redirect("/"),
    }
    with serve(pages) as site:
        crawl(tmp_path, "blog", "-a", f"url={site.origin}/")
        (file,) = tmp_path.glob("*/fixes/redirects.csv")
        with file.open(newline="") as table:
            assert list(csv.reader(table)) == [
                ["source", "target", "regex", "code"],
                ["/a/?x=1", f"{site.origin}/", "0", "301"],
            ]


def test_a_cloaked_link_is_resolved_without_asking_the_network(tmp_path):
    pages = {
        "/": html('<p><a href="/go/tent/">Tent</a> <a href="/go/shop/">Shop</a></p>'),
        "/go/tent/": redirect("https://www.amazon.com/dp/B000000000?tag=me-20", 302),
        "/go/shop/": redirect("https://shop.example/"),
    }
    with serve(pages) as site:
        crawl(tmp_path, "blog", "-a", f"url={site.origin}/")
    rows = query(
        database(tmp_path),
        "SELECT kind, network, affiliate_id, confidence, destination FROM target WHERE url LIKE '%/go/%' ORDER BY url",
    )
    assert rows == [
        ("internal", "", "", "", "https://shop.example/"),
        (
            "internal",
            "amazon-associates",
            "me-20",
            "certain",
            "https://www.amazon.com/dp/B000000000?tag=me-20",
        ),
    ]
