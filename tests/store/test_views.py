"""The views of schema.sql: what many site rules and sheets ask for, decided once."""

import re
from urllib.parse import urljoin

import pytest

from crawler.analysis.redirects import fill_redirect_chains
from crawler.items import Link, Page, Target, UrlReference
from crawler.store.affiliate_links import kept_affiliate_links
from crawler.store.resources import fill_first_uses
from tests.test_boundaries import ROOT

SITE = "https://blog.example"
SHOP = Target("https://shop.example/tent#size", "external")


def save(store, path, **values):
    made = {"url": SITE + path, "key": SITE + path, "status": 200, "is_html": True, **values}
    store.save_page(Page(**made))


def column(store, sql):
    return [value for (value,) in store.connection.execute(sql)]


def test_ok_pages_are_those_that_were_read_and_posts(store):
    save(store, "/page/")
    save(store, "", url="", key="post.md", source="post.md", status=None)
    save(store, "/partial/", status=206)
    save(store, "/error/", outcome="failed", status=404)
    save(store, "/broken/", status=500)
    save(store, "/moved/", outcome="redirected", status=301, redirect_to=f"{SITE}/page/")
    save(store, "/leaflet.pdf", is_html=False)
    assert column(store, "SELECT key FROM ok_page ORDER BY id") == [
        f"{SITE}/page/",
        "post.md",
        f"{SITE}/partial/",
    ]


def test_the_key_of_a_target_is_its_address_without_the_fragment(store):
    to = [Target(f"{SITE}/a/#b#c", "internal"), Target(f"{SITE}/d/", "internal")]
    save(store, "/", links=[Link(n, t.url, to=t) for n, t in enumerate(to, 1)])
    found = store.connection.execute("SELECT key, fragment FROM target_key ORDER BY id").fetchall()
    assert found == [(f"{SITE}/a/", "#b#c"), (f"{SITE}/d/", "")]


def test_readers_are_shown_links_and_players_but_no_code_images_or_error_pages(store):
    links = [Link(1, SHOP.url, to=SHOP, text="a tent"), Link(2, SHOP.url, to=SHOP, in_code=True)]
    places = ("img", "iframe", "embed", "text")
    references = [UrlReference(n, place, SHOP.url, to=SHOP) for n, place in enumerate(places, 1)]
    references.append(UrlReference(5, "iframe", SHOP.url, to=SHOP, in_code=True))
    save(store, "/", links=links, references=references)
    save(store, "/gone/", outcome="failed", status=404, links=links[:1])
    shown = "SELECT subject, position, text FROM {} ORDER BY subject DESC, position"
    links_only, embeds = [("link", 1, "a tent")], [("carrier", 2, ""), ("carrier", 3, "")]
    for view, expected in (
        ("shown_link", links_only),
        ("shown_embed", embeds),
        ("shown_target", links_only + embeds),
    ):
        assert store.connection.execute(shown.format(view)).fetchall() == expected


def test_who_wrote_a_page_may_be_a_bare_name_a_person_or_nobody(store):
    for number, data in enumerate(
        ['{"author": "@Lena"}', '{"author": {"name": "Tom"}}', '{"author": 3}', '{"author": "Le']
    ):
        save(store, f"/{number}/", jsonld=[data])
    assert column(store, "SELECT author FROM byline ORDER BY page_id") == ["@Lena", "Tom", "", ""]


def test_a_redirect_ends_at_a_page_that_was_read_or_nowhere(store):
    for path, status, to in (
        ("/once/", 301, "/page/"), ("/twice/", 308, "/once/"), ("/for-now/", 302, "/page/"),
        ("/lost/", 301, "/gone/"), ("/round/", 301, "/round/"),
    ):  # fmt: skip
        save(store, path, outcome="redirected", status=status, redirect_to=SITE + to, is_html=False)
    save(store, "/page/")
    save(store, "/gone/", outcome="failed", status=404)
    fill_redirect_chains(store)
    rows = store.connection.execute(
        "SELECT replace(key, ?, ''), end_id IS NOT NULL, hops, lasting, is_loop FROM redirect_end ORDER BY page_id",
        (SITE,),
    ).fetchall()
    assert rows == [
        ("/once/", 1, 1, 1, 0), ("/twice/", 1, 2, 1, 0), ("/for-now/", 1, 1, 0, 0), ("/lost/", 0, 1, 1, 0),
        ("/round/", 0, 1, 1, 1),
    ]  # fmt: skip


def test_a_file_of_the_site_has_its_url_however_it_is_written_and_the_first_place_that_shows_it(store):
    def named(*references):
        return [
            UrlReference(n, place, href, to=Target(url, kind))
            for n, (place, href, url, kind) in enumerate(references, 1)
        ]

    logo, hosted = f"{SITE}/logo.png", "https://img.blog.example/x.png"
    save(store, "/a/", references=named(("og", "/logo.png#top", f"{logo}#top", "internal")))
    save(
        store,
        "/b/c/",
        references=named(
            ("img", "../../logo.png", logo, "internal"),
            ("stylesheet", f"{SITE}/b.css", f"{SITE}/b.css", "internal"),
            ("img", "//img.blog.example/x.png", hosted, "subdomain"),
        ),
    )
    save(store, "/d/", outcome="failed", status=404, references=named(("img", "/logo.png", logo, "internal")))
    urls = "SELECT url FROM own_resource ORDER BY page_id, position"
    assert column(store, urls) == [f"{logo}#top", logo, f"{SITE}/b.css", logo]
    assert column(store, "SELECT count(*) FROM target") == [1], "the site's own files have no targets"
    for url in (logo, hosted, f"{SITE}/nobody-uses.png"):
        store.connection.execute(
            "INSERT INTO resource (crawl_id, url, asked, kind, verdict) VALUES (?, ?, ?, 'image', 'ok')",
            (store.crawl_id, url, url),
        )
    used = "SELECT url, place, href, pages FROM used_resource ORDER BY url DESC"
    for _ in range(2):  # a crawl that goes on closes once more
        fill_first_uses(store)
        assert store.connection.execute(used).fetchall() == [
            (hosted, "img", "//img.blog.example/x.png", 1),
            (logo, "img", "../../logo.png", 2),
        ]


def test_a_picture_and_the_sizes_that_follow_it_are_one_row_and_each_is_found_where_it_stands(store):
    hrefs = [
        ("img", "/tea.jpg", "main", 3), ("srcset", "/tea-480.jpg", "main", 3), ("srcset", f"{SITE}/t.jpg", "main", 3),
        ("srcset", "late.jpg", "main", 3), ("srcset", "/next.jpg", "main", 4), ("img", "/cup.jpg", "main", 4),
        ("srcset", "/cup-ä.jpg", "footer", 4),
    ]  # fmt: skip
    save(
        store,
        "/a/",
        references=[
            UrlReference(
                n, place, href, region=region, line=line, to=Target(urljoin(f"{SITE}/a/", href), "internal")
            )
            for n, (place, href, region, line) in enumerate(hrefs, 1)
        ],
    )
    rows = store.connection.execute(
        "SELECT position, href, sizes FROM resource_use ORDER BY position"
    ).fetchall()
    assert [position for position, *_ in rows] == [1, 4, 5, 6, 7], (
        "a row of its own: another base, line or part of the page"
    )
    assert rows[0][1:] == ("", '["/tea.jpg","/tea-480.jpg","https://blog.example/t.jpg"]')
    found = "SELECT place, href, region, line FROM own_resource ORDER BY position"
    assert store.connection.execute(found).fetchall() == hrefs
    urls = [urljoin(f"{SITE}/a/", href) for _, href, *_ in hrefs]
    assert column(store, "SELECT url FROM own_resource ORDER BY position") == urls
    for url in urls:
        store.connection.execute(
            "INSERT INTO resource (crawl_id, url, asked, kind, verdict) VALUES (?, ?, ?, 'image', 'ok')",
            (store.crawl_id, url, url),
        )
    fill_first_uses(store)
    used = "SELECT place, href, region, line FROM used_resource ORDER BY position"
    assert store.connection.execute(used).fetchall() == hrefs


def test_affiliate_links_kept_for_the_site_rules_are_those_of_the_view(store):
    save(
        store,
        "/a/",
        links=[Link(1, "https://shop.example/?a=1", to=Target("https://shop.example/?a=1", "affiliate"))],
    )
    links = "SELECT * FROM affiliate_link"
    before = store.connection.execute(links).fetchall()
    assert before
    with kept_affiliate_links(store):
        store.connection.execute("DELETE FROM part_link")
        assert store.connection.execute(links).fetchall() == before
    assert not store.connection.execute(links).fetchall()


@pytest.mark.parametrize(
    "condition",
    [
        r"status\b[^;\n]*BETWEEN 200 AND 299",
        r"'iframe',\s*'embed'",
        r"instr\((?:target\.)?url, '#'\)",
    ],
)
def test_what_a_view_decides_is_not_decided_a_second_time(condition):
    paths = [
        path
        for room in ("crawler", "reports")
        for kind in ("py", "toml", "sql")
        for path in (ROOT / room).rglob(f"*.{kind}")
    ]
    held = {
        path.relative_to(ROOT).as_posix()
        for path in paths
        if "migrations" not in path.parts and re.search(condition, path.read_text(encoding="utf-8"))
    }
    assert held == {"crawler/store/schema.sql"}
