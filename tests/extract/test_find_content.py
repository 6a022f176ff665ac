"""The content of a page is what holds the h1, or follows it, and most of the page's own words."""

import pytest

from crawler.extract import read_html

URL = "https://blog.example/lantern/"
TEXT = (
    "<p>"
    + "The lantern burned all night beside the harbour wall and nobody came to put it out. " * 12
    + "</p>"
)
SHORT = "<p>A few words that lead on.</p>"
TEASER = f"<article><h3><a href='/harbour/'>Harbours at night</a></h3>{SHORT}</article>"
LINKS = (
    "<div>"
    + "".join(f"<a href='/{n}/'>Another old post of ours, number {n}</a> " for n in range(80))
    + "</div>"
)


def read(body, *, content="", title="Lanterns of the coast"):
    return read_html(
        f"<html><head><title>{title}</title></head><body>{body}</body></html>", URL, content=content
    )


def seen(page):
    """Return whether the long text, and nothing of the teaser, is content."""
    texts = [block.text for block in page.blocks]
    return any("harbour wall" in text for text in texts), any("lead on" in text for text in texts)


@pytest.mark.parametrize(
    ("name", "body", "by"),
    [
        ("main", f"<main><h1>Lanterns</h1>{TEXT}</main>{TEASER}", "main"),
        ("a role", f"<div role=main><h1>Lanterns</h1>{TEXT}</div>{TEASER}", "[role=main]"),
        ("the article in main", f"<main><article><h1>Lanterns</h1>{TEXT}</article>{TEASER}</main>", "article"),
        ("an article after the h1", f"<h1>Lanterns of the coast</h1><article>{TEXT}</article>{TEASER}", "article"),
        ("a teaser in the content's main", f"<main><h1>Lanterns</h1>{TEXT}<h2>Related</h2><div>{TEASER}</div></main>", "main"),
        ("a builder's post", f"<div data-elementor-type=single-post><h1>Lanterns</h1>{TEXT}</div>{TEASER}", "[data-elementor-type=single-post]"),
        ("Divi", f"<div id=main-content><h1>Lanterns</h1>{TEXT}</div>{TEASER}", "#main-content"),
        ("no name that is known", f"<div class=canvas><h1>Lanterns</h1>{TEXT}</div>{TEASER}", "body"),
        ("a main that has only the hero", f"<main><p>Hello.</p></main><div><h1>Lanterns</h1>{TEXT}</div>{TEASER}", "body"),
        ("a main beside the text", f"<div><h1>Lanterns</h1>{TEXT}</div><main>{TEASER}</main>", "body"),
        ("a long unmarked list of links beside it", f"<main><h1>Lanterns</h1>{TEXT}</main>{LINKS}", "main"),
        ("cards of a block theme", f"<main><h1>Lanterns</h1>{TEXT}<ul><li class=wp-block-post><h3><a href='/harbour/'>Harbours</a></h3>{SHORT}</li></ul></main>", "main"),
    ],
)  # fmt: skip
def test_the_post_is_found_and_teasers_are_not(name, body, by):
    page = read(body)
    assert (page.content_by, seen(page)) == (by, (True, False)), name
    assert [h.region for h in page.headings if h.level == 1] == ["main"], name
    assert all(h.region != "main" for h in page.headings if h.level > 1), name


def test_a_hidden_copy_for_machines_is_not_taken_for_the_content():
    copy = f"<div style='display:none' itemscope><div itemprop=articleBody>{TEXT}</div></div>"
    page = read(f"<div class=post-content><h1>Lanterns</h1>{copy * 2}{TEXT}</div>")
    assert (page.content_by, len(page.blocks)) == (".post-content", 1)
    shown_by_a_script = read(f"<div style='visibility:hidden'><main><h1>Lanterns</h1>{TEXT}</main></div>")
    assert (shown_by_a_script.content_by, seen(shown_by_a_script)[0]) == ("main", True)


def test_a_page_of_teasers_is_a_list_and_they_are_what_it_shows():
    page = read(f"<h1>Archive</h1><div>{TEASER * 3}</div>")
    assert (page.content_by, [block.text for block in page.blocks]) == (
        "article",
        ["A few words that lead on."] * 3,
    )


def test_a_post_that_links_its_title_to_itself_is_no_teaser():
    page = read(f"<article><h2><a href='{URL}'>Lanterns</a></h2>{TEXT}</article>{TEASER}")
    assert (page.content_by, seen(page)) == ("article", (True, False))


def test_where_nothing_marks_it_a_selector_of_what_holds_nearly_all_is_proposed():
    page = read(f"<div id=top>Shop</div><div class='wrapper canvas-12 canvas'><h1>Lanterns</h1>{TEXT}</div>")
    assert (page.content_by, page.content_proposal) == ("body", ".canvas")
    assert read(f"<div class=post-12><h1>Lanterns</h1>{TEXT}</div>").content_proposal == ""


def test_a_selector_that_holds_little_or_not_the_h1_is_in_doubt():
    few = read(f"<h1>Lanterns</h1><div class=mine>{SHORT}</div><div>{TEXT}</div>", content=".mine")
    assert (few.content_by, few.content_h1) == ("AUDIT_CONTENT_SELECTOR", False)
    assert few.content_share < 0.1
    right = read(f"<div class=mine><h1>Lanterns</h1>{TEXT}</div>", content=".mine")
    assert (right.content_share, right.content_h1) == (1.0, True)


def test_the_frame_of_a_body_is_no_content():
    page = read(
        f"<header><h2>Shop</h2></header><div id=masthead>Menu</div><h1>Lanterns</h1>{TEXT}<footer>We may earn</footer><div class=site-footer>Imprint</div>"
    )
    assert page.content_by == "body"
    assert len(page.blocks) == 1
    assert page.footer == "We may earn\nImprint"


def test_an_articles_footer_is_neither_the_sites_nor_its_text():
    page = read(
        f"<main><article><h1>Lanterns</h1>{TEXT}<footer><h5>Posted in</h5><a href='/tag/'>coast</a></footer></article></main>"
    )
    assert [heading.region for heading in page.headings] == ["main", "other"]
    assert [link.region for link in page.links] == ["other"]
    assert len(page.blocks) == 1


def test_data_that_is_served_as_a_page_has_no_content():
    page = read_html('{"namespace": "wp/v2", "methods": ["GET"]}', URL)
    assert (page.content_by, page.blocks) == ("", [])


def test_deep_and_wide_pages_are_read_in_time():
    deep = "<div class=entry-content>" * 400 + TEXT + "</div>" * 400
    buried = f"<main><h1>Lanterns</h1>{TEXT}" + "<div>" * 300 + TEASER * 49 + "</div>" * 300 + "</main>"
    wide = f"<h1>Lanterns</h1>{TEXT}" + TEASER * 3_000
    assert seen(read(deep))[0]
    assert read(buried).content_by == "main"
    assert seen(read(wide)) == (False, True)  # a list of three thousand posts is what it is
