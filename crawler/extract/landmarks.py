"""Which elements are landmarks: by their tag, their role, or the class and id that themes and plugins give them."""

from __future__ import annotations

from crawler.items import FRAME

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
_SIDEBARS = (
    ".sidebar",
    ".widget-area",
    "#sidebar",
    "#comments",
    ".comments-area",
    ".comment-list",
    "#respond",
)
# What themes and plugins hang on a post: other posts, its author, buttons that share it, a form for its readers' addresses.
_HANGERS = (
    ".related-posts", ".relatedposts", ".related-articles", ".jp-relatedposts", ".yarpp-related", ".crp_related",
    ".rp4wp-related-posts", ".page__related", ".author-box", ".author-bio", ".saboxplugin-wrap",
    ".sharedaddy", ".share-buttons", ".social-share", ".post-share", ".page__share", ".page__comments", ".sharrre-container",
    ".newsletter-signup", ".newsletter-form", ".kg-signup-card",
)  # fmt: skip
ASIDES = ", ".join((*_SIDEBARS, *_HANGERS))  # as one selector
NAMES = frozenset(name[1:] for name in (*_SIDEBARS, *_HANGERS))  # of class or id
# What may stand around the content, as one selector; whether it does, `Contexts` decides.
FRAMES = ", ".join(
    [tag for tag, region in TAGS.items() if region in FRAME]
    + [f"[role~={role} i]" for role, region in ROLES.items() if region in FRAME]
    + [ASIDES]
)
