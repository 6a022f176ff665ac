"""Lines and Link Whisper's history come from the tags as they are written: right on broken pages, or missing, and never wrong."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extract import read_html

URL = "https://blog.example/post/"


def lines(html):
    return [(link.href, link.line) for link in read_html(html, URL).links]


def test_a_link_that_a_table_throws_out_keeps_its_own_history():
    html = (
        '<table><tr><td><a data-wpil-url-old="T05F" href="/x/1">one</a></td></tr>\n'
        '<a data-wpil-url-old="VFdP" href="/x/">two</a></table>'
    )
    assert [(link.href, link.line, link.wpil) for link in read_html(html, URL).links] == [
        ("/x/", 2, (("data-wpil-url-old", "VFdP"),)),
        ("/x/1", 1, (("data-wpil-url-old", "T05F"),)),
    ]


def test_every_history_attribute_is_kept_in_source_order_and_nothing_else():
    html = "<a data-x='data-wpil=no' DATA-WPIL=url title=\"data-wpil-url-old='b'\" data-wpil-url-old='YQ==' href=/ data-wpil-monitor-id=7>x</a>"
    assert read_html(html, URL).links[0].wpil == (
        ("data-wpil", "url"),
        ("data-wpil-url-old", "YQ=="),
        ("data-wpil-monitor-id", "7"),
    )


def test_one_written_link_around_a_block_is_one_link():
    html = "<p><a href=/card/><div>Card</div></a></p>\n<p><a href=/card/><div>Card</div></a></p>"
    assert [(a.position, a.href, a.text, a.line) for a in read_html(html, URL).links] == [
        (1, "/card/", "Card", 1),
        (2, "/card/", "Card", 2),
    ]


def test_an_empty_link_that_was_written_so_stays():
    assert [
        (link.text, link.line) for link in read_html("<a href=/x/></a>\n<a href=/x/>x</a>", URL).links
    ] == [
        ("", 1),
        ("x", 2),
    ]


@pytest.mark.parametrize(
    "before",
    [
        "<title><a href='/x/'></title>",
        "<!-- > <a href='/x/'> --!>",
        "<!-->",
        "<!doctype html [ <a href='/x/'> ]>",
        "<template><template></template><a href='/x/'></a></template>",
        "<script>if (a</b) '<a href=/x/>'</SCRIPT >",
        "<iframe><a href='/x/'></iframe>",
        "<a name='/x/'>none</a>",
        "<b title='<a href=\"/x/\">'>",
        "<i =\"<a href='/x/'>\">",
        "<a title='href=/x/' data-href='/x/'>none</a>",
        "</p title='>'>",
    ],
)
def test_what_only_looks_like_a_link_does_not_shift_the_lines(before):
    found = lines(f"{before}\n<a href='/x/'>yes</a>\n<a href='/y/'>yes</a>")
    assert found[-1] == ("/y/", 3)
    assert ("/x/", 2) in found or ("/x/", None) in found


def test_lines_count_from_the_nearest_marker():
    html = "<!--@@9--><h1>a</h1>\n<a href=/1/>x</a><!--@@40-->\n<img src=i.png><!--@@x--><a href=/2/>y</a>"
    page = read_html(html, URL, fragment=True, marker="@@")
    assert page.headings[0].line == 9
    assert [link.line for link in page.links] == [10, 41]
    assert page.images[0].line == 41


def test_a_role_heading_has_a_line_among_other_elements_of_its_name():
    html = "<div data-bg='https://a.example/b.png'>\n<div role=heading aria-level=3>Here</div>\n<div ROLE='Heading'>There</div></div>"
    assert [(h.text, h.line) for h in read_html(html, URL).headings] == [("Here", 2), ("There", 3)]


def test_an_element_that_several_reasons_single_out_is_read_once():
    html = "<h2 role=heading hidden style='display:none; background:url(a.png)'>x</h2><aside class=sidebar role=complementary>w</aside>two words"
    page = read_html(html, URL)
    assert (len(page.headings), len(page.references), page.words) == (1, 1, 2)


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("/x?a=1&copy=2&reg=3&sect4&para;=5", "/x?a=1&copy=2&reg=3&sect4¶=5"),
        ("&amp;amp;&#38;&#x26;&notit;&lt", "&amp;&&&notit;<"),
        ("a\r\nb\rc\0", "a\nb\nc\ufffd"),
        ("&nosuch;&", "&nosuch;&"),
    ],
)
def test_a_repeated_attribute_is_decoded_as_the_first_is(raw, read):
    link = read_html(f"<a href='{raw}' data-wpil=x data-wpil='{raw}'>x</a>", URL).links[0]
    assert (link.href, link.wpil) == (read, (("data-wpil", "x"), ("data-wpil", read)))


TAGS = [
    "<a href=/{n}/>",
    "</a>",
    "<a>",
    "<table>",
    "<td>",
    "</table>",
    "<p>",
    "<div>",
    "</div>",
    "<b>",
    "</b>",
    "<h2 id={n}>",
]
TAGS += [
    "</h2>",
    "<img src={n}.png>",
    "<!-- {n}",
    "-->",
    "<template>",
    "</template>",
    "<svg>",
    "</svg>",
    "<select>",
    "<i x='",
    "'>",
]
TAGS += ["<script>", "</script>", "<textarea>", "</textarea>", "w "]


@given(st.lists(st.sampled_from(TAGS), max_size=40))
def test_a_line_is_right_or_missing_whatever_the_tags(parts):
    rows = [part.replace("{n}", str(number)) for number, part in enumerate(parts, 1)]
    page = read_html("\n".join(rows), URL)
    for link in page.links:
        assert link.line is None or rows[link.line - 1] == f"<a href={link.href}>"
    for heading in page.headings:
        assert heading.line is None or rows[heading.line - 1] == f"<h2 id={heading.html_id}>"
    for image in page.images:
        assert image.line is None or re.fullmatch(rf"<img src={image.src}>", rows[image.line - 1])
