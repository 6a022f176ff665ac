"""The command `affiliate-seo-audit`: every way into the program, from any folder."""

from __future__ import annotations

import argparse
import signal
import sys
from typing import TYPE_CHECKING

from crawler import __version__
from crawler.errors import guarded
from reports.common.terminal import open_streams

if TYPE_CHECKING:
    from collections.abc import Callable

NAME = "affiliate-seo-audit"
COMMANDS = {
    "blog": "audit a live site from its start page, links and sitemaps",
    "posts": "audit a folder of posts (Markdown or HTML with front matter) without any request",
    "urls": "audit only the pages of a list",
    "demo": "audit the built-in demo blog, offline",
    "report": "rebuild the workbook of a crawl without crawling",
    "decisions": "read statuses and notes from copies of the workbook, without crawling",
    "links": "classify URLs, one JSON object per line",
    "fleet": "audit many sites, on one machine or several, and compare them",
}
ENDINGS = (
    "exit codes: 0 complete; 1 findings at or above --fail-on; 2 could not run, or incomplete; 70 internal error;"
    " 75 another crawl of this site is running; 130 interrupted, the same command resumes"
)


def main() -> int:
    """Run the command line of this process and return the exit code."""
    open_streams()
    code = guarded(lambda: run(sys.argv[1:]))
    # What is left is the interpreter's own end: a Ctrl-C then would kill it, and hide the code.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return code


def run(arguments: list[str]) -> int:
    """Run a command line. Raises SystemExit for a wrong one, for --help and for --version, Mistake for what a user can mend."""
    # Only the command that is asked for is loaded: Scrapy and pandas take a second each.
    asked = next((word for word in arguments if not word.startswith("-")), "")
    parser = argparse.ArgumentParser(
        prog=NAME,
        description="Classifies every link of a blog, audits its headings and on-page SEO, and writes a workbook of edits.",
        epilog=ENDINGS,
    )
    parser.add_argument("--version", action="version", version=f"{NAME} {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    runs: dict[str, Callable[[argparse.Namespace], int]] = {}
    for name, about in COMMANDS.items():
        command = commands.add_parser(
            name, help=about, description=about[0].upper() + about[1:] + ".", epilog=ENDINGS
        )
        if name == asked:
            runs[name] = fill(command, name)
    options = parser.parse_args(arguments)
    return runs[options.command](options)


def fill(parser: argparse.ArgumentParser, name: str) -> Callable[[argparse.Namespace], int]:
    """Add the options of a command to its parser, and return what runs it."""
    if name == "report":
        from crawler import settings
        from reports import __main__ as report

        report.add_options(parser)
        parser.set_defaults(formats=settings.AUDIT_FORMATS)  # type: ignore[attr-defined]
        return report.run
    if name == "decisions":
        from crawler.cli import copies

        copies.add_options(parser)
        return copies.run
    if name == "fleet":
        from crawler.cli import fleet

        fleet.add_options(parser)
        return fleet.run
    if name == "links":
        from crawler.links import __main__ as links

        links.add_options(parser)
        return links.run
    from crawler.cli import spiders

    spiders.add_options(parser, name)
    return spiders.run


if __name__ == "__main__":
    sys.exit(main())
