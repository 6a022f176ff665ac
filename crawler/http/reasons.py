"""Codes for why there was no response, or none that could be read; crawler/catalog/sentences.toml words them."""

from __future__ import annotations

NO_NAME = "no-name"
NO_CONNECTION = "no-connection"
NO_ANSWER = "no-answer"
HUNG_UP = "hung-up"
# What a host that is not there, or does not want us, gives in place of an answer.
SILENCES = {NO_NAME, NO_CONNECTION, NO_ANSWER, HUNG_UP}
TOO_LARGE = "too-large"
BROKE_OFF = "broke-off"
PRIVATE = "private-network"
# An outage of robots.txt, for which the site was left alone.
ROBOTS_STATUS = "robots-status"
ROBOTS_UNREADABLE = "robots-unreadable"
ROBOTS_UNJUDGED = "robots-unjudged"
ROBOTS_OUTAGES = {ROBOTS_STATUS, ROBOTS_UNREADABLE, ROBOTS_UNJUDGED}
RENDER_STOPPED = "render-stopped"  # the crawl was stopped while a browser had the page
