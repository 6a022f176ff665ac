"""Links that several pages share are stored once, and the view link has every link of every page as it stands there."""

import sqlite3

import pytest

from crawler.items import Heading, Image, Link, Page, Target
from crawler.store import Store
from crawler.store.template_parts import take_out

SITE = "https://blog.example"
LINK = "SELECT position, url, text, region, heading, line FROM link JOIN target ON target.id = target_id WHERE page_id = ? ORDER BY position"


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path / "audit.sqlite")
    store.open_crawl("blog", f"{SITE}/", SITE)
    yield store
    store.close()


def link(position, path, region, *, heading=None, line=None):
    return Link(
        position, path, path.strip("/"), region=region, heading=heading, line=line,
        to=Target(SITE + path, "internal", host="blog.example", domain="blog.example"),
    )  # fmt: skip


def save(store, name, links, **facts):
    url = f"{SITE}/{name}/"
    store.save_page(
        Page(url, key=url, status=200, is_html=True, links=links, headings=[Heading(1, 1, name)], **facts)
    )
    (number,) = store.connection.execute("SELECT id FROM page WHERE key = ?", (url,)).fetchone()
    return number


def framed(own, first_line=40):
    """Return the links of a page with a menu of two, `own` links and a footer of two, the last heading's number behind them."""
    menu = [link(1, "/a/", "nav", line=3), link(2, "/b/", "nav", line=5)]
    content = [link(3 + n, f"/own-{n}/", "main", heading=1, line=first_line + n) for n in range(own)]
    footer = [
        link(3 + own + n, f"/f{n}/", "footer", heading=own + 1, line=first_line + own + n) for n in range(2)
    ]
    return [*menu, *content, *footer]


def stored(store, page):
    return store.connection.execute(LINK, (page,)).fetchall()


def rows(store, table):
    return store.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def test_each_page_has_its_links_where_they_stand_there_and_what_they_share_is_stored_once(store):
    pages = {save(store, f"p{n}", framed(n)): framed(n, 40) for n in (1, 3, 0)}
    for page, links in pages.items():
        assert stored(store, page) == [
            (one.position, one.to.url, one.text, one.region, one.heading, one.line) for one in links
        ]
    assert rows(store, "link") == 16
    assert rows(store, "part_link") == 2 + 4 + 2


def test_what_differs_in_one_link_is_another_part(store):
    other = framed(1)
    other[0].rel = ("nofollow",)
    save(store, "one", framed(1))
    page = save(store, "two", other)
    found = store.connection.execute("SELECT rel FROM link WHERE page_id = ? ORDER BY position", (page,))
    assert [rel for (rel,) in found] == ["nofollow", "", "", "", ""]


def test_what_is_rolled_back_is_not_remembered(store):
    with pytest.raises(sqlite3.Error):
        save(store, "one", framed(0), images=[Image(1, "a.jpg", line=object())])
    assert len(stored(store, save(store, "two", framed(0)))) == 4


def test_links_that_many_unmarked_pages_have_leave_the_content_of_those_pages_alone(store):
    menu = [link(1, "/a/", "main"), link(2, "/b/", "main")]
    pages = [save(store, f"p{n}", menu, content_by="body") for n in range(4)]
    take_out(store, pages[:3], 3, [], [])
    assert [{row[3] for row in stored(store, page)} for page in pages] == [{"other"}] * 3 + [{"main"}]


def test_what_leaves_the_content_stays_as_it_was_otherwise(store):
    menu = [link(1, "/a/", "main"), link(2, "/b/", "main")]
    menu[0].scripted = menu[1].in_code = True
    menu[0].rel, menu[0].target, menu[0].wpil = ("nofollow",), "_blank", (("data-wpil", "url"),)
    pages = [save(store, f"p{n}", menu, content_by="body") for n in range(4)]
    take_out(store, pages[:3], 3, [], [])
    asked = "SELECT * FROM link WHERE page_id = ? ORDER BY position"
    cursor = store.connection.execute(asked, (pages[3],))
    names = [column[0] for column in cursor.description]
    kept = [dict(zip(names, row, strict=True)) for row in cursor]
    taken = [dict(zip(names, row, strict=True)) for row in store.connection.execute(asked, (pages[0],))]
    assert taken == [row | {"page_id": pages[0], "region": "other"} for row in kept]
    assert [row["scripted"] for row in taken] == [1, 0]


def test_deleting_a_crawl_takes_its_parts_and_no_others(store):
    save(store, "one", framed(2))
    store.end_crawl("finished", complete=True)
    store.open_crawl("blog", f"{SITE}/", SITE)
    kept = save(store, "two", framed(1))
    store.prune(1)
    assert rows(store, "page") == 1
    assert rows(store, "part_link") == rows(store, "link") == len(stored(store, kept)) == 5
