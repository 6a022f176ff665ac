"""Run the analyses at the end of a crawl, one after the other, and close the crawl's row."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.analysis.agreement import agreed
from crawler.analysis.coverage import coverage
from crawler.analysis.exports import fill_exports
from crawler.analysis.https_twins import https_proposals
from crawler.analysis.issues import fill_issues
from crawler.analysis.link_scores import fill_link_scores
from crawler.analysis.near_duplicates import fill_copies
from crawler.analysis.own_programmes import fill_own_programmes
from crawler.analysis.page_roles import fill_roles
from crawler.analysis.products import fill_products
from crawler.analysis.redirects import fill_cloaked, fill_cloaked_by_files, fill_redirect_chains
from crawler.analysis.replacements import fill_proposals
from crawler.analysis.segments import fill_segments
from crawler.analysis.template_parts import take_out_template
from crawler.http.reasons import ROBOTS_OUTAGES, SILENCES
from crawler.http.status import PUT_OFF
from crawler.items import NO_CAUSE, Cause, because
from crawler.rules.sql import run_site_rules
from crawler.store.affiliate_links import kept_affiliate_links
from crawler.store.conclusions import save_proposals
from crawler.store.depths import fill_depths
from crawler.store.issues import keep_words
from crawler.store.limits import too_many_pages
from crawler.store.page_roles import drop_findings
from crawler.store.parts import forget_unused_parts
from crawler.store.projects import save_project
from crawler.store.resources import fill_first_uses
from crawler.store.rows import cause_of
from crawler.store.sketches import forget_sketches

if TYPE_CHECKING:
    from crawler.analysis.source_posts import Posts
    from crawler.rules.rule import Rule
    from crawler.run import Run
    from crawler.store import Store

logger = logging.getLogger(__name__)


def close_crawl(run: Run, reason: str, *, max_pages: int) -> None:
    """Finish what is stored, as far as the crawl got, and close its row; run again after a resume it replaces itself.

    Raises sqlite3.Error when the database cannot be written to.
    """
    store = run.store
    keep_words(store)
    ended = reason == "finished" and not run.trouble and not run.fault
    if (trouble := wait_for_a_better_day(store)) and ended:
        # A crawl that read nothing must not be what the next one is compared with.
        run.trouble = trouble
        ended, reason = False, "site-silent"
    states = store.counts()
    if ended and states.get("queued") and states.get("done", 0) + states.get("failed", 0) >= max_pages:
        store.skip_rest(too_many_pages(max_pages))
        reason = "page-limit"
    elif ended and states.get("queued"):
        ended, reason = False, "not-stored"
    run.on_step("Following redirects and links")
    fill_redirect_chains(store)
    if folder := run.job.posts or (run.job.target if run.job.spider == "posts" else ""):
        from crawler.posts.generator import project_of
        from crawler.posts.redirect_files import redirects_beside
        from crawler.posts.redirects import Redirects

        if run.job.spider == "posts" and (generator := (project := project_of(Path(folder))).generator):
            save_project(store, generator.name, project.attribute_list, generator.rel_everywhere)
        fill_cloaked_by_files(store, run.classifier, Redirects(redirects_beside(Path(folder))))
    fill_cloaked(store, run.classifier)
    fill_own_programmes(store, run.job.site, run.own_ids)
    fill_products(store)
    fill_depths(store)
    fill_roles(store)
    fill_link_scores(store)
    fill_segments(store, run.segments)
    fill_exports(store, run.job.site, run.exports.read)
    fill_first_uses(store)
    take_out_template(store)
    run.on_step("Comparing texts")
    fill_copies(store)
    posts: Posts | None = None
    if run.job.posts:
        from crawler.analysis.source_posts import (  # loads what reads Markdown and YAML
            Posts,
            fill_beside,
            point_at_posts,
        )

        posts = Posts(Path(run.job.posts), run.classifier.target, run.job.site, run.job.permalink)
        fill_beside(store, posts)
    rules = [bound.rule for bound in run.rules if bound.rule.sql]

    def failed(rule: Rule, error: Exception) -> None:
        run.rule_errors.setdefault(rule.id, []).append("the whole crawl")
        logger.warning("rule %s failed: %r", rule.id, error)

    run.on_step("Checking the site as a whole")
    with kept_affiliate_links(store):
        findings = list(run_site_rules(store.connection, store.crawl_id, rules, failed))
    store.replace_site_findings([rule.id for rule in rules], findings)
    drop_findings(
        store,
        on_variants=[bound.rule.id for bound in run.rules if bound.rule.variants],
        off_lists=[bound.rule.id for bound in run.rules if not bound.rule.lists],
    )
    run.on_step("Looking for replacements")
    fill_proposals(store, run.job.site, Path(folder) if folder else None)
    save_proposals(store, list(https_proposals(store)))
    save_proposals(store, list(agreed(store, run.rules, run.classifier)))
    if posts:
        point_at_posts(store, posts)
    run.on_step("Comparing with earlier crawls")
    fill_issues(run, complete=ended)
    for gap in coverage(run):
        store.save_coverage(*gap)
    store.end_crawl(reason, complete=ended, unreported=True, limit=max_pages)
    if ended:
        forget_sketches(store)
        forget_unused_parts(store)
        store.forget_held_back()


def wait_for_a_better_day(store: Store) -> Cause:
    """Where nothing was read, queue again what an outage kept back, and return what happened to the first page of it.

    Sitemaps that failed meanwhile are asked for again, too. Empty when anything was read, or no page may heal.
    """
    crawl = {"crawl": store.crawl_id}
    read = "SELECT 1 FROM page WHERE crawl_id = :crawl AND outcome = 'fetched' LIMIT 1"
    if store.connection.execute(read, crawl).fetchone():
        return NO_CAUSE
    heals = {
        "put_off": json.dumps(sorted(PUT_OFF)),
        "outages": json.dumps(sorted(SILENCES | ROBOTS_OUTAGES)),
    }
    pages = store.connection.execute(
        "SELECT key, cause, cause_values FROM page WHERE crawl_id = :crawl AND outcome IN ('failed', 'refused')"
        " AND (status BETWEEN 500 AND 599 OR status IN (SELECT value FROM json_each(:put_off))"
        " OR cause IN (SELECT value FROM json_each(:outages))) ORDER BY id",
        crawl | heals,
    ).fetchall()
    waiting = "SELECT 1 FROM frontier WHERE crawl_id = :crawl AND role = 'page' AND state = 'queued' LIMIT 1"
    if pages or store.connection.execute(waiting, crawl).fetchone():
        failed = "SELECT key FROM frontier WHERE crawl_id = :crawl AND role = 'sitemap' AND state = 'failed'"
        sitemaps = store.connection.execute(failed, crawl).fetchall()
        store.requeue([key for key, *_ in [*pages, *sitemaps]])
    if not pages:
        return NO_CAUSE
    key, *cause = pages[0]
    return because("nothing-read", page=key, answer=cause_of(*cause))
