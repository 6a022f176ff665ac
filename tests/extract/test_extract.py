"""HTML to facts: positions, regions, names, lines, references, and pages that want to hurt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.catalog.sentences import worded
from crawler.enrich import enrich
from crawler.enrich.disclosures import Disclosures
from crawler.extract import read_html
from crawler.extract.response import read_response
from crawler.extract.url_references import srcset_urls
from crawler.links import Classifier

URL = "https://blog.example/post/"

PAGE = """<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<title>Boots &amp;
 socks</title>
<meta name="description" content="All about boots.">
<meta name="robots" content="index, NOFOLLOW">
<meta property="og:image" content="http://blog.local/boots.jpg">
<link rel="canonical" href="/boots/">
<link rel="alternate" hreflang="de" href="https://blog.example/de/boots/">
<script type="application/ld+json">{"@context": "https://schema.org", "url": "http:\\/\\/blog.local\\/boots\\/"}</script>
<style>body { background: url("/bg.png") }</style>
</head>
<body>
<header><a href="/">Home</a><nav><a href="/shop/" rel="NoFollow sponsored">Shop</a></nav></header>
<main>
<h1 id="top">Boots</h1>
<p>Good <a href="https://www.amazon.com/dp/B0?tag=me-20&amp;th=1" target="_blank">boots</a> matter.</p>
<article><header><h2>Leather<br>boots</h2></header><img src="a.jpg" srcset="a.jpg 1x, b,c.jpg 2x" alt="">
<a href="/photo/"><img src="photo.jpg" alt="A pair of boots"></a></article>
<textarea>&lt;iframe src="https://blog.local/embed/"&gt;</textarea>
<pre><code>curl http://localhost:3000/</code></pre>
</main>
<aside><h3>Elsewhere</h3><a href="/other/">Other</a></aside>
<div class="sidebar"><a href="/side/">Side</a></div>
<footer hidden><h4>Fine print</h4><a href="mailto:me@blog.example">Mail</a></footer>
</body></html>"""


@pytest.fixture(scope="module")
def page():
    return read_html(PAGE, URL)


def test_what_the_page_says_of_itself(page):
    assert (page.titles, page.title_line) == (["Boots & socks"], 5)
    assert page.descriptions == ["All about boots."]
    assert page.robots == ["index", "nofollow"]
    assert (page.lang, page.charset) == ("en-GB", "utf-8")
    assert page.canonicals == ["https://blog.example/boots/"]
    assert page.hreflang == [("de", "https://blog.example/de/boots/")]


def test_headings_have_level_text_region_line_and_visibility(page):
    assert [(h.position, h.level, h.text, h.region, h.line, h.hidden) for h in page.headings] == [
        (1, 1, "Boots", "main", 18, False),
        (2, 2, "Leather boots", "main", 20, False),
        (3, 3, "Elsewhere", "aside", 25, False),
        (4, 4, "Fine print", "footer", 27, True),
    ]


def test_links_have_text_region_line_rel_and_the_heading_above(page):
    assert [(a.href, a.text, a.region, a.line, a.heading) for a in page.links] == [
        ("/", "Home", "header", 16, None),
        ("/shop/", "Shop", "nav", 16, None),
        ("https://www.amazon.com/dp/B0?tag=me-20&th=1", "boots", "main", 19, 1),
        ("/photo/", "A pair of boots", "main", 21, 2),
        ("/other/", "Other", "aside", 25, 3),
        ("/side/", "Side", "aside", 26, 3),
        ("mailto:me@blog.example", "Mail", "footer", 27, 4),
    ]
    assert page.links[1].rel == ("nofollow", "sponsored")
    assert page.links[2].target == "_blank"


def test_images_tell_a_missing_alt_from_an_empty_one(page):
    assert [(i.src, i.alt, bool(i.link)) for i in page.images] == [
        ("a.jpg", "", False),
        ("photo.jpg", "A pair of boots", True),
    ]
    assert read_html("<img src=x>", URL).images[0].alt is None


@pytest.mark.parametrize(
    ("where", "href"),
    [
        ("og", "http://blog.local/boots.jpg"),
        ("canonical", "/boots/"),
        ("hreflang", "https://blog.example/de/boots/"),
        ("jsonld", "http://blog.local/boots/"),
        ("css", "/bg.png"),
        ("img", "a.jpg"),
        ("srcset", "b,c.jpg"),
        ("embed code", "https://blog.local/embed/"),
        ("text", "http://localhost:3000/"),
    ],
)
def test_addresses_are_found_wherever_they_stand(page, where, href):
    assert (where, href) in [(c.where, c.href) for c in page.references]


@pytest.mark.parametrize(
    ("html", "where", "href"),
    [
        (
            "<iframe src='https://www.youtube.com/embed/x'></iframe>",
            "iframe",
            "https://www.youtube.com/embed/x",
        ),
        ("<div style='background:url(http://a.local/b.png)'></div>", "css", "http://a.local/b.png"),
        ("<div data-bg='https://a.local/c.png'></div>", "data", "https://a.local/c.png"),
        ('<!-- wp:image {"url":"http:\\/\\/a.local\\/d.png"} -->', "block", "http://a.local/d.png"),
        ("<video src=v.mp4 poster=p.jpg></video>", "poster", "p.jpg"),
        ("<form action='http://a.local/send'></form>", "form", "http://a.local/send"),
        ("<picture><source srcset='x.webp 2x'></picture>", "srcset", "x.webp"),
        (
            '<script type="application/ld+json">{broken "http://a.local/e"</script>',
            "jsonld",
            "http://a.local/e",
        ),
    ],
)
def test_other_carriers(html, where, href):
    assert (where, href) in [(c.where, c.href) for c in read_html(html, URL).references]


def test_words_are_those_of_the_main_text():
    html = "<nav>one two</nav><main>three four <script>five()</script></main><footer>six</footer>"
    assert read_html(html, URL).words == 2
    assert (
        read_html(
            "<header>one <nav>two</nav></header><p>three four</p><style>p{}</style><footer>x</footer>", URL
        ).words
        == 2
    )


def test_a_page_says_what_its_content_was_found_by():
    assert read_html("<p>words</p>", URL).content_by == "body"
    assert read_html("<div role=main>words</div>", URL).content_by == "[role=main]"
    assert read_html("<p>words</p>", URL, fragment=True).content_by == ""


OLD_THEME = """
<div id=wrapper><h1>Slow camping</h1><div id=main><div class="post hentry"><h3 class=post-title>Which tent?</h3>
<div class="post-body entry-content">The heavy one.</div></div></div>
<div class=sidebar><div class=hentry><h3>A teaser</h3>Read it</div></div></div>
"""


def test_a_page_without_main_or_article_has_its_posts_where_themes_put_them():
    page = read_html(OLD_THEME, URL)
    assert page.has_content_region
    assert [(h.text, h.region) for h in page.headings] == [
        ("Slow camping", "other"), ("Which tent?", "main"), ("A teaser", "aside"),
    ]  # fmt: skip
    assert [block.text for block in page.blocks] == ["The heavy one."]


@pytest.mark.parametrize(
    "attributes",
    [
        "class=entry-content",
        "class=post-body",
        "class=e-content",
        'itemprop="text articleBody"',
        "class='long post'",
    ],
)
def test_a_post_without_a_title_of_its_own_is_known_by_its_name(attributes):
    assert read_html(f"<p>Menu</p><div {attributes}>Three short words</div>", URL).words == 3


def test_a_body_that_is_called_a_post_is_not_all_content():
    page = read_html("<body class='post'><div class=sidebar>Tents stoves</div><p>Words</p></body>", URL)
    assert (page.content_by, page.words) == ("body", 1)


def test_where_a_page_has_main_or_article_names_do_not_count():
    assert read_html("<main>One</main><div class=hentry>two three</div>", URL).words == 1
    assert read_html("<article>One</article><div class=entry-content>two three</div>", URL).words == 1


@pytest.mark.parametrize("name", ["related-posts", "author-box", "sharedaddy", "newsletter-form"])
def test_what_a_theme_hangs_on_a_post_is_none_of_its_text(name):
    page = read_html(
        f"<main><h1>Tents</h1><p>One</p><div class='wide {name}'><h3>More:</h3>x</div></main>", URL
    )
    assert [heading.region for heading in page.headings] == ["main", "aside"]
    assert [block.text for block in page.blocks] == ["One"]


def test_the_teasers_of_related_posts_are_no_content_of_a_page_without_main():
    html = (
        "<article><h1>Tents</h1></article><ul class=related-posts><li><article><h4>Stoves</h4></article></ul>"
    )
    assert [heading.region for heading in read_html(html, URL).headings] == ["main", "aside"]


def test_a_second_main_in_a_sidebar_is_a_sidebar():
    page = read_html("<main><h1>Tents</h1><aside><main><h3>Archives</h3></main></aside></main>", URL)
    assert [heading.region for heading in page.headings] == ["main", "aside"]


def test_the_first_base_decides_what_relative_addresses_mean():
    assert (
        read_html("<base href='/sub/'><base href='https://x.example/'>", URL).base
        == "https://blog.example/sub/"
    )
    assert read_html("<base href='javascript:alert(1)'>", URL).base == URL


def test_an_image_that_a_script_loads_later_is_known_by_the_address_that_it_will_have():
    page = read_html("<img class=lazyload src='data:image/gif;base64,R0lGOD' data-src=' /tent.jpg'>", URL)
    assert [image.src for image in page.images] == ["/tent.jpg"]
    assert [(c.where, c.href) for c in page.references] == [("data", "/tent.jpg")]


# --- names ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "name"),
    [
        ("<h1> Two \n words </h1>", "Two words"),
        ("<h1><img src=x alt='Logo'></h1>", "Logo"),
        ("<h1><img src=x alt=''></h1>", ""),
        ("<h1><svg><title>Star</title></svg></h1>", "Star"),
        ("<h1 aria-label='Named'></h1>", "Named"),
        ("<span id=n hidden>Elsewhere</span><h1 aria-labelledby=n>Here</h1>", "Elsewhere"),
        ("<h1 title='Tip'></h1>", "Tip"),
        ("<h1><span aria-hidden=true>Hidden</span></h1>", ""),
        ("<h1>&nbsp;&#8203;</h1>", ""),
        ("<h1><b></b><br></h1>", ""),
    ],
)
def test_a_headings_accessible_name(html, name):
    assert read_html(html, URL).headings[0].name == name


@pytest.mark.parametrize(
    ("html", "level"),
    [
        ("<div role=heading aria-level=4>x</div>", 4),
        ("<div role=heading>x</div>", 2),
        ("<h2 aria-level=5>x</h2>", 5),
        ("<h2 aria-level=x>x</h2>", 2),
        ("<div role=heading aria-level=7>x</div>", 7),
    ],
)
def test_a_headings_level(html, level):
    assert read_html(html, URL).headings[0].level == level


def test_a_heading_with_another_role_is_none():
    assert read_html("<h1 role=presentation>x</h1><h2 role=tab>y</h2>", URL).headings == []


# --- lines and duplicate attributes ------------------------------------------------------------------------------


def test_the_newest_wpil_value_is_the_last_one_before_href():
    html = '\n<a data-wpil="url" data-wpil-url-old="b2xk" data-wpil="url" data-wpil-url-old=\'bmV3\' href="https://x.local/">x</a>'
    (link,) = read_html(html, URL).links
    assert link.wpil == (
        ("data-wpil", "url"), ("data-wpil-url-old", "b2xk"), ("data-wpil", "url"), ("data-wpil-url-old", "bmV3"),
    )  # fmt: skip
    assert link.line == 2


@pytest.mark.parametrize(
    "html",
    [
        "<!-- <a href='/x/'>no</a> -->\n<a href='/x/'>yes</a>",
        "<script>'<a href=/x/>'</script>\n<a href='/x/'>yes</a>",
        "<div title='<a href=/n/>'>\n<a href='/x/'>yes</a></div>",
        "<template><a href='/t/'>t</a></template>\n<a href='/x/'>yes</a>",
        "<table><tr><a href='/q/'>moved</a>\n<td><a href='/x/'>yes</a></td></tr></table>",
        "<p><a href='/p/'>open\n<a href='/x/'>yes</a>",
        "<a title='a > b'\nhref='/y/'>y</a><a href='/x/'>yes</a>",
        "<A\nHREF='/z/'>z</A><a href='/x/'>yes</a>",
    ],
)
def test_lines_stay_right_on_pages_that_a_parser_has_to_mend(html):
    link = read_html(html, URL).links[-1]
    assert (link.href, link.line) == ("/x/", 2)


def test_an_unsure_line_is_left_out_rather_than_guessed():
    page = read_html("<a href='/a/'>a</a>" + "<!-- -->" * 3 + "<a href='&#47;b&#47;'>b</a>", URL)
    assert [link.line for link in page.links] == [1, 1] or page.links[1].line is None


# --- pages that want to hurt --------------------------------------------------------------------------------------


# Each of these would not end in a test's lifetime if its reader took quadratic time, so no clock is asked.
def survived(html: str):
    page = read_html(html, URL)
    assert page.url == URL
    return page


def test_a_tag_with_200_000_attributes_costs_no_more_than_its_size():
    page = survived("<div " + " ".join(f"a{n}=1" for n in range(200_000)) + "><a href=/x/>x</a>")
    assert [link.href for link in page.links] == ["/x/"]


def test_a_link_below_ever_so_many_divs_is_found():
    assert len(survived("<div>" * 9_000 + "<a href=/x/>x</a>").links) == 1
    assert len(survived("<div>" * 100_000 + "<a href=/x/>x</a>").links) == 1


def test_long_lists_whose_items_nobody_closed_are_not_deep():
    assert survived("<ul>" + "<li><p>x<br>" * 20_000 + "</ul><a href=/x/>x</a>").links


def test_a_million_links_are_cut_and_the_note_says_so():
    page = survived("<a href=/x/>x</a>" * 140_000)
    assert len(page.links) == 20_000
    assert any("more than 20,000 links" in note for note in page.notes)


@pytest.mark.parametrize(
    "html",
    [
        "<script " * 100_000, "<!--" * 100_000, "<a href='" * 50_000, "<style>" * 50_000, "<textarea " * 50_000,
        "<!-- wp:x {" * 30_000, "<h1>" * 30_000, "<a data-wpil='" * 30_000, "&" * 500_000, "<a href=" + "x" * 10_000_000 + ">x</a>",
    ],
    ids=lambda html: html[:12],
)  # fmt: skip
def test_broken_pages_take_linear_time(html):
    survived(html)


def test_deep_json_and_huge_addresses_are_survived():
    page = survived('<script type="application/ld+json">' + "[" * 100_000 + '"http://a.local/"' + "</script>")
    assert page.jsonld
    assert len(read_html(f"<a href='/{'x' * 100_000}'>x</a>", URL).links[0].href) <= 4096


PARTS = [*"<>/=\"' abh1!-&;\n\0\ud800ü", "<a href=", "<h2>", "<!--", "</", "<img src="]


@given(st.lists(st.sampled_from(PARTS), max_size=60).map("".join))
def test_no_text_can_break_the_reading(html):
    page = read_html(html, URL)
    assert [link.position for link in page.links] == list(range(1, len(page.links) + 1))
    assert [h.position for h in page.headings] == list(range(1, len(page.headings) + 1))


@given(st.text(max_size=80))
def test_srcset_of_any_text_gives_only_parts_of_it(srcset):
    assert all(url in srcset for url in srcset_urls(srcset))


# --- answers ----------------------------------------------------------------------------------------------------


def answer(body: bytes, **headers: str):
    return read_response(URL, 200, {name.replace("_", "-"): [value] for name, value in headers.items()}, body)


@pytest.mark.parametrize(
    ("body", "content_type", "title"),
    [
        ("<title>é</title>".encode(), "text/html; charset=utf-8", "é"),
        ("<title>é</title>".encode("latin-1"), "text/html; charset=iso-8859-1", "é"),
        ("<meta charset=windows-1252><title>é</title>".encode("cp1252"), "text/html", "é"),
        ("<title>é</title>".encode(), "text/html", "é"),
        ("<title>é</title>".encode("cp1252"), "text/html", "é"),
        ("\ufeff<title>é</title>".encode("utf-16-le"), "text/html; charset=utf-8", "é"),
        ("<title>é</title>".encode(), "text/html; charset=hex", "é"),
        ("<title>é</title>".encode("shift_jis", "replace"), "text/html; charset=shift_jis", "?"),
        (b"<title>a\0b</title>", "text/html; charset=utf-8", None),
    ],
)
def test_charsets_are_read_as_browsers_do(body, content_type, title):
    page = answer(body, content_type=content_type)
    assert page.is_html
    assert title is None or page.titles == [title]


@pytest.mark.parametrize(
    ("body", "content_type", "is_html"),
    [
        (b"%PDF-1.7 ...", "text/html", False),
        (b"\x89PNG\r\n\x1a\n", "text/html", False),
        (b"<html><title>x", "application/octet-stream", True),
        (b"<!-- hi --><!DOCTYPE html><title>x", "", True),
        (b"plain words", "text/plain", False),
        (b"{}", "application/json", False),
        (b' {"name": "Tents", "url": "/"}\n', "text/html; charset=utf-8", False),
        (b'[{"id": 1}, {"id": 2}]', "text/html", False),
        (b'[caption id="1"]Tents[/caption] <p>and more', "text/html", True),
        (b'{"a": 1} is JSON', "text/html", True),
        (b"<p>x", "application/xhtml+xml", True),
    ],
)
def test_what_came_decides_not_what_it_is_called(body, content_type, is_html):
    page = answer(body, content_type=content_type)
    assert page.is_html is is_html
    assert is_html or worded(page.cause)


def test_headers_give_robots_and_canonical():
    page = read_response(
        URL,
        200,
        {
            "content-type": ["text/html"],
            "x-robots-tag": ["noarchive", "otherbot: noindex", "googlebot: nosnippet", "max-snippet: 5"],
            "link": ['<https://blog.example/x/>; rel="canonical", </style.css>; rel=preload'],
        },
        b"<p>x",
    )
    assert page.x_robots == ["noarchive", "nosnippet", "max-snippet: 5"]
    assert page.header_canonicals == ["https://blog.example/x/"]


@given(st.binary(max_size=200), st.text(max_size=40))
def test_no_answer_can_break_the_reading(body, content_type):
    read_response(
        URL,
        200,
        {"content-type": [content_type], "link": [content_type], "x-robots-tag": [content_type]},
        body,
    )


@pytest.mark.parametrize(
    ("content", "refresh"),
    [
        ("0; url=/new/", "https://blog.example/new/"),
        ("0;URL='https://other.example/x'", "https://other.example/x"),
        ("1.5, /new/", "https://blog.example/new/"),
        ("; /new/", ""),
        ("0;url=/new'x", "https://blog.example/new'x"),
        ("0; url='/new/' and more", "https://blog.example/new/"),
        (".5 url = /new/", "https://blog.example/new/"),
        ("0", "https://blog.example/old/"),
        ("0; url=.", "https://blog.example/old/"),
        ("url=/new/", ""),
        ("-1; url=/new/", ""),
        ("0s; url=/new/", ""),
        ("30; url=/later/", ""),
        ("0; url=#part", ""),
        ("300", ""),
        ("", ""),
    ],
)
def test_a_page_that_sends_its_readers_on_at_once_is_known(content, refresh):
    page = read_html(f'<meta http-equiv="Refresh" content="{content}"><p>x', "https://blog.example/old/")
    assert page.refresh == refresh


def test_where_a_page_sends_its_readers_is_visited():
    page = read_html('<meta http-equiv="refresh" content="0; url=/new/">', "https://blog.example/old/")
    enrich(page, Classifier("https://blog.example"), Disclosures())
    assert page.found == ["https://blog.example/new/"]


def test_what_several_names_fit_is_read_once():
    """A sidebar that is one by tag, id and both classes; a picture that has its name in three ways."""
    sidebar = "<aside id=secondary class='sidebar widget-area'><div class=widget-area>Old posts</div></aside>"
    picture = (
        "<h2><img alt=Tent title=T aria-label=Tent></h2><a href=/buy><svg role=img aria-label=Buy></svg></a>"
    )
    html = f"<main><h1>x</h1>{picture}</main>{sidebar}<footer id=colophon class=site-footer>Imprint</footer>"
    page = read_html(html, URL)
    assert page.footer.split() == ["Old", "posts", "Imprint"]
    assert page.headings[1].name == "Tent"
    assert [link.text or link.name for link in page.links if link.href == "/buy"] == ["Buy"]


def test_the_files_of_an_image_set_are_told_once():
    page = read_html(
        "<div style=\"background: image-set(url('/a.jpg') 1x, '/b.jpg' type('image/avif') 2x, '/c.jpg' 3x)\">x</div>",
        URL,
    )
    assert sorted(reference.href for reference in page.references) == ["/a.jpg", "/b.jpg", "/c.jpg"]


def test_a_link_around_a_heading_of_a_sidebar_stands_under_it_on_every_page():
    side = "<aside><h3>Old</h3><a href=/a/><h3>New</h3></a><a href=/b/>b</a></aside>"
    for before, expected in (("<h1>One</h1>", 3), ("<h1>Two</h1><h2>More</h2>", 4)):
        page = read_html(f"<main>{before}<p>x</p></main>{side}", URL)
        assert [link.heading for link in page.links] == [expected, expected]


@pytest.mark.parametrize("before", [1, 3, 5])
def test_an_image_names_its_link_also_in_a_footer_that_an_earlier_page_had(before):
    posts = "".join(f'<p><a href="/{number}">Post {number}</a></p>' for number in range(before))
    footer = '<footer><a href="/home"><img src="/logo.png"></a> <a href="/imprint">Imprint</a></footer>'
    page = read_html(f"<main><h1>Posts</h1>{posts}</main>{footer}", URL)
    (image,) = page.images
    assert page.links[image.link - 1].href == "/home"


def test_an_image_names_its_link_where_the_parser_left_an_empty_one_before():
    page = read_html(
        '<main><i><a href="/a"></i><div>Tents</div></a><a href="/c"><img src="/i.png"></a></main>', URL
    )
    (image,) = page.images
    assert [link.href for link in page.links] == ["/a", "/c"]
    assert page.links[image.link - 1].href == "/c"
