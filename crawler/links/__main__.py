"""`python -m crawler.links URL …` says what links are: one JSON object a line, in order; URLs also on standard input."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING, TextIO

from crawler.errors import guarded
from crawler.links import Classifier

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

KEYS = ("url", "kind", "network", "affiliate_id", "confidence", "destination", "host", "domain")
NO_SITE = "https://page.invalid/"  # the page that //host/x stands on when no site is named
LINE = 65_536  # characters read of one line; no address is longer


def lines(stream: TextIO) -> Iterator[str]:
    """Yield the lines of a stream, each cut at LINE characters, empty ones left out."""
    while line := stream.readline(LINE):
        whole = line.endswith("\n")
        while not whole and (rest := stream.readline(LINE)):
            whole = rest.endswith("\n")
        if line.strip():
            yield line.rstrip("\r\n")


def answers(urls: Iterable[str], classifier: Classifier, base: str) -> Iterator[str]:
    """Yield one JSON object for each URL, with `url` as it was given; ASCII only, so no control character gets through."""
    for url in urls:
        # Only what is written as a path is one: www.a.example/x was meant as an address. Without a site, //host/x is one, too.
        near = url.strip()[:2]
        here = base if near[:1] in {"/", "?", "#", "."} else ""
        target = classifier.target(url, here or (NO_SITE if near == "//" else ""))
        values = (url, *(getattr(target, key) for key in KEYS[1:]))
        yield json.dumps(dict(zip(KEYS, values, strict=True))).replace("\x7f", "\\u007f")


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument(
        "urls", nargs="*", metavar="URL", help="URLs; without any, one per line from standard input"
    )
    parser.add_argument(
        "--site", default="", metavar="URL", help="URL of the audited site; links to it are internal"
    )


def main(arguments: list[str]) -> int:
    """Print the answers; 2 and a sentence when the site is no address."""
    parser = argparse.ArgumentParser(prog="python -m crawler.links", description=__doc__)
    add_options(parser)
    return run(parser.parse_args(arguments))


def run(options: argparse.Namespace) -> int:
    """Print the answers that the options ask for; returns the exit code."""
    base = ""
    if options.site:
        site = Classifier().classify(options.site)
        if not site.host:
            sys.stderr.write(
                f"--site {options.site}: is not a web address; write it in full, https://blog.example\n"
            )
            return 2
        base = site.url
    urls = options.urls
    if not urls and sys.stdin is not None:
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
        urls = lines(sys.stdin)
    try:
        for answer in answers(urls, Classifier(options.site), base):
            sys.stdout.write(answer + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        # Who reads has had enough, as `head` does; nothing is wrong.
        sys.stderr.close()
    return 0


if __name__ == "__main__":
    sys.exit(guarded(lambda: main(sys.argv[1:])))
