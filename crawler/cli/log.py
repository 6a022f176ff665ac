"""The log: what a stranger's page says steers no terminal, and an item that could not be stored is not written out."""

from __future__ import annotations

import logging
import traceback
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from scrapy.logformatter import LogFormatter, LogFormatterResult

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.http import Response
    from twisted.python.failure import Failure


class Log(LogFormatter):
    """Scrapy's, but for such items."""

    def item_error(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        """Return level and message; Scrapy adds the traceback."""
        return {
            "level": logging.ERROR,
            "msg": "the page at %(key)r could not be stored",
            "args": {"key": getattr(item, "key", "")[:500]},
        }


def harmless_records() -> None:
    """Let every record of the log be without characters that a terminal obeys, in its message and in its traceback.

    The text of an exception may quote a page.
    """
    make = logging.getLogRecordFactory()

    def made(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = make(*args, **kwargs)
        with suppress(Exception):  # a message that does not fit its arguments is the handler's to tell
            record.msg, record.args = printable(record.getMessage()), ()
        if record.exc_info and record.exc_info[0] is not None:
            # A formatter takes what is there already.
            record.exc_text = printable("".join(traceback.format_exception(*record.exc_info)).rstrip("\n"))
        return record

    logging.setLogRecordFactory(made)


def printable(text: str) -> str:
    """Return the text with control characters written as Python writes them; lines and tabs stay."""
    if text.isprintable():
        return text
    return "".join(
        c if c.isprintable() or c in "\n\t" else c.encode("unicode_escape").decode("ascii") for c in text
    )
