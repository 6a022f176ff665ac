"""One post as a Page."""

from __future__ import annotations

import codecs
import re
import secrets
from typing import TYPE_CHECKING, Any

import ada_url

from crawler.extract import read_html
from crawler.items import Page
from crawler.posts import form, render
from crawler.posts.folder import source_name
from crawler.posts.front_matter import FrontMatter, split

if TYPE_CHECKING:
    from pathlib import Path

# A post cannot write a marker that it does not know.
MARKER = f"line-{secrets.token_hex(8)}-"
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_SAFE_SLUG = re.compile(r"[^\s\\?#]+")


def read_post(
    path: Path,
    folder: Path,
    *,
    site: str = "",
    permalink: str = "/{slug}/",
    format: str = "auto",  # noqa: A002
) -> Page:
    """Return the post as a Page; whatever stands in the file, it never raises.

    `site` + `permalink` with the front matter's slug gives the URL; `format` is auto, html or markdown. Lines are those
    of the file, front matter included.
    """
    source = (
        source_name(path.resolve(), folder.resolve())
        if not path.is_symlink()
        else source_name(path.absolute(), folder.resolve())
    )
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = f"it cannot be read ({error.strerror})"
        return Page(url="", source=source, key=source, outcome="failed", reason=reason)
    text, charset = decode(raw)
    if text is None:
        reason = "it is a binary file, whatever its name says"
        return Page(url="", source=source, key=source, outcome="skipped", reason=reason, size=len(raw))
    front = split(text)
    notes = [f"the front matter could not be read: {front.problem}"] if front.problem else []
    if charset == "windows-1252":
        notes.append("the file is not UTF-8; it was read as windows-1252")
    url, refused = post_url(front.values, site, permalink)
    if refused:
        notes.append(refused)
    ending = path.suffix.lower()
    body = render.without_esm(front.body) if ending == ".mdx" else front.body
    chosen = form.decide(body, ending) if format == "auto" else form.Form(format, "as -a format= asks")
    page = read_html(
        _as_html(body, chosen.name, front.body_line), url, fragment=True, marker=MARKER, base=url or site
    )
    page.source = page.key = source
    page.size, page.charset = len(raw), charset
    page.format, page.format_reason = chosen
    page.notes = notes + page.notes
    fill_front_matter(page, front)
    return page


def decode(raw: bytes) -> tuple[str | None, str]:
    """Return the file's text and its charset: UTF-8, UTF-16 with a mark, or windows-1252; None for a binary file."""
    for bom, name in _BOMS:
        if raw.startswith(bom):
            return raw[len(bom) :].decode(name, "replace"), name
    if b"\0" in raw[:8192]:
        return None, ""
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return raw.decode("windows-1252", "replace"), "windows-1252"


def _as_html(body: str, name: str, line: int) -> str:
    if name == "html":
        return f"<!--{MARKER}{line}-->{body}"
    if name == "markdown":
        return render.markdown_to_html(body, line, MARKER)
    return render.text_to_html(body, line, MARKER)


def post_url(values: dict[str, Any], site: str, permalink: str) -> tuple[str, str]:
    """Return the post's URL on `site`, empty when nothing says it, and a note when what says it was refused."""
    if not site:
        return "", ""
    own = next((str(values[key]) for key in ("permalink", "url") if isinstance(values.get(key), str)), "")
    if own.startswith(("/", "http://", "https://")):
        found = _join(site, own)
        if found:
            return found, ""
        return "", f"its address {own[:100]!r} is not on {site}; the front matter's url was not used"
    slug = str(values.get("slug") or "").strip().strip("/")
    if not slug:
        return "", ""
    if not _SAFE_SLUG.fullmatch(slug) or ".." in slug.split("/") or ":" in slug.partition("/")[0]:
        return "", f"its slug {slug[:100]!r} is not a part of an address; the slug was not used"
    return _join(site, permalink.replace("{slug}", slug)), ""


def _join(site: str, path: str) -> str:
    try:
        url = ada_url.URL(path, site)
    except ValueError:
        return ""
    return str(url.href) if url.host == ada_url.URL(site).host else ""


def fill_front_matter(page: Page, front: FrontMatter) -> None:
    """Give the page what its front matter says: titles, description, canonical, language."""

    def text(*keys: str) -> str:
        found = (front.values.get(key) for key in keys)
        return next(
            (
                " ".join(str(value).split())
                for value in found
                if isinstance(value, str | int) and str(value).strip()
            ),
            "",
        )

    page.front_matter = front.values
    page.template_h1 = text("title")
    title = text("seoTitle", "seo_title", "meta_title", "title")
    page.titles = [title] if title else []
    shown = "seoTitle" if text("seoTitle") else "title"
    page.title_line = front.lines.get(shown)
    description = text("description", "seoDescription", "meta_description")
    page.descriptions = [description] if description else []
    canonical = text("canonical", "canonicalURL", "canonical_url", "canonicalUrl")
    page.canonicals = [canonical] if canonical else []
    page.lang = text("lang", "language", "locale") or page.lang
