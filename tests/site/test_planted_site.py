"""Each rule of a live crawl finds its fault on the page where it is planted, and nothing on the twin."""

from __future__ import annotations

import json
from collections import defaultdict

import pytest

from crawler.linkcheck.site_probes import probes
from crawler.rules.load import all_rules
from tests.site.build import read, routes
from tests.support.crawling import crawl, database, query
from tests.support.web import serve

RULES = {bound.rule.id: bound.rule for bound in all_rules()}
PAGES, LEFT_OUT, SITE = read()
OPTIONS = {
    "foreign-affiliate-id": {"own": {"amazon-associates": ["hut-20", "hut-21", "hutt-20", "path-20"]}},
    "old-host-link": {"hosts": ["oldhut.example.org"]},
    "oversized-page": {"kilobytes": 64},
    "underlinked-post": {"posts": 3, "words": 1000, "percent": 50},
}


def found(folder, *, planted):
    """Return the findings of one crawl: rule -> path, empty for the site -> messages."""
    enabled = ",".join(rule.id for rule in RULES.values() if rule.off)
    with serve(routes(planted=planted)) as site:
        if planted:  # it shows one page for all that it does not have, which only the probe asks for by a name of its own
            missing = next(probes(f"{site.origin}/", "")).url
            site.routes[missing.removeprefix(site.origin)] = site.routes["/not-here/"]
        done = crawl(
            folder, "blog", "-a", f"url={site.origin}/", "-s", "CONCURRENT_REQUESTS=8", "-s", "AUDIT_MAX_PER_PATTERN=1000",
            "-s", "AUDIT_MAX_RESOURCES=1000", "-s", "AUDIT_PROBES=1",
            AUDIT_ENABLE=enabled, AUDIT_OPTIONS=json.dumps(OPTIONS),
        )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    rows = query(
        database(folder),
        "SELECT rule, coalesce(page.url, ''), message FROM finding LEFT JOIN page ON page.id = page_id",
    )
    by_rule = defaultdict(lambda: defaultdict(list))
    for rule, url, message in rows:
        by_rule[rule][url.removeprefix(site.origin)].append(message)
    return by_rule


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    return found(tmp_path_factory.mktemp("planted"), planted=True)


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    return found(tmp_path_factory.mktemp("clean"), planted=False)


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_finds_its_fault_where_it_is_planted_and_nowhere_else(planted, rule):
    wanted = {page.path for page in PAGES if rule in page.rules}
    assert wanted or rule in SITE or rule in LEFT_OUT, (
        "plant it in tests/site/pages.toml, or say there why not"
    )
    assert not (wanted and rule in LEFT_OUT), "it stands among what is left out as well"
    at = {path: messages for path, messages in planted[rule].items() if path}
    assert set(at) == wanted, at
    assert len(planted[rule].get("", ())) == SITE.get(rule, 0)


def test_the_twin_is_without_any_finding(clean):
    assert {rule: dict(pages) for rule, pages in clean.items()} == {}


def test_what_is_planted_is_a_rule(planted):
    named = {rule for page in PAGES for rule in page.rules} | set(LEFT_OUT) | set(SITE)
    assert named <= set(RULES)
