"""Queue of link checks: one request at a time per host, hosts in turn."""

from __future__ import annotations

from collections import deque
from typing import Generic, TypeVar
from urllib.parse import urlsplit

from crawler.urls.domains import registrable

T = TypeVar("T")


def group_of(url: str) -> str:
    """Return the name under which requests wait for each other: the registrable domain, else host:port."""
    parts = urlsplit(url)
    return registrable(parts.hostname or "") or parts.netloc.lower()


class HostQueue(Generic[T]):
    """The waiting checks by host. The caller supplies the clock, in seconds that only increase."""

    def __init__(self) -> None:
        """Begin empty."""
        self._waiting: dict[str, deque[T]] = {}
        self._ready: deque[str] = deque()
        self._busy: set[str] = set()
        self._asleep: dict[str, float] = {}

    def __len__(self) -> int:
        """Return how many wait."""
        return sum(map(len, self._waiting.values()))

    def put(self, group: str, item: T) -> None:
        """Let an item wait for its host's turn."""
        if group not in self._waiting:
            self._waiting[group] = deque()
            if group not in self._busy and group not in self._asleep:
                self._ready.append(group)
        self._waiting[group].append(item)

    def next(self, now: float) -> T | None:
        """Return what may be asked now, its host being busy from then on; None while no host's turn has come."""
        for group in [group for group, until in self._asleep.items() if until <= now]:
            del self._asleep[group]
            if group in self._waiting and group not in self._busy:
                self._ready.append(group)
        if not self._ready:
            return None
        group = self._ready.popleft()
        item = self._waiting[group].popleft()
        if not self._waiting[group]:
            del self._waiting[group]
        self._busy.add(group)
        return item

    def free(self, group: str, until: float = 0) -> None:
        """Say that a host has answered; it is not asked again before `until`."""
        self._busy.discard(group)
        if until:
            self._asleep[group] = until
        elif group in self._waiting:
            self._ready.append(group)

    def close(self, group: str) -> list[T]:
        """Return all that waits for a host, which is not asked any more."""
        if group in self._ready:
            self._ready.remove(group)
        return list(self._waiting.pop(group, ()))
