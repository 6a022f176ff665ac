"""What the rules cost of a page's CPU time: `python benchmarks/rules.py --pages 200 --rounds 3`.

Makes the synthetic blog of benchmarks/crawl.py and reads, enriches and audits its pages in this process, without network
and database. Prints CPU milliseconds a page for each step (the median round), the share of the rules in their sum, and the
dearest rules. In a crawl the share is smaller still, since downloading and storing come on top.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from synthetic import write_blog

from crawler.enrich import enrich
from crawler.enrich.disclosures import Disclosures
from crawler.extract import read_html
from crawler.links import Classifier
from crawler.rules.engine import audit
from crawler.rules.load import load_rules

ORIGIN = "https://bench-blog.com"
DEAREST = 8


def main() -> int:
    """Print the figures; returns 0."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="rules-benchmark-") as name:
        list(write_blog(Path(name), ORIGIN, options.pages, 1))
        texts = [path.read_text(encoding="utf-8") for path in sorted(Path(name).rglob("*.html"))]
    rounds = [measure(texts) for _ in range(options.rounds)]
    steps = {step: statistics.median(one[step] for one in rounds) for step in rounds[0]}
    rules = {step: cost for step, cost in steps.items() if step not in {"read", "enrich"}}
    total = sum(steps.values())
    print(
        f"read {steps['read']:.2f} ms, enrich {steps['enrich']:.2f} ms, {len(rules)} rules {sum(rules.values()):.2f} ms a page"
    )
    print(f"the rules are {sum(rules.values()) / total:.0%} of {total:.2f} ms")
    for rule in sorted(rules, key=rules.__getitem__, reverse=True)[:DEAREST]:
        print(f"  {rule:32} {rules[rule] * 1000:6.0f} µs")
    return 0


def measure(texts: list[str]) -> dict[str, float]:
    """Return CPU milliseconds a page of each step: read, enrich, and each rule by its id."""
    rules = [bound for bound in load_rules() if bound.check]
    classifier, disclosures = Classifier(ORIGIN), Disclosures()
    spent: dict[str, float] = defaultdict(float)
    for number, text in enumerate(texts):
        started = time.process_time()
        page = read_html(text, f"{ORIGIN}/{number}/")
        page.status = 200
        spent["read"] += time.process_time() - started
        started = time.process_time()
        enrich(page, classifier, disclosures)
        spent["enrich"] += time.process_time() - started
        for bound in rules:
            started = time.process_time()
            audit(page, [bound], failed)
            spent[bound.rule.id] += time.process_time() - started
    return {step: seconds * 1000 / len(texts) for step, seconds in spent.items()}


def failed(rule: object, page: object, error: Exception) -> None:
    """Raise what a rule crashed with: its figure would be none."""
    raise error


if __name__ == "__main__":
    sys.exit(main())
