"""Fixes that can be applied: the patch fits, changes addresses and nothing else, and leaves none of what it fixed."""

import csv
import shutil
import subprocess

import pytest

from crawler.demo.server import POSTS
from reports.patch import Change, patch_of
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
    changed = [
        line
        for line in patch.read_bytes().splitlines()
        if line[:1] in b"+-" and line[:3] not in (b"+++", b"---")
    ]
    assert all(b"trailnotes" in line or b"localhost" in line for line in changed)
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
    assert all(f'"{row["old"]}"' in text for row in rows)


CRLF = b'one\r\n<a href="http://x.local/a?b=1&amp;c=2">x</a>\r\nthree'


@pytest.mark.parametrize(
    ("name", "body", "change", "expected"),
    [
        ("a.md", b"[x](http://x.local/a) and http://x.local/ab\n", Change(1, "http://x.local/a", "https://y.com/a"), b"[x](https://y.com/a) and http://x.local/ab\n"),
        ("b.md", CRLF, Change(2, "http://x.local/a?b=1&c=2", "https://y.com/a?b=1&c=2"), CRLF.replace(b"http://x.local", b"https://y.com")),
        ("c d ü.md", b"<a\n  href='http://x.local/'>x</a>", Change(1, "http://x.local/", "https://y.com/"), b"<a\n  href='https://y.com/'>x</a>"),
        ("e.md", b'caf\xe9 <!-- {"url":"http:\\/\\/x.local\\/a"} -->\n', Change(1, "http://x.local/a", "https://y.com/a"), b'caf\xe9 <!-- {"url":"https:\\/\\/y.com\\/a"} -->\n'),
    ],
)  # fmt: skip
def test_a_patch_changes_the_address_and_nothing_else(tmp_path, name, body, change, expected):
    (tmp_path / name).write_bytes(body)
    patch = tmp_path / "fix"
    patch.write_bytes(patch_of(tmp_path, name, [change]))
    done = apply(tmp_path, patch)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / name).read_bytes() == expected


def test_a_file_that_changed_since_is_left_alone(tmp_path):
    (tmp_path / "a.md").write_text("nothing of the kind\n")
    assert patch_of(tmp_path, "a.md", [Change(1, "http://x.local/", "https://y.com/")]) == b""
    assert patch_of(tmp_path, "gone.md", [Change(1, "http://x.local/", "https://y.com/")]) == b""
    assert patch_of(tmp_path / "posts", "../a.md", [Change(1, "nothing", "something")]) == b""


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
