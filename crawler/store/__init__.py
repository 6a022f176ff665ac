"""The database: crawls, frontier, pages and results. All SQL that writes is here."""

from __future__ import annotations

from crawler.store.database import SCHEMA_VERSION, from_outside, now
from crawler.store.frontier import Queued
from crawler.store.pages import Store

__all__ = ["SCHEMA_VERSION", "Queued", "Store", "from_outside", "now"]
