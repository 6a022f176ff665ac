"""Whatever a front matter says in any key, the post is read, judged and stored, and no rule is lost for it."""

import json
import tempfile
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.enrich import enrich
from crawler.enrich.disclosures import Disclosures
from crawler.items import NO_CAUSE, because
from crawler.links import Classifier
from crawler.posts import read_post
from crawler.posts.front_matter import split
from crawler.posts.front_matter_values import TEXTS
from crawler.rules.engine import audit
from crawler.rules.load import load_rules
from crawler.rules.sql import run_site_rules
from crawler.store import Store
from tests.support.posted import SITE, read, write

RULES = load_rules()  # once: to read their files takes longer than to judge what is here

KEYS = (*TEXTS, "Title", "SLUG", "draft", "published", "permalink", "aliases", "tags", "layout", "404", "$.x")
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.dates(), st.datetimes()
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3), max_leaves=6
)  # fmt: skip


def as_yaml(values):
    return f"---\n{yaml.safe_dump(values, allow_unicode=True)}---\n"


def as_json(values):
    return f"---json\n{json.dumps(values, default=str, indent=1)}\n---\n"


def as_toml(values):
    scalars = {
        key: json.dumps(value) if isinstance(value, str) else str(value).lower()
        for key, value in values.items()
        if isinstance(value, bool | int | float | str)
    }
    return "+++\n" + "".join(f"{json.dumps(key)} = {value}\n" for key, value in scalars.items()) + "+++\n"


def judged(folder):
    """Return the findings of all rules over the posts of a folder; raises what a rule raises."""

    def failed(rule, *details):
        raise AssertionError(rule.id) from details[-1]

    store = Store(folder / "audit.sqlite")
    try:
        store.open_crawl("posts", SITE, SITE)
        classifier, disclosures, rules, found = Classifier(SITE), Disclosures(), RULES, []
        for path in sorted((folder / "posts").iterdir()):
            page = read_post(path, folder / "posts", site=SITE, drafts=True)
            enrich(page, classifier, disclosures)
            page.findings = audit(page, [bound for bound in rules if bound.rule.check], failed)
            store.save_page(page)
            found += page.findings
        site = [bound.rule for bound in rules if bound.rule.sql]
        rows = list(run_site_rules(store.connection, store.crawl_id, site, failed))
        store.replace_site_findings([rule.id for rule in site], rows)
        return [*found, *(finding for _, finding in rows)]
    finally:
        store.close()


@given(
    st.dictionaries(st.sampled_from(KEYS), VALUES, min_size=1, max_size=4),
    st.sampled_from([as_yaml, as_json, as_toml]),
)
@settings(deadline=None, max_examples=40)
def test_any_value_in_any_key_loses_no_rule(values, written):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for letter in "ab":
            write(folder, f"posts/{letter}.md", f"{written(values)}# 404\n\nWords.\n")
        judged(folder)


def test_a_slug_that_is_a_number_among_posts_that_are_named_for_theirs(tmp_path):
    for letter in "abcdefghijk":
        write(
            tmp_path, f"posts/post-{letter}.md", f"---\ntitle: T {letter}\nslug: post-{letter}\n---\nWords.\n"
        )
    write(tmp_path, "posts/error-pages.md", "---\ntitle: Error pages\nslug: 404\n---\nWords.\n")
    (found,) = [finding for finding in judged(tmp_path) if finding.rule == "slug-unlike-file-name"]
    assert (found.now, found.place) == ("404", "error-pages.md: slug")


@pytest.mark.parametrize("value", ["404", "true", "1979", "no"])
def test_a_title_that_yaml_takes_for_something_else_is_that_word(tmp_path, value):
    page = read(tmp_path, "a.md", f"---\ntitle: {value}\ntags: [a]\n---\nWords.\n")
    assert (page.titles, page.template_h1, page.front_matter["title"]) == ([value], value, value)


def test_a_number_is_typed_in_toml_and_json_too():
    assert split("+++\nslug = 404\ndraft = true\nweight = 3\n+++\n").values == {
        "slug": "404",
        "draft": True,
        "weight": 3,
    }
    assert split('{\n"title": 1.5,\n"slug": false\n}\n').values == {"title": "1.5", "slug": "false"}


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("draft: on", "draft: on"),
        ("Draft: Yes", "draft: yes"),
        ("draft: 1", "draft: 1"),
        ("published: no", "published: no"),
        ("published: Off", "published: off"),
        ("status: skip", "status: skip"),
        ("STATUS: Draft", "status: draft"),
        ("post_status: pending", "post_status: pending"),
        ("permalink: false", "permalink: false"),
        ("published: 2024-01-05", ""),
        ("draft: no", ""),
        ("status: published", ""),
        ("status: hidden", ""),
        ("publish: true", ""),
    ],
)
def test_a_draft_is_one_in_the_words_of_any_generator(tmp_path, head, said):
    page = read(tmp_path, "a.md", f"---\ntitle: T\n{head}\n---\nWords.\n")
    assert page.outcome == ("skipped" if said else "fetched")
    assert page.cause == (because("draft", mark=said) if said else NO_CAUSE)


def test_a_folder_of_drafts_is_skipped_unless_drafts_are_asked_for(tmp_path):
    post = "---\ntitle: T\n---\nWords.\n"
    assert read(tmp_path, "_drafts/a.md", post).cause == because("draft-folder", folder="_drafts")
    assert read(tmp_path, "_drafts/a.md", post, drafts=True).outcome == "fetched"
    assert read(tmp_path, "drafts/_drafts.md", post).outcome == "fetched"
