"""Decide which URL is requested for a link, or why none: a request must neither count as a click nor change anything."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from crawler.items import NO_CAUSE, Cause, because
from crawler.linkcheck import youtube
from crawler.linkcheck.verdicts import LONGEST
from crawler.links.redirectors import AD_CLICK, WRAPPED

if TYPE_CHECKING:
    from collections.abc import Container

    from crawler.items import Target
    from crawler.links import Classifier

CHECKED = {"external", "youtube", "social", "subdomain"}
CLICKED = {"affiliate", "shortener"}  # a request may count as a click, or leads to one that does
# Hosts that answer a program the same whether the page is there or not, or with a log-in.
TELL_NOTHING = {
    "facebook.com",
    "instagram.com",
    "threads.net",
    "threads.com",
    "twitter.com",
    "x.com",
    "tiktok.com",
}
# Hosts whose addresses count clicks on ads; with a destination in them they are wrappers, without one they are these.
AD_HOSTS = {"googleadservices.com", "doubleclick.net", "googlesyndication.com"}
# A button that shares this very page: one for each page of a blog, and never gone.
_SHARE = re.compile(
    r"/(?:share|sharer|sharing|sharearticle|intent|submit|submitlink|add|save|send|create|compose)\b",
    re.IGNORECASE,
)
_CHANGES = re.compile(r"\b(?:unsubscribe|log-?out|sign-?out|add-to-cart|add_to_cart|delete)\b", re.IGNORECASE)
AMAZON_NOISE = {"tag", "ascsubtag", "linkcode", "linkid", "creative", "creativeasin", "camp"}


def question(
    to: Target, classifier: Classifier, *, affiliate: bool = False, allowed: Container[str] = ()
) -> tuple[str, Cause]:
    """Return the address to ask for a link and no cause, or an empty address and why none is asked.

    `affiliate`: whether links that earn may be asked, without the id where the rest still leads there. `allowed`: the
    host:ports in private networks that the owner names.
    """
    url = to.url.partition("#")[0]
    if to.kind in CLICKED or to.via == AD_CLICK or to.domain in AD_HOSTS:
        if not affiliate:
            return "", because("click")
        url = without_id(to, classifier)
    elif to.via == WRAPPED and to.destination:
        inner = classifier.classify(to.destination)
        return question(inner, classifier, affiliate=affiliate, allowed=allowed)
    elif to.kind == "dev-host" and urlsplit(url).netloc.lower() not in allowed:
        return "", because("development-address")
    elif to.kind not in CHECKED and to.kind != "dev-host":
        return "", because("not-another-site")
    if cause := better_not(url, to.domain):
        return "", cause
    if to.kind == "youtube" and not youtube.named(to) and to.item not in youtube.CHANNELS:
        return "", because("youtube-other")
    return url, NO_CAUSE


def better_not(url: str, domain: str) -> Cause:
    """Return why asking an address of a domain would tell nothing or do harm; empty when it may be asked."""
    parts = urlsplit(url)
    if len(url) > LONGEST:
        return because("long-address", limit=LONGEST)
    if "@" in parts.netloc:
        return because("password")
    if _CHANGES.search(parts.path) or _CHANGES.search(parts.query):
        return because("changes-something")
    if _SHARE.search(parts.path) and "http" in parts.query:
        return because("share-button")
    if domain in TELL_NOTHING:
        return because("host-tells-nothing", host=domain)
    return NO_CAUSE


def without_id(to: Target, classifier: Classifier) -> str:
    """Return where a link that earns leads, without the id; as it is when it leads nowhere without it.

    An address counts as free of the id when no network claims it any more.
    """
    url = (to.destination or to.url).partition("#")[0]
    inner = classifier.classify(url) if to.destination else to
    parts = urlsplit(url)
    ids = {value for value in (to.affiliate_id, to.sub_id, inner.affiliate_id, inner.sub_id) if value}
    noise = AMAZON_NOISE if inner.network == "amazon-associates" else set()
    kept = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True, max_num_fields=None)
        if value not in ids and name.lower() not in noise
    ]
    bare = urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(kept), ""))
    return bare if classifier.classify(bare).kind not in CLICKED else url
