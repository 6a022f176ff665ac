"""The database: opens crawls, keeps the frontier, stores pages and what the end of a crawl says. SQL that writes stands here alone."""

from __future__ import annotations

from crawler.store.database import SCHEMA_VERSION, from_outside, now
from crawler.store.frontier import Queued
from crawler.store.pages import Store

__all__ = ["SCHEMA_VERSION", "Queued", "Store", "from_outside", "now"]
