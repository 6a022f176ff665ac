"""Pages that want to hurt: each of these once took minutes, or would."""

import gc

import pytest

from crawler.catalog.sentences import worded
from crawler.extract import read_html
from crawler.extract.response import read_response
from crawler.extract.url_references import addresses, css_urls, data_names, srcset_urls

URL = "https://blog.example/post/"


@pytest.mark.parametrize(
    "attributes",
    [
        " ".join(f"a{n}" for n in range(50_000)),
        "/".join(f"a{n}" for n in range(50_000)),
        "".join(f'a{n}=""' for n in range(50_000)),
        "".join(f"a{n}='>' " for n in range(50_000)),
    ],
    ids=["spaces", "slashes", "quotes only", "quoted >"],
)
def test_thousands_of_attributes_are_read_however_they_are_written(attributes):
    page = read_html(f"<p>x</p><b {attributes}>y</b>", URL)
    assert [block.text for block in page.blocks] == ["x", "y"]


def test_formatting_that_is_never_closed_is_not_repeated_without_end():
    many = "".join(f"<b x={n}>" for n in range(4_000))
    assert "unclosed elements" in worded(read_html(f"<p>{many}" + "<p>x" * 4_000, URL).cause)
    # Closed, alike, or few: then a page is read, however long it is.
    assert read_html("<p><b class=x>bold</b> <i>it</i> text" * 20_000, URL).is_html
    assert read_html("<p>" + "<b>x" * 9_000 + "<p>x" * 9_000, URL).is_html
    assert read_html("<font color=red>" * 50 + "<p>x" * 50_000, URL).is_html


@pytest.mark.parametrize(
    "html",
    [
        "<div role=heading>" * 9_000 + "word " * 300_000,
        "<h2><div>" * 4_900 + "<br>x" * 50_000,
        "<a href=/x><object>" * 4_900 + "word " * 300_000,
        "".join(f"<div id=i{n}>" for n in range(5_000)) + "<svg></svg>" * 50_000 + "</div>" * 5_000
        + "".join(f"<a href=/x aria-labelledby=i{n}></a>" for n in range(5_000)),
    ],
    ids=["role", "h2", "links", "labels"],
)  # fmt: skip
def test_headings_and_links_inside_one_another_are_not_read_each_to_its_end(html):
    page = read_html(html, URL)
    assert (page.is_html, "inside one another" in worded(page.cause)) == (False, True)


def test_sidebars_of_nothing_inside_one_another_are_left():
    assert read_html("<aside>" * 9_000 + " " * 1_000_000, URL).is_html


def test_long_values_and_long_scripts_are_no_attributes():
    image = "data:image/png;base64," + "A" * 300_000
    html = f"<img src='{image}' alt='{'many words ' * 3_000}'><script>{'var x = 1; ' * 9_000}</script><a href=/x/>x</a>"
    page = read_html(html + "plain words " * 9_000, URL)
    assert [link.href for link in page.links] == ["/x/"]
    assert len(page.images[0].src) == 64


# These would not end in a test's lifetime if they took quadratic time: 400,000 characters squared.
@pytest.mark.parametrize(
    "html",
    [
        "<style>" + "url(" * 100_000,
        "<style>" + "url('" * 80_000,
        "<style>url(" + " " * 400_000,
        "<img srcset='" + " " * 400_000 + "'>",
        "<img srcset='" + "," * 400_000 + "'>",
        "<img srcset='a " + "(" * 400_000 + "'>",
        "<p data-x='" * 40_000,
        "<p data-x" + " " * 400_000,
        "<pre>" + "http://" * 60_000,
        '<a title="' * 40_000,
        "<a href='x' " + "= " * 200_000 + ">x</a>",
        "<!-" * 130_000,
        "<title>" + "</titl" * 60_000,
        "<script>" + "</scrip" * 60_000,
        "<template>" + "</templat" * 40_000,
        "<p role" + " " * 400_000 + "=heading>",
        "<p> role" * 40_000 + "=heading",
        "<div style='display" + " " * 400_000 + "'>x</div>",
        "<h2 aria-labelledby='" + "x " * 50_000 + "'>x</h2>",
        "<p id=l>" + "word " * 100_000 + "</p>" + "<a href=/x aria-labelledby=l></a>" * 20_000,
        "".join(f"<a href=/x aria-labelledby=l{n}></a><p id=l{n}>x</p>" for n in range(20_000)),
    ],
    ids=lambda html: f"{html[:12]}…{html[-6:]}",
)  # fmt: skip
def test_no_repetition_takes_quadratic_time(html):
    assert read_html(html, URL).url == URL


@pytest.mark.parametrize("body", [b"<!---->" * 600 + b"x", b"<!--" * 900, b" " * 4_096, b"<!-- -" * 600])
def test_telling_html_from_other_things_takes_no_exponential_time(body):
    assert not read_response(URL, 200, {}, body).is_html


def test_what_is_cut_is_said_with_its_number():
    page = read_html("<img src=/a.png>" * 10_003 + f"<a href='/{'x' * 5_000}'>x</a>", URL)
    assert (len(page.images), len(page.references), len(page.links[0].href)) == (10_000, 5_000, 4_096)
    assert page.notes == [
        "it has more than 5,000 addresses outside links; the other 5,003 were not read",
        "it has more than 10,000 images; the other 3 were not read",
        "addresses longer than 4,096 characters, which were cut there: 1",
    ]


def test_a_data_attribute_in_example_code_is_only_example_code():
    html = (
        '<pre>&lt;div data-bg="http://localhost/a.png"&gt;</pre><!-- <p data-bg="http://localhost/b.png"> -->'
    )
    assert [(c.where, c.href, c.in_code) for c in read_html(html, URL).references] == [
        ("text", "http://localhost/a.png", True)
    ]


@pytest.mark.parametrize(
    ("srcset", "urls"),
    [
        ("a.jpg 1x, b.jpg 2x", ["a.jpg", "b.jpg"]),
        ("a.jpg 1x,b.jpg 2x", ["a.jpg", "b.jpg"]),
        ("w_1,h_2/a.jpg 100w, w_3,h_4/b.jpg 200w", ["w_1,h_2/a.jpg", "w_3,h_4/b.jpg"]),
        ("a.jpg, b.jpg", ["a.jpg", "b.jpg"]),
        (" , a.jpg (1x, 2x) 3x, b.jpg", ["a.jpg", "b.jpg"]),
        ("", []),
    ],
)
def test_a_srcset_is_read_as_the_standard_says(srcset, urls):
    assert list(srcset_urls(srcset)) == urls


def test_addresses_are_told_from_what_stands_around_them():
    assert list(
        addresses(r'see http://a.local/x. ("https:\/\/b.local\/y\/z?a=1\u0026b=2") or HTTP://C.local')
    ) == [
        "http://a.local/x",
        "https://b.local/y/z?a=1&b=2",
        "HTTP://C.local",
    ]
    assert list(css_urls("a{b:URL( 'x y.png' )} c{d:url()} e{f:url(z.png)}")) == ["x y.png", "z.png"]
    assert data_names("<p data-Bg='https://x/' data-wpil='https://x/' data-n=https://x/>") == {
        "data-bg",
        "data-n",
    }


def test_a_page_that_was_read_is_let_go_at_once():
    # The crawl lets the collector sleep: what only that one finds would stay, a whole tree for each page.
    read_html(HELD, "https://blog.example/")
    gc.collect()
    gc.disable()
    try:
        read_html(HELD, "https://blog.example/")
        assert gc.collect() == 0
    finally:
        gc.enable()


HELD = """<!doctype html><title>t</title><nav><a href=/a>a</a></nav><main><h1 aria-labelledby=x>One</h1>
<p id=x>Text with <a href=/b><b>bold</b></a> and <img src=i.png alt=i></p><ul><li>a<li>b</ul></main><footer>f</footer>"""
