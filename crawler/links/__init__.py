"""What every link is: kind, network, affiliate id, destination; and what a leaked dev link should be."""

from __future__ import annotations

from crawler.links.classifier import Classifier
from crawler.links.classify import KINDS

__all__ = ["KINDS", "Classifier"]
