"""The log: no page can control the terminal through it, and an exception is one line on screen and complete in a file."""

from __future__ import annotations

import logging
import traceback
from contextlib import contextmanager, suppress
from logging.handlers import RotatingFileHandler
from typing import TYPE_CHECKING, Any

from scrapy.logformatter import LogFormatter, LogFormatterResult

from reports.common.faults import short

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy import Spider
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from crawler.run import Run

SIZE = 1_000_000  # bytes of the log file, after which an older one is kept beside it
# Who tells of an exception that stands for more than one page: a listener of ours failed, or Scrapy's engine did.
GRAVE = ("scrapy.utils.signal", "scrapy.core.engine")


class Log(LogFormatter):
    """Scrapy's, but for items: its own writes a whole page into the log when it cannot be stored."""

    def item_error(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        """Return level and message; Scrapy adds the traceback."""
        return {
            "level": logging.ERROR,
            "msg": "the page at %(key)r could not be stored",
            "args": {"key": getattr(item, "key", "")[:500]},
        }


def harmless_records(*, tracebacks: bool = False) -> None:
    """Let every record of the log be without characters that a terminal obeys, in its message and in its traceback.

    The text of an exception may quote a page. Unless `tracebacks`, a record has its exception in a few words, and the
    traceback apart, for the file.
    """
    make = logging.getLogRecordFactory()

    def made(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = make(*args, **kwargs)
        with suppress(Exception):  # a message that does not fit its arguments is the handler's to tell
            record.msg, record.args = printable(record.getMessage()), ()
        if record.exc_info and record.exc_info[1] is not None:
            told = printable("".join(traceback.format_exception(*record.exc_info)).rstrip("\n"))
            record.error, record.told = record.exc_info[1], told
            if tracebacks:
                record.exc_text = told  # a formatter takes what is there already
            else:
                first, _, _ = str(record.msg).partition("\n")
                record.msg, record.exc_info = f"{first} ({short(record.exc_info[1])})", None
        return record

    logging.setLogRecordFactory(made)


class FileFormatter(logging.Formatter):
    """Adds the traceback that the terminal does without."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as the lines of the file."""
        text, told = super().format(record), getattr(record, "told", "")
        return text if told in text else f"{text}\n{told}"


class FileLog(RotatingFileHandler):
    """The log file of a run, made when there is something to tell; a full disk is no reason to complain on the terminal."""

    def __init__(self, run: Run) -> None:
        """Keep where to write and whom to tell of grave errors."""
        super().__init__(
            run.log, maxBytes=SIZE, backupCount=1, encoding="utf-8", errors="backslashreplace", delay=True
        )
        self._run = run
        self.setLevel(logging.WARNING)
        self.setFormatter(FileFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        """Write the record."""
        error = getattr(record, "error", None)
        if error is not None and record.name in GRAVE and record.levelno >= logging.ERROR:
            self._run.note_fault(error)
        super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:
        """Do without the file."""


@contextmanager
def kept_log(run: Run) -> Iterator[None]:
    """Write what goes wrong into the run's log file while the block runs."""
    handler = FileLog(run)
    logging.getLogger().addHandler(handler)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(handler)
        handler.close()


def printable(text: str) -> str:
    """Return the text with control characters written as Python writes them; lines and tabs stay."""
    if text.isprintable():
        return text
    return "".join(
        c if c.isprintable() or c in "\n\t" else c.encode("unicode_escape").decode("ascii") for c in text
    )
