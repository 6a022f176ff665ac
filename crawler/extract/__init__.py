"""Read facts from HTML, without judging them."""

from crawler.extract.page import read_html

__all__ = ["read_html"]
