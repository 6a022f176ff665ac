"""The terms of the design as dataclasses without behaviour: facts first, then judgements."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

REGIONS = ("header", "nav", "main", "aside", "footer", "other")
FRAME = frozenset({"header", "nav", "aside", "footer"})  # what a template puts around the content
WHOLE_BODY = "body"  # what Page.content_by says where nothing marks the content


@dataclass(frozen=True, slots=True)
class Cause:
    """Why something was not read, not asked or left out: a code, and the values that its sentence names.

    Everything decides by the code; crawler/catalog/sentences.toml words it where a person reads it. An empty one is false.
    """

    code: str = ""  # "http-status"
    values: tuple[tuple[str, str | int | float | Cause], ...] = ()  # (("status", 404),)

    def __bool__(self) -> bool:
        """Return whether there is any."""
        return bool(self.code)


NO_CAUSE = Cause()


def because(code: str, **values: str | float | Cause) -> Cause:
    """Return the cause with this code; `values` are what its sentence names, in the order of their names."""
    return Cause(code, tuple(sorted(values.items())))


@dataclass(slots=True, unsafe_hash=True)
class Target:
    """What one URL is: the answer of `crawler.links` about a link's destination, shared by all links to it.

    Nobody changes one; to be frozen would take three times as long to make, and a page has dozens of new ones.
    """

    url: str
    kind: str  # one of crawler.links.KINDS
    network: str = ""  # id of the network file
    affiliate_id: str = ""
    confidence: str = ""  # certain / likely; empty when there is nothing to be sure of
    destination: str = ""  # the shop's URL, as far as the link itself tells it
    host: str = ""  # ASCII, lower case, without port
    domain: str = ""  # registrable domain
    detail: str = ""  # in words, for a person: "video wZy89qsM2Rc", "loopback address", …
    sub_id: str = ""  # the owner's own mark in an affiliate link (clickref, u1, subId1 …)
    via: str = ""  # what stands around the address that was meant: one of crawler.links.redirectors.VIA
    fault: str = (
        ""  # what is wrong with the address, a code of crawler/catalog/sentences.toml: "missing-scheme"
    )
    item: str = ""  # what a YouTube link names: video, embed, playlist, channel, page …
    item_id: str = ""  # … and its id


@dataclass(frozen=True, slots=True)
class Proposal:
    """The replacement for what a finding points at, how it was found, and how sure that is."""

    url: str
    method: str
    confidence: str  # certain / high / medium / low


@dataclass(slots=True)
class Heading:
    """One h1-h6 or role=heading, in document order."""

    position: int  # from 1
    level: int
    text: str  # its text content, white space collapsed; empty when there is none
    region: str = "main"
    line: int | None = None
    html_id: str = ""
    name: str = ""  # accessible name: text, or aria-label, title, img alt (ACT ffd0e9)
    hidden: bool = False  # hidden / aria-hidden / inert / display:none inline, itself or an ancestor
    dialog: int = 0  # number of the dialog that it stands in, which has an outline of its own; 0: none
    in_link: bool = False  # a link stands around it: the title of a card
    quoted: bool = False  # in a post: it stands in a blockquote, whose outline is its own
    words: int = 0  # of the text under it up to the next heading; counted in the content only
    besides: int = (
        0  # what its section holds besides text: images, embeds, scripts, form fields, hidden parts
    )


SITE_HEADS = {"header", "nav"}  # regions that are the same on each page
SITE_NAMES = {
    "site-title",
    "site-name",
    "blog-title",
    "logo",
}  # ids of the site's name in a head that is no header


def main_h1(headings: Iterable[Heading], titles: Iterable[str]) -> Heading | None:
    """Return the h1 that names the page: the first, but for a site's name in the site's head above the content's own.

    `titles` are those of the page: one that ends with the name in the head, or begins with the content's h1, tells so. A
    post's own name may stand in the site's head as well, and its sections be h1.
    """
    found = [heading for heading in headings if heading.level == 1]
    # A theme may write "Menu" as an h1 before the content's own, which the title repeats, or the site's name, with which it ends.
    if len(found) > 1 and found[0].region in {"other", "main"} and (title := _folded(next(iter(titles), ""))):
        first = _folded(found[0].text)
        named = [heading for heading in found if heading.text and title.startswith(_folded(heading.text))]
        apart = found[0].region == "other" or (first and title.endswith(first))
        if named and apart and not title.startswith(first):
            return named[0]
    if len(found) < 2 or not _in_site_head(found[0]):
        return found[0] if found else None
    title, head = _folded(next(iter(titles), "")), _folded(found[0].text)
    own = next((heading for heading in found if heading.text and not _in_site_head(heading)), None)
    if own is None or (head and title.startswith(head)):
        return found[0]
    return own if title.endswith(head) or title.startswith(_folded(own.text)) else found[0]


def _in_site_head(heading: Heading) -> bool:
    return heading.region in SITE_HEADS or heading.html_id in SITE_NAMES


def _folded(text: str) -> str:
    # Soft hyphens are no letters; a title may have them escaped twice.
    return " ".join(text.replace("\xad", "").replace("&shy;", "").split()).casefold()


@dataclass(slots=True)
class Link:
    """One `a` or `area` element with an href."""

    position: int  # from 1, in document order
    href: str  # as written, entities decoded by the parser
    text: str = ""  # anchor text: text content, or the alt of an image inside
    rel: tuple[str, ...] = ()  # lower case tokens
    misnamed_rel: tuple[str, ...] = ()  # values of rel in an attribute called ref
    target: str = ""  # the attribute, "_blank" …
    region: str = "main"
    heading: int | None = None  # position of the heading that it stands under
    line: int | None = None
    wpil: tuple[
        tuple[str, str], ...
    ] = ()  # every data-wpil* attribute of the raw tag, duplicates too, in order
    in_code: bool = False  # inside code / pre
    has_image: bool = False
    label: str = ""  # aria-label or title: a name for an anchor without text
    to: Target | None = None  # set by enrich
    hidden: bool = False
    in_heading: bool = False  # inside the heading `heading`, or around it
    words_before: int | None = None  # of the content's blocks, when it stands in one of them
    current: bool = False  # aria-current or a time element inside: the theme's link to the page itself
    lacks_href: bool = (
        False  # meant as a link and without an address, or with an empty one that no script is seen to answer
    )
    scripted: bool = False  # only scripts write it: it stands on the rendered page alone


@dataclass(slots=True)
class Image:
    """One `img` element."""

    position: int
    src: str
    srcset: str = ""
    alt: str | None = None  # None: no alt attribute; "": written empty on purpose
    width: str = ""
    height: str = ""
    region: str = "main"
    line: int | None = None
    hidden: bool = False  # aria-hidden or role=presentation/none: needs no alt
    link: int = 0  # position of the link that it stands in; 0: in none
    label: str = ""  # aria-label or title, which name an image without alt


@dataclass(slots=True)
class UrlReference:
    """A URL that stands anywhere but in a link's href: an image, an embed, metadata, style, or example code."""

    position: int  # from 1, in document order, counted over the references
    where: str  # img, srcset, iframe, embed, video, audio, source, script, stylesheet, form, canonical, og, twitter, hreflang, jsonld, css, data, text, …
    href: str  # as written
    line: int | None = None
    region: str = "other"
    in_code: bool = False  # stood in the text of code / pre / textarea
    to: Target | None = None


@dataclass(slots=True)
class Block:
    """One piece of the content's visible text: as much as stands between two ends of blocks, or between two br."""

    position: int  # from 1, in document order
    kind: str  # paragraph / item / quote / cell / caption / code / summary
    text: str  # white space collapsed; a line break (br) is one
    words: int = 0
    line: int | None = None  # where it begins; None where that is not certain
    heading: int = -1  # index in Page.headings of the heading that it stands under; -1: of none
    region: str = "main"
    bold: bool = False  # all of it stands in b or strong
    number: int = 0  # that an item of a numbered list shows
    code: tuple[str, ...] = ()  # what of it stands in code, kbd, samp or tt, and its formulas


class ItemRef(NamedTuple):
    """The value of a property that is another item of the page."""

    position: int


@dataclass(slots=True)
class StructuredItem:
    """One item of a page's structured data: a node of JSON-LD, or an element with itemscope. Nodes with one @id are one item."""

    position: int  # from 1, as read
    syntax: str  # json-ld / microdata
    types: tuple[str, ...] = ()  # as schema.org calls them, without its address: BlogPosting
    item_id: str = ""  # @id or itemid
    properties: dict[str, list[str | int | float | bool | ItemRef]] = field(default_factory=dict)
    top: bool = False  # written by itself, or in @graph, at least once
    parent: int = 0  # position of the item in which it is written; 0: of none
    via: str = ""  # the property whose value it is there
    line: int | None = None  # of an element; that of a node is worked out where it is asked for
    block: int = -1  # index in Page.jsonld
    number: int = 0  # which of the block's closing braces is its own
    shown: bool = True  # of a rating: its value or its number of votes stands in the page outside of scripts
    google: str = ""  # the type file that judges it; set by enrich
    missing: tuple[str, ...] = ()  # what that file requires and the item lacks; set by enrich
    unfilled: tuple[str, ...] = ()  # what it recommends besides; set by enrich


@dataclass(frozen=True, slots=True)
class BrokenBlock:
    """A JSON-LD block that is not valid JSON."""

    block: int  # index in Page.jsonld
    fault: str  # a code: control-character (search engines read over it) / comma / value / name / colon / string / escape / rest / constant / nested
    line: int | None
    column: int  # in that line of the block, from 1
    near: str  # what stands there


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Where a page with affiliate links in its content says that they earn money."""

    where: str  # content / footer (or sidebar) / link (to a page that may say it) / absent
    words: (
        int | None
    )  # from it to the first affiliate link; negative: it comes after; None outside the content
    links_before: int  # affiliate links that come before it
    first: int  # words of the content before the first affiliate link
    links: int  # affiliate links in the content


@dataclass(frozen=True, slots=True)
class Sight:
    """What a search engine takes from a page: as it was sent, or as it is after its scripts have run."""

    title: str = ""
    description: str = ""
    canonical: str = ""
    robots: str = ""  # directives of the meta tags, comma separated
    h1: str = ""
    words: int = 0
    links: int = 0
    headings: int = 0
    affiliate_links: int = 0  # certain ones in the content


@dataclass(frozen=True, slots=True)
class RenderedLink:
    """A link that scripts have added, taken away, or given another address."""

    state: str  # added / gone / changed
    link: Link  # on the rendered page; of one that is gone: as it was sent
    heading: str = ""  # the text that it stands under
    before: Link | None = None  # changed: as it was sent


@dataclass(slots=True)
class Rendered:
    """What a browser made of a page by running its scripts, and what of that differs from the page as it was sent."""

    settled: bool = False  # the scripts came to an end within the limits
    cause: Cause = NO_CAUSE  # why they did not, or why the page was not rendered
    ms: int = 0  # of the browser's own time; what it waited for files of the site is not counted
    requests: int = 0  # of the page's scripts and styles for further files
    moved_to: str = ""  # absolute URL that a script sent the reader to
    failed: list[tuple[str, int | None, Cause]] = field(
        default_factory=list
    )  # own scripts, styles and data that could not be had: URL, status, cause
    blocked: list[str] = field(default_factory=list)  # hosts whose scripts and data were not loaded
    judged: bool = False  # the page as sent has no text, so the rendered one is what is judged
    other: Page | None = None  # the one of the two that is not judged
    before: Sight = Sight()  # as sent; set by enrich
    after: Sight = Sight()  # rendered; set by enrich
    links: list[RenderedLink] = field(default_factory=list)  # set by enrich


@dataclass
class Page:
    """The facts of one URL, or of one post file; no opinion.

    Without slots: beside its fields, what is worked out of it by the way is kept with it (crawler/text/page_cache.py).
    """

    url: str  # as requested; for a post: site + slug, or empty
    source: str = ""  # a post's path inside its folder; empty for a live page
    outcome: str = "fetched"  # fetched / redirected / failed / refused / skipped
    cause: Cause = NO_CAUSE  # why it was not fetched or not read
    status: int | None = None
    redirect_to: str = ""  # absolute URL of this response's Location
    content_type: str = ""
    size: int | None = None  # bytes of the body after decompression
    elapsed_ms: int | None = None
    depth: int | None = None  # clicks from the start page; None for pages known from a sitemap only
    base: str = ""  # what relative URLs resolve against
    is_html: bool = False  # the body was read as HTML (for a post: always)
    is_feed: bool = False  # the body is RSS or Atom, whose addresses were read
    format: str = ""  # posts: html / markdown / text
    format_reason: str = ""  # posts: what decided the format
    front_matter: dict[str, Any] = field(default_factory=dict)
    front_matter_problem: str = ""  # why it could not be read; the body was read all the same
    front_matter_program: str = ""  # the language of one that only its site generator can read: "JavaScript"
    front_matter_repeated: list[tuple[str, int]] = field(
        default_factory=list
    )  # keys written twice, and the file's line of the second
    front_matter_lines: dict[str, int] = field(default_factory=dict)  # the file's line of each top-level key
    open_fence: int | None = None  # posts: the line of a code fence that is never closed
    template_h1: str = ""  # posts: the title that the site's template shows as h1
    untitled: bool = False  # posts: hardly any of those beside it has a title, so that the template makes one
    dev_port: str = ""  # posts: at which the site's generator shows the site while it is written
    titles: list[str] = field(default_factory=list)
    descriptions: list[str] = field(default_factory=list)
    canonicals: list[str] = field(default_factory=list)  # absolute, from link tags
    header_canonicals: list[str] = field(default_factory=list)  # absolute, from the Link header
    robots: list[str] = field(default_factory=list)  # lower-case directives of the robots meta tags
    x_robots: list[str] = field(default_factory=list)  # lower-case directives of X-Robots-Tag
    googlebot: list[str] = field(default_factory=list)  # those of `robots` that are for Googlebot alone
    misplaced: list[tuple[str, int | None]] = field(
        default_factory=list
    )  # what belongs into the head and stands in the body: title / description / robots / canonical / hreflang, and its line
    body_begins: str = ""  # name of the body's first element, where something is misplaced: it ended the head
    canonical_attributes: list[str] = field(
        default_factory=list
    )  # of canonical links, those by which they are none: hreflang, lang, media, type
    pages_beside: list[tuple[str, str]] = field(default_factory=list)  # next or prev, absolute URL
    has_doctype: bool = True
    charset_guessed: bool = False  # not ASCII, and nothing says how it is encoded: no header, no byte order mark, no meta early enough
    lang: str = ""
    viewport: str = ""
    charset: str = ""
    encoding: str = ""  # codec of the queries that its links send, where that is not UTF-8
    title_line: int | None = None
    headings: list[Heading] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)  # of the content region; none on a page without one
    residue: dict[str, tuple[int, int]] = field(default_factory=dict)  # who left attributes: count, bytes
    footer: str = ""  # the text of footers and sidebars
    banner: str = (
        ""  # the text that stands above the content in the page, without links, menus and the site's head
    )
    below: str = ""  # … and what stands below it, in no footer
    disclosure: Disclosure | None = None  # set by enrich
    amazon_sentence: bool = False  # the one that Amazon asks for stands there; set by enrich
    indexable: bool = True  # by its own word: no noindex, no canonical or refresh elsewhere; set by enrich
    text_hash: str = ""  # the same for the same text, empty for one of few words; set by enrich
    shingles: list[tuple[int, int]] = field(
        default_factory=list
    )  # hashes of word sequences, each with the index of the heading that it stands under; set by enrich
    references: list[UrlReference] = field(default_factory=list)
    lost_posts: list[str] = field(default_factory=list)  # hrefs of links to posts that are not in the folder
    lost_fragments: list[str] = field(
        default_factory=list
    )  # hrefs of links to a place on this page for which no element is there
    ids: str = ""  # live pages: what links may lead to, each with a blank on both sides; empty where there are too many
    jsonld: list[str] = field(default_factory=list)  # raw text of each block
    jsonld_lines: list[int | None] = field(default_factory=list)  # the line on which each begins
    broken_jsonld: list[BrokenBlock] = field(default_factory=list)
    items: list[StructuredItem] = field(default_factory=list)  # of its structured data
    rates_itself: bool = False  # a plugin that collects the readers' own ratings is on the page; looked for where there are ratings
    social: dict[str, str] = field(
        default_factory=dict
    )  # og:*, twitter:* and the dates of article:*, the first of each
    hreflang: list[tuple[str, str]] = field(default_factory=list)  # language, absolute URL
    feeds: list[str] = field(default_factory=list)  # absolute URLs of the feeds that the page names
    refresh: str = ""  # absolute URL of another page that a meta element sends the reader to at once
    wants_cookie: bool = False  # it redirected to itself until the cookie that came with it was sent back
    words: int = 0  # of the main text
    has_content_region: bool = False  # there is content that rules judge: a body, or a post's text
    content_by: str = ""  # what found it: a selector, AUDIT_CONTENT_SELECTOR, or body where nothing marks it; empty for a post
    content_share: float | None = None  # of the page's own words that it holds, from 0 to 1
    content_h1: bool | None = None  # whether the page's h1 belongs to it; None where there is none
    content_proposal: str = (
        ""  # a selector of what holds nearly all words of a page whose content nothing marks
    )
    has_dialog: bool = False  # an open dialog stands in front of the page
    headers: dict[str, list[str]] = field(default_factory=dict)  # those of crawler/extract/headers.py
    etag: str = ""
    last_modified: str = ""
    rel_file: str = ""  # of a post: the project's file that gives links their rel when the site is built
    notes: list[str | Cause] = field(
        default_factory=list
    )  # what was cut or could not be read; for a reader only
    findings: list[Finding] = field(default_factory=list)
    found: list[str] = field(
        default_factory=list
    )  # URLs to visit next, absolute, fragment removed; set by enrich
    key: str = ""  # the frontier's key: url, or source for a post
    unchanged: bool = False  # the server says so (304): what an earlier crawl has read of it holds
    follow: bool = True  # whether its links lead on to further pages
    rendered: Rendered | None = None  # with -a render=yes: what its scripts make of it


@dataclass(slots=True)
class Sitemap:
    """What one sitemap or sitemap index names."""

    key: str  # its URL, the frontier's key
    pages: list[str] = field(default_factory=list)
    sitemaps: list[str] = field(default_factory=list)
    cause: Cause = NO_CAUSE  # why it could not be read; empty when it could
    foreign: list[Target] = field(
        default_factory=list
    )  # some of the URLs of other sites, which are not followed
    notes: list[str | Cause] = field(default_factory=list)


Place = Page | Heading | Link | Image | UrlReference | Block


@dataclass(slots=True)
class Finding:
    """A rule broken at one place."""

    rule: str
    severity: str
    message: str
    subject: str = "page"  # page / heading / link / image / carrier / block
    position: int | None = None  # of the subject
    region: str = ""
    line: int | None = None
    place: str = ""  # where, in words: "hip-pain.md:41", "link 12, under “Symptoms”"
    now: str = ""  # what it says now
    should_be: str = ""  # the proposal …
    method: str = ""  # … how it was found
    confidence: str = ""  # … and how sure: certain / high / medium / low
    edits: tuple[tuple[str, str], ...] = ()  # of a longer text: each word to be changed, and what it becomes


OK, REDIRECTED, SOFT_404, BROKEN = "ok", "redirected", "soft-404", "broken"
BLOCKED, TEMPORARY, NOT_CHECKED = "blocked", "temporary", "not checked"
VERDICTS = (BROKEN, SOFT_404, REDIRECTED, BLOCKED, TEMPORARY, OK, NOT_CHECKED)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of an external link check, with its evidence."""

    verdict: str  # one of VERDICTS
    cause: Cause = NO_CAUSE  # why it is that one
    evidence: str = ""  # the header or words that decided, as they came
    status: int | None = None  # of the last answer
    final_url: str = ""  # where the redirects ended
    hops: str = ""  # "301 → https://b; 302 → https://c"
    lasting: bool = False  # every redirect is meant to last, and leads to the same thing


@dataclass(frozen=True, slots=True)
class Export:
    """The numbers of one file that the owner exported from a search engine, an analytics program or an affiliate programme."""

    kind: str  # id of a file in crawler/catalog/exports/
    file: str  # its name, without the folder
    rows: dict[str, dict[str, float]]  # address or tracking id -> what -> number
    told_by: str = "headers"  # headers: in one of the known languages; numbers: by what stands in the columns
    since: str = ""  # first day that it is about, as 2026-08-01; empty: it does not say
    until: str = ""
    unread: int = 0  # rows with a number that could not be read
    full: bool = False  # as many rows as the program exports at the most: what is not in it may have numbers all the same


@dataclass(frozen=True, slots=True)
class Exports:
    """What the files that the owner gave to a crawl came to."""

    read: tuple[Export, ...] = ()
    left: tuple[tuple[str, Cause], ...] = ()  # names of files that are not used, and why
