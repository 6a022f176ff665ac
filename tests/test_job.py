"""What earlier answers depend on: every argument and every setting has been thought of."""

from __future__ import annotations

import dataclasses

import pytest
from scrapy.settings import Settings

from crawler import settings as defaults
from crawler.crawl.spiders.blog import BlogSpider
from crawler.crawl.spiders.posts import PostsSpider
from crawler.crawl.spiders.urls import UrlsSpider
from crawler.job import ASKING, JUDGING, LIMITS, READING, Job, asked_as, judged_as
from crawler.rules.load import load_rules
from crawler.rules.rule import without_examples

# What changes neither what is said of a page nor what asking a link tells: politeness, places, how much is read or asked.
NEITHER = {
    "AUDIT_CONTACT", "AUDIT_OUT", "AUDIT_DELAY", "AUDIT_KEEP_CRAWLS", "AUDIT_FULL_EVERY", "AUDIT_MAX_CRAWL_DELAY",
    "AUDIT_MAX_WAIT", "AUDIT_MAX_TOTAL_WAIT", "AUDIT_GIVE_UP", "AUDIT_HTTP_USER", "AUDIT_HTTP_PASS", "AUDIT_MAX_CHECKS",
    "AUDIT_CHECK_DAYS", "AUDIT_CHECK_DELAY", "AUDIT_MAX_RESOURCES", "AUDIT_PROBES",
    "AUDIT_DOCS", "AUDIT_FORMATS", "AUDIT_NOTIFY", "AUDIT_FOLDER", "AUDIT_SEGMENTS",
    "AUDIT_RULES",  # the rules themselves are what counts
}  # fmt: skip
JOB = Job("blog", "https://blog.example/", "https://blog.example", "blog")
RULES = [without_examples(bound.rule) for bound in load_rules()]


def settings(**values: str) -> Settings:
    found = Settings()
    found.setmodule(defaults)
    found.setdict(values, priority="cmdline")
    return found


def test_of_every_setting_it_is_known_what_depends_on_it():
    known = {*JUDGING, *ASKING, *LIMITS, *NEITHER}
    ours = {name for name in vars(defaults) if name.startswith("AUDIT_")}
    assert ours <= known, "say in crawler/job.py, or here, what depends on the new setting"
    assert not NEITHER & {*JUDGING, *ASKING}


@pytest.mark.parametrize("name", [*JUDGING, *READING])
def test_a_setting_that_shapes_answers_makes_another_fingerprint(name):
    assert judged_as(JOB, settings(**{name: "7"}), RULES) != judged_as(JOB, settings(), RULES)


@pytest.mark.parametrize("name", ASKING)
def test_a_setting_that_shapes_what_links_answer_makes_another_fingerprint(name):
    assert asked_as(JOB, settings(**{name: "7"})) != asked_as(JOB, settings())


@pytest.mark.parametrize(
    "values",
    [{"site": "https://other.example"}, {"own_hosts": ("shop.example",)}, {"check_affiliate": True}],
)
def test_who_asks_a_link_and_how_far_makes_another_fingerprint(values):
    assert asked_as(dataclasses.replace(JOB, **values), settings()) != asked_as(JOB, settings())


@pytest.mark.parametrize("name", ["severity", "title", "why", "fix", "message", "options"])
def test_another_text_of_a_rule_makes_another_fingerprint(name):
    other = dataclasses.replace(
        RULES[0], **{name: {"severity": "notice", "options": {"least": 99}}.get(name, "other")}
    )
    assert judged_as(JOB, settings(), [other, *RULES[1:]]) != judged_as(JOB, settings(), RULES)


def test_the_same_job_has_the_same_fingerprints_each_time():
    again = [without_examples(bound.rule) for bound in load_rules()]
    assert judged_as(JOB, settings(), RULES) == judged_as(dataclasses.replace(JOB), settings(), again)
    assert judged_as(JOB, settings(), RULES) == judged_as(
        dataclasses.replace(JOB, fresh=True), settings(), RULES
    )


VALUES = {
    "blog": {
        "url": "https://other.example/", "posts": ".", "permalink": "/b/{slug}/", "check_links": "no",
        "check_affiliate": "yes", "render": "yes",
    },
    "posts": {
        "path": "tests", "site": "https://other.example", "permalink": "/b/{slug}/", "read_as": "html", "drafts": "yes",
        "check_links": "external", "check_affiliate": "yes",
    },
    "urls": {
        "file": "other.txt", "site": "https://other.example", "check_links": "no", "check_affiliate": "yes",
        "render": "yes",
    },
}  # fmt: skip


@pytest.mark.parametrize(("spider", "name"), [(s, n) for s, values in VALUES.items() for n in values])
def test_every_argument_of_a_spider_is_part_of_its_job(tmp_path, monkeypatch, spider, name):
    for folder in ("posts", "tests"):
        (tmp_path / folder).mkdir()
    for file in ("urls.txt", "other.txt"):
        (tmp_path / file).write_text("https://blog.example/\n")
    monkeypatch.chdir(tmp_path)
    kind = {"blog": BlogSpider, "posts": PostsSpider, "urls": UrlsSpider}[spider]
    usual = {
        "blog": {"url": "https://blog.example/", "posts": "posts"},
        "posts": {"path": "posts", "site": "https://blog.example", "check_links": "external"},
        "urls": {"file": "urls.txt"},
    }[spider]
    if (spider, name) == ("posts", "check_links"):
        usual["check_links"] = "no"
    assert set(VALUES[spider]) | {"fresh", "formats", "with"} == set(kind.arguments), (
        "a new argument wants a line in VALUES"
    )
    one, other = kind.job(usual), kind.job({**usual, name: VALUES[spider][name]})
    assert judged_as(one, settings(), RULES) != judged_as(other, settings(), RULES)
