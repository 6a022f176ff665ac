"""What stands around a page's content is known by the same names wherever that is asked."""

import pytest

from crawler.extract import read_html
from crawler.extract.landmarks import ASIDES, ROLES, TAGS
from crawler.items import FRAME, REGIONS

URL = "https://blog.example/post/"


def begin(name: str) -> str:
    if name[0] == "[":
        return f"<div {name[1:-1]}>"
    return f"<div class='x {name[1:]}'>" if name[0] == "." else f"<div id='{name[1:]}'>"


NAMED = [(name, begin(name)) for name in ASIDES.split(", ")]
MARKED = [(tag, f"<{tag}>") for tag, region in TAGS.items() if region in FRAME]
MARKED += [(role, f"<div role=' {role.title()} '>") for role, region in ROLES.items() if region in FRAME]
AROUND = pytest.mark.parametrize("begin", [begin for _, begin in NAMED + MARKED], ids=[name for name, _ in NAMED + MARKED])  # fmt: skip


def closed(begin: str) -> str:
    return f"</{begin[1:-1].split(maxsplit=1)[0]}>"


def test_frames_are_regions():
    assert set(REGIONS) > FRAME
    assert set(ROLES.values()) <= set(REGIONS)
    assert set(TAGS.values()) <= set(REGIONS)


@AROUND
def test_its_words_are_not_the_pages_and_its_headings_and_links_are_told_apart(begin):
    page = read_html(
        f"<body><h1>Tents</h1><p>Five words of the page.</p>{begin}<h2>More</h2><a href=/x>here</a>{closed(begin)}",
        URL,
    )
    assert page.words == 6
    assert [heading.region in FRAME for heading in page.headings] == [False, True]
    assert [link.region in FRAME for link in page.links] == [True]


@AROUND
def test_what_is_called_a_post_inside_it_is_a_teaser_and_not_the_content(begin):
    teaser = f"{begin}<div class=entry-content><p>Another post</p></div>{closed(begin)}"
    page = read_html(f"<body><div class=entry-content><p>The post itself</p></div>{teaser}", URL)
    assert [block.text for block in page.blocks] == ["The post itself"]


@pytest.mark.parametrize("name", ["sidebar-toggle", "has-sidebar", "no-comments", "author-box-wide"])
def test_a_name_that_only_holds_one_of_them_is_none(name):
    page = read_html(f"<body><div class='{name}'><h2>More</h2></div>", URL)
    assert [heading.region for heading in page.headings] == ["main"]
