"""`scrapy crawl …` with honest exit codes, a lock, the workbook and one sentence for each mistake."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from scrapy.commands import BaseRunSpiderCommand
from scrapy.exceptions import UsageError

from crawler.cli.audit import Asked, asked_gate, audit, look_for_garbage_less_often
from crawler.cli.log import harmless_records
from crawler.cli.settle import settle_scrapy, shows_tracebacks
from crawler.errors import Mistake, guarded
from reports import gate, notify
from reports.common.faults import say, say_fault
from reports.common.terminal import open_streams

if TYPE_CHECKING:
    import argparse
    from types import TracebackType


class Command(BaseRunSpiderCommand):
    """Replaces Scrapy's own `crawl`, which exits 0 whatever happens."""

    requires_project = True

    def syntax(self) -> str:
        """Return what stands after the command's name."""
        return "[options] blog|posts|urls"

    def short_desc(self) -> str:
        """Return the line of `scrapy -h`."""
        return "Audit a blog, a folder of posts or a list of pages, and write the workbook"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the gate's options to Scrapy's."""
        super().add_options(parser)
        gate.add_options(parser)
        notify.add_options(parser)

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Read the command line. A value of it that Scrapy cannot use ends here: it would be a traceback further on."""
        look_for_garbage_less_often()
        open_streams()
        sys.excepthook = end_in_one_sentence  # for what breaks down in Scrapy's own part of the command
        super().process_options(args, opts)
        assert self.settings is not None
        harmless_records(tracebacks=opts.pdb or shows_tracebacks(self.settings))
        try:
            settle_scrapy(self.settings)
        except Mistake as mistake:
            say(str(mistake))
            raise SystemExit(mistake.exit_code) from mistake

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Run one crawl to its end and set the exit code."""
        if len(args) != 1:
            raise UsageError
        self.exitcode = guarded(lambda: self._audit(args[0], opts))

    def _audit(self, name: str, opts: argparse.Namespace) -> int:
        process = self.crawler_process
        assert process is not None
        return audit(Asked(name, opts.spargs, asked_gate(opts), opts.notify_on), process)


def end_in_one_sentence(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """End the process as `guarded` would: Python's own way is a traceback and the exit code of findings."""
    if isinstance(error, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    code = say_fault(error)
    with suppress(OSError, ValueError):
        sys.stdout.flush()
    os._exit(code)
