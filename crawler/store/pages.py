"""Store pages and sitemaps, each with its frontier state in the same transaction."""

from __future__ import annotations

import json
from time import monotonic
from typing import TYPE_CHECKING

from crawler.items import Cause
from crawler.links.resources import kind_of
from crawler.store import rows
from crawler.store.frontier import MEMORY_LIMIT, Frontier
from crawler.store.item_rows import INSERT_ITEM, item_rows
from crawler.store.parts import Parts, last_id
from crawler.store.sketches import INSERT_SKETCH, sketch_row
from crawler.store.unchanged_pages import copy_pages, forget_copies

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

    from crawler.items import Page, Rendered, Sitemap, Target, UrlReference

HELD_PAGES = 256  # unchanged pages that are stored at once …
HELD_SECONDS = 5.0  # … and how long the first of them waits, where a crawl is slow
OWN_KINDS = {"internal", "fragment"}
MOST_RESOURCES = 500  # of the site's own images, styles and scripts kept of one page


class Store(Frontier):
    """One database file with one open crawl; the single writer."""

    def __init__(self, path: Path) -> None:
        """Open or make the file. Raises Mistake when it cannot be opened, is not ours, or is of another version."""
        super().__init__(path)
        self._targets: dict[tuple[str, str], int] = {}  # (URL, kind) -> id
        self._parts = Parts()
        self._held: dict[str, Page] = {}  # pages that did not change since the crawl `before`, by their keys
        self._held_since = 0.0
        self._before = 0
        self._copied = (0, 0)  # into which crawl, and from which

    def forget(self) -> None:
        """Forget which addresses, targets and parts are known."""
        super().forget()
        self._targets.clear()
        self._parts.forget()

    def save_page(self, page: Page) -> None:
        """Store the page, all that stands on it, the URLs it led to, and this row's "done", in one transaction."""
        with self.transaction() as db:
            db.execute(
                "DELETE FROM page WHERE crawl_id = ? AND key = ?", (self.crawl_id, rows.text(page.key))
            )
            cursor = db.execute(rows.INSERT_PAGE, rows.page_row(page, self.crawl_id))
            page_id = cursor.lastrowid
            links = [link for link in page.links if link.to]
            references = _kept_references(page)
            if page.is_feed:  # the pages have the same addresses: of a feed only what is wrong is kept
                wrong = {f.position for f in page.findings if f.subject == "carrier"}
                references = [c for c in references if c.position in wrong]
            own = [c for c in references if is_own_resource(page, c)]
            references = [c for c in references if not is_own_resource(page, c)]
            ids = self._target_ids(db, [a.to for a in links if a.to] + [c.to for c in references if c.to])
            self._parts.save(db, self.crawl_id, page_id, page, zip(links, ids, strict=False))
            db.executemany(
                rows.INSERT_REFERENCE,
                [
                    rows.reference_row(c, page_id, t)
                    for c, t in zip(references, ids[len(links) :], strict=True)
                ],
            )
            origin = origin_of(page.url)
            db.executemany(rows.INSERT_RESOURCE_USE, rows.resource_use_rows(own, page_id, origin))
            if page.rendered is not None:
                self._save_rendered(db, page.rendered, page_id)
            db.executemany(
                rows.INSERT_HEADING,
                [rows.heading_row(h, page_id, counted=page.has_content_region) for h in page.headings],
            )
            db.executemany(rows.INSERT_IMAGE, [rows.image_row(i, page_id) for i in page.images])
            db.executemany(
                rows.INSERT_FINDING, [rows.finding_row(f, self.crawl_id, page_id) for f in page.findings]
            )
            if page.items:
                db.executemany(INSERT_ITEM, item_rows(page, page_id))
            if page.shingles:
                db.execute(INSERT_SKETCH, sketch_row(page_id, page.shingles))
            if page.notes:
                db.executemany(rows.INSERT_NOTE, [(page_id, rows.note(n)) for n in page.notes])
            found_by = "redirect" if page.redirect_to else "link"
            # A hop counts as well, and a page known from a sitemap as a start page: no chain goes on without end.
            depth = (page.depth or 0) + 1
            self._enqueue(db, page.found, "page", found_by, depth, source=page.key)
            state = {"fetched": "done", "redirected": "done", "skipped": "skipped"}.get(
                page.outcome, "failed"
            )
            db.execute(
                "UPDATE frontier SET state = ?, cause = ?, cause_values = ?, reason = ? WHERE crawl_id = ? AND key = ?",
                (state, *rows.why(page.cause), self.crawl_id, rows.text(page.key)),
            )

    def _save_rendered(self, db: sqlite3.Connection, rendered: Rendered, page_id: int | None) -> None:
        """Store what scripts make of a page, within the transaction of the page."""
        db.execute(rows.INSERT_RENDERED, rows.rendered_row(rendered, page_id))
        links = (link for one in rendered.links for link in (one.link, one.before))
        targets = [link.to for link in links if link is not None and link.to is not None]
        ids = dict(zip(targets, self._target_ids(db, targets), strict=True))
        db.executemany(
            rows.INSERT_RENDERED_LINK,
            [rows.rendered_link_row(one, page_id, n, ids) for n, one in enumerate(rendered.links, 1)],
        )

    def save_unchanged(self, page: Page, before: int) -> None:
        """Store the URLs that a page leads to, and hold the page to be stored with others as the crawl `before` has it.

        Until then its row waits: if the process is killed, the server is asked again whether it has changed.
        """
        if any(url not in self._known for url in page.found):
            with self.transaction() as db:
                self._enqueue(db, page.found, "page", "link", (page.depth or 0) + 1)
        if self._held and before != self._before:
            self.store_held()
        if not self._held:
            self._before, self._held_since = before, monotonic()
        self._held[page.key] = page
        if len(self._held) >= HELD_PAGES or monotonic() - self._held_since > HELD_SECONDS:
            self.store_held()

    def store_held(self) -> None:
        """Store the unchanged pages that are held, and the "done" of their rows, in one transaction."""
        if not self._held:
            return
        held, self._held = self._held, {}  # if they cannot be stored, their rows wait for the next run
        with self.transaction() as db:
            if self._copied != (self.crawl_id, self._before):
                forget_copies(db)
            copy_pages(db, self.crawl_id, self._before, held.values())
        self._copied = (self.crawl_id, self._before)

    def save_sitemap(self, sitemap: Sitemap) -> None:
        """Store what a sitemap named, and this row's "done", in one transaction."""
        with self.transaction() as db:
            self._enqueue(db, sitemap.pages, "page", "sitemap", None)
            self._enqueue(db, sitemap.sitemaps, "sitemap", "sitemap", None)
            key = rows.text(sitemap.key)
            db.executemany(
                "INSERT OR IGNORE INTO sitemap_entry (frontier_id, sitemap) SELECT id, ? FROM frontier WHERE crawl_id = ? AND key = ?",
                [(key, self.crawl_id, page) for page in sitemap.pages],
            )
            db.executemany(
                rows.INSERT_SITEMAP_FOREIGN,
                [
                    (
                        self.crawl_id,
                        key,
                        rows.text(to.url),
                        to.kind,
                        to.confidence,
                        rows.text(to.host),
                        to.detail,
                    )
                    for to in sitemap.foreign
                ],
            )
            db.executemany(
                rows.INSERT_SITEMAP_NOTE,
                [
                    (self.crawl_id, key, rows.note(n), n.code if isinstance(n, Cause) else "")
                    for n in sitemap.notes
                ],
            )
            state = "failed" if sitemap.cause else "done"
            db.execute(
                "UPDATE frontier SET state = ?, cause = ?, cause_values = ?, reason = ? WHERE crawl_id = ? AND key = ?",
                (state, *rows.why(sitemap.cause), self.crawl_id, rows.text(sitemap.key)),
            )

    def _target_ids(self, db: sqlite3.Connection, targets: list[Target]) -> list[int]:
        """Return the ids of the targets' rows, making those that this crawl has not yet.

        One look-up and one insert for a page: ids are given out here, since nobody else writes.
        """
        known = self._targets
        new = {(to.url, to.kind): to for to in targets if (to.url, to.kind) not in known}
        if len(known) + len(new) > MEMORY_LIMIT:
            known.clear()
            new = {(to.url, to.kind): to for to in targets}
        if new:
            stored = db.execute(
                "SELECT url, kind, target.id FROM json_each(?) AS asked CROSS JOIN target"
                " ON hash = json_extract(asked.value, '$[0]') AND crawl_id = ? AND url = json_extract(asked.value, '$[1]')",
                (json.dumps([(rows.address_hash(url), rows.text(url)) for url, _ in new]), self.crawl_id),
            )
            ids = {(url, kind): target_id for url, kind, target_id in stored}
            last = last_id(db, "target")
            made = []
            for key, to in new.items():
                stored_key = (rows.text(to.url), to.kind)
                if stored_key not in ids:
                    last += 1
                    ids[stored_key] = last
                    made.append(rows.target_row(to, last, self.crawl_id))
                known[key] = ids[stored_key]
            db.executemany(rows.INSERT_TARGET, made)
        return [known[to.url, to.kind] for to in targets]


def is_own_resource(page: Page, reference: UrlReference) -> bool:
    """Return whether a reference that is kept is a row of resource_use: a live page's, to a file of its own site."""
    return not page.source and reference.to is not None and reference.to.kind == "internal"


def origin_of(url: str) -> str:
    """Return scheme and host of a page's URL, as the view own_resource cuts them off."""
    end = url.find("/", 8)
    return url if end < 0 else url[:end]


def _kept_references(page: Page) -> list[UrlReference]:
    """Return what is kept of a page's references: all that leave the site, and of a live page the files of the site that it loads."""
    kept = []
    loaded: set[tuple[str, str]] = set()
    for reference in page.references:
        to = reference.to
        if to is None:
            continue
        if to.kind in OWN_KINDS:
            key = (reference.where, to.url)
            if page.source or key in loaded or len(loaded) >= MOST_RESOURCES or not kind_of(*key):
                continue
            loaded.add(key)
        kept.append(reference)
    return kept
