"""Check YouTube links by oEmbed and thumbnail, because the watch page returns 200 for deleted videos too.

oEmbed's 401, 403 and 404: ruby-oembed issue 79, YoutubeExplode issue 163; the thumbnail: lychee and lite-youtube-embed.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import quote

from crawler.catalog.sentences import worded
from crawler.http.status import status_words
from crawler.items import BLOCKED, BROKEN, NO_CAUSE, OK, TEMPORARY, Verdict, because

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.items import Target
    from crawler.linkcheck.probe import Answer

OEMBED = "https://www.youtube.com/oembed?format=json&url="
THUMBNAIL = "https://i.ytimg.com/vi/{id}/mqdefault.jpg"  # maxresdefault is missing for many live videos
VIDEOS = {"video", "embed", "short", "live"}
CHANNELS = {"channel", "handle"}  # their own pages answer 404 honestly


def named(to: Target) -> str:
    """Return what oEmbed can be asked about a link, "video wZy89qsM2Rc"; empty where it names no such thing."""
    known = to.kind == "youtube" and to.item in {*VIDEOS, "playlist"} and not to.fault
    return f"{to.item} {to.item_id}" if known else ""


def next_step(
    item: str, answers: Sequence[Answer], oembed: str = OEMBED, thumbnail: str = THUMBNAIL
) -> str | Verdict:
    """Return the address to ask next about an item of `named`, or what the answers mean. `oembed` and `thumbnail` say where to ask."""
    word, _, name = item.partition(" ")
    page = f"https://www.youtube.com/{'playlist?list=' if word == 'playlist' else 'watch?v='}{name}"
    if not answers:
        return oembed + quote(page, safe="")
    first = answers[0]
    said = f"oEmbed answers {status_words(first.status, unknown='')}" if first.status else worded(first.cause)
    if first.status is None:
        return Verdict(TEMPORARY, first.cause)
    if first.status == 200:
        return _told(first, word)
    if first.status == 401:
        code = "youtube-no-embedding-embed" if word == "embed" else "youtube-no-embedding"
        return Verdict(OK, because(code), said, 401)
    if first.status == 400:
        return Verdict(BROKEN, because("youtube-unknown-id"), said, 400)
    if first.status not in {403, 404}:
        verdict = BLOCKED if first.status < 500 else TEMPORARY
        return Verdict(verdict, because("youtube-unsure"), said, first.status)
    if word == "playlist":
        return Verdict(BROKEN, because("youtube-private-or-deleted"), said, first.status)
    if len(answers) == 1:
        return thumbnail.format(id=name)
    picture = answers[1].status
    if picture == 404:
        return Verdict(BROKEN, because("youtube-deleted"), f"{said}, its thumbnail 404", first.status)
    if picture == 200:
        # Pictures of removed videos stay for a while.
        code = "youtube-private" if first.status == 403 else "youtube-removed"
        return Verdict(BROKEN, because(code), f"{said}, its thumbnail 200", first.status)
    return Verdict(TEMPORARY, because("youtube-disagrees"), f"{said}, its thumbnail {picture}", first.status)


def _told(answer: Answer, word: str) -> Verdict:
    """Judge a 200: one with "Forbidden" in place of JSON was seen."""
    try:
        told = json.loads(answer.body)
    except (ValueError, RecursionError):
        return Verdict(BLOCKED, because("youtube-unsure"), "oEmbed answers 200 without JSON", 200)
    title = told.get("title") if isinstance(told, dict) else None
    if not isinstance(title, str):
        return Verdict(BLOCKED, because("youtube-unsure"), "oEmbed answers 200 without a title", 200)
    return Verdict(OK, NO_CAUSE, f"oEmbed: “{''.join(filter(str.isprintable, title))[:100]}”", 200)
