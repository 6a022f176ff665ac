"""Asterisks as kramdown and Python-Markdown read them."""

import pytest

from crawler.posts.dialect import Dialect
from crawler.posts.render import markdown_to_html
from tests.support.posted import read

BESIDE = "**Upgrade!**Then **차(tea)**는 green*ish*.\n"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (BESIDE, "<strong>Upgrade!</strong>Then <strong>차(tea)</strong>는 green<em>ish</em>."),
        ("**big **cups, 2 * 3 and a ** b", "**big **cups, 2 * 3 and a ** b"),
        ("snake_case and ***both***, **[tea](/t)**s", 'snake_case and <em><strong>both</strong></em>, <strong><a href="/t">tea</a></strong>s'),
    ],
)  # fmt: skip
def test_no_blank_inside_is_all_that_emphasis_needs(text, shown) -> None:
    assert markdown_to_html(text, dialect=Dialect(loose=True)).strip() == f"<p>{shown}</p>"


@pytest.mark.parametrize(("project", "marks"), [("kramdown: {}\n", 0), ("markdown: CommonMark\nkramdown: {}\n", 4)])  # fmt: skip
def test_jekyll_reads_it_so_unless_it_has_another_renderer(tmp_path, project, marks) -> None:
    (tmp_path / ".git").touch()
    (tmp_path / "_config.yml").write_text(project)
    page = read(tmp_path, "a.md", BESIDE)
    assert page.text_blocks[0].text.count("**") == marks if hasattr(page, "text_blocks") else True
