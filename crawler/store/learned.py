"""The table learned: URLs that only the whole site reveals as affiliate links, with the evidence."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from crawler.links.hints import NETWORK
from crawler.links.referrals import LEARNED, LearnedMark, learned_words
from crawler.store.rows import insert, text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.store import Store

FEW = 2  # pages on which a name stands that is the site's and not the page's
MOST = 5  # different names of one kind that are taken
USUAL = 3  # links to one network that carry an id which is surely the site's own …
USUAL_SHARE = 0.8  # … and which part of them does
_INSERT = insert(
    "learned",
    "crawl_id, target_id, domain, kind, place, value, merchants, known_before",
    otherwise="OR IGNORE",
)
_KINDS = json.dumps(LEARNED)
# Where an address of a carrier is one that readers follow: the site generator makes a link of it, or the writer meant one.
_PLACES = json.dumps(["front matter", "shortcode", "component", "script link", "unlinked address"])
_LINKED_ON = 2  # pages that link to a development host whose name is the site's
# The row of the same URL as one of that kind, beside which a row cannot become so.
_TWIN = (
    "SELECT 1 FROM target AS twin WHERE twin.hash = target.hash AND twin.crawl_id = target.crawl_id AND twin.url = target.url"
    " AND twin.kind = '{kind}' AND twin.id <> target.id"
)
_NAMES = (
    '$.social."og:site_name"',
    '$.social."twitter:site"',
    '$.social."twitter:creator"',
    "$.front_matter.author",
)


class Learned(NamedTuple):
    """One address, and what shows that the site is paid for it."""

    target_id: int
    mark: LearnedMark


def earlier(store: Store, spider: str, target: str) -> list[LearnedMark]:
    """Return what the last complete crawl of the same site has learned."""
    rows = store.connection.execute(
        "SELECT DISTINCT domain, kind, place, value, merchants FROM learned WHERE crawl_id ="
        " (SELECT max(id) FROM crawl WHERE finished IS NOT NULL AND spider = ? AND target = ?) ORDER BY 1, 2, 3, 4",
        (spider, target),
    )
    return [LearnedMark(*row) for row in rows]


def linked(store: Store) -> list[tuple[int, str, str, bool, bool, bool]]:
    """Return the addresses of other sites that links lead to, but for those that a network claims.

    Each is id, URL, domain, whether a link to it is marked as sponsored, whether it stands on a page that discloses, and
    whether nothing but this table shows it to be an affiliate link.
    """
    # Part by part: a menu of 60 links on 10,000 pages is 60 rows.
    rows = store.connection.execute(
        "WITH disclosing AS MATERIALIZED (SELECT DISTINCT part_id FROM page CROSS JOIN page_part ON page_part.page_id = page.id"
        " WHERE page.crawl_id = :crawl AND page.disclosure = 'content'),"
        " placed AS (SELECT target_id, ' ' || rel || ' ' LIKE '% sponsored %' AS marked, part.id IN (SELECT part_id FROM disclosing) AS disclosed"
        " FROM part CROSS JOIN part_link ON part_link.part_id = part.id"
        " WHERE part.crawl_id = :crawl AND NOT in_code AND part.id IN (SELECT part_id FROM page_part)"
        " UNION ALL SELECT target_id, 0, page.disclosure = 'content' FROM page CROSS JOIN carrier ON carrier.page_id = page.id"
        " WHERE page.crawl_id = :crawl AND NOT in_code AND place IN (SELECT value FROM json_each(:places)))"
        " SELECT target.id, target.url, target.domain, max(marked), max(disclosed),"
        " target.kind = 'external' OR target.via IN (SELECT value FROM json_each(:kinds))"
        " FROM placed CROSS JOIN target ON target.id = placed.target_id"
        " WHERE (target.kind = 'external' OR target.kind = 'affiliate' AND target.network = :network)"
        " AND target.domain <> '' GROUP BY target.id ORDER BY target.id",
        {"crawl": store.crawl_id, "kinds": _KINDS, "network": NETWORK, "places": _PLACES},
    )
    return [(number, url, domain, *map(bool, flags)) for number, url, domain, *flags in rows]


def own_ids(store: Store) -> set[str]:
    """Return the affiliate ids that nearly all certain links to their network carry."""
    rows = store.connection.execute(
        "SELECT network, affiliate_id, count(*) FROM target_link WHERE crawl_id = ?"
        " AND kind = 'affiliate' AND confidence = 'certain' AND affiliate_id <> '' AND NOT in_code GROUP BY 1, 2",
        (store.crawl_id,),
    ).fetchall()
    total: dict[str, int] = {}
    for network, _, count in rows:
        total[network] = total.get(network, 0) + count
    return {one for network, one, count in rows if count >= max(USUAL, total[network] * USUAL_SHARE)}


def paying(store: Store) -> set[str]:
    """Return the domains of shops that affiliate links with an id lead to by the shop's own address."""
    rows = store.connection.execute(
        "SELECT DISTINCT domain FROM target WHERE crawl_id = ? AND kind = 'affiliate' AND destination = ''"
        " AND affiliate_id <> '' AND via NOT IN (SELECT value FROM json_each(?))",
        (store.crawl_id, _KINDS),
    )
    return {domain for (domain,) in rows}


def names_of_site(store: Store) -> set[str]:
    """Return the names that the site's pages give to it and to its author, where several pages agree."""
    found: set[str] = set()
    for path in _NAMES:
        rows = store.connection.execute(
            "SELECT json_extract(facts, ?) AS name, count(*) FROM page WHERE crawl_id = ? AND outcome = 'fetched'"
            " AND json_type(facts, ?) = 'text' GROUP BY name HAVING count(*) >= ? ORDER BY count(*) DESC, name LIMIT ?",
            (path, store.crawl_id, path, FEW, MOST),
        )
        found |= {str(name).lstrip("@")[:100] for name, _ in rows}
    return found


def development_hosts(store: Store) -> list[str]:
    """Return the development hosts that several pages link to: mostly the site's own name with .local or .test behind it."""
    rows = store.connection.execute(
        "SELECT host FROM target_link WHERE crawl_id = ? AND kind = 'dev-host' AND host <> '' AND NOT in_code"
        " GROUP BY host HAVING count(DISTINCT page_id) >= ? ORDER BY count(*) DESC, host LIMIT ?",
        (store.crawl_id, _LINKED_ON, MOST),
    )
    return [host for (host,) in rows]


def save(store: Store, found: list[Learned]) -> None:
    """Store what was learned in place of what was learned before a resume, and make the addresses affiliate links.

    An address that an earlier crawl had learned, and this one does not, is nobody's again. Where an address is an
    affiliate's already, because another link to it says sponsored, all that points at it points at that one.
    """
    kept = json.dumps([one.target_id for one in found])
    with store.transaction() as db:
        before = {
            number
            for (number,) in db.execute(
                "SELECT id FROM target WHERE crawl_id = ? AND via IN (SELECT value FROM json_each(?))"
                " AND NOT EXISTS (SELECT 1 FROM learned WHERE learned.crawl_id = target.crawl_id"
                " AND learned.target_id = target.id AND NOT known_before)",
                (store.crawl_id, _KINDS),
            )
        }
        db.execute("DELETE FROM learned WHERE crawl_id = ?", (store.crawl_id,))
        db.execute(
            "UPDATE target SET kind = 'external', network = '', affiliate_id = '', confidence = '', detail = '', via = ''"
            " WHERE crawl_id = ? AND via IN (SELECT value FROM json_each(?)) AND id NOT IN (SELECT value FROM json_each(?))"
            f" AND NOT EXISTS ({_TWIN.format(kind='external')})",
            (store.crawl_id, _KINDS, kept),
        )
        for target_id, mark in found:
            row = (store.crawl_id, target_id, *map(_stored, mark), target_id in before)
            db.execute(_INSERT, row)
            db.execute(
                "UPDATE target SET kind = 'affiliate', network = ?, affiliate_id = ?, confidence = 'likely', detail = ?,"
                f" via = ? WHERE id = ? AND NOT EXISTS ({_TWIN.format(kind='affiliate')})",
                (NETWORK, text(mark.value), text(learned_words(mark)), mark.kind, target_id),
            )
        _join_twins(store)


def _stored(value: object) -> object:
    return text(value) if isinstance(value, str) else value


def _join_twins(store: Store) -> None:
    """Let all that points at an address point at its row as an affiliate link, where there is one."""
    db = store.connection
    twins = dict(
        db.execute(
            "SELECT other.id, paid.id FROM target AS paid JOIN target AS other ON other.crawl_id = paid.crawl_id"
            " AND other.hash = paid.hash AND other.url = paid.url AND other.kind IN ('external', 'shortener', 'subdomain')"
            " WHERE paid.crawl_id = ? AND paid.kind = 'affiliate' AND paid.network = ?",
            (store.crawl_id, NETWORK),
        ).fetchall()
    )
    if not twins:
        return
    pairs = json.dumps(list(twins.items()))
    for table in ("part_link", "carrier"):
        db.execute(
            "WITH twin AS (SELECT json_extract(value, '$[0]') AS other, json_extract(value, '$[1]') AS paid FROM json_each(?))"
            f" UPDATE {table} SET target_id = (SELECT paid FROM twin WHERE other = target_id)"
            " WHERE target_id IN (SELECT other FROM twin)",
            (pairs,),
        )


def own_addresses(store: Store, domain: str, *, pages: bool) -> list[tuple[int, str, str, bool, str]]:
    """Return the addresses on the site's domain that may be its own redirects; its pages only with `pages`, or where a link is marked.

    Each is id, URL, kind, whether a link to it is called sponsored, and its `via` (see crawler/links/referrals.py).
    """
    rows = store.connection.execute(
        "SELECT id, url, kind, marked, via FROM (SELECT *, EXISTS (SELECT 1 FROM link WHERE link.target_id = target.id"
        " AND ' ' || link.rel || ' ' LIKE '% sponsored %') AS marked FROM target WHERE crawl_id = :crawl AND domain = :domain"
        " AND kind IN ('internal', 'subdomain', 'affiliate') AND network IN (CASE kind WHEN 'affiliate' THEN :network ELSE '' END, :network))"
        " WHERE kind <> 'internal' OR marked OR :pages ORDER BY id",
        {"crawl": store.crawl_id, "domain": domain, "network": NETWORK, "pages": pages},
    )
    return [(number, url, kind, bool(marked), via) for number, url, kind, marked, via in rows]


def save_own_redirects(store: Store, found: Iterable[tuple[int, str, str]]) -> None:
    """Say of the site's own redirects, each with its `via` and the evidence in words, that they earn.

    Those on the site's other hosts become affiliate links, as links with rel="sponsored" do; pages of the site stay internal.
    """
    with store.transaction() as db:
        db.executemany(
            "UPDATE target SET network = ?1, confidence = 'likely', via = ?2, detail = CASE detail WHEN '' THEN ?3 ELSE detail END,"
            " kind = CASE kind WHEN 'subdomain' THEN 'affiliate' ELSE kind END WHERE id = ?4"
            f" AND NOT (kind = 'subdomain' AND EXISTS ({_TWIN.format(kind='affiliate')}))",
            [(NETWORK, via, text(detail), number) for number, via, detail in found],
        )
        _join_twins(store)
