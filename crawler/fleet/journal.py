"""What a run of the fleet has done so far, in a file: a run that was killed goes on behind it."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from crawler.errors import FINDINGS, OK, Mistake

if TYPE_CHECKING:
    from pathlib import Path

NAME = "fleet-run.json"


@dataclass
class Journal:
    """One run: when it began, and the exit code of each site that came to its end, with the time."""

    path: Path
    began: datetime
    done: dict[str, tuple[int, datetime]] = field(default_factory=dict)

    def note(self, name: str, code: int, now: datetime) -> None:
        """Write down how a site ended. Raises Mistake when that cannot be written."""
        self.done[name] = (code, now)
        data = {
            "began": self.began.isoformat(),
            "done": {name: [code, at.isoformat()] for name, (code, at) in self.done.items()},
        }
        beside = self.path.with_name(f".{self.path.name}.tmp")
        try:
            with beside.open("w", encoding="utf-8") as file:
                json.dump(data, file)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(self.path)
        except OSError as error:
            msg = f"{self.path}: cannot be written ({error.strerror}); free some disk space, or name another folder with `out`."
            raise Mistake(msg) from error

    def is_done(self, name: str, due: datetime | None) -> bool:
        """Return whether a site came to a good end in this run, and has not become due since."""
        if name not in self.done:
            return False
        code, at = self.done[name]
        return code in {OK, FINDINGS} and (due is None or due <= at)

    def end(self) -> None:
        """Forget the run: all of it is done."""
        with suppress(OSError):
            self.path.unlink(missing_ok=True)


def open_journal(folder: Path, *, fresh: bool) -> tuple[Journal, bool]:
    """Return the journal of a run that did not come to its end, and True; or a new one, and False."""
    path = folder / NAME
    with suppress(OSError, ValueError, KeyError, TypeError):
        if not fresh:
            data: dict[str, Any] = json.loads(path.read_bytes())
            done = {
                str(name): (int(code), datetime.fromisoformat(at))
                for name, (code, at) in data["done"].items()
            }
            return Journal(path, datetime.fromisoformat(data["began"]), done), True
    return Journal(path, datetime.now(UTC)), False
