"""A page that only its scripts write is judged as they leave it, without lines of a document that nobody has."""

from crawler.extract import read_html
from crawler.extract.json_ld import lines_of
from crawler.extract.rendered import with_rendered
from crawler.items import Rendered

URL = "https://kettle.example/stove/"


def test_nothing_of_a_page_that_scripts_wrote_has_a_line():
    after = (
        """<title>Stoves</title>
<h1>Stoves</h1><p>"""
        + "Stoves of brass burn long. " * 20
        + """</p>
<a href=/x><img src=/a.jpg></a><meta name=robots content=noindex>
<b itemscope itemtype="https://schema.org/Thing"></b>
<script type="application/ld+json">{"@context": "https://schema.org", "@type": "Thing", "name": "b"}</script>
<script type="application/ld+json">{"a": }</script>"""
    )
    page = with_rendered(read_html("<div id=app></div>", URL), after, Rendered(True))
    assert page.rendered is not None
    assert page.rendered.judged
    places = [
        *page.headings,
        *page.links,
        *page.images,
        *page.references,
        *page.blocks,
        *page.items,
        *page.broken_jsonld,
    ]
    assert len({type(place) for place in places}) == 7
    assert {place.line for place in places} == {None}
    assert page.misplaced == [("robots", None)]
    assert (page.title_line, lines_of(page)) == (None, {})
