"""Which address is asked for a link, or why none is: asking must neither count as a click nor change anything."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

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

CLICK_REASON = (
    "asking it may count as a click, which programmes forbid; -a check_affiliate=yes asks without the id"
)


def question(
    to: Target, classifier: Classifier, *, affiliate: bool = False, allowed: Container[str] = ()
) -> tuple[str, str]:
    """Return the address to ask for a link and an empty text, or an empty address and why none is asked.

    `affiliate`: whether links that earn may be asked, without the id where the rest still leads there. `allowed`: the
    host:ports in private networks that the owner names.
    """
    url = to.url.partition("#")[0]
    if to.kind in CLICKED or to.detail.startswith(AD_CLICK) or to.domain in AD_HOSTS:
        if not affiliate:
            return "", CLICK_REASON
        url = without_id(to, classifier)
    elif to.detail.startswith(WRAPPED) and to.destination:
        inner = classifier.classify(to.destination)
        return question(inner, classifier, affiliate=affiliate, allowed=allowed)
    elif to.kind == "dev-host" and urlsplit(url).netloc.lower() not in allowed:
        return "", "it is a development address"
    elif to.kind not in CHECKED and to.kind != "dev-host":
        return "", "it is no link to another site"
    if reason := _better_not(to, url):
        return "", reason
    if to.kind == "youtube" and youtube.has_oembed(to.detail):
        return url, ""
    if to.kind == "youtube" and to.detail.partition(" ")[0] not in youtube.CHANNELS:
        return "", "it is no video, playlist or channel"
    return url, ""


def _better_not(to: Target, url: str) -> str:
    """Return why asking an address would tell nothing or do harm; empty when it may be asked."""
    parts = urlsplit(url)
    if len(url) > LONGEST:
        return f"it is longer than {LONGEST:,} characters"
    if "@" in parts.netloc:
        return "it holds a user name or password"
    if _CHANGES.search(parts.path) or _CHANGES.search(parts.query):
        return "asking it could change something there"
    if _SHARE.search(parts.path) and "http" in parts.query:
        return "it is a button to share a page"
    if to.domain in TELL_NOTHING:
        return f"{to.domain} answers programs the same, whether the page is there or not"
    return ""


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
