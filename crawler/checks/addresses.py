"""Checks of addresses that hold more than where they lead: wrappers, tracking, another address, an escape too many."""

from __future__ import annotations

import re
from collections import defaultdict
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urljoin

from crawler.checks.link_groups import addresses, links_by_kind, parameter_names, telling_links
from crawler.checks.outline import is_linked
from crawler.links.hrefs import markdown_address
from crawler.links.reach import NOBODY, reach
from crawler.links.redirectors import AD_CLICK, WRAPPED, unwrapped, wrapper_of
from crawler.text.page_cache import cached_per_page

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crawler.items import Image, Link, Page

_INNER = re.compile(r"https?(?::|%3A)(?:/|%2F){2}[^&\s]{1,2000}", re.IGNORECASE)
_AMP = re.compile(r"(?<=[?&])((?:amp;)+)(?=[\w.%#-]+=)")
# As they stand in a URL: at the path's end a space, a no-break one, a quotation mark; anywhere what nobody sees.
_STRAYS = {
    "%20": "a space", "%C2%A0": "a space", "%E2%80%9C": "a quotation mark", "%E2%80%9D": "a quotation mark",
    "%E2%80%99": "a quotation mark",
}  # fmt: skip
_UNSEEN = ("%E2%80%8B", "%EF%BB%BF", "%C2%AD", "%E2%80%8E")
# https://blog.example/https://shop.com/x, https://blog.example/www.shop.com: the scheme, one slash of which servers eat.
_WHOLE = re.compile(r"(?:(https?):/{1,2})?(?=[\w-]+(?:\.[\w-]+)+)", re.IGNORECASE)
_GHOST = "__GHOST_URL__"
_PLACEHOLDERS = {_GHOST: _GHOST, "[object Object]": "[object Object]", "[object%20Object]": "[object Object]"}
_COUNTED = {"external", "subdomain", "internal"}  # links that a click on an ad may have led to
_PERMALINKS = {
    "permalink",
    "permanent link",
    "permanenter link",
    "permalien",
    "lien permanent",
    "enlace permanente",
    "link permanente",
    "固定链接",
}
_THEMES = {
    "bookmark",
    "canonical",
    "tag",
    "category",
    "permalink",
}  # what a theme's links to the page itself say
# A post's date is its permanent address on many themes: “May 4, 2026”, “2026-05-04”, “4. Mai 2026 um 10:12”.
_DATE = re.compile(
    r"(?:\w{1,12}[,.]? ){0,3}\d{1,4}(?:[ ./-]|, |\. |年|월|月|일|日|년){1,2}.{0,20}(?:(?:19|20)\d\d|\d{1,2}日?).{0,12}"
)
SPOKEN = 4  # characters of a link's text that is more than a page number
_IN_SCRIPT = re.compile(r"""["']((?:https?:/)?/[^"'\s]{1,500})["']""")
PARTS = 100  # parameters that are looked at
SERIES = 1_000  # links, and items of lists, below one heading that are looked at


def links_are_not_wrapped(page: Page) -> Iterator[tuple[Link, dict[str, Any]]]:
    """Yield each link to a redirector that stands around the address that was meant, with that address."""
    for link in telling_links(page):
        to = link.to
        if to is None or to.via != WRAPPED:
            continue
        inner = unwrapped(to.url)
        if reach(inner).kind in NOBODY:
            continue
        yield (
            link,
            {
                "text": link.text or link.href,
                "wrapper": wrapper_of(to.url),
                "should_be": inner,
                "method": "the URL inside the link",
                "confidence": "high",
            },
        )


def addresses_end_cleanly(page: Page) -> Iterator[tuple[Link, dict[str, Any]]]:
    """Yield each link whose path ends with a space or a quotation mark, or holds a character that nobody sees."""
    text = f"{addresses(page)}\n"
    if not any(f"{end}\n" in text for end in _STRAYS) and not any(mark in text for mark in _UNSEEN):
        return
    for link in page.links:
        to = link.to
        if to is None or link.in_code or "?" in to.url or "#" in to.url or "%" not in to.url:
            continue
        if to.fault.startswith("missing-"):
            continue  # which is said as such
        mended, what = to.url, ""
        for mark in _UNSEEN:
            if mark in mended:
                mended, what = mended.replace(mark, ""), "an invisible character"
        if mended.count("%E2%80%9C") == mended.count("%E2%80%9D") > 0:
            continue  # quotation marks in pairs are the address's own
        while end := next((end for end in _STRAYS if mended.endswith(end)), ""):
            mended, what = mended.removesuffix(end), _STRAYS[end]
        if what and to.kind not in {"malformed", "other-scheme", "dev-host"}:
            method = "the same URL without it, not verified"
            mending = {"should_be": mended, "method": method, "confidence": "medium"}
            yield link, {"href": link.href, "what": what, **mending}


def addresses_hold_no_placeholder(page: Page) -> Iterator[tuple[Link | Image, dict[str, Any]]]:
    """Yield each link and image whose address holds what an export or a script wrote in place of one."""
    seen: list[tuple[Link | Image, str]] = [(link, link.href) for link in page.links if not link.in_code]
    seen += [(image, image.src) for image in page.images]
    for at, href in seen:
        if "_GHOST_" not in href and "[object" not in href:
            continue
        found = next((name for written, name in _PLACEHOLDERS.items() if written in href), "")
        if not found:
            continue
        mended = {}
        if href.startswith(_GHOST) and page.base:
            with suppress(ValueError):  # what stands behind the placeholder may be no address: //[x
                mended = {
                    "should_be": urljoin(page.base, href.removeprefix(_GHOST) or "/"),
                    "method": "the site's address instead of Ghost's placeholder, not verified",
                    "confidence": "medium",
                }
        yield at, {"href": href, "found": found, "now": href, **mended}


def links_are_no_ad_clicks(page: Page, *, parameters: dict) -> Iterator[tuple[Link, dict[str, Any]]]:
    """Yield each link through an ad's click counter, or copied after a click on an ad; `parameters`: name -> whose ad."""
    carried = not parameter_names(page).isdisjoint(parameters)
    for link in telling_links(page):
        to = link.to
        if to is None:
            continue
        if to.via == AD_CLICK:
            values = {"what": f"is {to.detail}"}
            inner = unwrapped(to.url)
            if inner != to.url:
                method, confidence = "the target URL inside the ad link", "medium"
                values |= {"should_be": inner, "method": method, "confidence": confidence}
            yield link, {"text": link.text or link.href, **values}
        elif carried and to.kind in _COUNTED and (found := _named(to.url, parameters)):
            clean = without(to.url, set(parameters))
            yield (
                link,
                {
                    "text": link.text or link.href,
                    "what": f"carries {found}, a click ID of {parameters[found.lower()]} ads",
                    "should_be": clean,
                    "method": f"the same URL without {found}",
                    "confidence": "high",
                },
            )


def links_carry_no_parameters(
    page: Page, *, kinds: list[str], parameters: list[str]
) -> Iterator[tuple[Link, dict[str, Any]]]:
    """Yield each link of these kinds that carries one of the parameters, with the address without them.

    A name that ends in * stands for all that begin so.
    """
    whole = {name: "" for name in parameters if not name.endswith("*")}
    starts = tuple(name[:-1] for name in parameters if name.endswith("*"))
    if not _may_be_there(page, whole, starts):
        return
    for link in telling_links(page):
        to = link.to
        if to is None or to.kind not in kinds or "?" not in to.url:
            continue
        found = _named(to.url, whole, starts)
        if not found:
            continue
        yield (
            link,
            {
                "text": link.text or link.href,
                "parameter": found,
                "should_be": without(to.url, set(whole), starts),
                "method": f"the same URL without {found} and similar parameters",
                "confidence": "high",
            },
        )


def links_hand_over_public_addresses(page: Page) -> Iterator[tuple[Link, dict[str, Any]]]:
    """Yield each link to a public host that has the address of a development host in its query, as share buttons have.

    The page's own host is left alone: a site that is audited where it is built is shared from there.
    """
    for link in telling_links(page):
        to = link.to
        if to is None or to.kind in {"dev-host", "malformed", "other-scheme"}:
            continue
        query = to.url.partition("?")[2]
        for found in _INNER.finditer(query[:16_384]) if "http" in query.lower() else ():
            inner = reach(unquote(found[0]))
            certain = inner.kind == "dev-host" and inner.confidence == "certain"
            if certain and inner.host != reach(page.url).host:
                yield link, {"text": link.text or link.href, "host": to.host, "inner": inner.host}
                break


def ampersands_are_not_escaped_twice(page: Page) -> Iterator[tuple[Link, dict[str, Any]]]:
    """Yield each link whose query still says `amp;` after the page was read, so that the server gets other names."""
    for link in telling_links(page):
        to = link.to
        if to is None or "amp;" not in to.url or not to.url.startswith(("http:", "https:")):
            continue
        start, mark, query = to.url.partition("?")
        if found := _AMP.search(mark + query):
            name = (mark + query)[found.end() :].partition("=")[0]
            yield (
                link,
                {
                    "text": link.text or link.href,
                    "name": f"amp;{name}",
                    "should_be": start + _AMP.sub("", mark + query),
                    "method": "the same URL with & escaped once",
                    "confidence": "high",
                },
            )


def links_avoid_hosts(page: Page, *, hosts: list[str]) -> Iterator[tuple[Link, dict[str, Any]]]:
    """Yield each link to one of the hosts, with or without www."""
    if not hosts:
        return
    avoided = {host.lower().removeprefix("www.") for host in hosts}
    for link in page.links:
        to = link.to
        if to and to.host.removeprefix("www.") in avoided and to.kind != "malformed" and not link.in_code:
            yield link, {"text": link.text or link.href, "host": to.host}


def links_lead_elsewhere(page: Page) -> Iterator[tuple[Link, dict[str, Any]]]:
    """Yield each link of the content that leads to the very page it stands on, and not to a place on it.

    A link that is called as the page itself, or as the term that an archive is of, says that it is the page's permanent
    address or the current page, or is a heading from end to end or a date, is the theme's.
    """
    here = page.url.partition("#")[0]
    if not here or f"\n{here}" not in addresses(page):
        return
    own = {name.casefold() for name in (*page.titles, page.template_h1) if name}
    own |= {heading.name.casefold() for heading in page.headings if heading.level == 1}
    titles = is_linked(page, page.headings)
    own |= {heading.name.casefold() for heading in page.headings if heading.position in titles}
    for link in page.links:
        to = link.to
        if to is None or to.url != here or to.kind not in {"internal", "fragment"}:
            continue
        if "#" in link.href or link.region != "main":
            continue
        meant = link.current or (link.rel and not _THEMES.isdisjoint(link.rel))
        if not link.href.strip() or meant or link.in_code or link.hidden or _DATE.fullmatch(link.text):
            continue
        text = link.text.casefold()
        if text.replace("-", " ") in _PERMALINKS:
            continue
        if (
            len(text) >= SPOKEN
            and not any(name.endswith(text) for name in own)
            and not _in_series(page, link)
        ):
            yield link, {"text": link.text}


@cached_per_page
def _series(page: Page) -> dict[int, list[str]]:
    """Return for each heading, by its position, the texts of the list items below it that stand beside one that leads to another page of the site."""
    here = page.url.partition("#")[0]
    others: dict[int, dict[str, None]] = defaultdict(dict)
    for link in page.links:
        known = others[link.heading or 0]
        if (
            link.text
            and link.to
            and link.to.kind == "internal"
            and link.to.url != here
            and len(known) < SERIES
        ):
            known[link.text] = None
    found: dict[int, list[str]] = defaultdict(list)
    for before, item, after in zip([None, *page.blocks], page.blocks, [*page.blocks[1:], None], strict=False):
        heading = item.heading + 1
        if item.kind != "item" or heading not in others or len(found[heading]) >= SERIES:
            continue
        beside = [block.text for block in (before, after) if block is not None and block.kind == "item"]
        if any(text in other for text in others[heading] for other in beside):
            found[heading].append(item.text)
    return found


def _in_series(page: Page, link: Link) -> bool:
    """Return whether a link stands in a list of links to the parts of a series, this page among them."""
    return any(link.text in text for text in _series(page).get(link.heading or 0, ()))


def links_lead_to_published_pages(
    page: Page, *, parameters: list[str], paths: list[str]
) -> Iterator[tuple[Link, dict[str, Any]]]:
    """Yield each internal link to a preview, a draft, an editor or the administration, by parameter or by path."""
    names, starts = dict.fromkeys(parameters, ""), tuple(paths)
    if not _may_be_there(page, names) and not any(path[1:] in addresses(page) for path in paths):
        return
    for link in page.links:
        to = link.to
        if to is None or to.kind not in {"internal", "subdomain"} or link.in_code:
            continue
        address, hashed, fragment = to.url.partition("://")[2].partition("#")
        path = "/" + address.partition("/")[2].partition("?")[0]
        whole = path + hashed + fragment  # Ghost's editor stands behind a fragment
        found = _named(to.url, names) if "?" in to.url else ""
        if not found and whole.startswith(starts):
            found = next(one for one in paths if whole.startswith(one))
        if found and not path.endswith("/admin-ajax.php"):
            yield link, {"text": link.text or link.href, "sign": found}


def _may_be_there(page: Page, names: Iterable[str], starts: tuple[str, ...] = ()) -> bool:
    """Return whether any link may carry one of the parameters: most pages have none, and their links need no second look."""
    there = parameter_names(page)
    return any(name.partition("=")[0] in there for name in names) or any(
        name.startswith(starts) for name in there if starts
    )


def _named(url: str, names: dict, starts: tuple[str, ...] = ()) -> str:
    """Return the first parameter of the query that has one of the names, or begins so; `name=value` asks for the value too."""
    query = url.partition("#")[0].partition("?")[2]
    for part in query.split("&", PARTS)[:PARTS] if query else ():
        name, _, value = part.partition("=")
        lower = name.lower()
        if lower in names and value:
            return name
        if (starts and lower.startswith(starts)) or f"{lower}={value.lower()}" in names:
            return name
    return ""


def without(url: str, names: set[str], starts: tuple[str, ...] = ()) -> str:
    """Return the URL without the parameters that have one of the names or begin so; all others stay as written."""
    rest, hashed, fragment = url.partition("#")
    start, _, query = rest.partition("?")
    kept = []
    for part in query.split("&"):
        name = part.partition("=")[0].lower()
        if name not in names and not (starts and name.startswith(starts)):
            kept.append(part)
    query = "&".join(kept)
    return (f"{start}?{query}" if query else start) + hashed + fragment


def addresses_are_no_markdown(page: Page) -> Iterator[tuple[Link, dict[str, Any]]]:
    """Yield each link whose href is a link of Markdown, [text](address), with the address in it as proposal."""
    for link in page.links:
        if link.href[:1] == "[" and not link.in_code and (inner := markdown_address(link.href)):
            mended = {"should_be": inner, "method": "the URL inside it", "confidence": "high"}
            yield link, {"href": link.href, "text": link.text or inner, **mended}


def addresses_hold_no_other(page: Page) -> Iterator[tuple[Link, dict[str, Any]]]:
    """Yield each link to the own site whose path is a whole address, with that address as proposal.

    A site that shows other pages, an archive or a proxy, has its own name for them in front: only a path that begins so is
    judged, or one that has the folder of the page in front, as an address that is taken for a relative one.
    """
    text = addresses(page).lower()
    www = text.count("/www.") > text.count("//www.")
    if not www and "/http:/" not in text and "/https:/" not in text:
        return
    folder = page.url.partition("://")[2].partition("/")[2].rpartition("/")[0]
    for link in page.links:
        to = link.to
        if to is None or to.kind not in {"internal", "subdomain"} or link.in_code:
            continue
        if to.fault.startswith("missing-"):
            continue  # an address without a scheme is told as such
        path = to.url.partition("://")[2].partition("/")[2]
        path = path.removeprefix(f"{folder}/") if folder else path
        found = _WHOLE.match(path)
        if found is None or not (found[1] or path[:4].lower() == "www."):
            continue
        inner = f"{(found[1] or 'https').lower()}://{path[found.end() :]}"
        values = {"text": link.text or link.label or link.href, "href": link.href, "inner": inner}
        if reach(inner).kind not in NOBODY:
            method = "the address that stands behind the site's own"
            values |= {"should_be": inner, "method": method, "confidence": "medium"}
        yield link, values


def links_need_no_script(page: Page) -> Iterator[tuple[Link, dict[str, Any]]]:
    """Yield each link of the content whose address is a script that opens another one: javascript:location='/tents/'."""
    for link in links_by_kind(page).get("other-scheme", ()):
        if link.region != "main" or link.in_code or link.hidden:
            continue
        if link.href.lstrip()[:11].lower() != "javascript:":
            continue
        found = _IN_SCRIPT.search(unquote(link.href[:4_096]))
        if found and not found[1].partition("?")[0].endswith(".js"):  # a bookmarklet loads a script
            yield link, {"text": link.text or link.label or link.href, "address": found[1], "now": link.href}
