"""Classify links: kind, network, affiliate ID, destination; and propose replacements for development links."""

from __future__ import annotations

from crawler.links.classifier import Classifier
from crawler.links.classify import KINDS

__all__ = ["KINDS", "Classifier"]
