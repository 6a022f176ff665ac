"""docs/rules.md, the list of rules, and a page for each rule, from its file."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING

from crawler.cli.docs.markdown import block, code, html_block, plain, prose, table, value
from crawler.rules.load import all_rules
from reports.common.severities import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.rules.rule import Rule, RuleExample

SHOWN = 3  # examples of what is reported, and of what is not
KINDS = {"live": "live pages", "post": "posts", "feed": "feeds"}
WRITTEN = "<!-- Written by `python -m crawler.cli.docs --write`. -->"


def pages() -> dict[str, str]:
    """Return the pages about rules by their path below the checkout."""
    rules = sorted(
        (bound.rule for bound in all_rules()),
        key=lambda rule: (SEVERITIES.index(rule.severity), rule.title.casefold(), rule.id),
    )
    return {"docs/rules.md": index(rules), **{f"docs/rules/{rule.id}.md": page(rule) for rule in rules}}


def index(rules: list[Rule]) -> str:
    """Return the list of rules, worst first."""
    parts = []
    for severity, some in groupby(rules, key=lambda rule: rule.severity):
        rows = [
            (
                f"[{prose(rule.title)}](rules/{rule.id}.md){' (off)' if rule.off else ''}",
                prose(rule.fix),
                code(rule.id),
                prose("; ".join(rule.covers)),
            )
            for rule in some
        ]
        parts.append(
            f"## {severity.capitalize()}s\n\n{table(('Issue', 'How to fix', 'Rule', 'In Screaming Frog'), rows)}\n"
        )
    return f"""# Rules

{WRITTEN}

{len(rules)} rules. The page of each rule explains why it matters, shows what is reported and what is not, and lists its options.
`AUDIT_DISABLE` switches rules off, `AUDIT_ENABLE` switches on those that are off by default, `AUDIT_SEVERITY` and `AUDIT_OPTIONS` change them, and
`AUDIT_RULES` adds folders with your own rules ([settings](settings.md), [how to write one](recipes.md#add-a-rule-about-a-page)).

{"".join(f"{part}{chr(10)}" for part in parts).rstrip()}
"""


def page(rule: Rule) -> str:
    """Return the page of one rule."""
    file = f"crawler/rules/{'site' if rule.sql else 'pages'}/{rule.id}.toml"
    return f"""# {prose(rule.title)}

{WRITTEN}

**{rule.severity.capitalize()}** · `{rule.id}` · {judged(rule)}

{prose(rule.why)}

## How to fix

{prose(rule.fix)}

## Examples

{examples(rule)}
{options(rule)}{covered(rule)}
## Change or switch off

In `.env`, or on the command line as `-s 'NAME=VALUE'`:

- Another severity: `AUDIT_SEVERITY={json.dumps({rule.id: "notice" if rule.severity != "notice" else "warning"})}`
- {switch(rule)} (separate several by commas)

[All rules](../rules.md) · [Settings](../settings.md) · [The rule's file](../../{file}), whose examples are its tests
"""


def switch(rule: Rule) -> str:
    """Return how a rule that is on is switched off, or the other way round."""
    return f"On: `AUDIT_ENABLE={rule.id}`" if rule.off else f"Off: `AUDIT_DISABLE={rule.id}`"


def judged(rule: Rule) -> str:
    """Return what the rule judges, and whether the Worklist folds it."""
    folds = f", one row of the Worklist if found on {rule.fold} % of the pages or more" if rule.fold else ""
    off = ", off by default" if rule.off else ""
    if rule.sql:
        return f"checked across the site after the crawl{folds}{off}"
    *others, last = [name for kind, name in KINDS.items() if kind in rule.sources]
    kinds = f"{', '.join(others)} and {last}" if others else last
    return f"checked on {'indexable ' if rule.indexable else ''}{kinds}{folds}{off}"


def options(rule: Rule) -> str:
    """Return the section about the rule's options; empty when it has none."""
    if not rule.options:
        return ""
    simple = {name: given for name, given in rule.options.items() if not isinstance(given, (dict, list))}
    name, given = next(iter((simple or rule.options).items()))
    how = (
        f"\nTo change one: `AUDIT_OPTIONS={json.dumps({rule.id: {name: given}}, ensure_ascii=False)}`\n"
        if simple
        else ""
    )
    rows = [(code(name), value(given)) for name, given in rule.options.items()]
    return f"\n## Options\n\n{table(('Option', 'Default'), rows)}\n{how}"


def covered(rule: Rule) -> str:
    """Return the section about the issues of Screaming Frog that the rule answers; empty when there is none."""
    if not rule.covers:
        return ""
    return "\n## In Screaming Frog\n\n" + "\n".join(f"- {prose(name)}" for name in rule.covers) + "\n"


def examples(rule: Rule) -> str:
    """Return the first examples of what is reported and of what is not, and how many more there are."""
    by_kind = ([one for one in rule.example if bool(one.findings) is broken] for broken in (True, False))
    # The two sides of an option's limit come last: they show the option rather than the rule.
    shown = [one for some in by_kind for one in sorted(some, key=lambda one: bool(one.options))[:SHOWN]]
    parts = ["\n\n".join(example(one)) for one in shown]
    if left := len(rule.example) - len(parts):
        parts.append(f"{left} more example{'s' * (left > 1)} in the rule's file.")
    return "\n\n".join(parts)


def example(one: RuleExample) -> Iterator[str]:
    """Yield the paragraphs of one example: its name, what is judged, and what is said about it."""
    yield f"### {'Reported' if one.findings else 'Not reported'}: {prose(one.name)}"
    if facts := list(beside(one)):
        yield "\n".join(f"- {fact}" for fact in facts)
    if one.html:
        yield html_block(one.html)
    if one.markdown:
        yield block(one.markdown, "markdown")
    for number, html in enumerate(one.pages, 1):
        yield f"Page `/{number}/`:"
        yield html_block(html)
    for name, text in {**one.posts, **one.project, **one.beside}.items():
        yield f"{code(name)}:"
        yield block(text, "markdown" if name.endswith(("md", "/")) else "")
    if one.findings:
        yield "\n".join(f"- {line}" for line in said(one))


def said(one: RuleExample) -> Iterator[str]:
    """Yield what is reported: the message, and what stands there now and should."""
    for number, message in enumerate(one.findings):
        line = f"**{plain(message.replace('*', '…'))}**"  # an example says * for what does not matter
        if number < len(one.now) and one.now[number]:
            line += f"; now {code(one.now[number])}"
        if number < len(one.should_be) and one.should_be[number]:
            line += f"; change to {code(one.should_be[number])}"
        yield line


def beside(one: RuleExample) -> Iterator[str]:
    """Yield what is known besides the text."""
    if one.title:
        yield f"title in the front matter: {prose(one.title)}"
    for name, given in one.options.items():
        yield f"with {code(name)} = {value(given)}"
    for name, text in one.headers.items():
        yield f"response header {code(f'{name}: {text}')}"
    for path, to in one.redirects.items():
        yield f"{code(path)} redirects to {code(to)}"
    for path in one.missing:
        yield f"{code(path)} answers 404"
    for path, status in one.failing.items():
        yield f"{code(path)} answers {status}" if status else f"{code(path)} does not answer"
    if one.start:
        yield f"the start page is {code(one.start)}"
    for path in one.forbidden:
        yield f"robots.txt forbids {code(path)}"
    for path in one.sitemap:
        yield f"the sitemap names {code(path)}"
    for asked in one.checked:
        yield f"{code(asked.url)} was asked: {asked.verdict}{f', status {asked.status}' if asked.status else ''}"
    if one.wants_cookie:
        yield "the page is sent only to who sends its cookie back"
