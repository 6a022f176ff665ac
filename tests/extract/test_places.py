"""Where addresses are looked for: crawler/catalog/url_attributes.toml, shadow roots, fragments, names of links."""

import pytest

from crawler.catalog.reader import RuleFileError, build
from crawler.catalog.url_places import UrlPlace, leading_on, leaks_only, url_places
from crawler.checks.links import links_have_names
from crawler.checks.text import images_have_alt
from crawler.extract import read_html
from crawler.extract.shadow_roots import with_shadow_roots
from crawler.extract.url_references import addresses, css_urls, jsonld_urls, leaks, srcset_urls

URL = "https://blog.example/"


def test_every_place_is_read_one_way_and_only_some_lead_on() -> None:
    assert len(set(url_places())) == len(url_places())
    assert leading_on() == {"link", "frame", "canonical", "hreflang", "refresh"}
    assert not leading_on() & leaks_only()
    with pytest.raises(RuleFileError, match="form 'uri'"):
        build({"where": "x", "form": "uri"}, UrlPlace, "x.toml")


TEXTS = [
    (r'{"a":"http:\/\/127.0.0.1\/wp\/a.php?x=1\u0026y=2"}', ["http://127.0.0.1/wp/a.php?x=1&y=2"]),
    (r'{"u":"http:\u002F\u002Flocalhost:3000\u002Fa"}', ["http://localhost:3000/a"]),
    (r"http:\\\/\\\/localhost\\\/x", ["http://localhost/x"]),
    (r"'http:\x2F\x2Flocalhost\x2Fq'", ["http://localhost/q"]),
    (r"'http\u003A//localhost/a'", ["http://localhost/a"]),
    ("HTTP://LOCALHOST/a, http://localhost/b.", ["http://localhost/b", "HTTP://LOCALHOST/a"]),
    (r"/^http:\/\/127\.0\.0\.1/.test(x)", []),
    ("`http://${host}/a`; 'http://' + host", []),
    ("https://w.org/ http://a/b http://1.2/", []),
]


@pytest.mark.parametrize(("text", "found"), TEXTS)
def test_addresses_that_may_be_leaks_are_found_in_any_escape(text, found) -> None:
    assert list(leaks(addresses(text))) == found


def test_structured_data_may_say_an_address_without_its_scheme() -> None:
    text = '{"a":"http127.0.0.1/x","b":["//localhost/a.jpg"],"c":"http is a word","d":"//","@context":"https://schema.org"}'
    assert list(jsonld_urls(text)) == ["http127.0.0.1/x", "//localhost/a.jpg"]


def test_style_sheets_import_others() -> None:
    assert list(css_urls("@import 'a.css'; @IMPORT  url(b.css); p{background:url(c.png)}")) == [
        "a.css",
        "b.css",
        "c.png",
    ]


SRCSETS = [
    ("/x?text=A%20comma,%20this 1x", ["/x?text=A%20comma,%20this"]),
    ("test.png 200w,", ["test.png"]),
    ("a.jpg, b.jpg 2x", ["a.jpg", "b.jpg"]),
    ("/i?qlt=85,0&resMode=sharp", ["/i?qlt=85,0&resMode=sharp"]),
    ("a.png,  b.png 2x , c.png 3x", ["a.png", "b.png", "c.png"]),
]


@pytest.mark.parametrize(("srcset", "found"), SRCSETS)
def test_a_comma_inside_an_address_of_a_srcset_does_not_end_it(srcset, found) -> None:
    assert list(srcset_urls(srcset)) == found


def test_shadow_roots_are_elements_of_the_page_and_no_line_moves() -> None:
    html = "<p>a</p>\n<TEMPLATE shadowRootMode='open' x='>'>\n<a href=/b>b</a><template><a href=/c>c</a></template></Template>"
    html = html.replace("shadowRootMode", "shadowrootmode")
    assert len(with_shadow_roots(html)) == len(html)
    assert [(link.href, link.line) for link in read_html(html, URL).links] == [("/b", 3)]


FRAGMENTS = [
    ('<p id="a:b">x</p><a href="#a%3Ab">x</a>', []),
    ('<p id="Up">x</p><a href="#up">x</a>', ["#up"]),
    ('<a id="Кира"></a><a href="#Кира">x</a><a href="#%D0%9A%D0%B8%D1%80%D0%B0">x</a>', []),
    ('<h2 name="x">x</h2><a href="#x">x</a>', ["#x"]),
    ('<p id="a%2Fb">x</p><a href="#a%2Fb">x</a>', []),
    ("""<a name="'rt'"></a><a href="#%27rt%27">x</a>""", []),
    ('<p id="sec">x</p><a href="#sec:~:text=a,b">x</a><a href="#sec ">x</a><a href="#:~:text=a">x</a>', []),
    ('<a href="#gone:~:text=a">x</a>', ["#gone:~:text=a"]),
]


@pytest.mark.parametrize(("html", "lost"), FRAGMENTS)
def test_a_place_on_the_page_is_looked_for_as_browsers_do(html, lost) -> None:
    assert read_html(html, URL).lost_fragments == lost


NAMED = [
    '<a href="/a"><i class="fa" title="Cart"></i></a>',
    '<a href="/a"><span aria-label="Cart"></span></a>',
    '<a href="/a" aria-label="home"><img src="i.png" alt=""></a>',
    '<a href="/a"><img src=x aria-labelledby="out"></a><div id=out>Tents</div>',
    '<a href="/a"><svg role=img aria-labelledby=t><title id=t>Tents</title></svg></a>',
    '<a href="/a"><span class=icon><svg><title>Facebook</title></svg></span></a>',
    '<a href="/a" title="Tents">&nbsp;</a>',
    '<span id=q>Questions</span><a href="/a" aria-labelledby="q"></a>',
]
NAMELESS = [
    '<a href="/a"><i class="fa"></i></a>',
    '<a href="/a"><img src=x alt=""></a>',
    '<a href="/a"><span class=icon><svg><use href="#f"/></svg></span></a>',
    '<a href="/a"><i title="Cart" hidden></i></a>',
    '<a href="/a"><img src=x aria-labelledby="out"></a><div id=out></div>',
]


@pytest.mark.parametrize(
    ("html", "named"), [*((html, True) for html in NAMED), *((html, False) for html in NAMELESS)]
)
def test_a_link_is_called_what_is_in_it_is_called(html, named) -> None:
    assert [link.href for link, _ in links_have_names(read_html(html, URL), embeds=[])] == (
        [] if named else ["/a"]
    )


@pytest.mark.parametrize(
    "attributes",
    [
        "role=presentation",
        "role=none",
        "aria-hidden=true",
        "aria-labelledby=lb",
        "role=button aria-label=Go",
        "alt",
    ],
)
def test_an_image_that_is_named_or_decorates_needs_no_alt(attributes) -> None:
    page = read_html(f"<span id=lb>Boots in mud</span><img src=/a.png {attributes}>", URL)
    assert list(images_have_alt(page)) == []
