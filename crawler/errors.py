"""Errors that the user can fix, and the exit codes of a run."""

from __future__ import annotations

import errno
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
# What even the question whether a path is there may end with, wherever it is asked.
_OF_A_PATH = {errno.EACCES, errno.EPERM, errno.ENAMETOOLONG}


class Mistake(Exception):
    """An error that the user can fix: one sentence that says what is wrong, where, and what to do."""

    exit_code = INCOMPLETE


class AlreadyRunning(Mistake):
    """Another crawl of this site holds the lock."""

    exit_code = ALREADY_RUNNING


def guarded(main: Callable[[], int]) -> int:
    """Return the exit code of a command: a Mistake is said, and so is a path that cannot be used; all else ends as `faults.guarded` has it."""

    def told() -> int:
        try:
            return main()
        except Mistake as mistake:
            faults.say(str(mistake))
            return mistake.exit_code
        except OSError as error:
            if not error.filename or error.errno not in _OF_A_PATH:
                raise
            path = "".join(c if c.isprintable() else "?" for c in str(error.filename))
            faults.say(
                f"{path}: cannot be used ({error.strerror}); give whoever runs this command access to it, or name another."
            )
            return INCOMPLETE

    return faults.guarded(told)
