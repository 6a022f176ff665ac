"""End a command after an internal error or an interruption: one sentence, an exit code, and the traceback in a file."""

from __future__ import annotations

import os
import sys
import tempfile
import traceback
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from reports.common.terminal import steady_streams

if TYPE_CHECKING:
    from collections.abc import Callable

FAULT = 70  # EX_SOFTWARE of sysexits.h: this program broke down; never mistaken for findings or for Ctrl-C
INTERRUPTED = 130  # 128 + SIGINT, as shells report it


def guarded(main: Callable[[], int]) -> int:
    """Return the exit code of a command: for an exception that nobody expected 70 and one sentence, never a traceback.

    Its texts are written to any terminal: what that cannot show becomes a backslash and a number.
    """
    steady_streams()
    try:
        return main()
    except KeyboardInterrupt:
        say("stopped.")
        return INTERRUPTED
    except Exception as error:
        return say_fault(error)


def say_fault(error: BaseException) -> int:
    """Keep an unexpected exception in a log, say where that is, and return the exit code."""
    log = write_fault(error)
    where = f"{log} has the details" if log else "no log could be written"
    say(f"internal error ({short(error)}); {where}. Please report it.")
    return FAULT


def write_fault(error: BaseException) -> Path | None:
    """Write an exception's traceback to a new file in the folder for temporary ones, and return it; None if that fails."""
    text = "".join(traceback.format_exception(error))
    try:
        number, name = tempfile.mkstemp(prefix="affiliate-seo-audit-", suffix=".log")
        with os.fdopen(number, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
    except OSError:
        return None
    return Path(name)


def short(error: BaseException | None) -> str:
    """Return an exception as a few words on one line, without characters that a terminal obeys."""
    text = " ".join(str(error)[:2_000].split())
    words = f"{type(error).__name__}: {text}" if text else type(error).__name__
    return "".join(c if c.isprintable() else "?" for c in words[:200])


def say(text: str) -> None:
    """Write a sentence to standard error, if there is one: the exit code says it as well."""
    with suppress(OSError, ValueError, AttributeError):
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()
