"""Scrapy extensions: what listens to the whole crawl."""
