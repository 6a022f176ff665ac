"""Classify YouTube links: what they point to, its ID, and whether the ID is valid."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from crawler.catalog.sentences import worded
from crawler.items import because

if TYPE_CHECKING:
    from crawler.urls.parse import Query, Url

# Video ids have 11 characters, case matters; playlist and channel ids as yt-dlp reads them.
_VIDEO = re.compile(r"[0-9A-Za-z_-]{11}")
_PLAYLIST = re.compile(r"(?:PL|LL|EC|UU|FL|RD|UL|TL|PU|OLAK5uy_)[0-9A-Za-z_-]{10,}|RDMM|WL|LL|LM")
_CHANNEL = re.compile(r"UC[0-9A-Za-z_-]{22}")
_BY_PATH = {"embed": "embed", "v": "embed", "e": "embed", "shorts": "short", "live": "live", "watch": "video"}
_WATCH = {"watch", "watch_popup", "watch.php", "movie"}
# The first segment of a path that is no channel's name.
_PAGES = {
    "about", "account", "ads", "api", "attribution_link", "creators", "feed", "gaming", "hashtag", "iframe_api", "kids",
    "m", "music", "oembed", "post", "premium", "redirect", "results", "s", "signin", "sitemap", "static", "t", "trending",
    "yt",
}  # fmt: skip
_JOINT = re.compile(r"[?&/]")
SHOWN = 60  # characters of an id that is none


class Item(NamedTuple):
    """What a YouTube link points to."""

    name: str  # video, embed, short, live, playlist, channel, handle, clip, thumbnail, image, page, home page
    id: str = ""  # empty where it has none, or none is there
    fault: str = ""  # malformed-id, no-id or no-name

    @property
    def words(self) -> str:
        """Return the same for a person: "video wZy89qsM2Rc", "video with a malformed id: …"."""
        if self.fault:
            return worded(because(self.fault, item=self.name, id=self.id), "address")
        return f"{self.name} {self.id}" if self.id else self.name


def _checked(name: str, value: str, form: re.Pattern[str]) -> Item:
    value = unquote(value).strip()
    # Old embed codes and links written by hand join parameters to the id: watch?v=ID?hl=en, /v/ID&fs=1, youtu.be/ID&t=30s, watch?v=ID/.
    bare = _JOINT.split(value, maxsplit=1)[0]
    if form.fullmatch(bare):
        return Item(name, bare)
    shown = "".join(filter(str.isprintable, value))[:SHOWN]
    return Item(name, shown, "malformed-id" if shown else "no-id")


def describe(url: Url, query: Query) -> Item:
    """Return what a URL on YouTube's hosts is, and what is wrong with the id that it names, or does not name."""
    parts = [part for part in url.path.split("/") if part]
    first = parts[0].lower() if parts else ""
    second = parts[1] if len(parts) > 1 else ""
    if url.host.endswith(("ytimg.com", "img.youtube.com")):
        return (
            _checked("thumbnail", second, _VIDEO) if first in {"vi", "vi_webp", "an_webp"} else Item("image")
        )
    if url.host.removeprefix("www.") == "youtu.be":
        return _checked("video", parts[0], _VIDEO) if parts else Item("home page")
    if first in _WATCH or (not first and query.get("v")):
        return _watch(url, query, second)
    if first == "embed" and (second.lower() == "videoseries" or (not second and query.get("list"))):
        return _checked("playlist", query.get("list"), _PLAYLIST)
    if first == "embed" and second.lower() == "live_stream":
        return _checked("channel", query.get("channel"), _CHANNEL)
    if first in _BY_PATH:
        return _checked(_BY_PATH[first], second, _VIDEO)
    if first == "playlist":
        return _checked("playlist", query.get("list"), _PLAYLIST)
    return _place(parts, first, second)


def _watch(url: Url, query: Query, second: str) -> Item:
    video = query.get("v") or query.get("#!v") or second
    if not video and query.get("list"):
        return _checked("playlist", query.get("list"), _PLAYLIST)
    return _checked("video", video, _VIDEO)


def _place(parts: list[str], first: str, second: str) -> Item:
    """Return what a page that is no player is."""
    if not first:
        return Item("home page")
    name = "".join(filter(str.isprintable, unquote(second)))[:SHOWN]
    if first == "channel":
        return _checked("channel", second, _CHANNEL)
    if first in {"c", "user", "clip"}:
        word = "clip" if first == "clip" else "channel"
        return Item(word, name) if name else Item(word, fault="no-id")
    own = "".join(filter(str.isprintable, unquote(parts[0])))[:SHOWN]
    if own.startswith("@"):
        return Item("handle", own) if len(own) > 1 else Item("handle", fault="no-name")
    if first in _PAGES or first.endswith((".js", ".xml", ".txt")):
        return Item("page", first)
    return Item("channel", own)
