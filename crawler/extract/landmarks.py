"""Recognise landmarks by their tag, their role, or the class and ID that themes and plugins give them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# WAI-ARIA 1.2 landmark roles.
ROLES = {
    "main": "main",
    "navigation": "nav",
    "complementary": "aside",
    "banner": "header",
    "contentinfo": "footer",
}
TAGS = {
    "main": "main",
    "article": "main",
    "nav": "nav",
    "aside": "aside",
    "header": "header",
    "footer": "footer",
}
# Themes name their sidebar and what readers wrote below a post by class or id only; whole names, not parts of names.
_SIDEBARS = (".sidebar", ".widget-area", ".widgets", "#sidebar", "#secondary")
_THREADS = ("#comments", ".comments", ".comments-area", ".comment-list", "#respond", "#disqus_thread")
# What themes and plugins hang on a post: other posts, its author, buttons that share it, a form for its readers' addresses.
_HANGERS = (
    ".related-posts", ".relatedposts", ".related-articles", ".jp-relatedposts", ".yarpp-related", ".crp_related",
    ".rp4wp-related-posts", ".page__related", ".author-box", ".author-bio", ".saboxplugin-wrap",
    ".sharedaddy", ".share-buttons", ".social-share", ".post-share", ".page__share", ".page__comments", ".sharrre-container",
    ".newsletter-signup", ".newsletter-form", ".kg-signup-card", ".related", ".related-post", ".post-related", ".read-next",
    ".more-posts", ".elementor-widget-posts", ".elementor-widget-share-buttons", ".elementor-widget-author-box",
    ".elementor-widget-post-navigation", ".wp-block-latest-posts", ".wp-block-latest-comments", ".post-navigation",
    ".nav-links", ".navigation", ".post-nav", ".breadcrumb", ".breadcrumbs", ".pagination", ".pager",
    ".post-navigation-link", ".about-author", ".author-info", ".articles-nav", ".article-nav", ".fusion-sharing-box", ".fusion-meta-info",
)  # fmt: skip
# … and outside the content the site's own head and foot; there alone, since a post has a header and footer of its own.
_OUTER = {
    "#header": "header", "#masthead": "header", ".site-header": "header", "#main-header": "header", "#top-header": "header",
    "#footer": "footer", "#colophon": "footer", ".site-footer": "footer", "#main-footer": "footer",
    ".navbar": "nav", ".main-navigation": "nav", ".nav-menu": "nav", ".main-menu": "nav",
    "[data-elementor-type=header]": "header", "[data-elementor-type=footer]": "footer",
}  # fmt: skip
ASIDES = ", ".join((*_SIDEBARS, *_THREADS, *_HANGERS, *_OUTER))  # as one selector
NAMES = frozenset(name[1:] for name in (*_SIDEBARS, *_THREADS, *_HANGERS))  # of class or id
OUTER = {name[1:]: region for name, region in _OUTER.items() if name[0] != "["}
BUILT = {"header": "header", "footer": "footer"}  # by data-elementor-type
FRAME_ROLES = {role for role, region in ROLES.items() if region != "main"}
# Footers and sidebars, whose text a reader may be expected to read.
FEET = ", ".join((
    "footer", "aside", "[role=contentinfo]", "[role=complementary]", *_SIDEBARS,
    *(name for name, region in _OUTER.items() if region == "footer"),
))  # fmt: skip
_NAMEABLE = {"div", "section", "ul", "ol"}


def named_region(tag: str, attributes: Mapping[str, str | None], *, inside: bool) -> str:
    """Return the region that an element's class or ID gives it; `inside`: it stands in the content, where a header is not the site's."""
    if tag not in _NAMEABLE:
        return ""
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".lower().split()
    if not NAMES.isdisjoint(names):
        return "aside"
    if inside:
        return ""
    built = BUILT.get(attributes.get("data-elementor-type") or "", "")
    return next((OUTER[name] for name in names if name in OUTER), built)
