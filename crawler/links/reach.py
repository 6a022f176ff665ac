"""Say whom an address can reach, where nothing else is asked of it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from crawler.links.classifier import Classifier

if TYPE_CHECKING:
    from crawler.items import Target

NOBODY = frozenset({"dev-host", "malformed"})  # kinds of addresses that no reader can follow


@cache
def _classifier() -> Classifier:
    return Classifier(reach_only=True)


def reach(url: str) -> Target:
    """Return what an absolute URL is, without asking any network: dev-host, malformed, another scheme, or external.

    Networks and lists of hosts take most of the time of a classification and say nothing of who can follow a link.
    """
    return _classifier().classify(url)
