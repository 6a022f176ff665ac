"""Where themes and page builders put a post's text: the selectors that are tried, one group after the other."""

from __future__ import annotations

# Landmarks and articles are tried first. A group counts only where it holds the h1 or follows it, and most of the page's own words.
# The first group has the post's title in it as well; names that themes use for wider areas come last.
NAMED = (
    (".hentry", ".h-entry"),
    ("[itemprop~=articleBody]", ".entry-content", ".e-content", ".post-body", ".post-content", ".article-body",
     ".article-content", ".post-full-content", ".gh-content", ".article-entry", ".single-content", ".post-entry"),
    # Elementor, Divi, Avada, Beaver Builder, Bricks, Oxygen, Brizy, Wix, Squarespace
    ("[data-elementor-type=single-post]", "[data-elementor-type=single-page]", "[data-elementor-type=single]"),
    ("[data-elementor-type=wp-post]", "[data-elementor-type=wp-page]", "[data-elementor-type=archive]"),
    (".et_pb_post_content", ".fusion-content-tb", ".fl-post-content", ".fl-builder-content-primary", ".brxe-post-content",
     ".ct-inner-content", ".brz-root__container", "[data-hook=post]", "[data-hook=post-page]", ".BlogItem", ".blog-item-wrapper"),
    (".post", ".blog-post", ".single-post", ".blog-posts"),
    ("#main-content", "#brx-content", "#et-main-area", "#PAGES_CONTAINER", "#SITE_PAGES", "#Main1", "#Blog1"),
    ("#content", "#main", "#primary", ".site-content", ".content-area", ".main-content", ".page-content"),
    (".content", ".container-main"),
)  # fmt: skip
