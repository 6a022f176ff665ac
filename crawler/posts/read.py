"""Read one post into a Page."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING

from crawler.extract import read_html
from crawler.items import NO_CAUSE, Cause, Page, UrlReference, because
from crawler.posts import format as form
from crawler.posts import render
from crawler.posts.block_attributes import without_block_attributes
from crawler.posts.code_lines import with_code_lines
from crawler.posts.decoding import decode
from crawler.posts.destinations import give_back, with_words
from crawler.posts.drafts import FOLDER, draft_mark, in_draft_folder
from crawler.posts.embedded_urls import add_addresses
from crawler.posts.figures import name_links
from crawler.posts.folder import MAX_BYTES, TOO_LARGE, source_name
from crawler.posts.front_matter import FrontMatter, split
from crawler.posts.loop_definitions import with_loop_definitions
from crawler.posts.mdx import is_mdx, with_quoted_attributes, without_esm
from crawler.posts.meant import Meant
from crawler.posts.neighbours import Neighbours
from crawler.posts.permalink import join, name_of
from crawler.posts.shortcodes import with_shortcodes
from crawler.posts.templates import without_templates
from crawler.posts.written_links import with_markdown_links

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.posts.dialect import Dialect

# A post cannot write a marker that it does not know.
UNLINKED = "unlinked address"  # where a reference stands that its site shows as text
MARKER = f"line-{secrets.token_hex(8)}-"


def read_post(
    path: Path,
    folder: Path,
    *,
    site: str = "",
    permalink: str = "",
    format: str = "auto",  # noqa: A002
    drafts: bool = False,
    neighbours: Neighbours | None = None,
) -> Page:
    """Return the post as a Page; whatever stands in the file, it never raises.

    `site` + `permalink` with the front matter's slug gives the URL; `format` is auto, html or markdown; a draft is read
    only with `drafts`. Lines are those of the file, front matter included. Who reads many posts of a folder hands over its
    `neighbours`, which then are looked for once.
    """
    neighbours = neighbours or Neighbours(folder, site, permalink)
    source = source_name(path.parent.resolve() / path.name, folder.resolve())
    page = Page(url="", source=source, key=source)
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        page.outcome, page.cause = "failed", because("post-unreadable", error=error.strerror or "")
        return page
    page.size = len(raw)
    text, charset, note = decode(raw)
    if not charset or len(raw) > MAX_BYTES:
        page.outcome = "skipped"
        page.cause = TOO_LARGE if len(raw) > MAX_BYTES else because("post-binary")
        return page
    front = split(text)
    url, refused = neighbours.url(front.values, source)
    if not drafts and (cause := _draft(front, source)):
        page.outcome, page.url, page.cause = "skipped", url, cause
        return page
    problem = f"the front matter could not be read: {front.problem}" if front.problem else ""
    program = f"the front matter is {front.program}, which is not run: its title, its draft mark and the like are not known"
    notes = [said for said in (problem, program if front.program else "", note, refused) if said]
    ending = path.suffix.lower()
    mdx = is_mdx(front.body, ending)
    dialect = neighbours.dialect(mdx=mdx, text=ending == ".txt")
    generator = neighbours.project.generator
    written = with_quoted_attributes(without_esm(front.body)) if mdx else with_loop_definitions(front.body)
    if generator is not None and generator.shortcodes:
        written = with_shortcodes(written)
    written, kept = with_words(with_markdown_links(written, neighbours), mdx=mdx)
    plain, ids = without_block_attributes(with_code_lines(written))
    body = without_templates(plain)
    shape = body if body == plain else without_templates(plain, fences=True)
    chosen = (
        form.decide(shape, ending, dialect) if format == "auto" else form.Form(format, "as -a read_as= asks")
    )
    if chosen.name == "html" and plain != written:
        body, ids = without_templates(written), set()
    if chosen.name == "markdown" and render.is_too_long(body):
        page.outcome, page.url = "skipped", url
        page.cause = because("post-too-long", characters=render.MAX_CHARACTERS, lines=render.MAX_LINES)
        return page
    html = _as_html(body, chosen.name, front.body_line, dialect)
    if chosen.name == "markdown" and (unread := render.parse(body, dialect).unread):
        notes.append(f"paragraphs with too many brackets, read as plain text: {unread:,}")
    bare = [] if chosen.name == "html" or render.is_too_long(body) else render.parse(body, dialect).unlinked
    page = read_html(html, url, fragment=True, marker=MARKER, base=url or site)
    page.source = page.key = source
    page.size, page.charset = len(raw), charset
    if chosen.name == "markdown":
        page.open_fence = render.open_fence(body, front.body_line, dialect)
    page.format, page.format_reason = chosen
    page.notes = [*notes, *page.notes]
    page.lost_fragments = [href for href in page.lost_fragments if href.partition("#")[2] not in ids]
    for href, line in bare:
        page.references.append(
            UrlReference(len(page.references) + 1, UNLINKED, href, front.body_line + line, "main")
        )
    add_addresses(page, shape, front, mdx=mdx, markdown=chosen.name == "markdown")
    name_links(page)
    meant = Meant(source, neighbours)
    give_back(page, kept, meant.code)
    meant.fill(page)
    page.rel_file = neighbours.project.rel_file
    if page.rel_file and any(link.href.startswith("http") for link in page.links):
        page.notes.append(because("rel-by-project", file=page.rel_file))
    fill_front_matter(page, front)
    page.lang = page.lang or neighbours.language(source)
    page.untitled = not page.titles and neighbours.untitled(source)
    page.dev_port = str(generator.port or "") if generator else ""
    if any(heading.level == 1 for heading in page.headings) and neighbours.write_their_h1(source):
        page.template_h1 = ""
    if (
        generator
        and generator.title_from_file
        and not page.titles
        and not any(h.level == 1 for h in page.headings)
    ):
        page.titles = [title_of_file(source)]
    return page


def title_of_file(source: str) -> str:
    """Return what a post's file calls it, as Jekyll makes a title of it: 2024-05-01-green-tea.md, "Green Tea"."""
    return " ".join(word.capitalize() for word in re.split(r"[-_\s]+", name_of(source)) if word)


def _draft(front: FrontMatter, source: str) -> Cause:
    """Return why a post is a draft; no cause where it is published."""
    if said := draft_mark(front.values):
        return because("draft", mark=said)
    return because("draft-folder", folder=FOLDER) if in_draft_folder(source) else NO_CAUSE


def _as_html(body: str, name: str, line: int, dialect: Dialect) -> str:
    if name == "html":
        return f"<!--{MARKER}{line}-->{body}"
    if name == "markdown":
        return render.markdown_to_html(body, line, MARKER, dialect)
    return render.text_to_html(body, line, MARKER)


def fill_front_matter(page: Page, front: FrontMatter) -> None:
    """Give the page what its front matter says; where that is silent, a file that is a whole page keeps what it has."""

    def first(*keys: str) -> tuple[str, str]:
        """Return the first of the keys that says something, and what it says."""
        for key in keys:
            value = front.values.get(key)
            if isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip():
                return key, " ".join(str(value).split())
        return "", ""

    page.front_matter, page.front_matter_lines = front.values, front.lines
    page.front_matter_problem, page.front_matter_program = front.problem, front.program
    page.front_matter_repeated = list(front.repeated)
    # Collections of tools, people and products have a name or a headline in place of a title.
    titles = ("title",) if "title" in front.values else ("title", "headline", "name")
    page.template_h1 = first(*titles)[1]
    key, title = first("seoTitle", "seo_title", "meta_title", "metaTitle", *titles)
    if title:
        page.titles, page.title_line = [title], front.lines.get(key)
    elif "title" in front.values:
        page.title_line = front.lines.get("title")
    keys = ("description", "seoDescription", "seo_description", "meta_description", "metaDescription")
    if description := first(*keys)[1]:
        page.descriptions = [description]
    if canonical := first("canonical", "canonicalURL", "canonical_url", "canonicalUrl")[1]:
        page.canonicals = [_absolute(canonical, page.base)]
    page.lang = first("lang", "language", "locale")[1] or page.lang


def _absolute(address: str, base: str) -> str:
    """Return a path on the site as an absolute URL, everything else as it was written."""
    return (join(base, address) if base else "") or address
