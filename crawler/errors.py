"""The errors that are a person's to mend, and the exit codes that say how a run ended."""

from __future__ import annotations

OK = 0
FINDINGS = 1
INCOMPLETE = 2
ALREADY_RUNNING = 75  # EX_TEMPFAIL of sysexits.h: try again later
INTERRUPTED = 130  # 128 + SIGINT, as shells report it


class Mistake(Exception):
    """Something that the user can put right: one sentence saying what is wrong, where, and what to do."""

    exit_code = INCOMPLETE


class AlreadyRunning(Mistake):
    """Another crawl of this site holds the lock."""

    exit_code = ALREADY_RUNNING
