"""One message about a finished audit: what is new, what is fixed, where the files are. Apprise knows how to send it."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.common.faults import INTERRUPTED
from reports.common.severities import NOTIFY_ON
from reports.common.terminal import one_line

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from pathlib import Path

    from reports.report import Report, Rule

FINDINGS = 1  # the gate's exit code, which is no fault
SHOWN = 10  # issues of each list
MISSING = "AUDIT_NOTIFY is set, but apprise is not installed, so nobody was told; install affiliate-seo-audit[notify]."


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended."""

    subject: str  # what was audited
    code: int  # exit code
    why: str = ""  # one sentence, when it failed
    database: Path | None = None  # None: the run did not come to have one
    crawl: int = 0
    files: tuple[Path, ...] = ()  # what was made


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add --notify-on."""
    parser.add_argument(
        "--notify-on",
        choices=NOTIFY_ON,
        metavar="WHEN",
        help="when AUDIT_NOTIFY is told: new (something is new, came back, or the run failed), always, or failure"
        " (the exit code is neither 0 nor 130); default: new",
    )


def notify(addresses: str, when: str, ended: Ended) -> str:
    """Send at most one message; return a sentence about what went wrong with it, which is never a reason to fail. Never raises."""
    try:
        told = _message(ended, when)
        return _send(addresses, *told) if told else ""
    except Exception as error:  # whatever a service or its library does: the audit is done
        return f"the message to AUDIT_NOTIFY could not be sent ({type(error).__name__})."


def _message(ended: Ended, when: str) -> tuple[str, str, str] | None:
    """Return kind, title and text of the message; None when there is none to be sent."""
    failed = ended.code not in {0, FINDINGS, INTERRUPTED}
    wanted = {"always": True, "failure": failed or ended.code == FINDINGS, "new": failed}[when]
    title = f"Audit of {one_line(ended.subject)}"
    lines = [one_line(ended.why)] if ended.why else []
    news = 0
    if ended.database and ended.crawl:
        from reports.frames import pick, reading  # loads pandas
        from reports.report import Report

        with reading(ended.database) as connection:
            news, told = _told(Report(connection, pick(connection, ended.database, ended.crawl)))
        lines += told
    if not wanted and not (when == "new" and news):
        return None
    lines += [
        f"{'Workbook' if file.suffix == '.xlsx' else 'Report'}: {file.absolute()}" for file in ended.files
    ]
    kind = "failure" if failed else "warning" if news or ended.code else "success"
    what = "not complete" if failed else f"{news:,} new" if news else "nothing new"
    return kind, f"{title}: {what}", "\n".join(lines) or "The run ended."


def _told(report: Report) -> tuple[int, list[str]]:
    """Return how many findings are new or came back, and the lines about a crawl. What pages say is not among them."""
    rules = report.rules()
    counts = ", ".join(f"{count:,} {name}{'s' * (count != 1)}" for name, count in report.counts().items())
    pages = report.trend()[-1]["pages"]
    lines = [f"{counts} on {pages:,} page{'s' * (pages != 1)}"]
    if not report.crawls.previous:
        news = sum(rule.findings for rule in rules)
        return news, [*lines, "First crawl: all of it is new.", *_list("Found", rules, "findings")]
    return (
        sum(rule.new + rule.came_back for rule in rules),
        lines
        + _list("New", rules, "new")
        + _list("Came back", rules, "came_back")
        + _list("Fixed", rules, "fixed"),
    )


def _list(name: str, rules: list[Rule], value: str) -> list[str]:
    found = [(getattr(rule, value), rule) for rule in rules if getattr(rule, value)]
    if not found:
        return []
    lines = [f"{name}: {sum(count for count, _ in found):,}"]
    lines += [f"- {count:,} {rule.severity}: {one_line(rule.title)}" for count, rule in found[:SHOWN]]
    return lines + [f"- and {len(found) - SHOWN:,} more issues"] * (len(found) > SHOWN)


def _send(addresses: str, kind: str, title: str, text: str) -> str:
    """Send a message to addresses that are separated by white space; return what went wrong, without naming one: they hold secrets."""
    with _silent():
        try:
            import apprise
        except ImportError:
            return MISSING
        asset = apprise.AppriseAsset(
            app_id="affiliate-seo-audit", app_desc="Affiliate and SEO audit", app_url=""
        )
        service = apprise.Apprise(asset=asset)
        known = [service.add(address) for address in addresses.split()]
        sent = (
            service.notify(text, title=title, notify_type=apprise.NotifyType(kind), body_format="text")
            if any(known)
            else False
        )
    if not all(known):
        numbers = ", ".join(str(number) for number, taken in enumerate(known, 1) if not taken)
        return f"AUDIT_NOTIFY: address {numbers} of {len(known)} is none that Apprise knows."
    return "" if sent else "the message could not be sent to every address of AUDIT_NOTIFY."


@contextmanager
def _silent() -> Iterator[None]:
    """Let nothing be logged: apprise and what it sends with write addresses, which hold tokens and passwords."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)
