"""Find marks in a shop's URL that may name the referring site: a parameter's value, or part of the path."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import unquote

from crawler.catalog.referrals import referrals
from crawler.catalog.sentences import worded
from crawler.items import Target, because
from crawler.links.hints import NETWORK
from crawler.urls.domains import registrable
from crawler.urls.parse import parameters, split

# Target.via, what shows a link to be of a shop's own programme:
OWN_NAME = "own-name"  # a referral parameter's value is the site's name, or an id that it surely has
OWN_NAME_IN_PATH = "own-name-in-path"  # so is the last part of the path
ONE_CODE = "one-code"  # several merchants get this value
LEARNED = (OWN_NAME, OWN_NAME_IN_PATH, ONE_CODE)  # … of these, which only the whole site tells
SPONSORED = "sponsored"  # the link itself says so
TOLD = "told"  # the text calls it an affiliate or referral link
# Kinds of an address that may be an affiliate's without looking like one.
OPEN_KINDS = frozenset({"external", "shortener", "subdomain"})
_NO_LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Mark:
    """Part of a URL that may name the site: a parameter's value, or part of the path."""

    place: str  # name of the parameter in small letters; "/" for a path of one segment, "/discount/" for one behind a word
    value: str  # decoded


class LearnedMark(NamedTuple):
    """A mark that the whole site has shown to be the site's own at one merchant."""

    domain: str
    kind: str  # one of LEARNED
    place: str
    value: str
    merchants: int  # how many get it


def learned_words(mark: LearnedMark) -> str:
    """Return in words what shows that a link with this mark earns money."""
    said = because(mark.kind, place=mark.place, value=mark.value, merchants=mark.merchants)
    return worded(said, "address")


def learned_target(url: str, host: str, mark: LearnedMark) -> Target:
    """Return what a link with a mark that earlier crawls have learned is: likely an affiliate link."""
    return Target(
        url, "affiliate", network=NETWORK, affiliate_id=mark.value, confidence="likely", host=host,
        domain=mark.domain, detail=learned_words(mark), via=mark.kind,
    )  # fmt: skip


def plain(text: str) -> str:
    """Return a name as letters and digits only, in small letters: "My-Site" is "mysite"."""
    return _NO_LETTERS.sub("", text.casefold())


def marks_of(url: str) -> list[Mark]:
    """Return what in an address may name the site, parameters first."""
    parts, known = split(url), referrals()
    found = []
    for name, raw in parameters(parts).pairs:
        small = name.lower().lstrip("#")
        if small in known.parameters and (value := _value(raw)):
            found.append(Mark(small, value))
    segments = [segment for segment in parts.path.split("/") if segment]
    if segments and registrable(parts.host) not in known.profiles and (value := _value(segments[-1])):
        if len(segments) == 1:
            found.append(Mark("/", value))
        elif len(segments) == 2 and segments[0].lower() in known.paths:
            found.append(Mark(f"/{segments[0].lower()}/", value))
    return found


def _value(raw: str) -> str:
    text = unquote(raw[:300])[:100]
    return text if text.isprintable() else ""


def is_own_redirect(url: str) -> bool:
    """Return whether an address of the site has the form of its own redirects to merchants: /go/tent/."""
    segments = [segment for segment in split(url).path.split("/") if segment]
    return len(segments) == 2 and segments[0].lower() in referrals().own_redirects
