"""The content's text comes in blocks, as a reader meets it, each with its line and the heading that it stands under."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extract import read_html
from crawler.extract.elements import INLINE, UNREAD
from crawler.extract.prose import MOST_TEXT
from crawler.posts import read_post

URL = "https://blog.example/post/"


def blocks(html, **options):
    return read_html(html, URL, **options).blocks


def texts(html):
    return [(block.kind, block.text) for block in blocks(f"<main>{html}</main>")]


def test_each_kind_of_text_is_a_block_of_its_own():
    html = """<p>One <b>para</b>graph.</p> Loose text
    <ul><li>First</li><li><p>Second</p><p>goes on</p></li></ul><blockquote><p>Said.</p></blockquote>
    <table><caption>Sizes</caption><tr><th>Size</th><td>4 m</td></tr></table>
    <dl><dt>Tarp</dt><dd>A roof</dd></dl><figure><img alt=x><figcaption>A tent</figcaption></figure><pre>x = 1
y = 2</pre>"""
    assert texts(html) == [
        ("paragraph", "One paragraph."),
        ("paragraph", "Loose text"),
        ("item", "First"),
        ("item", "Second"),
        ("item", "goes on"),
        ("quote", "Said."),
        ("caption", "Sizes"),
        ("cell", "Size"),
        ("cell", "4 m"),
        ("item", "Tarp"),
        ("item", "A roof"),
        ("caption", "A tent"),
        ("code", "x = 1 y = 2"),
    ]


def test_one_br_breaks_a_line_and_two_part_paragraphs():
    assert texts("One<br>two.<br><br>Three.<br> <br><br>") == [
        ("paragraph", "One\ntwo."),
        ("paragraph", "Three."),
    ]


def test_what_nobody_reads_is_left_out():
    html = (
        "<p>Seen <span hidden>not</span><i aria-hidden=true>x</i></p><p style='display: none'>not</p><script>not</script>"
        "<noscript>not</noscript><nav>not</nav><aside><p>not</p></aside><footer>not</footer><button>not</button>"
        "<header><p>Seen too</p></header>"
    )
    assert texts(html) == [("paragraph", "Seen"), ("paragraph", "Seen too")]


def test_only_the_content_region_has_blocks():
    assert [b.text for b in blocks("<p>Nothing says what this is.</p><footer>Imprint</footer>")] == [
        "Nothing says what this is."
    ]
    assert [b.text for b in blocks("<p>No</p><article>A</article><article>B</article>")] == ["A", "B"]
    assert [b.text for b in blocks("<p>Yes</p>", fragment=True)] == ["Yes"]


def test_a_post_that_is_a_whole_page_says_itself_what_is_content():
    html = "<html><body><nav><h2>Menu</h2></nav><main><h1>T</h1>text</main><footer>Imprint</footer></body></html>"
    page = read_html(html, URL, fragment=True)
    assert [(h.text, h.region) for h in page.headings] == [("Menu", "nav"), ("T", "main")]
    assert [b.text for b in page.blocks] == ["text"]
    page = read_html("<html><body><nav><h2>Menu</h2></nav>text", URL, fragment=True)
    assert [h.region for h in page.headings] == ["main"]


def test_a_block_knows_the_visible_heading_that_it_stands_under():
    html = "<nav><h2>Menu</h2></nav><main><p>a</p><h1>T</h1><p>b</p><h2 hidden>H</h2><p>c</p><div role=heading>R</div>d</main>"
    page = read_html(html, URL)
    assert [(b.text, page.headings[b.heading].text if b.heading >= 0 else "") for b in page.blocks] == [
        ("a", ""),
        ("b", "T"),
        ("c", "T"),
        ("d", "R"),
    ]


def test_the_same_article_header_on_the_next_page_is_read_again():
    for _ in range(2):
        page = read_html("<article><header><h1>T</h1><p hidden>no</p></header><p>x</p></article>", URL)
        assert [(b.text, b.heading) for b in page.blocks] == [("x", 0)]


def test_bold_is_what_is_bold_from_end_to_end():
    html = "<p><b>All</b> <strong>of it</strong></p><p><b>Not</b> all</p><b>Loose<br></b><p>none</p>"
    assert [b.bold for b in blocks(f"<main>{html}</main>")] == [True, False, True, False]


def test_items_of_numbered_lists_have_the_number_that_they_show():
    html = "<ol><li>a</li><li>b<ul><li>c</li></ul></li></ol><ol start=7><li>d</li><li value=9>e</li><li>f</li></ol>"
    assert [b.number for b in blocks(f"<main>{html}</main>")] == [1, 2, 0, 7, 9, 10]


def test_words_are_counted_in_blocks_and_headings():
    page = read_html("<main><h1>Two words</h1><p>three more words<br>here</p></main>", URL)
    assert ([b.words for b in page.blocks], page.words) == ([4], 6)


def test_lines_are_found_although_the_source_is_written_otherwise():
    html = (
        "<head><script>var a = '>Tents are';</script></head>\n<main><h1>T</h1>\n<p>\n  <a href=/>Tents</a> are &amp; stay</p>\n"
        "<p>&#8220;Quoted&#8221; words</p>\n<p>Tents again,\r\nand again</p>\n\n<p>Zelte &uuml;ber</p><p>…</p></main>"
    )
    assert [block.line for block in blocks(html)] == [4, 5, 6, 9, None]


def test_a_text_that_stands_twice_is_found_twice():
    html = "<main>" + "\n<h2>H</h2><p>Same words here.</p>" * 3 + "</main>"
    assert [block.line for block in blocks(html)] == [2, 3, 4]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        (
            "a.md",
            "---\ntitle: T\n---\n\n# H\n\nOne\ntwo **three**\n\n- item\n- other\n\n> quote\n\n| a | b |\n|---|---|\n| c | d |\n",
            [(7, "One two three"), (10, "item"), (11, "other"), (13, "quote"), (15, "a"), (15, "b"), (17, "c"), (17, "d")],
        ),
        ("a.html", "---\ntitle: T\n---\n<p>One</p>\ntwo<br><br>\nthree", [(4, "One"), (5, "two"), (6, "three")]),
        ("a.txt", "One\ntwo\n\nthree\n", [(1, "One two"), (4, "three")]),
        ("b.txt", f"{'word ' * 40}\nnext\n", [(1, ("word " * 40).strip()), (2, "next")]),
    ],
)  # fmt: skip
def test_blocks_of_posts_have_the_lines_of_their_file(tmp_path, name, text, expected):
    (tmp_path / name).write_text(text, encoding="utf-8")
    page = read_post(tmp_path / name, tmp_path)
    assert [(block.line, block.text) for block in page.blocks] == expected


def test_a_text_without_end_is_cut_and_said_so():
    page = read_html(f"<main><p>{'long ' * MOST_TEXT}</p></main>", URL)
    assert len(page.blocks[0].text) == MOST_TEXT
    assert page.notes == [f"texts longer than {MOST_TEXT:,} characters, which were cut there: 1"]


PIECES = st.sampled_from(
    [
        f"<{tag}>"
        for tag in sorted({"p", "li", "ol", "table", "td", "h2", "main", "div", "br", *INLINE, *UNREAD})
    ]
    + [
        "</p>",
        "</ol>",
        "</h2>",
        "</table>",
        "</main>",
        "</script>",
        "</svg>",
        "</template>",
        "text ",
        "\0",
        "\n",
        "<h2 hidden>",
    ]
)


@given(st.lists(PIECES, max_size=30).map("".join), st.booleans())
def test_whatever_a_page_holds_its_blocks_point_at_its_headings(html, fragment):
    page = read_html(html, URL, fragment=fragment)
    for position, block in enumerate(page.blocks, 1):
        assert block.position == position
        assert -1 <= block.heading < len(page.headings)
        assert block.heading < 0 or not page.headings[block.heading].hidden
        assert block.text.strip() == block.text != ""
        assert block.line is None or 1 <= block.line <= html.count("\n") + 1


def test_a_chosen_selector_is_the_content_where_the_page_has_it():
    html = "<main><h1>T</h1><div class=post><h2>A</h2>text</div><h2>Related</h2>more</main>"
    page = read_html(html, URL, content=".post")
    assert [(h.text, h.region) for h in page.headings] == [
        ("T", "other"),
        ("A", "main"),
        ("Related", "other"),
    ]
    assert [b.text for b in page.blocks] == ["text"]
    page = read_html(html, URL, content=".elsewhere")
    assert [b.text for b in page.blocks] == ["text", "more"]
    page = read_html("<aside><div class=post>text</div></aside>", URL, content=".post, .post *")
    assert (page.has_content_region, [b.text for b in page.blocks]) == (True, ["text"])


def test_a_section_counts_what_it_holds_besides_text():
    html = (
        "<h2>a</h2><img src=x><h2>b</h2><p hidden>later</p><h2>c</h2><div data-widget=1></div><h2>d</h2><style></style>"
        "<h2>e</h2><script>x</script><h2>f</h2><my-box></my-box><h2>g</h2><p></p><h2>h</h2><!-- wp:latest-posts /-->"
        "<h2>i</h2><!-- wp:paragraph --><p></p><!-- /wp:paragraph --><h2>j</h2><ProductBox id=1 /> <h2>k</h2>"
    )
    found = read_html(html, URL, fragment=True).headings
    assert "".join(h.text for h in found if h.besides) == "abcefhj"


def test_links_in_and_around_headings_are_known():
    html = "<h2><a href=/a/>A</a> b</h2><a href=/c/>c</a><a href=/d/><h3>D</h3></a><a href=/e/>e</a>"
    links = read_html(html, URL, fragment=True).links
    assert [(link.text, link.in_heading, link.heading) for link in links] == [
        ("A", True, 1),
        ("c", False, 1),
        ("D", True, 2),
        ("e", False, 2),
    ]


def test_dialogs_have_outlines_of_their_own_and_closed_ones_are_hidden():
    html = "<main><h1>T</h1>a<dialog open><h3>Hello</h3>b</dialog><dialog><h4>No</h4></dialog><div role=dialog><h2>R</h2></div></main>"
    page = read_html(html, URL)
    assert [(h.text, h.dialog, h.hidden) for h in page.headings] == [
        ("T", 0, False),
        ("Hello", 1, False),
        ("No", 2, True),
        ("R", 3, False),
    ]
    assert [b.text for b in page.blocks] == ["a"]
    assert page.has_dialog


def test_code_in_a_heading_is_no_text():
    page = read_html("<h2><style>.a{}</style><svg><title>Icon</title></svg>Text<script>x</script></h2>", URL)
    assert (page.headings[0].text, page.headings[0].name) == ("Text", "Text")


@pytest.mark.parametrize(
    ("html", "level"),
    [
        ("<h1 role=nonsense>x</h1>", 1),
        ("<div role='nonsense heading'>x</div>", 2),
        ("<h3 aria-level=2.5>x</h3>", 2),
        ("<h3 aria-level=0>x</h3>", 3),
        ("<h3 aria-level=-1>x</h3>", 3),
        ("<div role=heading aria-level=7>x</div>", 7),
        ("<h1 role='button heading'>x</h1>", None),
        ("<h1 inert>x</h1>", None),
    ],
)
def test_roles_and_levels_are_read_as_axe_core_reads_them(html, level):
    assert [h.level for h in read_html(html, URL).headings if not h.hidden] == ([level] if level else [])


def test_links_to_fragments_that_are_not_there_are_known():
    html = "<a href=#a></a><a href=#b></a><a href='#gr%C3%BCn'></a><a href=#top></a><a href=#></a><a href=/x#no></a><p id=a><i id=grün></i><a name=c></a><a href=#c></a>"
    assert read_html(html, URL).lost_fragments == ["#b"]


def test_words_are_counted_in_scripts_that_do_not_part_them():
    html = "<main><h2>軽いテント</h2><p>このテントはとても軽い。</p><p>雨でもＯＫ、Solo 2 は、<br>乾く。</p><p>เต็นท์นี้เบามาก</p><p>가벼운 텐트 «été»</p></main>"
    page = read_html(html, URL)
    assert [b.words for b in page.blocks] == [6, 7, 3, 3]
    assert (page.words, page.headings[0].words) == (22, 19)
