"""Tell which URL references are files that a browser loads to show a page: images, styles, scripts, media."""

from __future__ import annotations

IMAGE, STYLE, SCRIPT, MEDIA, PREVIEW = "image", "style", "script", "media", "preview"
KINDS = (IMAGE, STYLE, SCRIPT, MEDIA, PREVIEW)  # of an address that is several, the first counts
IMAGES = (
    ".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".avif", ".ico", ".bmp", ".apng", ".jfif", ".jpe", ".tif", ".tiff", ".svgz",
)  # fmt: skip
# By where the address stands: crawler/catalog/url_attributes.toml.
_LOADED = {
    "img": IMAGE, "srcset": IMAGE, "poster": IMAGE, "background": IMAGE, "stylesheet": STYLE, "script": SCRIPT,
    "video": MEDIA, "audio": MEDIA, "source": MEDIA, "track": MEDIA,
}  # fmt: skip
# Addresses of anything stand there: only a file's ending tells an image.
_NAMED = {
    "css": IMAGE,
    "data": IMAGE,
    "link": IMAGE,
    "svg": IMAGE,
    "og": PREVIEW,
    "twitter": PREVIEW,
    "jsonld": PREVIEW,
}
# What scripts fill in before the address is used, and what the network in front of a site puts into its pages.
_NO_ADDRESS = ("{", "}", "%7b", "%7d", "<%", "%3c%25", "/cdn-cgi/")


def kind_of(where: str, url: str) -> str:
    """Return which of KINDS an absolute URL is that stands at `where`; empty for none."""
    kind = _LOADED.get(where, "")
    if not kind:
        kind = _NAMED.get(where, "")
        # Beside the images in a style's url() stand the SVG forms of its fonts.
        if not kind or not is_image(url) or (where == "css" and ".svg" in url.lower()):
            return ""
    if not url.startswith("http"):
        return ""
    lower = url.lower()
    return "" if any(mark in lower for mark in _NO_ADDRESS) else kind


def is_image(url: str) -> bool:
    """Return whether a URL's path ends as the file name of an image does."""
    return url.partition("#")[0].partition("?")[0].lower().endswith(IMAGES)
