"""Referral marks: how shops' own programmes mark a referred visitor."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from crawler.catalog.reader import read_file

FILE = Path(__file__).with_name("referrals.toml")


@dataclass(frozen=True, slots=True)
class Referrals:
    """What may be a referral mark, and look-alikes that are not; all in lower case."""

    source: str
    parameters: tuple[str, ...]  # whose value names who sent the visitor, or a code that was given to them
    recurring: tuple[str, ...]  # of these, whose value at several merchants is the site's own
    counting: tuple[
        str, ...
    ]  # of these, which show nothing alone: authors count their own links' visitors with them
    paid_media: tuple[str, ...]  # how a utm_medium begins that is paid for
    paths: tuple[str, ...]  # first segments behind which a name or code follows
    common: tuple[str, ...]  # values that are nobody's
    profiles: tuple[str, ...]  # registrable domains on which one's own name is one's profile
    own_redirects: tuple[str, ...]  # first segments behind which a site keeps its own redirects to merchants


@cache
def referrals() -> Referrals:
    """Return the marks that ship with the crawler."""
    return read_file(FILE, Referrals)
