"""One audit of a fleet, as its fleet starts it: a line from there ends it as Ctrl-C would, and so does the fleet's own end."""

from __future__ import annotations

import os
import signal
import sys
import threading


def watch(line: int) -> None:
    """Interrupt this process for every byte that comes by the line, and once more when the line is cut: nobody waits for it then."""
    while True:
        try:
            word = os.read(line, 1)
        except OSError:
            word = b""
        if sys.platform == "win32":
            signal.raise_signal(signal.SIGINT)
        else:
            os.kill(os.getpid(), signal.SIGINT)
        if not word:
            return


def main() -> int:
    """Run the command line of this process, and return the exit code."""
    try:
        # A copy, so that nothing else reads from the line.
        threading.Thread(target=watch, args=(os.dup(0),), daemon=True).start()
        from crawler.cli import main as command

        return command.main()
    except KeyboardInterrupt:  # while it was still being loaded
        return 130


if __name__ == "__main__":
    sys.exit(main())
