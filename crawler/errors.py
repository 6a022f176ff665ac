"""The errors that are a person's to mend, and the exit codes that say how a run ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.common import faults

if TYPE_CHECKING:
    from collections.abc import Callable

OK = 0
FINDINGS = 1
INCOMPLETE = 2
ALREADY_RUNNING = (
    75  # EX_TEMPFAIL of sysexits.h: try again later; 70 and 130 are those of reports/common/faults.py
)


class Mistake(Exception):
    """Something that the user can put right: one sentence saying what is wrong, where, and what to do."""

    exit_code = INCOMPLETE


class AlreadyRunning(Mistake):
    """Another crawl of this site holds the lock."""

    exit_code = ALREADY_RUNNING


def guarded(main: Callable[[], int]) -> int:
    """Return the exit code of a command: a Mistake is said, and everything else ends as `faults.guarded` has it."""

    def told() -> int:
        try:
            return main()
        except Mistake as mistake:
            faults.say(str(mistake))
            return mistake.exit_code

    return faults.guarded(told)
