"""An address in structured data or in a style sheet has the line that it stands on, not that of its element."""

import pytest

from crawler.extract import read_html

URL = "https://blog.example/post/"
LD = '<script type="application/ld+json">'


def lines(html):
    return [(found.href, found.line) for found in read_html(html, URL).references]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            f'<p>x\n{LD}\n{{"url": "http://x.local/a",\n "image": "http://x.local/ab"}}</script>',
            [("http://x.local/a", 3), ("http://x.local/ab", 4)],
        ),
        (
            f'{LD}{{\n"image": ["http:\\/\\/x.local\\/a?b=1\\u0026c=2",\n"http:\\u002F\\u002Fx.local\\u002Fb"]}}\n</script>',
            [("http://x.local/a?b=1&c=2", 2), ("http://x.local/b", 3)],
        ),
        (
            f'{LD}{{"url":"http://x.local/a"}}</script>\n{LD}{{"url":\n"http://x.local/a"}}</script>',
            [("http://x.local/a", 1), ("http://x.local/a", 3)],
        ),
        (
            f'{LD}\n[{{"@context": "https://schema.org",\n"url": "http://x.local/a"}},\n{{"url": "http://x.local/a"}}]</script>',
            [("http://x.local/a", 3), ("http://x.local/a", 4)],
        ),
        (
            f'{LD}\n{{"@context": "http://x.local/v",\n"http://x.local/v": 1,\n"sameAs": "http://x.local/v"}}</script>',
            [("http://x.local/v", 4)],
        ),
        (
            f'{LD}\n{{"url": "http://x.local/a",\n"image": "http://x.local/b"\n</script>',
            [("http://x.local/a", 2), ("http://x.local/b", 3)],
        ),
        (
            "<style>\np{background:url(http://x.local/a.png)}\nb{background:url('http://x.local/b.png')}</style>",
            [("http://x.local/a.png", 2), ("http://x.local/b.png", 3)],
        ),
        ("<script\n\nsrc='http://x.local/s.js'></script>", [("http://x.local/s.js", 1)]),
    ],
    ids=["one a line", "escaped", "two blocks", "the same twice", "vocabulary and key", "no JSON", "styles", "src"],
)  # fmt: skip
def test_an_address_has_its_own_line(html, expected):
    assert lines(html) == expected
