"""The format of a rule file."""

from __future__ import annotations

import dataclasses
from typing import Any

from crawler.catalog.reader import RuleFileError
from reports.common.severities import SEVERITIES

# Beside the page itself: nothing more, what a browser made of it, where its link leads, the sitemaps, the posts beside the site, numbers of searches or of tracking ids
# that the owner exported, or all that the crawl before had read.
NEEDS = ("page", "rendered", "target", "sitemap", "posts", "searches", "tracking-ids", "site")


@dataclasses.dataclass(frozen=True, slots=True)
class CheckedExample:
    """The result of checking one link: a row of the table link_check."""

    url: str
    verdict: str
    status: int = 200
    reason: str = ""
    final_url: str = ""
    hops: str = ""
    lasting: bool = False
    broken_days: int = 0
    broken_since: str = "2026-11-01"


@dataclasses.dataclass(frozen=True, slots=True)
class FileExample:
    """What the site answered for one of its own files: a row of the table resource."""

    url: str
    verdict: str = "ok"
    status: int = 200
    reason: str = ""
    final_url: str = ""
    hops: str = ""
    lasting: bool = False
    size: int | None = None
    content_type: str = ""
    nosniff: bool = False
    googlebot: bool = True


@dataclasses.dataclass(frozen=True, slots=True)
class ProbeExample:
    """What the site answered for one probe: a row of the table probe."""

    kind: str
    url: str
    verdict: str = "ok"
    status: int = 200
    final_url: str = ""
    title: str = ""
    h1: str = ""
    words: int = 0
    text_hash: str = ""
    canonical: str = ""
    page: str = ""  # empty: the first of the pages


@dataclasses.dataclass(frozen=True, slots=True)
class ExportedExample:
    """An export that the crawl was given."""

    kind: str  # id of a file in crawler/catalog/exports/
    rows: dict[str, dict[str, float]]  # path or tracking id -> column -> number
    since: str = ""
    until: str = ""
    full: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class RuleExample:
    """A page and exactly what the rule says about it; the examples are the rule's tests."""

    name: str
    html: str = ""  # a whole page, or a fragment
    markdown: str = ""  # a post instead of a page
    url: str = "https://blog.example/post/"
    site: str = "https://blog.example"
    headers: dict[str, str] = dataclasses.field(
        default_factory=dict
    )  # that the page comes with, or each of the pages; lines of a value are values of a repeated header
    title: str = ""  # posts: the front matter's title
    project: dict[str, str] = dataclasses.field(
        default_factory=dict
    )  # posts: file name -> text of what lies beside it
    pages: tuple[str, ...] = ()  # site rules: several pages, each at <site>/1/, /2/ …
    paths: tuple[str, ...] = ()  # site rules: where the pages stand, in place of /1/, /2/ …
    posts: dict[str, str] = dataclasses.field(
        default_factory=dict
    )  # site rules: file name -> text, front matter included
    options: dict[str, Any] = dataclasses.field(default_factory=dict)  # in place of some of the rule's own
    missing: tuple[str, ...] = ()  # site rules: paths that answer 404
    failing: dict[str, int] = dataclasses.field(
        default_factory=dict
    )  # site rules: path -> the status that it answers; 0: it does not answer
    temporary: dict[str, str] = dataclasses.field(
        default_factory=dict
    )  # site rules: path -> where a 302 leads
    before: int = 0  # site rules: days before this crawl that an earlier one found the same 302; 0: none did
    elapsed: dict[str, int] = dataclasses.field(
        default_factory=dict
    )  # site rules: path of one of the pages -> milliseconds until it answered
    robots: str = ""  # site rules: the text of robots.txt, where the server has one
    start: str = ""  # site rules: the path of the start page, from which crawl depth is counted
    forbidden: tuple[str, ...] = ()  # site rules: paths that robots.txt forbids
    beside: dict[str, str] = dataclasses.field(
        default_factory=dict
    )  # site rules: path -> a post that lies beside
    sitemap: tuple[str, ...] = ()  # site rules: what the sitemap names
    sitemap_note: str = ""  # site rules: the code of what was cut of it, or of why it was not read
    redirects: dict[str, str] = dataclasses.field(
        default_factory=dict
    )  # site rules: path -> where a 301 leads
    checked: tuple[CheckedExample, ...] = ()  # site rules: what other sites answered
    file: tuple[FileExample, ...] = ()  # site rules: what the site answered for files that the pages load
    probe: tuple[ProbeExample, ...] = ()  # site rules: what the site answered for probes
    exported: tuple[ExportedExample, ...] = ()  # site rules: numbers that the owner exported
    rendered: tuple[
        str, ...
    ] = ()  # site rules: each of the pages after its scripts; empty: a browser did not settle
    moved: dict[str, str] = dataclasses.field(
        default_factory=dict
    )  # site rules: path of a rendered page -> where a script sent the reader
    scripts: dict[str, int] = dataclasses.field(
        default_factory=dict
    )  # site rules: path of a script that every rendered page asked for -> the status it answered; 0: robots.txt forbids it
    not_loaded: tuple[str, ...] = ()  # site rules: hosts whose scripts the rendered pages asked for
    wants_cookie: bool = False  # the page came only with its cookie
    findings: tuple[str, ...] = ()  # messages, in order; empty: the page is clean
    now: tuple[str, ...] = ()  # when given: what each finding's "now" says
    should_be: tuple[str, ...] = ()  # when given: each finding's proposal


@dataclasses.dataclass(frozen=True, slots=True)
class Rule:
    """One rule file: names a check (or SQL over the whole crawl) and words what it finds."""

    id: str
    severity: str
    title: str
    why: str
    fix: str
    message: str
    example: tuple[RuleExample, ...]
    check: str = ""
    sql: str = ""
    options: dict[str, Any] = dataclasses.field(default_factory=dict)
    limits: tuple[str, ...] = ()  # options that are whole numbers, of which the examples show both sides
    sources: tuple[str, ...] = ("live", "post")  # which kind of page it judges
    indexable: bool = False  # judge only pages that search engines may index
    variants: bool = False  # judge a page whose canonical is another page of the crawl, too
    lists: bool = (
        True  # judge a page that lists posts, too; what stands in its items is the posts' own either way
    )
    off: bool = False  # asked only where AUDIT_ENABLE names it
    fold: int = 0  # percent of the pages from which on five findings of a notice are one row of the Worklist; 1: two on any; 0: never
    covers: tuple[str, ...] = ()  # issues of Screaming Frog that it answers, as "Page titles: Missing"
    formerly: tuple[str, ...] = ()  # ids under which earlier crawls found the same thing
    needs: str = "site"  # site rules: what a crawl has to have read before a finding that is gone counts as fixed; one of NEEDS

    def __post_init__(self) -> None:
        """Refuse what types alone cannot: unknown severities, a rule with both or neither of check and sql."""
        if self.severity not in SEVERITIES:
            msg = f"severity {self.severity!r}; known severities: {', '.join(SEVERITIES)}"
            raise RuleFileError(msg)
        for limit in self.limits:
            if limit not in self.options:
                msg = f"limits names {limit!r}, which is no option; options: {', '.join(self.options) or 'none'}"
                raise RuleFileError(msg)
        if bool(self.check) == bool(self.sql):
            msg = "a rule has either `check` or `sql`"
            raise RuleFileError(msg)
        if not 0 <= self.fold <= 100 or (self.fold and self.severity != "notice"):
            msg = "`fold` is a percentage of the pages, from 1 to 100, and folds notices only"
            raise RuleFileError(msg)
        if self.needs not in NEEDS or (self.check and self.needs != "site"):
            msg = f"needs {self.needs!r}; a rule with `sql` may need {', '.join(NEEDS)}, one with `check` sees its page alone"
            raise RuleFileError(msg)
        for name in self.covers:
            category, colon, issue = name.partition(": ")
            if not (category and colon and issue) or self.covers.count(name) > 1:
                msg = f"covers names {name!r}; an issue is written as 'Page titles: Missing', and named once"
                raise RuleFileError(msg)
        if unknown := set(self.sources) - {"live", "post", "feed"}:
            msg = f"sources {sorted(unknown)}; known sources: live, post, feed"
            raise RuleFileError(msg)


def rule_texts(rule: Rule) -> tuple[str, str, str, str, str, int]:
    """Return what is kept of a rule with each crawl: id, severity, title, why, fix, fold."""
    return rule.id, rule.severity, rule.title, rule.why, rule.fix, rule.fold


def without_examples(rule: Rule) -> Rule:
    """Return the rule without its examples, which change nothing that it says."""
    return dataclasses.replace(rule, example=())
