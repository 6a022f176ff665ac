"""What of a shop a link leads to."""

import pytest

from crawler.links.shops import product


@pytest.mark.parametrize(
    ("url", "destination", "told"),
    [
        ("https://amzn.example/x", "https://www.amazon.com/Tent/dp/B0ABCDEF12?tag=me-20", "B0ABCDEF12"),
        ("https://www.ebay.com/itm/Tent/123456789012?campid=1", "", "123456789012"),
        ("https://go.example/1", "https://shop.example/tents/ridge/?colour=red", "shop.example/tents/ridge"),
        ("https://go.example/1", "https://shop.example/research-kit", "shop.example/research-kit"),
        ("https://go.example/1", "https://shop.example/", ""),
        ("https://go.example/1", "", ""),
        ("https://go.example/1", "https://books.example/servlet/SearchResults?tn=tea", ""),
        ("https://go.example/1", "https://www.amazon.com/s?k=tea&tag=me-20", ""),
        ("https://go.example/1", "https://shop.example/search.php?q=tea", ""),
    ],
)
def test_a_product_is_told_by_its_number_or_its_page_and_a_search_is_none(url, destination, told):
    assert product(url, destination) == told
