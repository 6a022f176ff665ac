"""HTML to facts; no opinion."""

from crawler.extract.page import read_html

__all__ = ["read_html"]
