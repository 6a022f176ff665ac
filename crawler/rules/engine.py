"""Run the rules that apply to a page and collect their findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crawler.items import Block, Finding, Heading, Image, Link, Page, UrlReference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from crawler.items import Place
    from crawler.rules.load import BoundRule
    from crawler.rules.rule import Rule

QUOTE = 120  # characters of a page's text that a message quotes
PASSAGE = 300  # characters of a text that "now" shows, where the check does not say which
LONGEST = 4_096  # characters of "now" and of a proposal, as of an address in crawler/extract
MOST = 1_000  # findings of one rule on one page; who has more mends the template
OK = range(200, 300)
# What a finding calls the place that it stands at; a URL reference is a row of the table carrier.
SUBJECTS: dict[type, str] = {
    Page: "page",
    Heading: "heading",
    Link: "link",
    Image: "image",
    UrlReference: "carrier",
    Block: "block",
}


def audit(
    page: Page, rules: Iterable[BoundRule], on_error: Callable[[Rule, Page, Exception], None]
) -> list[Finding]:
    """Return what the rules find on the page; a rule that crashes is told to `on_error`, and the others go on.

    Error pages, redirects and files that are no pages are nobody's text: no rule judges them; a feed those rules that say so.
    """
    if page.outcome != "fetched" or not (page.is_html or page.is_feed) or (page.status or 200) not in OK:
        return []
    source = "post" if page.source else "feed" if page.is_feed else "live"
    findings: list[Finding] = []
    for bound in rules:
        rule = bound.rule
        if source not in rule.sources or (rule.indexable and not page.indexable):
            continue
        found: list[Finding] = []
        try:
            for at, values in bound.run(page):
                if len(found) == MOST:
                    page.notes.append(f"{rule.id} was found more than {MOST:,} times; the rest is not listed")
                    break
                found.append(finding(rule, page, at, values))
        except Exception as error:  # one broken rule must not cost the answers of the others
            on_error(rule, page, error)
            continue
        findings += found
    return findings


def finding(rule: Rule, page: Page, at: Place, values: dict[str, Any]) -> Finding:
    """Return the finding of a rule broken at one place; `values` fill the message and may hold a proposal."""
    subject = SUBJECTS[type(at)]
    here = None if isinstance(at, Page) else at
    should_be = _whole(str(values.get("should_be", "")))
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        message=word(rule.message, values),
        subject=subject,
        position=here.position if here else None,
        region=here.region if here else "",
        line=values.get("line", here.line if here else None),
        place=place(page, at, values.get("line"), values.get("part", "")),
        now=_printable(str(values.get("now", _now(at))))[:LONGEST],
        should_be=should_be,
        method=str(values.get("method", "")) if should_be else "",
        confidence=str(values.get("confidence", "")) if should_be else "",
        edits=tuple(values.get("edits", ())) if should_be else (),
    )


def word(message: str, values: dict[str, Any]) -> str:
    """Return the message with its values, each cut to a readable length and free of control characters."""
    return message.format_map({name: _plain(value) for name, value in values.items()})


def _plain(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    text = " ".join(_printable(value[: QUOTE * 4]).split())
    return text if len(text) <= QUOTE else f"{text[: QUOTE - 1]}…"


def _printable(text: str) -> str:
    return text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)


def _whole(proposal: str) -> str:
    """Return a proposal as it is, or none: a cut or altered address would be a wrong one."""
    return proposal if len(proposal) <= LONGEST and proposal.isprintable() else ""


def _now(at: Place) -> str:
    if isinstance(at, Heading):
        return at.text
    if isinstance(at, Link | UrlReference):
        return at.href
    if isinstance(at, Block):
        return at.text if len(at.text) <= PASSAGE else f"{at.text[: PASSAGE - 1]}…"
    return at.src if isinstance(at, Image) else ""


def place(page: Page, at: Place, line: int | None = None, part: str = "") -> str:
    """Return where that is, in words: "hip-pain.md:41" in a post, "link 12 in main, under “Symptoms”" on a page.

    `part` names what of the page itself is meant: "title".
    """
    if page.source:
        line = line or (None if isinstance(at, Page) else at.line)
        if line:
            return f"{page.source}:{line}"
        return f"{page.source}: {part}" if part else page.source
    if isinstance(at, Page):
        return part or "the page"
    region = "" if at.region == "other" else f" in {at.region}"
    if isinstance(at, Block):
        heading = page.headings[at.heading].name if at.heading >= 0 else ""
        return f"text under “{_plain(heading)}”" if heading else "text before the first heading"
    if isinstance(at, Heading):
        return f"heading {at.position} (h{at.level}){region}"
    if isinstance(at, Link):
        heading = page.headings[at.heading - 1].name if at.heading else ""
        under = f", under “{_plain(heading)}”" if heading else ""
        return f"link {at.position}{region}{under}"
    if isinstance(at, Image):
        return f"image {at.position}{region}"
    return f"{at.where}{region}"
