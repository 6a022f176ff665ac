"""HTML, Markdown or text: whichever reading loses less."""

import pytest

from crawler.catalog.sentences import worded
from crawler.posts.format import decide
from tests.support.posted import read

EXAMPLES = '<p><a href="/example/">an example</a></p>\n'


@pytest.mark.parametrize("fence", ["```", "~~~~", "````"])
def test_html_in_fenced_code_does_not_tip_the_balance(tmp_path, fence):
    page = read(tmp_path, "a.md", f"# T\n\none<br>two\n\n{fence}html\n{EXAMPLES * 30}{fence}\n\n[l](/l)\n")
    assert page.format == "markdown"
    assert [link.href for link in page.links] == ["/l"]


def test_html_in_code_spans_and_written_as_entities_does_not_tip_the_balance():
    spans = "`<a href='/x'>` and &lt;a href='/x'&gt; " * 20
    assert decide(f"{spans}\n\n[l](/l) and<br>that\n", ".md").name == "markdown"


@pytest.mark.parametrize(
    "body",
    [
        "See [this][1].\n\n[1]: https://shop.example/\n",
        "See [this].\n\n[this]: https://shop.example/\n",
        "See <https://shop.example/>.\n",
        "See [this](\nhttps://shop.example/).\n",
    ],
)
def test_links_of_every_kind_make_a_post_markdown(tmp_path, body):
    page = read(tmp_path, "a.md", body)
    assert (page.format, [link.href for link in page.links]) == ("markdown", ["https://shop.example/"])


def test_an_export_whose_tags_are_indented_keeps_its_links_beside_a_few_of_markdown(tmp_path):
    rows = "".join(f'    <li><a href="/item-{n}/">{n}</a></li>\n' for n in range(9))
    page = read(tmp_path, "a.md", f"Words with [one](/one/).\n\n    <ul>\n{rows}    </ul>\n")
    assert page.format == "html"
    assert len(page.links) == 9
    assert "9 links, images and headings would be lost, as HTML 1" in page.format_reason


def test_markdown_with_html_blocks_loses_neither_kind_of_link(tmp_path):
    body = "# T\n\n[a](/a)\n\n<div class='note'>\n<a href='/b'>b</a>\n</div>\n\nx <a href='/c'>c</a>\n"
    page = read(tmp_path, "a.md", body)
    assert (page.format, [link.href for link in page.links]) == ("markdown", ["/a", "/b", "/c"])


def test_a_link_that_markdown_cannot_see_counts_for_html():
    broken = '<a href="/x"class="y">x</a>'
    assert decide(f"*A word.*\n\nText {broken} and {broken}\n", ".md").name == "html"


def test_lists_make_a_post_markdown_but_not_a_text_file():
    assert decide("* one\n* two\n", ".md").name == "markdown"
    assert decide("* one\n* two\n", ".txt").name == "text"
    assert decide("# One\n\n* two\n", ".txt").name == "markdown"


@pytest.mark.parametrize("body", ["Pain [12] and rest [13].\n", "? Key words\n\nif x < y and a <b\n", ""])
def test_citation_marks_and_loose_brackets_make_no_form(body):
    assert decide(body, ".txt").name == "text"


def test_a_file_with_the_ending_of_markdown_is_markdown_where_nothing_says_otherwise(tmp_path):
    page = read(tmp_path, "a.md", "Tents &amp; poles,\nand \\[pegs\\].\n")
    assert (page.format, [block.text for block in page.blocks]) == (
        "markdown",
        ["Tents & poles, and [pegs]."],
    )


def test_a_post_that_only_embeds_a_video_is_html(tmp_path):
    page = read(tmp_path, "a.md", "Words\n\n<video src='/v.mp4'></video>\n")
    assert (page.format, [reference.href for reference in page.references]) == ("html", ["/v.mp4"])


def test_what_is_too_long_to_be_markdown_is_said_and_not_shown_as_clean(tmp_path):
    long = read(tmp_path, "a.md", "words and [a link](/a)\n" * 60_000)
    assert (long.outcome, long.is_html, long.links) == ("skipped", False, [])
    assert "Markdown file with more than" in worded(long.cause)


def test_html_may_be_longer_than_markdown(tmp_path):
    page = read(tmp_path, "a.md", "    <p>words and <a href='/a'>a link</a></p>\n\n" * 15_000)
    assert (page.format, len(page.links), page.links[-1].line) == ("html", 15_000, 29_999)


def test_mdx_has_no_indented_code(tmp_path):
    body = "# T\n\n<Card>\n\n    <a href='/in/'>in</a>\n\n</Card>\n"
    page = read(tmp_path, "a.mdx", body)
    assert [(link.href, link.line) for link in page.links] == [("/in/", 5)]


def test_mdx_statements_are_passed_over_whole_and_prose_and_code_are_not(tmp_path):
    body = """import {
  Card,
} from "./card"
export const meta = {
  a: 1,

  b: "<a href=/no>",
}

# T

Ships
import goods [dearly](/dear/)

```js
import x from "http://localhost:3000/"
```

{/* [no](/no)
*/}
[yes](/yes/)
"""
    page = read(tmp_path, "a.mdx", body)
    assert [(link.href, link.line) for link in page.links] == [("/dear/", 13), ("/yes/", 21)]
    assert [(reference.href, reference.line) for reference in page.references] == [
        ("http://localhost:3000/", 16)
    ]


def test_points_of_a_list_that_hold_links_in_html_stay_points(tmp_path):
    body = "Words first.\n\n" + "".join(f'- <a href="/{n}">Tea {n}</a>\n' for n in range(5))
    page = read(tmp_path, "a.md", body)
    assert (page.format, sum(block.kind == "item" for block in page.blocks)) == ("markdown", 5)
