"""Addresses with blanks, as kramdown and Python-Markdown make links of them and CommonMark does not."""

from __future__ import annotations

import pytest

from crawler.posts import Neighbours, read_post
from crawler.posts.dialect import Dialect
from crawler.posts.render import markdown_to_html, parse

BLANKS = Dialect(bare=False, blanks=True)


@pytest.mark.parametrize(
    ("markdown", "href"),
    [
        ("[a](https://a.com/x?t=two words)", "https://a.com/x?t=two words"),
        ('[a](https://a.com/x y "title")', "https://a.com/x y"),
        ("[a]( https://a.com/x y )", "https://a.com/x y"),
        ("[a](https://a.com/x (y) z)", "https://a.com/x (y) z"),
        ("[a](https://a.com/it's x)", "https://a.com/it's x"),
        ("[a](<https://a.com/x y>)", "https://a.com/x y"),
        ("[a](https://a.com/x?b=1&amp;c=2 3)", "https://a.com/x?b=1&amp;c=2 3"),
        ("[a](https://a.com/x)", "https://a.com/x"),
        ("![a](/img/two words.jpg)", "/img/two words.jpg"),
    ],
)
def test_an_address_may_hold_blanks(markdown, href):
    assert f'"{href}"' in markdown_to_html(markdown, dialect=BLANKS)


@pytest.mark.parametrize(
    "markdown", ["[a](https://a.com/x y", "[a] (x y)", "[a](x 'y)", "`[a](x y)`", "[a]()", "\\[a](x y)"]
)
def test_what_is_no_link_there_either_stays_text(markdown):
    assert "x y" not in "".join(
        part.partition(">")[0] for part in markdown_to_html(markdown, dialect=BLANKS).split("href=")[1:]
    )


def test_commonmark_makes_no_link_of_it():
    assert "<a" not in markdown_to_html("[a](/x y)")


@pytest.mark.parametrize(
    ("project", "links"),
    [
        ({"_config.yml": "kramdown: {}\n"}, 1),
        ({"_config.yml": "markdown: CommonMark\nplugins: []\n"}, 0),
        ({"hugo.toml": "baseURL = 'https://hut.example'\n"}, 0),
    ],
)
def test_the_sites_generator_decides(tmp_path, project, links):
    for name, text in project.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    posts = tmp_path / "_posts"
    posts.mkdir()
    (posts / "2024-05-01-tea.md").write_text("---\ntitle: Tea\n---\n\n[a](/x y)\n", encoding="utf-8")
    page = read_post(
        posts / "2024-05-01-tea.md", posts, neighbours=Neighbours(posts, "https://hut.example", "")
    )
    assert [link.href for link in page.links] == ["/x y"] * links


def test_many_open_brackets_take_no_time():
    assert parse("[a](x " * 5_000, BLANKS)
