"""YouTube: its watch page answers 200 for deleted videos too, so oEmbed and the thumbnail are asked instead.

oEmbed's 401, 403 and 404: ruby-oembed issue 79, YoutubeExplode issue 163; the thumbnail: lychee and lite-youtube-embed.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import quote

from crawler.http.status import status_words
from crawler.items import BLOCKED, BROKEN, OK, TEMPORARY, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.linkcheck.probe import Answer

OEMBED = "https://www.youtube.com/oembed?format=json&url="
THUMBNAIL = "https://i.ytimg.com/vi/{id}/mqdefault.jpg"  # maxresdefault is missing for many live videos
VIDEOS = {"video", "embed", "short", "live"}
CHANNELS = {"channel", "handle"}  # their own pages answer 404 honestly


def has_oembed(detail: str) -> bool:
    """Return whether oEmbed knows what a link's detail ("video wZy89qsM2Rc") names."""
    word, _, name = detail.partition(" ")
    return word in {*VIDEOS, "playlist"} and bool(name) and "with" not in detail.split()[1:2]


def next_step(
    detail: str, answers: Sequence[Answer], oembed: str = OEMBED, thumbnail: str = THUMBNAIL
) -> str | Verdict:
    """Return the address to ask next, or what the answers mean. `oembed` and `thumbnail` say where to ask."""
    word, _, name = detail.partition(" ")
    page = f"https://www.youtube.com/{'playlist?list=' if word == 'playlist' else 'watch?v='}{name}"
    if not answers:
        return oembed + quote(page, safe="")
    first = answers[0]
    said = f"oEmbed answers {status_words(first.status, unknown='')}" if first.status else first.error
    if first.status is None:
        return Verdict(TEMPORARY, first.error)
    if first.status == 200:
        return _told(first, word)
    if first.status == 401:
        where = "; an embed of it shows an error" if word == "embed" else ""
        return Verdict(OK, f"it is there; its owner has switched embedding off{where}", said, 401)
    if first.status == 400:
        return Verdict(BROKEN, "YouTube knows no such id", said, 400)
    if first.status not in {403, 404}:
        verdict = BLOCKED if first.status < 500 else TEMPORARY
        return Verdict(verdict, "YouTube did not say whether it is there", said, first.status)
    gone = "it is private" if first.status == 403 else "it was deleted or never existed"
    if word == "playlist":
        reason = "it is private or was deleted"
        return Verdict(BROKEN, reason, said, first.status)
    if len(answers) == 1:
        return thumbnail.format(id=name)
    picture = answers[1].status
    if picture == 404:
        return Verdict(BROKEN, "it was deleted or never existed", f"{said}, its thumbnail 404", first.status)
    if picture == 200:
        # Pictures of removed videos stay for a while.
        reason = gone if first.status == 403 else "it was removed or is private"
        return Verdict(BROKEN, reason, f"{said}, its thumbnail 200", first.status)
    return Verdict(
        TEMPORARY, "YouTube's two answers do not agree", f"{said}, its thumbnail {picture}", first.status
    )


def _told(answer: Answer, word: str) -> Verdict:
    """Judge a 200: one with "Forbidden" in place of JSON was seen."""
    try:
        told = json.loads(answer.body)
    except (ValueError, RecursionError):
        return Verdict(
            BLOCKED, "YouTube did not say whether it is there", "oEmbed answers 200 without JSON", 200
        )
    title = told.get("title") if isinstance(told, dict) else None
    if not isinstance(title, str):
        return Verdict(
            BLOCKED, "YouTube did not say whether it is there", "oEmbed answers 200 without a title", 200
        )
    return Verdict(OK, "", f"oEmbed: “{''.join(filter(str.isprintable, title))[:100]}”", 200)
