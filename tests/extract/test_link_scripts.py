"""Links that a script writes are read from its data."""

import json

import pytest

from crawler.extract import read_html
from crawler.links import Classifier

SHOP = {
    "u_url": "https://www.amazon.co.jp/dp/B0TENT",
    "a_id": 1234567,
    "p_id": 170,
    "pl_id": 27060,
    "pc_id": 185,
}


def addresses(box):
    script = (
        f'(function(b){{}})(window,"script","//dn.msmstatic.com/bundle.js","msmaflink");msmaflink({box});'
    )
    page = read_html(f"<main><p>Words.</p>\n<script>{script}</script></main>", "https://blog.example/")
    return [(one.href, one.where, one.line) for one in page.references]


def test_a_product_box_has_the_links_that_it_will_show():
    box = json.dumps({"n": "Tent", "b_l": [SHOP, {"u_url": "https://shop.example/tent"}]}).replace("/", "\\/")
    click = "https://af.moshimo.com/af/c/click?a_id=1234567&p_id=170&pc_id=185&pl_id=27060&url=https%3A%2F%2Fwww.amazon.co.jp%2Fdp%2FB0TENT"
    assert addresses(box) == [(click, "script link", 2), ("https://shop.example/tent", "script link", 2)]
    to = Classifier("https://blog.example").classify(click)
    assert (to.network, to.affiliate_id) == ("moshimo", "1234567")


@pytest.mark.parametrize(
    "box",
    ["", "{", "[]", "{}", '{"b_l": 1}', '{"b_l": [1, {"u_url": 2}, {"u_url": "javascript:x"}]}', "[" * 5000],
)
def test_a_box_that_cannot_be_read_has_none(box):
    assert addresses(box) == []
