"""A block in the content that stands beside its text and only lists other pages of the site is no content; a post's own links are."""

import pytest

from crawler.extract import read_html

URL = "https://blog.example/tents/cotton/"
P = "<p>Tents of cotton breathe, and those of nylon are light; take the one that you can carry.</p>"
TEXT = f"<div class=text>{P * 8}</div>"
LIST = "".join(f"<li><a href='/old/{n}/'>Another story of ours, number {n}</a></li>" for n in range(4))
CARDS = "".join(
    f"<div><h3><a href='/old/{n}/'>Story {n}</a></h3><p>Lena says that a good night needs a dry place, and more.</p></div>"
    for n in range(4)
)
EXCERPTS = "".join(
    f"<div><a href='https://www.blog.example/old/{n}/'>The long story number {n}</a> A few words of it.</div>"
    for n in range(6)
)
DATED = "<meta property='article:published_time' content='2026-01-01'>"


def regions(body, *, head="", url=URL):
    page = read_html(f"<!doctype html><head><title>Cotton</title>{head}</head><body>{body}</body>", url)
    assert any("cotton breathe" in block.text for block in page.blocks)
    return {link.region for link in page.links}


def in_main(rail, **more):
    return regions(
        f"<main><h1>Cotton</h1><div class=row><div>{TEXT}</div><div class=rail>{rail}</div></div></main>",
        **more,
    )


@pytest.mark.parametrize(
    ("name", "rail"),
    [
        ("links", f"<ul>{LIST}</ul>"),
        ("links, and a few that lead elsewhere", f"<ul>{LIST}</ul><a href='https://social.example/'>us</a>"),
        ("titles with a few words each", CARDS[: CARDS.index("Story 3")]),
        ("links with a few words each, to a host with www", EXCERPTS[: EXCERPTS.index("number 5")]),
    ],
)  # fmt: skip
def test_a_rail_of_links_is_beside_the_content(name, rail):
    assert in_main(rail, head=DATED) == {"aside"}, name


@pytest.mark.parametrize(
    ("name", "rail"),
    [
        ("two links", LIST[: LIST.index("<li><a href='/old/2/")]),
        ("the page's own headings", "".join(f"<a href='#h{n}'>Heading {n}</a>" for n in range(5))),
        ("the page's own headings, by its address", "".join(f"<a href='{URL}#h{n}'>Heading {n}</a>" for n in range(5))),
        ("shops", "".join(f"<a href='https://shop.example/{n}'>Buy number {n}</a>" for n in range(5))),
        ("the site's own redirects to shops", "".join(f"<a href='/go/tent-{n}/'>Buy number {n}</a>" for n in range(5))),
        ("paid links", "".join(f"<a rel=sponsored href='/tent-{n}/'>Buy number {n}</a>" for n in range(5))),
        ("a text with links", f"{P}{P}" + " ".join(f"<p>See <a href='/old/{n}/'>story {n}</a>, which tells more of it.</p>" for n in range(3))),
    ],
)  # fmt: skip
def test_what_is_no_list_of_the_sites_pages_stays(name, rail):
    assert in_main(rail) == {"main"}, name


def test_links_in_the_text_are_the_posts_own():
    assert regions(f"<main><h1>Cotton</h1>{P * 8}<ul>{LIST}</ul></main>") == {"main"}
    section = f"<section>{P * 4}</section>"
    assert regions(f"<main><h1>Cotton</h1>{section}<section>{LIST}</section>{section}</main>") == {"main"}


def test_a_page_that_mostly_lists_others_keeps_them_unless_it_is_a_post():
    many = LIST * 8
    assert in_main(many) == {"main"}
    assert in_main(many, head=DATED) == {"aside"}
    assert in_main(LIST, url="https://blog.example/", head=DATED) == {"main"}


def test_where_nothing_marks_the_content_menus_of_a_body_are_none_of_it():
    menu = f"<div class=top>{LIST}</div>"
    assert regions(f"{menu}<div class=page><div><h1>Cotton</h1>{TEXT}</div></div>") == {"aside"}


def test_a_block_with_the_title_is_no_list():
    head = f"<div><h1>Cotton</h1><ul>{LIST}</ul></div>"
    assert regions(f"<main>{head}<div>{TEXT}</div></main>") == {"main"}


def test_wide_and_deep_content_is_read_in_time():
    deep = "<div>" * 400 + TEXT + f"<ul>{LIST}</ul></div>" * 400
    assert regions(f"<main><h1>Cotton</h1>{deep}</main>", head=DATED) == {"aside"}
    wide = "".join(f"<div>{P}</div><ul>{LIST}</ul>" for _ in range(2_000))
    assert regions(f"<main><h1>Cotton</h1>{wide}</main>") == {"main"}
