"""Find affiliate links that only the whole site reveals: the site's own name in them, or one code at several shops.

A shop's own programme looks like nothing on its own: `?ref=` may say on which page a button stood. What tells is the value:
the site's name, or one that other merchants get as well. All of it is learned, so it is never more than likely.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.analysis.own_redirects import fill_own_redirects
from crawler.catalog.referrals import referrals
from crawler.links.referrals import (
    ONE_CODE,
    OWN_NAME,
    OWN_NAME_IN_PATH,
    LearnedMark,
    Mark,
    marks_of,
    plain,
)
from crawler.store import learned as table
from crawler.store.learned import Learned
from crawler.urls.domains import registrable
from crawler.urls.parse import parameters, split

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from crawler.store import Store

NAME = 5  # letters and digits of a name that says more than chance
LONG_NAME = 8  # … and of one that may stand at the beginning of a value: mysitename10
MERCHANTS = 3  # that one code is given to by one site only
TAGGED = 10  # merchants, from which on …
TAGGED_SHARE = (
    0.3  # … a value at so many of all is written by a machine on every link (Ghost's ?ref=, UTM plugins)
)
_STORE = re.compile(r"-\d\d$")  # what Amazon puts behind an Associates id
# What developers put behind a site's name: mysitelocal.local, mysite-dev.test.
_OF_DEVELOPERS = re.compile(
    r"[-_]?(?:local|localhost|dev|develop|development|staging|stage|test|testing|wp|site|sandbox|new|old)\d?$"
)
_YEARLY = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Linked:
    """An address of another site that the site's own pages link to."""

    target_id: int
    url: str
    domain: str
    marked: bool  # a link to it says rel="sponsored"
    disclosed: bool  # a page that links to it says in its content that links earn money
    is_open: bool = True  # nothing else shows it to be an affiliate link


def fill_own_programmes(store: Store, site: str, own_ids: Iterable[str] = ()) -> None:
    """Find the links to shops' own programmes, say what shows them, and make them affiliate links that are likely ones.

    Repeated after a resume it replaces itself. What it learns is there from the start in the next crawl.
    """
    linked = [Linked(*row) for row in table.linked(store)]
    found = learn(linked, names_of(store, site), set(own_ids) | table.own_ids(store), table.paying(store))
    table.save(store, found)
    fill_own_redirects(store, site)


def names_of(store: Store, site: str) -> set[str]:
    """Return the names under which shops may know the site, in small letters and digits.

    Its domain's own label, the name that its pages give themselves (og:site_name, twitter:site), its author's, its
    Associates id without the store's number, and the development host that its links leak.
    """
    domain = registrable(split(site).host) if site else ""
    host = split(site).host.removeprefix("www.") if site else ""
    names = {domain.partition(".")[0], domain, host, *table.names_of_site(store)}
    names |= {_OF_DEVELOPERS.sub("", host.partition(".")[0]) for host in table.development_hosts(store)}
    names |= {_STORE.sub("", one) for one in table.own_ids(store) if _STORE.search(one)}
    common = set(referrals().common)
    return {name for text in names if len(name := plain(text)) >= NAME and name not in common}


def learn(linked: Collection[Linked], names: set[str], own_ids: set[str], paying: set[str]) -> list[Learned]:
    """Return what shows which addresses to be affiliate links.

    `own_ids` are ids that the site surely has, `paying` the domains that certain affiliate links lead to.
    """
    marks = [(one, mark) for one in linked for mark in marks_of(one.url)]
    recurring = set(referrals().recurring)
    codes: dict[str, set[str]] = defaultdict(set)  # value -> the merchants that get it by whatever parameter
    at: dict[tuple[str, str], set[str]] = defaultdict(set)  # place and value -> the merchants that get it
    for one, mark in marks:
        at[mark.place, mark.value].add(one.domain)
        if mark.place in recurring:
            codes[mark.value].add(one.domain)
    merchants = len({one.domain for one in linked})
    automatic = {key for key, got in at.items() if len(got) >= max(TAGGED, merchants * TAGGED_SHARE)}
    marks = [(one, mark) for one, mark in marks if (mark.place, mark.value) not in automatic]
    sure = {
        one.domain
        for one, mark in marks
        if not _is_bare(mark) and not _counts(mark) and _names_site(mark, names, own_ids)
    } | paying
    found: dict[int, Learned] = {}
    for one, mark in marks:
        if not one.is_open:
            continue
        by_code = len(codes[mark.value]) if mark.place in recurring else 0
        got = max(len(at[mark.place, mark.value]), by_code)
        if _names_site(mark, names, own_ids):
            if _is_bare(mark) and not (one.domain in sure or one.marked or one.disclosed):
                continue
            if _counts(mark) and not (one.domain in sure or one.marked or _is_paid_for(one.url)):
                continue
            kind = OWN_NAME_IN_PATH if mark.place.startswith("/") else OWN_NAME
        elif _recurs(mark, one.domain, got):
            kind = ONE_CODE
        else:
            continue
        found.setdefault(
            one.target_id, Learned(one.target_id, LearnedMark(one.domain, kind, mark.place, mark.value, got))
        )
    return list(found.values())


def _is_bare(mark: Mark) -> bool:
    """Return whether the mark is the whole path, as it is of a profile too: shop.com/MYSITE."""
    return mark.place == "/"


def _counts(mark: Mark) -> bool:
    """Return whether the mark is one that counts visitors, which authors write themselves: utm_source=MYSITE."""
    return mark.place in referrals().counting


def _is_paid_for(url: str) -> bool:
    """Return whether the address says that its visitors are paid for: utm_medium=sponsored."""
    media = [value.lower() for name, value in parameters(split(url)).pairs if name.lower() == "utm_medium"]
    return any(value.startswith(referrals().paid_media) or "sponsor" in value for value in media)


def _names_site(mark: Mark, names: set[str], own_ids: set[str]) -> bool:
    value = plain(mark.value)
    if mark.value in own_ids or value in names:
        return True
    # A code is often the name with a number or a word behind it: MYSITENAME10. In a path it may be anything.
    return not _is_bare(mark) and (
        value.strip("0123456789") in names
        or any(len(name) >= LONG_NAME and value.startswith(name) for name in names)
    )


def _recurs(mark: Mark, domain: str, merchants: int) -> bool:
    value, known = plain(mark.value), referrals()
    return (
        merchants >= MERCHANTS
        and mark.place in known.recurring
        and len(value) >= 4
        and value not in known.common
        and not _YEARLY.search(value)
        and value != plain(domain.partition(".")[0])
    )
