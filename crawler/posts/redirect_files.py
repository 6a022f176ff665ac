"""Read the redirects in a project's files, so that /go/tent resolves without a request.

Source: https://docs.netlify.com/routing/redirects/ (_redirects, netlify.toml; Cloudflare Pages reads _redirects, too),
https://vercel.com/docs/project-configuration#redirects, https://httpd.apache.org/docs/2.4/mod/mod_alias.html (.htaccess),
https://firebase.google.com/docs/hosting/full-config#redirects, https://github.com/jekyll/jekyll-redirect-from (redirect_to)
"""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from typing import TYPE_CHECKING, Any

from crawler.posts.decoding import decode
from crawler.posts.folder import Found, find_posts
from crawler.posts.front_matter import split
from crawler.posts.generator import around
from crawler.posts.redirects import Redirect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

MAX_BYTES = 1024**2  # of one file
MOST = 20_000  # redirects
COLLECTIONS = 50  # of a Jekyll site
FOLDERS = ("", "static", "public", "src", "source", "content", "assets")


def redirects_beside(folder: Path) -> list[Redirect]:
    """Return the redirects of the files in and around a folder of posts, the nearest file's first, and of the posts' own.

    What cannot be read says nothing. At most MOST, of files of at most MAX_BYTES.
    """
    found: list[Redirect] = []
    here = folder.resolve()
    for root in around(here):
        for name, read in _READERS.items():
            for below in FOLDERS:
                path = root / below / name
                try:
                    if path.is_file() and path.stat().st_size <= MAX_BYTES:
                        found += [
                            Redirect(old, new, name) for old, new in read(path.read_text("utf-8", "replace"))
                        ]
                except (OSError, ValueError, RecursionError):
                    continue
    return [*found, *_of_posts(folder), *_of_collections(here)][:MOST]


def _of_collections(here: Path) -> Iterator[Redirect]:
    """Yield the redirects of a Jekyll site's collections, _referrals/tent.md and its like, by what _config.yml says of their paths.

    Source: https://jekyllrb.com/docs/collections/, https://jekyllrb.com/docs/permalinks/#collections
    """
    root = next((one for one in around(here) if (one / "_config.yml").is_file()), None)
    if root is None:
        return
    try:
        with (root / "_config.yml").open("rb") as settings:
            config = split(f"---\n{decode(settings.read(MAX_BYTES)).text}\n---\n").values
    except OSError:
        return
    collections = config.get("collections")
    if isinstance(collections, list):
        collections = {name: None for name in collections if isinstance(name, str)}
    for name, about in list(collections.items())[:COLLECTIONS] if isinstance(collections, dict) else ():
        folder = root / f"_{name}"
        if not isinstance(name, str) or "/" in name or name == "posts" or not folder.is_dir():
            continue
        form = about.get("permalink") if isinstance(about, dict) else None
        form = form if isinstance(form, str) else "/:collection/:path"
        for one in _of_posts(folder):
            path, file = one.path.strip("/"), f"_{name}/{one.file}"
            if path != one.file.rpartition(".")[0].removesuffix("/index"):
                yield one._replace(file=file)  # the file itself says where it stands
                continue
            last = path.rpartition("/")[2]
            said = {"collection": name, "path": path, "name": last, "title": last}
            made = re.sub(r":(\w+)", lambda part: said.get(part[1], ""), form)  # noqa: B023
            yield Redirect(made.removesuffix(".html"), one.to, file)


def _of_posts(folder: Path) -> Iterator[Redirect]:
    """Yield the redirects that are files of their own: jekyll-redirect-from's redirect_to, and a target by that name."""
    for post in find_posts(folder, every=True):
        if not isinstance(post, Found):
            continue
        try:
            with post.path.open("rb") as file:
                values = split(decode(file.read(16 * 1024)).text).values
        except OSError:
            continue
        to = values.get("redirect_to") or (values.get("target") if values.get("type") == "redirect" else "")
        to = to[0] if isinstance(to, list) and to else to
        if isinstance(to, str) and to:
            paths = [
                values.get("permalink"),
                values.get("url"),
                f"/{values['slug']}" if values.get("slug") else "",
            ]
            stem = post.source.rpartition(".")[0]
            for path in filter(None, [*paths, f"/{stem.removesuffix('/index')}"]):
                if isinstance(path, str):
                    yield Redirect(path, to, post.source)


def _lines(text: str) -> Iterator[tuple[str, str]]:
    """Yield the rules of _redirects: "/go/tent  https://shop.example/t  301  Country=us"."""
    for line in text.split("\n"):
        parts = (
            line.split("#", 1)[0].split()
            if line.lstrip().startswith("#")
            else re.sub(r"\s#.*", "", line).split()
        )
        # Between path and destination there may be query parameters: "/x id=:id /y".
        to = next((part for part in parts[1:] if part.startswith(("/", "http://", "https://"))), "")
        status = next((part.rstrip("!") for part in parts[2:] if part.rstrip("!").isdecimal()), "301")
        if to and status.startswith("3") and parts[0].startswith(("/", "http")):
            yield parts[0], to


def _netlify(text: str) -> Iterator[tuple[str, str]]:
    yield from _tables(tomllib.loads(text).get("redirects"), "from", "to")


def _vercel(text: str) -> Iterator[tuple[str, str]]:
    yield from _tables(json.loads(text).get("redirects"), "source", "destination")


def _firebase(text: str) -> Iterator[tuple[str, str]]:
    hosting = json.loads(text).get("hosting")
    for one in hosting if isinstance(hosting, list) else [hosting]:
        if isinstance(one, dict):
            yield from _tables(one.get("redirects"), "source", "destination")


def _tables(rows: Any, old: str, new: str) -> Iterator[tuple[str, str]]:
    for row in rows if isinstance(rows, list) else ():
        if not isinstance(row, dict):
            continue
        status = row.get("status", row.get("statusCode", row.get("type", 301)))
        path, to = row.get(old), row.get(new)
        if isinstance(path, str) and isinstance(to, str) and str(status).startswith("3"):
            yield path, to


def _apache(text: str) -> Iterator[tuple[str, str]]:
    """Yield what Redirect and its like say in .htaccess: "Redirect 301 /go/tent https://shop.example/t"."""
    for line in text.split("\n"):
        if not line.lstrip().lower().startswith("redirect"):
            continue
        try:
            name, *parts = shlex.split(line)
        except ValueError:
            continue
        parts = [part for part in parts if not re.fullmatch(r"3\d\d|permanent|temp|seeother", part)]
        if name.lower() in {"redirect", "redirectpermanent", "redirecttemp"} and len(parts) == 2:
            yield parts[0], parts[1]


_READERS: dict[str, Callable[[str], Iterator[tuple[str, str]]]] = {
    "_redirects": _lines, "netlify.toml": _netlify, "vercel.json": _vercel, "firebase.json": _firebase, ".htaccess": _apache,
}  # fmt: skip
