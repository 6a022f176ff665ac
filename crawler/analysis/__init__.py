"""Analyses that need the whole crawl."""
