"""Resolve links between posts: template code, file paths, [[names]]."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from crawler.posts.destinations import UNKNOWN
from crawler.posts.folder import ENDINGS
from crawler.posts.neighbours import resolved
from crawler.posts.tags import arguments_of
from crawler.posts.written_links import WIKI

if TYPE_CHECKING:
    from crawler.items import Link, Page
    from crawler.posts.neighbours import Neighbour, Neighbours
    from crawler.posts.tags import Arguments

_PROGRAM = {".md", ".markdown", ".mdx"}  # endings that no address has
_OUTPUT = re.compile(r"\{\{-?\s*(?P<what>.+?)\s*-?\}\}", re.DOTALL)
_STATEMENT = re.compile(r"\{%-?\s*(?P<liquid>.+?)\s*-?%\}|\{\{[<%]\s*(?P<hugo>.+?)\s*[>%]\}\}", re.DOTALL)
_LITERAL = re.compile(r"\"([^\"]*)\"|'([^']*)'|`([^`]*)`")
# Filters and functions that make an address of a path. Source: https://jekyllrb.com/docs/liquid/filters/ (relative_url,
# absolute_url), https://www.11ty.dev/docs/filters/url/, https://gohugo.io/functions/urls/, https://hexo.io/docs/helpers (url_for)
_ADDRESSES = {
    "relative_url",
    "absolute_url",
    "url",
    "htmlbaseurl",
    "relurl",
    "absurl",
    "rellangurl",
    "abslangurl",
    "url_for",
}
_HARMLESS = {"safe", "escape", "xml_escape", "strip", "uri_escape", "downcase", "e"}
# Names of where the site is, and of the path that it lies below: -a site= has no path.
_SITES = {"site.url", "config.url", "site.baseurl", "site.base", "baseurl", "base", "site.github.url", "siteurl", "metadata.url", "site.base_url"}  # fmt: skip
# Pelican: {filename}/a.md, |filename|a.md; source: https://docs.getpelican.com/en/stable/content.html#linking-to-internal-content
_PELICAN = re.compile(
    r"(?:\{(filename|static|attach|author|category|tag|index)\}|\|(filename|static|attach|category|tag)\|)(.*)"
)
POSTS = "_posts/"


class Meant:
    """Answers for the links of one post."""

    def __init__(self, source: str, neighbours: Neighbours) -> None:
        """Take the post's path below the folder, and the posts around it."""
        self._source, self._neighbours = source, neighbours
        self._lost: set[str] = set()  # template code that names a post which is not there

    def code(self, tag: str) -> str | None:
        """Return the address that a piece of template code writes; None where only the site generator knows."""
        found = _STATEMENT.fullmatch(tag)
        if found:
            return self._statement(tag, arguments_of(found["liquid"] or found["hugo"]))
        output = _OUTPUT.fullmatch(tag)
        return self._output(output["what"]) if output else None

    def _statement(self, tag: str, said: Arguments) -> str | None:
        name, values, named = said
        # Eleventy's own tags of that name take the posts first: {% post_url collections.posts, 'tea' %}.
        values = tuple(value for value in values if not value.startswith("collections."))
        path = (values[0] if values else named.get("path", "")).strip()
        if name not in {"link", "post_url", "post_path", "ref", "relref"} or not path or "{{" in path:
            return None
        path, hashed, fragment = path.partition("#")
        if not path:
            return hashed + fragment
        found = self._neighbours.at(f"/{path}") or self._neighbours.called(path)
        if found is None and path.startswith(POSTS):  # the folder that was given is that one itself
            found = self._neighbours.at(f"/{path.removeprefix(POSTS)}")
        if name in {"ref", "relref"} and not path.startswith("/"):
            found = self._neighbours.at(path, self._source) or found
        whole = "content" if name in {"ref", "relref"} else "_posts"
        if found is None and (name != "link" or "_posts/" in path) and self._neighbours.knows_all(whole):
            self._lost.add(tag)
        if found is None or not found.url or self._shares_its_address(found):
            return None
        return found.url + hashed + fragment

    def _shares_its_address(self, found: Neighbour) -> bool:
        """Return whether another post has this one's address, as where the dates before equal names are no part of what is known."""
        if found.source == self._source:
            return False
        own = self._neighbours.at(f"/{self._source}")
        return own is not None and own.url == found.url

    def _output(self, what: str) -> str | None:
        value, *filters = [part.strip() for part in what.split("|")]
        literal = _LITERAL.fullmatch(value)
        if literal is None and (called := re.fullmatch(r"([\w.]+)\s*\(?\s*(['\"][^'\"]*['\"])\s*\)?", value)):
            literal = _LITERAL.fullmatch(called[2]) if called[1].lower() in _ADDRESSES else None
        if literal is not None:
            text = next(filter(None, literal.groups()), "")
        elif value.lower() in _SITES:
            text = (
                self._neighbours.site
                if value.endswith("url") and value not in {"site.baseurl", "baseurl"}
                else ""
            )
        else:
            return None
        for one in filters:
            name, _, rest = one.partition(":")
            name = name.strip().lower()
            argument = _LITERAL.fullmatch(rest.strip())
            if name == "relative_url" and not text:
                continue  # the site's own path, of which -a site= has none
            if name in _ADDRESSES:
                text = text if "://" in text or text.startswith(("/", "#")) else f"/{text}"
            elif name in {"append", "prepend"} and (argument or rest.strip().lower() in _SITES):
                more = next(filter(None, argument.groups()), "") if argument else ""
                text = text + more if name == "append" else more + text
            elif name not in _HARMLESS:
                return None
        return text

    def fill(self, page: Page) -> None:
        """Give the page's links to files of posts the addresses of these, and keep those to posts that are not there."""
        for image in page.images:
            image.src = _static(image.src)
        for reference in page.references:
            reference.href = _static(reference.href)
        for link in page.links:
            code = link.href.removeprefix(UNKNOWN)
            if link.href.startswith(WIKI):
                self._wiki(page, link)
            elif any(tag in code for tag in self._lost):
                page.lost_posts.append(link.href)
            elif not link.in_code and (place := self._path(link.href)):
                self._resolve(page, link, *place)
            else:
                link.href = _static(link.href)

    def _wiki(self, page: Page, link: Link) -> None:
        name, hashed, fragment = link.href.removeprefix(WIKI).partition("#")
        found = self._neighbours.called(name)
        link.href = f"{UNKNOWN}[[{name}{hashed}{fragment}]]"
        if found is None:
            page.lost_posts.append(link.href)
        elif found.url:
            link.href = found.url + hashed + quote(fragment.strip().lower().replace(" ", "-"))

    def _resolve(self, page: Page, link: Link, path: str, tail: str, sure: bool) -> None:
        found = self._neighbours.at(path, self._source)
        if found is not None and found.url:
            link.href = found.url + tail
        elif found is not None and _PELICAN.match(link.href):
            link.href = UNKNOWN + link.href
        elif found is None and sure and not resolved(path, self._source).startswith(".."):
            page.lost_posts.append(link.href)

    def _path(self, href: str) -> tuple[str, str, bool] | None:
        """Return the path of a post's file that an href names, what stands behind it, and whether the folder must have it."""
        pelican = _PELICAN.match(href)
        if pelican and "filename" not in pelican.groups():
            return None
        if pelican or href.startswith(("@site/", "@/")):  # Docusaurus, Zola
            href = pelican[3] if pelican else href[href.index("/") :]
        try:
            parts = urlsplit(href)
        except ValueError:
            return None
        known = _PROGRAM.union(ENDINGS if pelican else ())
        if parts.scheme or parts.netloc or posixpath.splitext(parts.path)[1].lower() not in known:
            return None
        sure = not parts.path.startswith("/") or (
            pelican is not None and self._neighbours.knows_all("content")
        )
        return parts.path, href[len(parts.path) :], sure


def _static(href: str) -> str:
    """Return the address of a file that Pelican copies, {static}/images/a.jpg; of what only Pelican knows, so marked.

    {filename} names such a file, too, where it is no post's.
    """
    found = _PELICAN.match(href) if href[:1] in "{|" else None
    if found is None:
        return href
    kind = found[1] or found[2]
    ending = posixpath.splitext(found[3].partition("#")[0].partition("?")[0])[1].lower()
    if kind in {"static", "attach"} or (kind == "filename" and ending and ending not in {*ENDINGS, ".rst"}):
        return str(found[3])
    return "/" if kind == "index" else UNKNOWN + href
