"""Write to the terminal; a closed terminal or a full disk never ends a crawl with a traceback."""

from __future__ import annotations

import os
import sys
from typing import TextIO


def open_streams() -> None:
    """Give the process the standard streams that it was started without (`>&-`), and let them take every character."""
    for name, number in (("stdout", 1), ("stderr", 2)):
        if getattr(sys, name) is None:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            # The number itself is taken, too, lest the next file that is opened gets what is meant for a person.
            if nowhere != number:
                os.dup2(nowhere, number)
                os.close(nowhere)
            setattr(sys, name, os.fdopen(number, "w", encoding="utf-8", closefd=False))
    steady_streams()


def steady_streams() -> None:
    """Let the standard streams take every character, whatever encoding the terminal has: `Ł` becomes `\\u0141` there."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def tell(text: str, out: TextIO) -> str:
    """Write the text at once; returns why that failed, empty when it did not. A reader who went away is no failure."""
    try:
        out.write(text)
        out.flush()
    except BrokenPipeError:
        _silence(out)
    except OSError as error:
        _silence(out)
        return error.strerror or str(error)
    return ""


def one_line(text: str, most: int = 500) -> str:
    """Return the first `most` characters of a stranger's text on one line, without any that could steer a terminal."""
    return " ".join("".join(c if c.isprintable() else " " for c in text[:most]).split())


def _silence(out: TextIO) -> None:
    """Let what is still to be written go nowhere: Python would complain of it at its end. Source: its `signal` module's note on SIGPIPE."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, out.fileno())
    os.close(nowhere)
