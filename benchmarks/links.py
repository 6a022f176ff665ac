"""Prints how fast links are classified: distinct URLs through the command line, and links that were seen before.

    python benchmarks/links.py [--urls 100000]

The goal is 100,000 distinct URLs in under 5 CPU-seconds beyond start-up.
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from crawler.links import Classifier

SITE = "https://blog.example"
FORMS = (
    "https://blog.example/post-{n}/?page={m}",
    "https://www.shop{m}.com/products/item-{n}?color=green&size=2#reviews",
    "https://www.amazon.com/dp/B{n:09d}?tag=gardenshed-20&linkCode=ogi&th=1&psc=1",
    "https://www.awin1.com/cread.php?awinmid={m}&awinaffid=654321&ued=https%3A%2F%2Fwww.shop{m}.com%2Fitem-{n}",
    "https://go.skimresources.com/?id=1X2&url=https%3A%2F%2Fwww.amazon.com%2Fdp%2F{n}%3Ftag%3Dshed-20",
    "https://www.jdoqocy.com/links/1234567/type/dlg/sid/post{n}/https://shop{m}.com/item-{n}?a=1&b=2",
    "https://shop{m}.com/?rfsn=1234567.{n:x}",
    "https://www.youtube.com/watch?v={n:011d}&t=42s",
    "https://de.wikipedia.org/wiki/Artikel_{n}",
    "http://teashop{m}.local/page-{n}/",
)


def urls(count: int) -> list[str]:
    """Return `count` distinct URLs of a blog's kinds, shuffled, on about `count / 20` hosts."""
    made = [FORMS[n % len(FORMS)].format(n=n, m=n % max(1, count // 20)) for n in range(count)]
    random.Random(1).shuffle(made)
    return made


def cpu_of_children() -> float:
    """Return the CPU seconds of the processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def command_line(text: str) -> float:
    """Return the CPU seconds of `python -m crawler.links` for the URLs in `text`, one a line."""
    before = cpu_of_children()
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "urls.txt")
        source.write_text(text, encoding="utf-8")
        with source.open("rb") as lines:
            subprocess.run(
                [sys.executable, "-m", "crawler.links", "--site", SITE],
                stdin=lines,
                stdout=subprocess.DEVNULL,
                check=True,
            )
    return cpu_of_children() - before


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--urls", type=int, default=100_000)
    count = parser.parse_args().urls
    made = urls(count)
    start = min(command_line(made[0]) for _ in range(3))
    whole = min(command_line("\n".join(made)) for _ in range(3))
    print(f"start-up {start:.2f} s CPU; {count:,} distinct URLs {whole - start:.2f} s CPU beyond it")

    classifier = Classifier(SITE)
    known = made[:1000]
    for url in known:
        classifier.target(url, f"{SITE}/post/")
    begun = time.process_time()
    for _ in range(200):
        for url in known:
            classifier.target(url, f"{SITE}/post/")
    spent = time.process_time() - begun
    print(f"a link seen before: {spent / (200 * len(known)) * 1e6:.2f} µs")


if __name__ == "__main__":
    main()
