"""`scrapy decisions FILE…`: the command line's `decisions`, for who starts everything by scrapy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand

from crawler.cli import copies
from crawler.errors import guarded
from reports.common.terminal import open_streams

if TYPE_CHECKING:
    import argparse


class Command(ScrapyCommand):
    """Reads copies of the workbook into the database, without a crawl."""

    requires_project = True
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012  # Scrapy's own form

    def syntax(self) -> str:
        """Return what stands after the command's name."""
        return "[options] FILE..."

    def short_desc(self) -> str:
        """Return the line of `scrapy -h`."""
        return "Read statuses and notes from copies of the workbook, without crawling"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add --database to Scrapy's options."""
        super().add_options(parser)
        copies.add_database(parser)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Read the copies and set the exit code."""
        open_streams()
        self.exitcode = guarded(lambda: copies.read_files(args, opts.database))
