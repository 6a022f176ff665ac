"""JSON-LD and microdata become items, whatever a page does with them."""

import json
import time

from crawler.enrich.structured import mark_items
from crawler.extract import read_html
from crawler.extract.json_ld import lines_of, parse
from crawler.extract.microdata import UNREAD
from crawler.extract.response import read_response
from crawler.extract.structured_items import MOST_ITEMS
from crawler.items import ItemRef
from crawler.text.items import graph_of

URL = "https://kettle.example/stove/"


def ld(value, tag="<script type='application/ld+json'>"):
    return f"{tag}{value if isinstance(value, str) else json.dumps(value)}</script>"


def of(html):
    page = read_html(html, URL)
    mark_items(page)
    return page


def test_nodes_with_one_id_are_one_item_and_references_lead_to_it():
    page = of(
        ld({"@context": "https://schema.org", "@graph": [
            {"@type": "BlogPosting", "@id": "#post", "author": {"@id": "#ada"}, "isPartOf": {"@id": "https://else.example/"}},
            {"@type": "Person", "@id": "#ada", "name": "Ada"},
        ]})
        + ld({"@context": "http://schema.org/", "@type": ["Person", "Organization"], "@id": f"{URL}#ada", "sameAs": ["https://s.example/ada"]})
    )  # fmt: skip
    post, ada = page.items
    assert (post.types, ada.types) == (("BlogPosting",), ("Person", "Organization"))
    assert post.properties == {"author": [ItemRef(2)], "isPartOf": ["https://else.example/"]}
    assert ada.properties == {"name": ["Ada"], "sameAs": ["https://s.example/ada"]}
    assert graph_of(page).texts(post, "author") == ["Ada"]


def test_an_item_stands_on_the_line_of_its_brace_also_behind_a_key_that_is_written_twice():
    page = of(
        "<title>x</title>\n"
        + ld(
            '\n{"@context": "https://schema.org", "@type": "Product", "brand": {"name": "a {"},\n "brand":\n  {"@type": "Brand", "name": "b"}}',
            tag="<script\n type='application/ld+json'\n>",
        )
    )
    assert [(item.types, lines_of(page)[item.position]) for item in page.items] == [
        (("Product",), 5),
        (("Brand",), 7),
    ]


def test_wrapped_values_lists_prefixes_and_other_vocabularies():
    page = of(
        ld({"@context": {"@vocab": "https://schema.org/"}, "@type": "schema:Recipe", "schema:name": {"@value": "Bar"},
            "recipeIngredient": {"@list": ["oats", ["honey"]]}, "image": None, "https://schema.org/cookTime": "PT1H"})
        + ld({"@context": "https://www.w3.org/ns/activitystreams", "@type": "Person", "name": "Ada"})
        + ld({"@type": "http://schema.org/Person", "name": "Jo"})
        + ld({"@type": "Person", "name": "without context"})
        + ld('<!--\n{"@context": "https://schema.org", "@type": "Thing"}\n-->')
        + ld('//<![CDATA[\n{"@context": "https://schema.org", "@type": "Thing"}\n//]]>')
    )  # fmt: skip
    assert [item.types for item in page.items] == [("Recipe",), ("Person",), ("Thing",), ("Thing",)]
    assert page.items[0].properties == {
        "name": ["Bar"],
        "recipeIngredient": ["oats", "honey"],
        "cookTime": ["PT1H"],
    }
    assert not page.broken_jsonld


def test_a_broken_block_is_told_with_its_line_and_costs_no_other():
    page = of(
        "\n"
        + ld('{"a": 1,\n "b": }')
        + "\n"
        + ld({"@context": "https://schema.org", "@type": "Article"})
        + ld("  ")
    )
    (broken,) = page.broken_jsonld
    assert (broken.fault, broken.line, broken.near) == ("value", 3, "}")
    assert [item.types for item in page.items] == [("Article",)]


def test_microdata_with_values_of_all_kinds_nested_and_by_itemref():
    page = of("""
<div itemscope itemtype="https://schema.org/Product" itemref="price nothing">
 <h1 itemprop="name">Stove
  One</h1><img itemprop="image" src="/a.jpg"><a itemprop="url sameAs" href="/b">b</a>
 <time itemprop="releaseDate" datetime="2026-01-01">January</time><span itemprop="sku" content="77">no. 77</span>
 <p itemprop="review" itemscope itemtype="https://schema.org/Review"><b itemprop="author">Ada</b></p>
 <p itemscope itemtype="https://other.example/x"><b itemprop="name">not this</b></p>
</div>
<p id="price"><i itemprop="offers" itemscope itemtype="http://schema.org/Offer"><data itemprop="price" value="20">twenty</data></i></p>
<p itemprop="name">of nothing</p>""")
    product, review, offer = page.items
    assert product.properties == {
        "name": ["Stove One"], "image": ["https://kettle.example/a.jpg"], "url": ["https://kettle.example/b"],
        "sameAs": ["https://kettle.example/b"], "releaseDate": ["2026-01-01"], "sku": ["77"],
        "review": [ItemRef(2)], "offers": [ItemRef(3)],
    }  # fmt: skip
    assert (review.parent, review.via, review.line) == (1, "review", 6)
    assert offer.properties == {"price": ["20"]}
    assert (product.top, review.top, product.google, product.missing) == (True, False, "Product", ())


def test_a_page_that_is_all_structured_data_is_read_in_bounds():
    deep = ld("[" * 50_000)
    nested: dict = {"@type": "Thing"}
    for _ in range(200):
        nested = {"@type": "Thing", "item": nested}
    many = [
        {"@type": "Offer", "@id": f"#{n}", "offers": [{"@id": f"#{m}"} for m in range(15)]}
        for n in range(MOST_ITEMS)
    ]
    loop = {"@type": "Product", "@id": "#p", "offers": {"@id": "#p"}, "itemReviewed": {"@id": "#p"}}
    blocks = ld({"@context": "https://schema.org", "@graph": [nested, loop, *many]})
    scopes = (
        "<div itemscope itemtype='https://schema.org/Review'><b itemprop=reviewBody>" * 150 + "x" * 10_000
    )
    started = time.process_time()
    page = of(deep + blocks + scopes)
    assert len(page.items) == MOST_ITEMS
    assert any("items of structured data" in str(note) for note in page.notes)
    assert page.broken_jsonld[0].fault == "nested"
    assert time.process_time() - started < 20, "a few seconds on a slow machine"


def test_texts_that_stand_in_one_another_are_read_up_to_a_limit():
    page = of(
        "<div itemscope itemtype='https://schema.org/Article'>" + f"<b itemprop=text>{'x' * 60_000}" * 12
    )
    assert UNREAD in page.items[0].properties["text"]


def test_a_block_is_parsed_with_its_fault():
    assert parse("") == (None, None)
    assert parse('{"a": NaN}') == (None, ("constant", 0))
    value, fault = parse('{"a": "b\n"}')
    assert (value["a"], fault) == ("b\n", ("control-character", 8))


def test_a_link_header_names_versions_in_other_languages():
    headers = {
        "content-type": ["text/html"],
        "link": [
            '</de/>; rel="alternate"; hreflang="de", </en/>; rel=alternate; hreflang=en',
            "</feed>; rel=alternate",
        ],
    }
    page = read_response(URL, 200, headers, b"<p>x</p>")
    assert page.hreflang == [("de", "https://kettle.example/de/"), ("en", "https://kettle.example/en/")]
