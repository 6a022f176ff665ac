"""Pipeline 200: run every page rule."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from crawler.items import Page, Sitemap
from crawler.rules.engine import audit
from crawler.run import run_of

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

    from crawler.rules.load import BoundRule
    from crawler.rules.rule import Rule

logger = logging.getLogger(__name__)


class Audit:
    """Fills `page.findings`; a rule that crashes is logged, counted and shown on Coverage, and stops nothing."""

    def __init__(self, crawler: Crawler) -> None:
        """Keep the page rules of this run."""
        self._crawler = crawler
        self._run = run_of(crawler)
        self._rules: list[BoundRule] = [bound for bound in self._run.rules if bound.rule.check]

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the pipeline of this crawler."""
        return cls(crawler)

    def process_item(self, item: Page | Sitemap) -> Page | Sitemap:
        """Return the same page with its findings."""
        if isinstance(item, Page):
            item.findings = audit(item, self._rules, self._failed)
        return item

    def _failed(self, rule: Rule, page: Page, error: Exception) -> None:
        assert self._crawler.stats is not None
        self._crawler.stats.inc_value(f"audit/rule_error/{rule.id}")
        self._run.rule_errors.setdefault(rule.id, []).append(page.key)
        logger.warning("rule %s failed on %r: %r", rule.id, page.key, error)
