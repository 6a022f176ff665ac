"""Track the hosts that are not requested again in this crawl: they asked for time or stopped responding."""

from __future__ import annotations

import time
from collections import Counter
from typing import TYPE_CHECKING

from crawler.catalog.sentences import worded
from crawler.http.status import PUT_OFF, retry_after
from crawler.items import NOT_CHECKED, Verdict, because

if TYPE_CHECKING:
    from crawler.linkcheck.probe import Answer

PATIENCE = 60.0  # seconds of Retry-After that we wait; a host that asks for more is left alone
STRIKES = (
    5  # requests in a row without an answer, after which a host is left alone: each may take its time-out
)


def wait_of(answer: Answer) -> float | None:
    """Return how many seconds a host asks us to wait; None when it does not."""
    if answer.status not in PUT_OFF:
        return None
    return retry_after(answer.headers.get("retry-after", ""), time.time())


class LeftAlone:
    """The hosts that are asked nothing more, and what is said of their links."""

    def __init__(self) -> None:
        """Begin with none."""
        self._closed: dict[str, Verdict] = {}
        self._silent: Counter[str] = Counter()  # requests in a row that a host did not answer

    def verdict(self, group: str) -> Verdict | None:
        """Return what is said of a host's links; None when it may be asked."""
        return self._closed.get(group)

    def take(self, group: str, answer: Answer, wait: float | None, *, again: bool) -> Verdict | None:
        """Count an answer, and return what is said of the host's links from now on; None when it may be asked further.

        `wait` is what the answer asks for, and `again` says that this very link would be asked once more.
        """
        if wait is not None and (wait > PATIENCE or not again):
            self._closed[group] = Verdict(NOT_CHECKED, because("host-waits", host=group), "Retry-After")
        elif self._is_silent(group, answer):
            cause = because("host-silent", host=group, times=STRIKES)
            self._closed[group] = Verdict(NOT_CHECKED, cause, worded(answer.cause))
        return self.verdict(group)

    def _is_silent(self, group: str, answer: Answer) -> bool:
        """Count the answer, and return whether the host has given none for too long."""
        if answer.status is not None or answer.no_name or answer.kept_back:
            self._silent.pop(group, None)
            return False
        self._silent[group] += 1
        return self._silent[group] >= STRIKES
