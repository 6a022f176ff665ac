"""Exports of search engines, analytics and affiliate programmes: recognised, and matched with the pages of the crawl."""

from crawler.analysis.exports.match import fill_exports
from crawler.analysis.exports.recognise import newest, recognise

__all__ = ["fill_exports", "newest", "recognise"]
