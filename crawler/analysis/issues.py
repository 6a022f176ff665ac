"""Issues: the findings of a crawl are recognised as those of earlier ones, and what became of each is decided."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from crawler.analysis.fingerprints import Words, cause_of, digest, ref_of, zone_of
from crawler.analysis.judged import MISSING, MOVED, READ, Judged, Seen, crashed_on, pages_seen
from crawler.analysis.likeness import Budget, Said, pairs
from crawler.analysis.moved import moved_pages
from crawler.store.decisions import newest_decisions, reopened_in
from crawler.store.issues import (
    Gone,
    Issue,
    begin_issues,
    findings_of,
    issues_of,
    link_and_severity,
    previous_crawl,
    said_now,
    said_then,
    save_issues,
    taken_refs,
)
from reports.common.statuses import CAME_BACK, DONE, FIXED, NEW, NOT_CHECKED, OPEN, PAGE_GONE, STILL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from crawler.rules.rule import Rule
    from crawler.run import Run
    from crawler.store import Store

CLOSED = (FIXED, PAGE_GONE)
# What a crawl changes of an issue, and an unfinished one takes back when it goes on.
_CHANGED = (
    "fingerprint", "cause", "rule", "page", "last_seen_crawl", "last_judged_crawl", "state", "judged_state", "state_crawl", "subject",
    "finding_id",
)  # fmt: skip
CRAWLS = 5  # earlier ones whose pages are looked through for what has moved


class Placed(NamedTuple):
    """A finding of this crawl, as issues are compared with it."""

    id: int
    page_id: int | None
    rule: str
    severity: str
    subject: str
    page: str
    fingerprint: str
    earlier: tuple[str, ...]  # its fingerprints under the rule's former ids
    cause: str


def fill_issues(run: Run, *, complete: bool) -> None:
    """Give each finding of the crawl its issue and state, and say of every other issue what became of it.

    Run again after a resume it replaces what it did before.
    """
    store = run.store
    words = Words(run.job.site)
    crawl = store.meta()
    rules = {bound.rule.id: bound.rule for bound in run.rules}
    issues = _restored(issues_of(store, crawl["spider"], crawl["target"]), store.crawl_id)
    previous = previous_crawl(store)
    if previous and not issues:  # an older version knew no issues: what it found is not new
        _begin(store, _placed(store, previous, rules, words), previous)
        issues = issues_of(store, crawl["spider"], crawl["target"])
    if not issues and not previous:
        _begin(store, _placed(store, store.crawl_id, rules, words), store.crawl_id, told=True)
        return
    findings = list(_placed(store, store.crawl_id, rules, words))
    judged = Judged(store, words, rules, crashed_on(store, run.rule_errors, rules, words), complete)
    judged.pages = pages_seen(store, store.crawl_id, words)
    judged.found = Counter((one.rule, one.page) for one in findings)
    matches = _recognised(issues, findings, judged)
    compared = _compared(judged, previous)
    reopened = reopened_in(store)
    gone: list[Gone] = []
    states: dict[int, tuple[str, str]] = {}  # finding -> Ref and state
    for issue in issues:
        issue.before = "" if complete else _packed(issue, store.crawl_id)
        if found := matches.get(issue.ref):
            _see_again(issue, found, reopened, store.crawl_id)
            states[found.id] = issue.ref, issue.state
        elif became := _not_seen(issue, judged, rules, store.crawl_id):
            gone.append(Gone(issue.ref, issue.rule, link_and_severity(store, issue.ref)[1], became))
    taken, decided = taken_refs(store, store.crawl_id), newest_decisions(store)
    for one in findings:
        if one.id in states:
            continue
        issue = _begun(one, taken, decided, store.crawl_id)
        taken.add(issue.ref)
        issues.append(issue)
        states[one.id] = issue.ref, NEW
    found_as = [(ref, state, number) for number, (ref, state) in states.items()]
    save_issues(store, issues, found_as, gone, compared.items(), crawl=store.crawl_id)


def _begin(store: Store, findings: Iterable[Placed], crawl: int, *, told: bool = False) -> None:
    """Give each finding of a crawl that is the first an issue; `told`: each is new."""
    taken, decided = taken_refs(store, crawl), newest_decisions(store)

    def begun() -> Iterator[Issue]:
        for one in findings:
            issue = _begun(one, taken, decided, crawl)
            taken.add(issue.ref)
            yield issue

    begin_issues(store, begun(), crawl=crawl, told=told)


def _restored(issues: Iterable[Issue], crawl: int) -> list[Issue]:
    """Return the issues as they were before this crawl was closed for the first time."""
    kept = []
    for issue in issues:
        if issue.first_crawl == crawl:
            continue
        number, *values = json.loads(issue.before) if issue.before else (0,)
        if number == crawl:
            for name, value in zip(_CHANGED, values, strict=True):
                setattr(issue, name, value)
        kept.append(issue)
    return kept


def _packed(issue: Issue, crawl: int) -> str:
    return json.dumps([crawl, *(getattr(issue, name) for name in _CHANGED)])


def _placed(store: Store, crawl: int, rules: Mapping[str, Rule], words: Words) -> Iterable[Placed]:
    """Yield the findings with their fingerprints, numbered where several on a page are equal."""
    counted: Counter[int] = Counter()
    for found in findings_of(store, crawl):
        page = words.page(found.key) if found.page_id else ""
        now, message = words.text(found.now), words.message(found.message)
        said = (page, found.subject, now, message)
        same = hash((found.rule, *said))
        counted[same] += 1
        number = str(counted[same])
        formerly = rules[found.rule].formerly if found.rule in rules else ()
        zone = zone_of(found.source, found.subject, found.region, found.place)
        yield Placed(
            found.id, found.page_id, found.rule, found.severity, found.subject, page, digest(found.rule, *said, number),
            tuple(digest(old, *said, number) for old in formerly),
            cause_of(found.rule, found.subject, zone, now, words.text(found.message), found.should_be) if zone else "",
        )  # fmt: skip


def _recognised(issues: Sequence[Issue], findings: Sequence[Placed], judged: Judged) -> dict[str, Placed]:
    """Return the finding that each issue is in this crawl, by Ref."""
    by_fingerprint: dict[str, Issue] = {}
    for issue in sorted(issues, key=lambda issue: issue.judged_state in CLOSED):
        by_fingerprint.setdefault(issue.fingerprint, issue)
    matches: dict[str, Placed] = {}
    left: dict[tuple[str, str, str], list[Placed]] = defaultdict(list)
    for one in findings:
        for fingerprint in (one.fingerprint, *one.earlier):
            known = by_fingerprint.get(fingerprint)
            if known and known.ref not in matches:
                matches[known.ref] = one
                break
        else:
            left[one.rule, one.subject, one.page].append(one)
    lost = [issue for issue in issues if issue.ref not in matches and issue.judged_state not in CLOSED]
    if lost and left:
        matches |= _reworded(lost, left, judged)
    return matches


def _reworded(
    lost: Sequence[Issue], left: dict[tuple[str, str, str], list[Placed]], judged: Judged
) -> dict[str, Placed]:
    """Return the issues whose findings say something else now, or stand on a page that has moved."""
    pages = {issue.page for issue in lost if judged.fate(issue.page) != READ and issue.page}
    moved = moved_pages(judged, pages, _last_seen(judged, lost, pages)) if pages else {}
    successors = {old: rule.id for rule in judged.rules.values() for old in rule.formerly}
    waiting: dict[tuple[str, str, str], list[Issue]] = defaultdict(list)
    for issue in lost:
        waiting[issue.rule, issue.subject, moved.get(issue.page, issue.page)].append(issue)
    matches: dict[str, Placed] = {}
    budget = Budget()
    for renamed in (False, True):
        for (rule, subject, page), old in waiting.items():
            name = successors.get(rule, "") if renamed else rule
            new = left.get((name, subject, page), [])
            by_ref = {issue.ref: issue for issue in old if issue.ref not in matches}
            if not by_ref or not new:
                continue
            by_id = {one.id: one for one in new}
            words = judged.words
            then = [
                Said(by_ref[ref], words.text(now), words.message(message))
                for ref, now, message in said_then(judged.store, by_ref)
            ]
            today = [
                Said(by_id[number], words.text(now), words.message(message))
                for number, now, message in said_now(judged.store, by_id)
            ]
            for issue, one in pairs(then, today, whole=subject in {"page", "site"}, budget=budget):
                matches[issue.ref] = one
                new.remove(one)
    return matches


def _last_seen(judged: Judged, lost: Iterable[Issue], pages: set[str]) -> dict[str, Seen]:
    """Return what the crawls that saw these pages last had read, all of their pages."""
    crawls = sorted({issue.last_seen_crawl for issue in lost if issue.page in pages}, reverse=True)[:CRAWLS]
    found: dict[str, Seen] = {}
    for crawl in reversed(crawls):
        seen = pages_seen(judged.store, crawl, judged.words)
        found |= {page: one for page, one in seen.items() if one.fate == READ}
    return found


def _compared(judged: Judged, previous: int) -> dict[int, int]:
    """Return the pages that this and the previous crawl have judged, by their ids."""
    before = pages_seen(judged.store, previous, judged.words) if previous else {}
    return {
        seen.page_id: before[page].page_id
        for page, seen in judged.pages.items()
        if seen.fate == READ and page in before and before[page].fate == READ
    }


def _see_again(issue: Issue, found: Placed, reopened: set[str], crawl: int) -> None:
    """Write into the issue that it was found, and whether it came back."""
    back = issue.judged_state in CLOSED or issue.ref in reopened
    issue.fingerprint, issue.cause, issue.rule, issue.page = (
        found.fingerprint,
        found.cause,
        found.rule,
        found.page,
    )
    issue.last_seen_crawl, issue.finding_id = crawl, found.id
    _judge(issue, CAME_BACK if back else STILL, crawl)


def _not_seen(issue: Issue, judged: Judged, rules: Mapping[str, Rule], crawl: int) -> str:
    """Write into the issue why it was not found, and return what changed with it: "fixed", "page gone" or nothing."""
    if issue.judged_state in CLOSED:
        issue.state = issue.judged_state
        return ""
    became = _became(issue, judged, rules)
    if became == NOT_CHECKED:
        issue.state = NOT_CHECKED
        return ""
    _judge(issue, became, crawl)
    return became


def _judge(issue: Issue, state: str, crawl: int) -> None:
    if state != issue.judged_state:
        issue.state_crawl = crawl
    issue.state = issue.judged_state = state
    issue.last_judged_crawl = crawl


def _became(issue: Issue, judged: Judged, rules: Mapping[str, Rule]) -> str:
    rule = issue.rule
    if rule not in rules:
        rule = next((other.id for other in rules.values() if rule in other.formerly), rule)
    page, fate = issue.page, judged.fate(issue.page) if issue.page else READ
    by_page = rule in rules and not rules[rule].sql
    if (
        fate == MOVED and by_page
    ):  # a rule about pages judges where it leads, one about the site the address itself
        page, fate = judged.pages[page].leads_to, judged.fate(judged.pages[page].leads_to)
        if fate != READ:
            return PAGE_GONE
    if fate == MISSING:
        return PAGE_GONE
    if fate not in {READ, MOVED}:
        return NOT_CHECKED
    link = "" if by_page else link_and_severity(judged.store, issue.ref)[0]
    return FIXED if judged.has_judged(rule, page, link, issue.last_judged_crawl) else NOT_CHECKED


def _begun(one: Placed, taken: set[str], decided: Mapping[str, tuple[str, str]], crawl: int) -> Issue:
    """Return a new issue; what was decided about its cause holds for it, but for Done, which it shows to be untrue."""
    ref = ref_of(one.fingerprint, taken)
    status, note = decided.get(ref) or decided.get(one.cause) or (OPEN, "")
    if ref not in decided and status == DONE:
        status = OPEN
    return Issue(
        ref, one.fingerprint, one.cause, one.rule, one.page, crawl, crawl, crawl, NEW, NEW, crawl, "", status, note, one.subject, one.id
    )  # fmt: skip
