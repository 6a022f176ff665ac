"""A synthetic blog as files: pages of the size and make of a real blog's, the same ones for the same seed."""

from __future__ import annotations

import base64
import gzip
import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Counts a page, as measured on real blogs: 124 links, 100 of them the same on every page, 22 headings, 18 images, 50 KB.
NAVIGATION, SIDEBAR, FOOTER = 45, 25, 30
HEADINGS, IMAGES, OWN_LINKS = 21, 18, 24
PARAGRAPHS = 63  # of about 90 words
SYLLABLES = [consonant + vowel for consonant in "bcdfghjklmnprst" for vowel in "aeiou"]
SHOPS = (
    "https://www.amazon.com/dp/B0{n:08d}?tag=bench-20&linkCode=ogi",
    "https://amzn.to/3{n:06x}",
    "https://www.awin1.com/cread.php?awinmid={n}&awinaffid=200002&ued=https%3A%2F%2Fshop-{n}.com%2Fp",
    "https://click.linksynergy.com/deeplink?id=AbCdEfGhIjK&mid={n}&murl=https%3A%2F%2Fshop-{n}.com%2F",
    "https://shop-{n}.com/?rfsn=7000001.ab12cd",
    "https://www.kqzyfj.com/click-1000001-{n}?url=https%3A%2F%2Fshop-{n}.com%2F",
)


def page_path(number: int) -> str:
    """Return the path of the page with this number, from 0; 0 is the start page."""
    return "/" if number == 0 else f"/post-{number:06d}/"


def write_blog(folder: Path, origin: str, pages: int, seed: int) -> Iterator[str]:
    """Write the blog below `folder`, each file with its gzip twin, and yield the URL of every page."""
    chance = random.Random(seed)
    vocabulary = ["".join(chance.choices(SYLLABLES, k=chance.randint(1, 4))) for _ in range(600)]
    frame = _frame(pages, vocabulary, chance)
    for number in range(pages):
        path = page_path(number)
        file = folder / path.strip("/") / "index.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        _write(file, _page(number, pages, origin=origin, frame=frame, vocabulary=vocabulary, chance=chance))
        yield origin + path
    urls = "".join(f"<url><loc>{origin}{page_path(number)}</loc></url>\n" for number in range(pages))
    sitemap = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n'
    _write(folder / "sitemap.xml", sitemap)
    _write(folder / "robots.txt", f"User-agent: *\nDisallow: /private/\nSitemap: {origin}/sitemap.xml\n")


def write_small_blog(folder: Path, origin: str, pages: int) -> Iterator[str]:
    """Write a blog of pages of about 2 KB, each with a menu of five links and ten of its own, and yield the URL of every page."""
    chance = random.Random(1)
    vocabulary = ["".join(chance.choices(SYLLABLES, k=chance.randint(1, 4))) for _ in range(600)]
    menu = "".join(
        f'<li><a href="{page_path(number)}">Page {number}</a></li>' for number in range(min(5, pages))
    )
    for number in range(pages):
        path = page_path(number)
        links = [page_path((number + 1) % pages), *(page_path(chance.randrange(pages)) for _ in range(8))]
        own = "".join(
            f'<p>{_words(vocabulary, 12, chance)} <a href="{to}">{_words(vocabulary, 3, chance)}</a>.</p>'
            for to in links
        )
        shop = chance.choice(SHOPS).format(n=chance.randrange(1, 10**6)).replace("&", "&amp;")
        title = _words(vocabulary, 6, chance).capitalize()
        file = folder / path.strip("/") / "index.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        _write(
            file,
            f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title></head><body><nav><ul>{menu}</ul></nav>'
            f'<main><h1>{title}</h1>{own}<p><a href="{shop}" rel="sponsored">{number}</a></p></main></body></html>',
        )
        yield origin + path
    _write(folder / "robots.txt", "User-agent: *\nDisallow: /private/\n")


def _write(file: Path, text: str) -> None:
    data = text.encode()
    file.write_bytes(data)
    # mtime=0: the same bytes on every run. nginx sends this file as it is, so that serving costs next to nothing.
    file.with_name(f"{file.name}.gz").write_bytes(gzip.compress(data, 6, mtime=0))


def _words(vocabulary: list[str], count: int, chance: random.Random) -> str:
    return " ".join(chance.choices(vocabulary, k=count))


def _frame(pages: int, vocabulary: list[str], chance: random.Random) -> tuple[str, str, str]:
    """Return header, sidebar and footer, which are the same on every page."""

    def items(count: int) -> str:
        targets = [page_path(chance.randrange(pages)) for _ in range(count)]
        return "\n".join(
            f'<li class="menu-item menu-item-type-post_type"><a href="{to}">{_words(vocabulary, 3, chance).title()}</a></li>'
            for to in targets
        )

    social = '<li><a href="https://www.facebook.com/bench" rel="me">Facebook</a></li>'
    return (
        f'<header><nav><ul class="menu">\n{items(NAVIGATION)}\n</ul></nav></header>',
        f"<aside><h2>Popular posts</h2><ul>\n{items(SIDEBAR)}\n</ul></aside>",
        f"<footer><ul>\n{items(FOOTER - 1)}\n{social}\n</ul></footer>",
    )


def _own_link(number: int, pages: int, vocabulary: list[str], chance: random.Random) -> str:
    """Return one link of a page's own text: half of them internal, the others as blogs have them."""
    text, roll, n = _words(vocabulary, 3, chance), chance.random(), chance.randrange(1, 10**6)
    if roll < 0.5:
        return f'<a href="{page_path(chance.randrange(pages))}">{text}</a>'
    if roll < 0.7:
        rel = ' rel="sponsored nofollow"' if chance.random() < 0.7 else ""
        href = chance.choice(SHOPS).format(n=n).replace("&", "&amp;")
        return f'<a href="{href}"{rel} target="_blank">{text}</a>'
    if roll < 0.78:
        video = "".join(chance.choices("abcdefghijkABCDEFGHIJK0123456789-_", k=11))
        return f'<a href="https://www.youtube.com/watch?v={video}">{text}</a>'
    if roll < 0.82:
        path = page_path(number)
        old = base64.b64encode(f"https://www.bench-blog.com{path}".encode()).decode()
        return f'<a {f"""data-wpil="url" data-wpil-url-old="{old}" """ * 3}href="https://bench.local{path}">{text}</a>'
    return f'<a href="https://site-{n}.com/{text.replace(" ", "-")}/">{text}</a>'


def _page(
    number: int,
    pages: int,
    *,
    origin: str,
    frame: tuple[str, str, str],
    vocabulary: list[str],
    chance: random.Random,
) -> str:
    header, sidebar, footer = frame
    # A link to the next page: the whole blog can be reached even where the sitemap is not read.
    links = [f'<a href="{page_path((number + 1) % pages)}">{_words(vocabulary, 4, chance)}</a>']
    links += [_own_link(number, pages, vocabulary, chance) for _ in range(OWN_LINKS - 1)]
    blocks = []
    for position in range(PARAGRAPHS):
        link = links[position] if position < len(links) else ""
        words = _words(vocabulary, chance.randint(75, 105), chance)
        blocks.append(f'<p class="has-text">{words.capitalize()} {link}.</p>')
    for position in range(IMAGES):
        alt = f' alt="{_words(vocabulary, 4, chance)}"' if chance.random() < 0.9 else ""
        src = f"/wp-content/uploads/{number}-{position}"
        image = f'<img loading="lazy" src="{src}.jpg" srcset="{src}-480.jpg 480w, {src}-960.jpg 960w" width="960" height="540"{alt}>'
        blocks[position * 3] += f"\n<figure>{image}</figure>"
    for position in range(HEADINGS - 1):
        level = 3 if position % 3 else 2
        blocks[position * 3] = (
            f"<h{level}>{_words(vocabulary, 5, chance).capitalize()}</h{level}>\n" + blocks[position * 3]
        )
    title = _words(vocabulary, 6, chance).capitalize()
    url = origin + page_path(number)
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>\n'
        f'<meta name="description" content="{_words(vocabulary, 18, chance)}">\n<link rel="canonical" href="{url}">\n'
        f'<meta property="og:url" content="{url}"><meta property="og:title" content="{title}">\n'
        '<script type="application/ld+json">'
        f'{{"@context": "https://schema.org", "@type": "Article", "url": "{url}"}}</script></head>\n'
        f"<body>{header}\n<main><article><h1>{title}</h1>\n" + "\n".join(blocks) + "\n</article></main>\n"
        f"{sidebar}\n{footer}</body></html>\n"
    )
