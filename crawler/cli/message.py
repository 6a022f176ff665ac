"""The message about a run's end, for whom AUDIT_NOTIFY names; whatever happens to it changes nothing of the run."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.errors import ALREADY_RUNNING, Mistake
from reports.common.faults import FAULT, INTERRUPTED, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy.settings import BaseSettings

    from crawler.run import Run


@dataclass
class Ending:
    """What is known of a run's end while it comes."""

    subject: str  # what is audited, as the command names it
    code: int = FAULT  # exit code
    run: Run | None = None  # None: it did not begin


@contextmanager
def telling(settings: BaseSettings, when: str | None, subject: str) -> Iterator[Ending]:
    """Yield what is to be filled in, and send at most one message at the end, also of a run that fails.

    `when`: a value of --notify-on; None: nothing was said of it.
    """
    ending, why = Ending(subject), ""
    if when and not settings["AUDIT_NOTIFY"]:
        say(f"--notify-on {when}: AUDIT_NOTIFY is not set, so nobody is told.")
    try:
        yield ending
    except Mistake as mistake:
        why, ending.code = str(mistake), mistake.exit_code
        raise
    except KeyboardInterrupt:
        ending.code = INTERRUPTED
        raise
    finally:
        # Of a site that another process audits, that one will tell.
        if settings["AUDIT_NOTIFY"] and ending.code != ALREADY_RUNNING:
            _send(settings["AUDIT_NOTIFY"], when or "new", ending, why)


def _send(addresses: str, when: str, ending: Ending, why: str) -> None:
    from reports.notify import Ended, notify

    run, ended = ending.run, Ended(ending.subject, ending.code, why)
    if run:
        subject = run.job.site or run.job.target
        ended = Ended(subject, ending.code, why, run.database, run.store.crawl_id, run.made)
    if warning := notify(addresses, when, ended):
        say(warning)
