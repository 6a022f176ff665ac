"""The kinds of things that are asked for after the pages: links to other sites, the site's own files, probes of the site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from crawler.http.status import GONE
from crawler.items import BROKEN, OK, REDIRECTED, Verdict, because
from crawler.linkcheck import bot_walls as marks
from crawler.linkcheck import resources, site_probes, verdicts, youtube
from crawler.linkcheck.policy import CLICKED
from crawler.linkcheck.probe import Answer, Ask
from crawler.store import link_checks, now, probes
from crawler.store import resources as files

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.links import Classifier
    from crawler.store import Store

BODY = 32 * 1024  # bytes read where the beginning of a body decides about a link


class Question(Protocol):
    """What is asked about one address."""

    asked: str
    own: bool  # the address is the site's own business: it is asked at the pace of its pages, wherever it is the site's

    def next_step(self, answers: Sequence[Answer]) -> Ask | Verdict:
        """Return the next request, or the verdict."""

    def save(self, found: Verdict, answers: Sequence[Answer]) -> None:
        """Store the verdict."""


class LinkQuestion:
    """Whether a link to another site works; of a YouTube link what oEmbed says of `item`."""

    own = False

    def __init__(
        self, store: Store, classifier: Classifier, asked: str, item: str, *, affiliate: bool
    ) -> None:
        """Keep what is asked; `affiliate` says whether redirects to links that earn are followed."""
        self._store, self._classifier, self._affiliate = store, classifier, affiliate
        self.asked, self._item = asked, item

    def next_step(self, answers: Sequence[Answer]) -> Ask | Verdict:
        """Return the next request, or the verdict."""
        if self._item:
            step = youtube.next_step(self._item, answers)
        else:
            step = verdicts.next_step(self.asked, answers)
            if isinstance(step, str) and answers:
                to = self._classifier.classify(step)
                if to.kind in CLICKED and not self._affiliate:
                    return verdicts.stopped(self.asked, answers, step, because("click-not-followed"))
                if to.kind == "internal":
                    return verdicts.stopped(self.asked, answers, step, because("back-to-site"))
        if isinstance(step, Verdict):
            return step
        return Ask(step, read=BODY if self._item or marks.reads_body(step) else 0)

    def save(self, found: Verdict, answers: Sequence[Answer]) -> None:
        """Store the verdict."""
        link_checks.save(self._store, self.asked, found, now())


class ResourceQuestion:
    """Whether one of the site's own files is there, and what it is."""

    own = True

    def __init__(self, store: Store, classifier: Classifier, asked: str, kind: str) -> None:
        """Keep what is asked."""
        self._store, self._classifier = store, classifier
        self.asked, self._kind = asked, kind

    def next_step(self, answers: Sequence[Answer]) -> Ask | Verdict:
        """Return the next request, or the verdict."""
        step = resources.next_step(self.asked, self._kind, answers)
        if isinstance(step, Ask) and answers and self._classifier.classify(step.url).kind in CLICKED:
            return verdicts.stopped(self.asked, answers, step.url, because("click-not-followed"))
        return step

    def save(self, found: Verdict, answers: Sequence[Answer]) -> None:
        """Store the verdict with size and type of the file."""
        came = found.verdict in {OK, REDIRECTED, BROKEN} and answers and (answers[-1].status or 0) not in GONE
        size, content_type, nosniff = resources.facts(answers[-1] if came else Answer(self.asked))
        row = files.verdict_row(found, size, content_type, nosniff=nosniff, checked=now())
        files.save(self._store, self.asked, row)


class ProbeQuestion:
    """How the site answers for one address that tells how it is set up."""

    own = True

    def __init__(self, store: Store, classifier: Classifier, probe: site_probes.Probe) -> None:
        """Keep what is asked."""
        self._store, self._classifier, self._probe = store, classifier, probe
        self.asked = probe.url

    def next_step(self, answers: Sequence[Answer]) -> Ask | Verdict:
        """Return the next request, or the verdict; a redirect off the site is an end."""
        step = site_probes.next_step(self._probe, answers)
        if isinstance(step, Ask) and answers and self._classifier.classify(step.url).kind != "internal":
            return verdicts.stopped(self.asked, answers, step.url, because("leaves-site"))
        return step

    def save(self, found: Verdict, answers: Sequence[Answer]) -> None:
        """Store the verdict with what the page that came says of itself."""
        probes.save(self._store, self._probe, found, site_probes.twin_of(found, answers))
