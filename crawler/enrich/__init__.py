"""Derive facts from a page's own facts, in one pure function: `enrich(page, classifier, disclosures)`."""

from __future__ import annotations

from crawler.enrich.page import enrich

__all__ = ["enrich"]
