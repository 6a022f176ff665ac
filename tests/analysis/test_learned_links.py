"""A crawl learns which links are of shops' own programmes, says so, and knows them from the start the next time."""

from __future__ import annotations

from tests.support.crawling import crawl, database, query

SITE = "https://www.hilltrails.example"
POSTS = {
    "tents.md": "---\ntitle: Tents\nslug: tents\n---\n\n[Tent](https://tents.com/?ref=hilltrails) and [Mug](https://mugs.com/tin?ref=kd82) in the hut.\n",
    "mugs.md": "---\ntitle: Mugs\nslug: mugs\n---\n\n[Pot](https://pots.com/iron?ref=kd82), [Map](https://maps.com/hills?via=kd82&ref=kd82) and [Code](https://github.com/hilltrails).\n",
    "more.md": '---\ntitle: More\nslug: more\n---\n\n<a rel="sponsored" href="https://ropes.com/a">Rope</a>, [the rope](https://ropes.com/a), <a rel="sponsored" href="/go/boots/">Boots</a>.\n',
    "own.md": '---\ntitle: Own\nslug: own\n---\n\n<a rel="sponsored" href="https://go.hilltrails.example/pan">Pan</a> and [the pan](https://go.hilltrails.example/pan?from=here).\n\n'
    "[A stove](https://go.hilltrails.example/stove) with our referral link. [Stove](https://go.hilltrails.example/stove?b=1), [none](https://go.hilltrails.example/none).\n",
}
FOUND = "SELECT target.url, kind, network, via FROM target WHERE crawl_id = (SELECT max(id) FROM crawl) AND network <> '' ORDER BY url"
UNMARKED = (
    "SELECT rule, now FROM finding WHERE crawl_id = (SELECT max(id) FROM crawl)"
    " AND rule IN ('unmarked-affiliate-link', 'unmarked-own-programme-link') ORDER BY id"
)


def write(folder):
    folder.mkdir()
    for name, text in POSTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_what_the_site_shows_makes_a_link_likely_and_is_known_the_next_time(tmp_path):
    posts = write(tmp_path / "posts")
    arguments = ("posts", "-a", f"path={posts}", "-a", f"site={SITE}")
    expected = [
        ("https://go.hilltrails.example/pan", "affiliate", "unknown-programme", "sponsored"),
        ("https://go.hilltrails.example/pan?from=here", "affiliate", "unknown-programme", "sponsored"),
        ("https://go.hilltrails.example/stove", "affiliate", "unknown-programme", "told"),
        ("https://go.hilltrails.example/stove?b=1", "affiliate", "unknown-programme", "told"),
        ("https://maps.com/hills?via=kd82&ref=kd82", "affiliate", "unknown-programme", "one-code"),
        ("https://mugs.com/tin?ref=kd82", "affiliate", "unknown-programme", "one-code"),
        ("https://pots.com/iron?ref=kd82", "affiliate", "unknown-programme", "one-code"),
        ("https://ropes.com/a", "affiliate", "unknown-programme", "sponsored"),
        ("https://tents.com/?ref=hilltrails", "affiliate", "unknown-programme", "own-name"),
        (f"{SITE}/go/boots/", "internal", "unknown-programme", "sponsored"),
    ]
    assert crawl(tmp_path / "out", *arguments).returncode == 0
    path = database(tmp_path / "out")
    assert query(path, FOUND) == expected
    first = [rule for rule, _ in query(path, UNMARKED)]
    assert first.count("unmarked-own-programme-link") == 4
    twins = "SELECT count(DISTINCT target_id) FROM link JOIN target ON target.id = target_id WHERE target.url = 'https://ropes.com/a'"
    assert query(path, twins) == [(1,)], "the link without rel points at the same row as the one with it"
    assert crawl(tmp_path / "out", *arguments).returncode == 0
    assert query(path, FOUND) == expected
    again = [rule for rule, _ in query(path, UNMARKED)]
    assert sorted(again) == sorted(first), "the same fault keeps its rule from crawl to crawl"
