"""Crawl a site or read posts, classify every link, audit the pages and store the results."""

__version__ = "0.1.0"
