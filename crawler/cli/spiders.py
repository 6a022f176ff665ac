"""The commands that crawl or read posts: a spider's arguments as options."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING, Any

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from crawler.cli.audit import Asked, asked_gate, audit, look_for_garbage_less_often
from crawler.cli.log import harmless_records
from crawler.cli.settle import settle_scrapy, shows_tracebacks
from crawler.crawl.spiders.blog import BlogSpider
from crawler.crawl.spiders.posts import PostsSpider
from crawler.crawl.spiders.urls import UrlsSpider
from crawler.options import FORMATS
from reports import gate, notify

if TYPE_CHECKING:
    from crawler.options import Argument

SPIDERS: dict[str, dict[str, Argument]] = {
    "blog": BlogSpider.arguments,
    "posts": PostsSpider.arguments,
    "urls": UrlsSpider.arguments,
    "demo": {"formats": FORMATS},
}
WORDS = {"formats": "--format"}  # where the option is not called as the argument is


def add_options(parser: argparse.ArgumentParser, command: str) -> None:
    """Add a spider's arguments, the first of them without a name, and what every audit takes."""
    own = list(SPIDERS[command].items())
    if command != "demo":
        (first, argument), *own = own
        parser.add_argument(first, metavar=argument.value, help=argument.about)
    for name, argument in own:
        form: dict[str, Any] = {"action": "store_const", "const": "yes"}
        if argument.choices:
            form = {"choices": argument.choices}
        elif argument.value:
            form = {"metavar": argument.value}
        if argument.several:
            form |= {"action": "append"}
        word = WORDS.get(name) or f"--{name.replace('_', '-')}"
        parser.add_argument(word, dest=name, help=argument.about, **form)
        if word != f"--{name}":  # as `-a` has it
            parser.add_argument(f"--{name}", dest=name, help=argparse.SUPPRESS, **form)
    gate.add_options(parser)
    notify.add_options(parser)
    parser.add_argument(
        "-s",
        "--set",
        action="append",
        default=[],
        type=pair,
        metavar="NAME=VALUE",
        help="set a setting, such as -s AUDIT_DELAY=0.1; may be repeated; docs/settings.md lists them all",
    )
    parser.add_argument("-L", "--loglevel", metavar="LEVEL", help="log level (default: WARNING)")
    parser.add_argument("--logfile", metavar="FILE", help="log file (default: standard error)")


def pair(text: str) -> tuple[str, str]:
    """Return NAME=VALUE as two. Raises ArgumentTypeError, which argparse words, when it is not."""
    name, sign, value = text.partition("=")
    if not sign or not name.strip():
        msg = f"{text!r}: write NAME=VALUE"
        raise argparse.ArgumentTypeError(msg)
    return name.strip(), value


def run(options: argparse.Namespace) -> int:
    """Run one audit to its end; returns the exit code. Raises Mistake."""
    look_for_garbage_less_often()
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.setdict(dict(options.set), priority="cmdline")
    for name, value in (("LOG_LEVEL", options.loglevel), ("LOG_FILE", options.logfile)):
        if value:
            settings.set(name, value, priority="cmdline")
    harmless_records(tracebacks=shows_tracebacks(settings))
    settle_scrapy(settings)
    given = {
        name: os.pathsep.join(value) if isinstance(value, list) else value
        for name in SPIDERS[options.command]
        if (value := getattr(options, name)) is not None
    }
    spider = options.command
    if spider == "demo":
        spider, given = "blog", {**given, "url": "demo"}
    return audit(
        Asked(spider, given, asked_gate(options), options.notify_on, "--fresh"), AsyncCrawlerProcess(settings)
    )
