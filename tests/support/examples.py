"""Runs a rule file's examples: HTML or Markdown in, messages out."""

from __future__ import annotations

import dataclasses
import tempfile
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.analysis.exports import fill_exports
from crawler.analysis.link_scores import fill_link_scores
from crawler.analysis.near_duplicates import fill_copies
from crawler.analysis.own_programmes import fill_own_programmes
from crawler.analysis.page_roles import fill_roles
from crawler.analysis.products import fill_products
from crawler.analysis.redirects import fill_cloaked, fill_redirect_chains
from crawler.analysis.source_posts import Posts, fill_beside
from crawler.analysis.template_parts import take_out_template
from crawler.catalog.networks import network_texts
from crawler.enrich import enrich
from crawler.enrich.disclosures import Disclosures
from crawler.enrich.links import sort_sitemap
from crawler.extract import read_html
from crawler.extract.rendered import with_rendered
from crawler.extract.response import read_response
from crawler.items import Export, Page, Rendered, Sitemap, because
from crawler.linkcheck.plan_resources import plan_resources
from crawler.links import Classifier
from crawler.posts import read_post
from crawler.rules.engine import audit
from crawler.rules.load import bind
from crawler.rules.rule import rule_texts
from crawler.rules.sql import run_site_rules
from crawler.store import Store
from crawler.store.depths import fill_depths
from crawler.store.resources import fill_first_uses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.items import Finding
    from crawler.rules.load import BoundRule
    from crawler.rules.rule import Rule, RuleExample


DISCLOSURES = Disclosures()


def page_of(example: RuleExample, html: str, url: str, rendered: tuple[str, ...] = ()) -> Page:
    """Return the example's page, enriched; `rendered` is what its scripts make of it."""
    if example.markdown:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "post.md"
            for name, text in example.project.items():
                (Path(folder) / name).parent.mkdir(parents=True, exist_ok=True)
                (Path(folder) / name).write_text(text, encoding="utf-8")
            head = f"---\ntitle: {example.title}\n---\n" if example.title else ""
            path.write_text(head + example.markdown, encoding="utf-8")
            page = read_post(path, Path(folder), site=example.site)
        if head:  # an example's lines are those of its text
            for item in (*page.headings, *page.links, *page.images, *page.references):
                item.line = item.line and item.line - 3
    elif example.headers:
        sent = {name.lower(): value.splitlines() for name, value in example.headers.items()}
        page = read_response(url, 200, {"content-type": ["text/html; charset=utf-8"], **sent}, html.encode())
        page.key = url
    else:
        page = read_html(html, url)
        page.key, page.status, page.wants_cookie = url, 200, example.wants_cookie
    for after in rendered:
        failed = [
            (example.site + path, status or None, because("http-status", status=status) if status else because("robots-forbids"))
            for path, status in example.scripts.items()
        ]  # fmt: skip
        moved = example.moved.get(url.removeprefix(example.site), "")
        found = Rendered(bool(after), moved_to=moved, failed=failed, blocked=list(example.not_loaded))
        page = with_rendered(page, after, found)
    enrich(page, Classifier(example.site), DISCLOSURES)
    return page


def written(folder: str, example: RuleExample) -> Iterator[Page]:
    """Yield the example's posts, enriched."""
    classifier, root = Classifier(example.site), Path(folder) / "posts"
    for name, text in example.posts.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    for name in example.posts:
        page = read_post(root / name, root, site=example.site)
        enrich(page, classifier, DISCLOSURES)
        yield page


def temporary(example: RuleExample, path: str, to: str) -> Page:
    """Return one of the site's addresses as it answers with a 302."""
    url, to = example.site + path, to if "://" in to else example.site + to
    return Page(url=url, key=url, outcome="redirected", status=302, redirect_to=to)


def crawl_earlier(store: Store, example: RuleExample) -> None:
    """Store a crawl that ended some days ago and found the same temporary redirects."""
    store.open_crawl("blog", example.site, example.site)
    for path, to in example.temporary.items():
        store.enqueue([example.site + path], role="page", found_by="link", depth=None)
        store.save_page(temporary(example, path, to))
    store.connection.execute(
        "UPDATE crawl SET started = strftime('%Y-%m-%dT%H:%M:%S', 'now', ?), finished = started, cause = 'finished'",
        (f"-{example.before} days",),
    )


def answered(store: Store, example: RuleExample, pages: list[str]) -> None:
    """Store what the site answered for its files and for probes."""
    if example.file:
        plan_resources(store, most=1_000, days=0)
    for file in example.file:
        values = dataclasses.asdict(file)
        url = values.pop("url")
        columns = ", ".join(f"{name} = ?" for name in values)
        changed = store.connection.execute(
            f"UPDATE resource SET {columns} WHERE url = ?", (*values.values(), url)
        )
        assert changed.rowcount == 1, f"no page loads {url}"
    for probe in example.probe:
        values = {"crawl_id": store.crawl_id, **dataclasses.asdict(probe), "page": probe.page or pages[0]}
        store.connection.execute(
            f"INSERT INTO probe ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})",
            tuple(values.values()),
        )


def raises(rule: Rule, page: Page, error: Exception) -> None:
    raise error


def findings(bound: BoundRule, example: RuleExample) -> list[Finding]:
    """Return what the rule finds in the example."""
    if example.options:
        bound = bind(dataclasses.replace(bound.rule, options={**bound.rule.options, **example.options}))
    if bound.rule.check:
        return audit(page_of(example, example.html, example.url), [bound], raises)
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "audit.sqlite")
        try:
            if example.before:
                crawl_earlier(store, example)
            store.open_crawl("blog", example.site, example.site)
            store.save_texts([rule_texts(bound.rule)], network_texts())
            paths = example.paths or [f"/{number}/" for number in range(1, len(example.pages) + 1)]
            pages = [example.site + path for path in paths]
            others = (
                *example.missing,
                *example.redirects,
                *example.temporary,
                *example.failing,
                *example.forbidden,
            )
            known = [*pages, *(example.site + path for path in others)]
            if example.start:
                store.enqueue([example.site + example.start], role="page", found_by="start", depth=0)
            store.enqueue(known, role="page", found_by="link", depth=None)
            for number, (url, html) in enumerate(zip(pages, example.pages, strict=True)):
                page = page_of(example, html, url, example.rendered[number : number + 1])
                page.elapsed_ms = example.elapsed.get(url.removeprefix(example.site))
                store.save_page(page)
            for post in written(folder, example):
                store.save_page(post)
            for path in example.missing:
                url = example.site + path
                store.save_page(Page(url=url, key=url, outcome="failed", status=404))
            for path, status in example.failing.items():
                url = example.site + path
                cause = because("http-status", status=status) if status else because("no-answer")
                store.save_page(Page(url=url, key=url, outcome="failed", status=status or None, cause=cause))
            for path in example.forbidden:
                url = example.site + path
                store.save_page(Page(url=url, key=url, outcome="refused", cause=because("robots-forbids")))
            for path, to in example.redirects.items():
                url, to = example.site + path, to if "://" in to else example.site + to  # noqa: PLW2901
                store.save_page(Page(url=url, key=url, outcome="redirected", status=301, redirect_to=to))
            for path, to in example.temporary.items():
                store.save_page(temporary(example, path, to))
            if example.robots:
                store.save_robots(example.site, 200, "rules", example.robots)
            if example.robots or example.sitemap:
                store.enqueue([f"{example.site}/sitemap.xml"], role="sitemap", found_by="start", depth=None)
            if example.robots and not example.sitemap:
                gone = Sitemap(f"{example.site}/sitemap.xml", cause=because("http-status", status=404))
                store.save_sitemap(gone)
            if example.sitemap:
                sitemap = Sitemap(f"{example.site}/sitemap.xml", pages=list(example.sitemap))
                if example.sitemap_note == "sitemap-too-large":
                    sitemap = Sitemap(sitemap.key, cause=because(example.sitemap_note, limit=50))
                elif example.sitemap_note:
                    sitemap.notes.append(because(example.sitemap_note, limit=50_000))
                sort_sitemap(sitemap, Classifier(example.site).target)
                store.save_sitemap(sitemap)
            fill_redirect_chains(store)
            if example.start:
                fill_depths(store)
            for row in example.checked:
                values = {"crawl_id": store.crawl_id, "asked": row.url, **dataclasses.asdict(row)}
                store.connection.execute(
                    f"INSERT INTO link_check ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})",
                    tuple(values.values()),
                )
            answered(store, example, pages)
            fill_cloaked(store, Classifier(example.site))
            fill_own_programmes(store, example.site)
            fill_products(store)
            fill_roles(store)
            if "inlinks" in (bound.rule.sql or ""):  # which takes as long as all the rest
                fill_link_scores(store)
            take_out_template(store)
            fill_exports(
                store,
                example.site,
                [
                    Export(
                        one.kind, f"{one.kind}.csv", one.rows, since=one.since, until=one.until, full=one.full
                    )
                    for one in example.exported
                ],
            )
            fill_copies(store)
            fill_first_uses(store)
            if example.beside:
                posts = Path(folder) / "beside"
                for name, content in example.beside.items():
                    (posts / name).parent.mkdir(parents=True, exist_ok=True)
                    (posts / name).write_text(content, encoding="utf-8")
                fill_beside(store, Posts(posts, Classifier(example.site).target, example.site))

            def failed(rule: Rule, error: Exception) -> None:
                raise error

            found = list(run_site_rules(store.connection, store.crawl_id, [bound.rule], failed))
            store.replace_site_findings([bound.rule.id], found)
            return [finding for _, finding in found]
        finally:
            store.close()


def check(bound: BoundRule, example: RuleExample) -> None:
    """Compare what the rule finds with what the example says; `*` in an example stands for any words."""
    found = findings(bound, example)
    said = [finding.message for finding in found]
    assert len(said) == len(example.findings), f"found {said}, expected {list(example.findings)}"
    for message, expected in zip(said, example.findings, strict=True):
        assert message == expected or fnmatchcase(message, expected.replace("[", "[[]")), (
            f"{message!r} is not {expected!r}"
        )
    for name in ("now", "should_be"):
        expected = getattr(example, name)
        if expected:
            assert tuple(getattr(finding, name) for finding in found) == expected
