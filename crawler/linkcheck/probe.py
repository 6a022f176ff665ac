"""Dataclasses for one request of a check, and for what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from crawler.items import NO_CAUSE, Cause


@dataclass(frozen=True, slots=True)
class Ask:
    """One request to be made."""

    url: str
    method: str = "GET"
    read: int = 0  # bytes of the body that are wanted; 0: the headers tell all
    headers: tuple[tuple[str, str], ...] = ()  # beside those that every check sends


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of one request: a status with headers, or the reason why there was no response."""

    url: str
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)  # lower-case name -> the last value
    body: bytes = b""  # at most its beginning, and only where somebody asked for it
    cause: Cause = NO_CAUSE  # why there was no answer
    no_name: bool = False  # … because DNS knows no such host
    kept_back: bool = False  # … because we did not ask: robots.txt, a private network
    method: str = "GET"
